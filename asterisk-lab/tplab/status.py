"""What the lab is doing, for a person and for a machine."""
from . import host, instance, lifecycle, network, shaper
from .ami import ACCOUNT, Ami, SECRET
from .host import LAB_DIR, read_state


def status():
    state = read_state()
    up = lifecycle.is_whole(state)
    if not state:
        return {'up': False}
    return {'up': up, 'folder': str(LAB_DIR), 'options': state['options'],
            'shaper': state.get('shaper'), 'ami': {'host': network.PBX_ADDRESS, 'port': 5038},
            'instances': {name: instance_status(name) for name in instance.INSTANCES},
            **pbx_status(), 'links': links(state),
            'faults': {target: on for target, on in state['faults'].items() if on}}


def instance_status(name):
    pid = host.pid_of(name)
    return {'running': pid is not None, 'pid': pid}


def pbx_status():
    try:
        with Ami('pbx', timeout=3) as ami:
            rows = [f"{e['Key']}: {e['Val']}" for e in ami.list('DBGetTree', Family='trunkpilot') if 'Key' in e]
            return {'asterisk': ami.ask('CoreSettings').get('AsteriskVersion'),
                    'registrations': lifecycle.registrations(ami),
                    'reachable': {trunk: lifecycle.reachable(ami, trunk) for trunk in network.LINKS},
                    'channels': len(ami.list('CoreShowChannels')), 'rows': rows}
    except (host.LabError, OSError) as e:
        return {'trouble': str(e)}


def links(state):
    if state.get('shaper') != 'tun':
        return None
    try:
        return shaper.tell(network.SOCKET, {})
    except OSError as e:
        return {'trouble': str(e)}


def as_text(s):
    if not s['up']:
        yield 'lab: not up' + (' (something of it has died; `lab up` starts afresh)' if 'options' in s else '')
        if 'options' not in s:
            return
    layout = 'one shared uplink' if s['options']['shared_uplink'] else 'an uplink each'
    yield f"lab: Asterisk {s.get('asterisk', '?')}, {layout}, shaped by {s['shaper'] or '?'}, qualify {s['options']['qualify']}"
    yield f"AMI: {s['ami']['host']}:{s['ami']['port']}  trunkpilot / trunkpilot-s3cret, tests: {ACCOUNT} / {SECRET}"
    for name, i in s['instances'].items():
        yield f"{name:7} {'pid ' + str(i['pid']) if i['running'] else 'NOT RUNNING'}"
    for trunk, registered in s.get('registrations', {}).items():
        yield f"{trunk:7} {registered}, {s['reachable'][trunk]}"
    yield f"{s.get('channels', '?')} channels"
    for row in s.get('rows', []):
        yield f'row     {row}'
    for target, on in s['faults'].items():
        yield f"FAULT   {target}: " + ' '.join(k if v is True else f'{k}={v}' for k, v in on.items())
    if s.get('trouble'):
        yield f"trouble: {s['trouble']}"
