"""One Asterisk of the lab: its files, its start and its end."""
import math, os, platform, shutil, time
from pathlib import Path
from . import download, host, netns
from .ami import Ami
from .host import CODE, LAB_DIR, LabError, RUN, wait_until

PROVIDERS = {'prova': {'ACCOUNT': 'acct-a', 'PASSWORD': 'pw-acct-a'},
             'provb': {'ACCOUNT': 'acct-b', 'PASSWORD': 'pw-acct-b'}}
INSTANCES = ('prova', 'provb', 'pbx')      # in the order of starting: a provider that answers late stays Unreachable for 60 s
BOOT_SECONDS = 60
GONE_SECONDS = 3.0
DEFAULT_DIALPLAN = CODE / 'etc/pbx/trunkpilot-default.conf'
ROUTES = ('default', 'emergency')          # to which etc/pbx/extensions.conf sends calls


def folder(name):
    return RUN / name


def program(name):
    """The command that runs this instance. In our own folder Asterisk needs its own libc, so its own loader."""
    root = download.root()
    configured = ['-C', folder(name) / 'etc/asterisk.conf']
    if root == root.parent:
        return ['/usr/sbin/asterisk', *configured]
    library = root / 'usr/lib' / f'{platform.machine()}-linux-gnu'
    loader = next(library.glob('ld-linux-*.so.*'), None)
    if not loader:
        raise LabError(f'no dynamic loader in {library}: remove {root} and run `lab up` again')
    return [loader, '--library-path', f'{library}:{library}/pulseaudio', root / 'usr/sbin/asterisk', *configured]


def configure(name, options):
    """Write a fresh instance: configuration from etc/, empty database, something to say."""
    shutil.rmtree(folder(name), ignore_errors=True)
    for part in ('etc', 'lib/talk', 'lib/keys', 'spool', 'log', 'cache'):
        (folder(name) / part).mkdir(parents=True)
    words = placeholders(name, options)
    for group in ('common', 'pbx' if name == 'pbx' else 'provider'):
        for template in (CODE / 'etc' / group).glob('*.conf'):
            write(name, template.name, fill(template.read_text(), words))
    for empty in (CODE / 'etc/common/empty.list').read_text().split():
        write(name, f'{empty}.conf', '')
    (folder(name) / 'lib/talk/talk.alaw').write_bytes(TALK)
    if name == 'pbx':
        (folder(name) / 'etc/trunkpilot-default.conf').unlink()
        install_dialplan(options['dialplan'] or DEFAULT_DIALPLAN)


def placeholders(name, options):
    frequency, timeout = options['qualify'].split('/')
    modules = next(download.root().glob('usr/lib/*/asterisk/modules'), None)
    if not modules:
        raise LabError(f'no Asterisk modules under {download.root()}')
    wanted = (CODE / 'etc/common/modules.list').read_text().split()
    return {'NAME': name, 'DIR': folder(name), 'MODULES': modules, 'DATA': download.root() / 'usr/share/asterisk',
            'SYSTEMNAME': f'systemname = {name}' if name in PROVIDERS else '',      # provider A's dialplan asks who it is
            'LOAD': '\n'.join(f'load={m}.so' for m in wanted if (modules / f'{m}.so').exists()),
            'QUALIFY_FREQUENCY': frequency, 'QUALIFY_TIMEOUT': timeout,
            'TIMESTAMPS': 'timestampevents = yes' if options['timestamps'] else '',
            'CHANNELVARS': f"channelvars = {options['channelvars']}" if options['channelvars'] else '',
            **PROVIDERS.get(name, {})}


def fill(text, words):
    for key, value in words.items():
        text = text.replace(f'@{key}@', str(value))
    return text


def write(name, file, text):
    fresh = folder(name) / 'etc' / f'{file}.new'
    fresh.write_text(text)
    fresh.rename(folder(name) / 'etc' / file)


def write_password(name, password):
    """The provider's idea of the customer's password."""
    words = {**PROVIDERS[name], 'PASSWORD': password}
    write(name, 'pjsip_password.conf', fill((CODE / 'etc/provider/pjsip_password.conf').read_text(), words))


def dialplan():
    return (folder('pbx') / 'etc/trunkpilot.conf').read_text()


def install_dialplan(source=None, text=None):
    """Put a steering dialplan into the PBX's configuration; it counts from the next `dialplan reload`."""
    try:
        write('pbx', 'trunkpilot.conf', Path(source).read_text() if text is None else text)
    except OSError as e:
        raise LabError(f'cannot read the dialplan: {e}') from None


def launch(name):
    """Start it without waiting. What it has stored is kept."""
    if host.pid_of(name):
        return
    (folder(name) / 'run').mkdir(exist_ok=True)
    with netns.inside(name):
        host.start(name, [*program(name), '-f'], cwd=folder(name))


def wait_booted(name):
    seen = time.monotonic()

    def booted():
        nonlocal seen
        if host.pid_of(name):
            seen = time.monotonic()
        elif time.monotonic() - seen > GONE_SECONDS:           # a process that is just being executed has no environment yet
            raise LabError(f'{name}: Asterisk ended at once; see {RUN / name}.out and {folder(name)}/log/messages')
        else:
            return False
        try:
            with Ami(name, events='system', timeout=2) as ami:
                ami.wait(lambda m: m.get('Event') == 'FullyBooted')
                return True
        except (LabError, OSError):
            return False
    wait_until(booted, BOOT_SECONDS, f'{name} booted')


def end(name):
    host.stop(lambda its_folder, its: (its_folder, its) == (str(LAB_DIR), name))


def kill(name):
    pid = host.pid_of(name)
    if not pid:
        raise LabError(f'{name} is not running')
    os.kill(pid, 9)
    wait_until(lambda: not host.pid_of(name), 20, f'{name} gone')


# ---- what the parties say: 4 s of two tones that swell and fade like syllables, A-law, joined without a click

def alaw(sample):
    """ITU-T G.711 A-law of a 13-bit sample."""
    sign, size = (0x80, sample) if sample >= 0 else (0, -sample - 1)
    exponent = max(0, size.bit_length() - 5)
    mantissa = (size >> max(1, exponent)) & 0x0F
    return (sign | min(exponent, 7) << 4 | mantissa) ^ 0x55


def speech(seconds=4, rate=8000):
    def sample(i):
        t = i / rate
        return int(1200 * (0.6 + 0.4 * math.sin(2 * math.pi * 2 * t)) * (math.sin(2 * math.pi * 440 * t) + math.sin(2 * math.pi * 620 * t)) / 2)
    return bytes(alaw(sample(i)) for i in range(seconds * rate))


TALK = speech()
