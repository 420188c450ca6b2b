"""Up, down, start, stop: the lab as a whole."""
import concurrent.futures, contextlib, os, shutil, time
from . import download, faults, host, instance, netns, network
from .ami import Ami
from .host import LAB_DIR, LabError, RUN, read_state, say, wait_until, write_state

READY_SECONDS = 120           # longer than a REGISTER waits for its answer (32 s) and than Asterisk waits before the next (60 s)
ASK_AGAIN = 5
NOTICE_SECONDS = 1.0          # for the PBX to say that a qualify has timed out
HANG_UP_AGAIN, HANG_UP_TIMES = 5, 6


def up(options):
    began = time.monotonic()
    host.must_be_root()
    with host.only_one():
        refuse_foreign_lab()
        state = read_state()
        if is_whole(state):
            if state['options'] != options:
                raise LabError(f"up already, but with other options ({state['options']}): `lab down` first, or `lab up --fresh`")
            say('up already')
            return
        host.install_programs()
        download.asterisk()
        clean()
        build(options)
    say(f'up after {time.monotonic() - began:.1f} s')


def down():
    host.must_be_root()
    with host.only_one():
        clean()


def refuse_foreign_lab():
    others = {folder for folder, _ in host.processes().values()} - {str(LAB_DIR)}
    if others:
        raise LabError(f"another lab is up on this machine: LAB_DIR={others.pop()} asterisk-lab/lab down")


def is_whole(state):
    """Was it brought up completely, and is every part of it alive?"""
    if not state or not state.get('up'):
        return False
    parts = {*instance.INSTANCES, *(f'netns-{name}' for name in network.NAMES)} | ({'shaper'} if state['shaper'] == 'tun' else set())
    running = {name for folder, name in host.processes().values() if folder == str(LAB_DIR)}
    return parts <= running and os.path.exists(f'/sys/class/net/{network.MANAGEMENT}')


def clean():
    """End whatever is left of a lab in this LAB_DIR, however it ended. The log files go too."""
    mine = lambda folder, _: folder == str(LAB_DIR)
    host.stop(lambda folder, name: mine(folder, name) and name in instance.INSTANCES)   # first, so that they can say goodbye
    host.stop(mine)
    network.remove()
    shutil.rmtree(RUN, ignore_errors=True)


def build(options):
    RUN.mkdir(parents=True)
    state = {'options': options, 'faults': faults.none(), 'up': False}
    write_state(state)
    state['shaper'] = network.build(options['shared_uplink'])
    for name in instance.INSTANCES:
        instance.configure(name, options)
    network.shape(state['shaper'], faults.link_settings(state['faults']))
    boot('prova', 'provb')
    boot('pbx')
    wait_ready()
    write_state({**state, 'up': True})


def boot(*names):
    for name in names:
        instance.launch(name)
    with concurrent.futures.ThreadPoolExecutor() as pool:      # setns is a thread's own business
        list(pool.map(instance.wait_booted, names))


def wait_ready():
    """Both trunks registered and known to be reachable: of itself, Asterisk first asks some time in the first 60 s."""
    end = time.monotonic() + READY_SECONDS
    with Ami('pbx') as ami:
        while True:
            unregistered = [trunk for trunk, status in registrations(ami).items() if status != 'Registered']
            silent = [trunk for trunk in network.LINKS if reachable(ami, trunk) != 'Reachable']
            if not unregistered and not silent:
                return
            if time.monotonic() > end:
                raise LabError(f'both trunks registered and reachable: not within {READY_SECONDS} s '
                               f"(not registered: {unregistered or 'none'}, not reachable: {silent or 'none'})")
            # Asked again and again: a REGISTER or OPTIONS that was out when its answer could not come holds the next back for a while.
            for trunk in unregistered:
                ami.ask('PJSIPRegister', Registration=trunk)
            for trunk in silent:
                ami.ask('PJSIPQualify', Endpoint=trunk)
            with contextlib.suppress(LabError):
                wait_until(lambda: well(ami), min(ASK_AGAIN, max(0.1, end - time.monotonic())), 'well')


def well(ami):
    return all(status == 'Registered' for status in registrations(ami).values()) \
        and all(reachable(ami, trunk) == 'Reachable' for trunk in network.LINKS)


def reset(rows):
    """As after `up`, without starting anything: no fault, no call, both trunks well. `rows`: no row in AstDB either."""
    fault('all', ['clear'])
    with Ami('pbx') as ami:
        if rows:
            ami.ask('DBDelTree', Family='trunkpilot')
        end_calls(ami)
    for provider in filter(host.pid_of, instance.PROVIDERS):
        with Ami(provider) as ami:
            end_calls(ami)
    wait_ready()
    await_lost_qualifies()


def end_calls(ami):
    """Also at a provider whose calls ended while no BYE could reach it: for half an hour it would talk on, to a port of a later call."""
    for times_left in reversed(range(HANG_UP_TIMES)):
        ami.ask('Hangup', Channel='/^(PJSIP|Local)/.*$/')
        try:
            return wait_until(lambda: not ami.list('CoreShowChannels'), HANG_UP_AGAIN, 'calls ended')
        except LabError:
            if not times_left:
                raise


def await_lost_qualifies():
    """An OPTIONS that got lost before its link was mended may time out after a later one was answered: Unreachable once more, for 60 s."""
    state = read_state()
    timeout = float(state['options']['qualify'].split('/')[1])
    left = state.get('mended', 0) + timeout + NOTICE_SECONDS - time.time()
    if 0 < left <= timeout + NOTICE_SECONDS:                       # a clock that was set back must not hold us
        time.sleep(left)
        wait_ready()


def reachable(ami, trunk):
    details = ami.list('PJSIPShowEndpoint', Endpoint=trunk)
    return next((d['Status'] for d in details if d.get('Event') == 'ContactStatusDetail'), 'Unknown')


def registrations(ami):
    found = ami.list('PJSIPShowRegistrationsOutbound')
    return {r['ObjectName']: r['Status'] for r in found if r.get('Event') == 'OutboundRegistrationDetail'}


def need_up():
    state = read_state()
    if not state or not state.get('up') or not netns.is_up('pbx'):
        raise LabError('the lab is not up: `lab up`')
    return state


def change(what, names):
    """start, stop, restart or kill instances; faults that are on stay on."""
    with host.only_one():
        state = need_up()
        for name in names:
            if what == 'kill':
                instance.kill(name)
            if what in ('stop', 'restart'):
                instance.end(name)
        if what in ('start', 'restart'):
            boot(*names)
            for trunk, (provider, *_) in network.LINKS.items():
                if provider in names:
                    faults.apply_provider(provider, state['faults'][trunk], state['faults'][trunk])


def reload_dialplan():
    """Reload it and return the contexts that it ought to have and has not."""
    with Ami('pbx') as ami:
        ami.command('dialplan reload')
        contexts = [f'trunkpilot-{route}' for route in instance.ROUTES]
        return [c for c in contexts if 'There is no existence' in ami.command(f'dialplan show {c}')]


def fault(target, words):
    """Change what is wrong. Returns the faults that are on now."""
    with host.only_one():
        state = need_up()
        before = state['faults']
        if target in ('all', 'clear') and words in ([], ['clear']):
            state['faults'] = faults.none()
        else:
            state['faults'] = faults.changed(before, target, words)
        if faults.mended(before, state['faults']):
            state['mended'] = time.time()
        write_state(state)
        faults.apply(state, before)
        return state['faults']
