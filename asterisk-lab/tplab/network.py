"""The lab's wires: namespaces, links to the providers, the management link, and what is wrong with them."""
import json, os, sys
from . import netns, shaper
from .host import LabError, RUN, run, start, wait_until

NAMES = ('pbx', 'prova', 'provb')
MANAGEMENT = 'tplab0'                                   # root namespace's end; 10.99.0.1 here, 10.99.0.2 the PBX
PBX_ADDRESS = '10.99.0.2'
# trunk -> its provider's namespace, the device in the PBX, our address and theirs
LINKS = {'prov-a': ('prova', 'wan-a', '10.1.0.1', '10.1.0.2'),
         'prov-b': ('provb', 'wan-b', '10.2.0.1', '10.2.0.2')}
SOCKET = RUN / 'shaper.sock'


def build(shared_uplink):
    """Make everything and return how the links are shaped: `netem` or `tun`. No namespace has a default route: with one
    into nowhere Asterisk's own DNS look-ups would delay ringing by 15 to 45 s."""
    for name in NAMES:
        netns.make(name)
    management_link()
    way = os.environ.get('LAB_SHAPER') or ('tun' if shared_uplink or not kernel_has_netem() else 'netem')
    if way == 'tun':
        tun_links(shared_uplink)
    else:
        veth_links()
    return way


def management_link():
    run('ip', 'link', 'add', MANAGEMENT, 'type', 'veth', 'peer', 'name', 'mgmt0', 'netns', holder('pbx'))
    run('ip', 'addr', 'add', '10.99.0.1/30', 'dev', MANAGEMENT)
    run('ip', 'link', 'set', MANAGEMENT, 'up')
    with netns.inside('pbx'):
        run('ip', 'addr', 'add', f'{PBX_ADDRESS}/30', 'dev', 'mgmt0')
        run('ip', 'link', 'set', 'mgmt0', 'up')


def holder(name):
    return os.readlink(netns.path(name)).split('/')[2]


def kernel_has_netem():
    with netns.inside('pbx'):
        found = run('tc', 'qdisc', 'add', 'dev', 'lo', 'root', 'netem', 'delay', '1ms', fails=True) is not None
        if found:
            run('tc', 'qdisc', 'del', 'dev', 'lo', 'root')
    return found


def tun_links(shared_uplink):
    """One TUN device a provider, and at the PBX one for each, or one for all on a shared uplink."""
    if not os.path.exists('/dev/net/tun'):
        raise LabError('no /dev/net/tun: give it to the container, or load the module tun')
    ports, links = [], {}
    if shared_uplink:
        ports.append({'namespace': 'pbx', 'device': 'wan', 'addresses': [f'{ours}/24' for _, _, ours, _ in LINKS.values()]})
    for trunk, (namespace, device, ours, theirs) in LINKS.items():
        if not shared_uplink:
            ports.append({'namespace': 'pbx', 'device': device, 'addresses': [f'{ours}/24']})
        ports.append({'namespace': namespace, 'device': 'wan', 'addresses': [f'{theirs}/24']})
        links[trunk] = {'pbx': 0 if shared_uplink else len(ports) - 2, 'provider': len(ports) - 1, 'address': theirs}
    SOCKET.unlink(missing_ok=True)
    carrier = start('shaper', [sys.executable, '-m', 'tplab.shaper', SOCKET, json.dumps({'ports': ports, 'links': links})])
    def ready():
        if carrier.poll() is not None:
            raise LabError(f"the shaper ended: {(RUN / 'shaper.out').read_text().strip()[-400:]}")
        return SOCKET.exists()
    wait_until(ready, 20, 'shaper')


def veth_links():
    for namespace, device, ours, theirs in LINKS.values():
        run('ip', 'link', 'add', 'wan', 'netns', holder(namespace), 'type', 'veth',
            'peer', 'name', device, 'netns', holder('pbx'))
        for inside, name, address in (('pbx', device, ours), (namespace, 'wan', theirs)):
            with netns.inside(inside):
                run('ip', 'addr', 'add', f'{address}/24', 'dev', name)
                run('ip', 'link', 'set', name, 'up')


def shape(way, settings):
    """Make the links so: {trunk: {"in"|"out": {loss, delay, jitter}}}. Returns what the shaper says of them."""
    if way == 'tun':
        answer = shaper.tell(SOCKET, settings)
        if 'error' in answer:
            raise LabError(f"shaper: {answer['error']}")
        return answer
    for trunk, ways in settings.items():
        namespace, device, _, _ = LINKS[trunk]
        netem('pbx', device, ways['out'])
        netem(namespace, 'wan', ways['in'])
    return settings


def netem(namespace, device, setting):
    """An egress queue of the sending side. Unlike our shaper, netem lets packets overtake when there is jitter."""
    words = []
    if setting['delay'] or setting['jitter']:
        words += ['delay', f"{max(setting['delay'], setting['jitter'])}ms", f"{setting['jitter']}ms"]
    if setting['loss']:
        words += ['loss', f"{setting['loss']}%"]
    with netns.inside(namespace):
        run('tc', 'qdisc', 'replace', 'dev', device, 'root', 'netem', 'limit', '20000', *words)


def filter_packets(namespace, rules_in, rules_out):
    """Replace the lab's packet filter in a namespace, in one transaction; no rules, no filter."""
    script = 'table inet tplab {}\ndelete table inet tplab\n'
    if rules_in or rules_out:
        script += 'table inet tplab {\n'
        for chain, rules in (('input', rules_in), ('output', rules_out)):
            script += f' chain {chain} {{\n  type filter hook {chain} priority 0\n' + ''.join(f'  {r}\n' for r in rules) + ' }\n'
        script += '}\n'
    with netns.inside(namespace):
        run('nft', '-f', '-', stdin=script)


def remove():
    """The namespaces go with their processes, and all devices in them; what is left are names and our end of a veth."""
    netns.remove_links()
    run('ip', 'link', 'del', MANAGEMENT, fails=True)
