"""What can be wrong: the words of `lab fault`, and how each is done to the running lab.

The state file holds every fault that is on; `apply` makes the lab so, whatever it was before. A fault is done in one of four places: the link
(shaper), the provider's packet filter, the provider's dialplan (global variables FAULT_…), the provider's PJSIP.
"""
import contextlib, re
from . import host, instance, netns, network
from .ami import Ami
from .host import LabError

# fault -> what it is; `=` after a name in USAGE means that it takes a number
LINK = {'blackhole': 0, 'loss': 100, 'loss-in': 100, 'loss-out': 100, 'delay': 10000, 'jitter': 10000}   # name: greatest value
PROVIDER = {'reject': 699, 'pdd': 600, 'silent': 0, 'ignore': 0, 'oneway': 0, 'dead-in': 0, 'dead-out': 0, 'auth': 0}
UPLINK = {'cut': 0, **{k: v for k, v in LINK.items() if k != 'blackhole'}}
MANAGEMENT = {'cut': 0, 'halfopen': 0}
TARGETS = {'prov-a': {**LINK, **PROVIDER}, 'prov-b': {**LINK, **PROVIDER}, 'uplink': UPLINK, 'ami': MANAGEMENT}
RTP_PORTS = '10000-20000'
LEAST_REJECT = 400
WRONG_PASSWORD = 'changed-by-the-provider'


def none():
    return {target: {} for target in TARGETS}


def changed(faults, target, words):
    """`faults` with these words said about this target."""
    if target not in TARGETS:
        raise LabError(f"fault on what? one of {', '.join(TARGETS)}, all")
    if not words:
        raise LabError(f"which fault? {', '.join(TARGETS[target])}, clear")
    now = dict(faults.get(target, {}))
    for word in words:
        name, _, value = word.partition('=')
        if word == 'clear':
            now = {}
        elif name not in TARGETS[target]:
            raise LabError(f"no fault {name} of {target}: {', '.join(TARGETS[target])}, clear")
        elif value in ('off', '0'):
            now.pop(name, None)
        else:
            now[name] = parsed(name, value, TARGETS[target][name])
    return {**faults, target: now}


def parsed(name, value, most):
    if not most:
        if value not in ('', 'on'):
            raise LabError(f'{name} takes no number')
        return True
    if not re.fullmatch(r'\d+(\.\d+)?', value) or float(value) > most or name == 'reject' and float(value) < LEAST_REJECT:
        least = LEAST_REJECT if name == 'reject' else 0
        raise LabError(f'{name}= takes a number from {least} to {most}')
    number = float(value)
    return int(number) if number == int(number) else number


def link_settings(faults):
    """{trunk: {"in"|"out": {loss, delay, jitter}}} with the uplink's faults added to each provider's."""
    settings = {}
    for trunk in network.LINKS:
        ours, shared = faults[trunk], faults['uplink']
        settings[trunk] = {}
        for way in ('in', 'out'):
            losses = [f.get(kind, 0) for f in (ours, shared) for kind in ('loss', f'loss-{way}')]
            if ours.get('blackhole') or shared.get('cut'):
                losses.append(100)
            arrives = 1.0
            for loss in losses:
                arrives *= 1 - loss / 100
            settings[trunk][way] = {'loss': round(100 * (1 - arrives), 4),
                                    **{k: ours.get(k, 0) + shared.get(k, 0) for k in ('delay', 'jitter')}}
    return settings


def mended(before, now):
    """Does a link lose less than before?"""
    had, has = link_settings(before), link_settings(now)
    return any(has[trunk][way]['loss'] < had[trunk][way]['loss'] for trunk in had for way in had[trunk])


def provider_filter(faults):
    """Packet filter rules of a provider, for what comes in there and for what goes out."""
    rules_in, rules_out = [], []
    if 'ignore' in faults:
        rules_in.append('udp dport 5060 @th,64,48 0x494e56495445 drop')        # "INVITE": not even 100 Trying comes back
    if 'dead-in' in faults:
        rules_out.append(f'udp sport {RTP_PORTS} drop')
    if 'dead-out' in faults:
        rules_in.append(f'udp dport {RTP_PORTS} drop')
    return rules_in, rules_out


def management_filter(faults):
    if 'cut' in faults:
        return ['iif mgmt0 meta l4proto tcp reject with tcp reset'], ['oif mgmt0 tcp flags & rst == 0 drop']
    if 'halfopen' in faults:
        return ['iif mgmt0 drop'], ['oif mgmt0 drop']
    return [], []


def apply(state, before=None):
    """Make the running lab as state['faults'] says; `before` (the faults until now) spares what has not changed."""
    faults, before = state['faults'], before or {}
    if any(faults[t] != before.get(t) for t in ('prov-a', 'prov-b', 'uplink')):
        network.shape(state['shaper'], link_settings(faults))
    for trunk, (provider, *_) in network.LINKS.items():
        if faults[trunk] != before.get(trunk):
            apply_provider(provider, faults[trunk], before.get(trunk))
    if faults['ami'] != before.get('ami', {}):
        network.filter_packets('pbx', *management_filter(faults['ami']))
        if 'cut' in faults['ami']:
            close_management_connections()


def apply_provider(provider, faults, before):
    before = before or {}
    if provider_filter(faults) != provider_filter(before):
        network.filter_packets(provider, *provider_filter(faults))
    if not host.pid_of(provider):
        return                                      # `lab start` applies them
    with Ami(provider) as ami:
        for variable, fault in (('FAULT_REJECT', 'reject'), ('FAULT_PDD', 'pdd'), ('FAULT_SILENT', 'silent'), ('FAULT_ONEWAY', 'oneway')):
            value = faults.get(fault, '')
            ami.ask('Setvar', Variable=variable, Value='1' if value is True else value)
        if faults.get('oneway') != before.get('oneway'):
            turn_voices(ami, off='oneway' in faults)
        if faults.get('auth') != before.get('auth'):
            instance.write_password(provider, WRONG_PASSWORD if 'auth' in faults else instance.PROVIDERS[provider]['PASSWORD'])
            ami.command('module reload res_pjsip.so')


def turn_voices(ami, off):
    """Calls that are up fall silent with the others, or speak again: the provider stops sending RTP, RTCP goes on."""
    for channel in ami.list('CoreShowChannels'):
        if off and channel.get('Application') == 'MusicOnHold':
            ami.ask('Redirect', Channel=channel['Channel'], Context='mute', Exten='s', Priority='1')
        elif not off and channel.get('Context') == 'mute':
            ami.ask('Redirect', Channel=channel['Channel'], Context='talk', Exten='s', Priority='1')


def close_management_connections():
    """Reset what is connected over the management link; ss needs a kernel option for it, so Asterisk is asked as well."""
    with netns.inside('pbx'):
        host.run('ss', '-K', 'src', network.PBX_ADDRESS, fails=True)
    with contextlib.suppress(LabError), Ami('pbx') as ami:
        for line in ami.command('manager show connected').splitlines():
            session = re.match(r'\s*\S+\s+10\.99\.0\.1\s+.*', line)
            if session:
                ami.command(f'manager kick session {line.split()[4]}')
