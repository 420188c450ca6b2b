"""Asterisk 22 and every library it needs, from Debian forky, in a folder of its own: the host's packages stay untouched.

apt works in private directories with an empty package status, so it fetches the whole closure, libc included;
signatures are checked as always. The result is started by its own dynamic loader (see instance.py).
"""
import os, re, shutil, subprocess, tempfile
from pathlib import Path
from .host import LAB_DIR, LabError, run, say

SUITE = 'forky'
PACKAGES = ['asterisk', 'asterisk-modules', 'asterisk-core-sounds-en-gsm']
KEYRING = Path('/usr/share/keyrings/debian-archive-keyring.gpg')
# What a running Asterisk never reads. usr/share/asterisk/documentation must stay: modules take their options from it.
NOT_UNPACKED = ['./usr/share/doc', './usr/share/man', './usr/share/locale', './usr/share/zoneinfo', './usr/share/perl',
                './usr/lib/*/perl*', './usr/share/info', './etc']


def root():
    """Where Asterisk is: / where LAB_ASTERISK_ROOT says so (the container), else our own folder."""
    return Path(os.environ.get('LAB_ASTERISK_ROOT', LAB_DIR / 'asterisk'))


def present():
    return (root() / 'usr/sbin/asterisk').exists()


def asterisk():
    """Fetch it unless it is there. It is unpacked beside its place and renamed: half a download is never taken for one."""
    if present():
        return
    for left_over in LAB_DIR.glob('fetch-*'):
        shutil.rmtree(left_over, ignore_errors=True)
    LAB_DIR.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix='fetch-', dir=LAB_DIR))
    try:
        apt = private_apt(work)
        say(f'fetching Asterisk from Debian {SUITE} (once, about 80 MB)')
        apt('update')
        apt('--yes', '--download-only', 'install', *PACKAGES)
        unpack(work / 'cache/archives', work / 'root')
        if not (work / 'root/usr/sbin/asterisk').exists():
            raise LabError('the packages hold no usr/sbin/asterisk')
        (work / 'root').rename(root())
    finally:
        shutil.rmtree(work, ignore_errors=True)


def private_apt(work):
    for folder in ('etc/preferences.d', 'etc/trusted.gpg.d', 'state/lists/partial', 'cache/archives/partial', 'root'):
        (work / folder).mkdir(parents=True)
    mirror, keyring = debian_mirror()
    (work / 'etc/sources.list').write_text(f'deb [signed-by={keyring}] {mirror} {SUITE} main\n')
    (work / 'status').touch()
    # The host's way out (proxies, time-outs, certificates) is kept; its folders and hooks are not.
    (work / 'apt.conf').write_text((run('apt-config', 'dump', 'Acquire') or '') + f'''
Dir::Etc "{work}/etc"; Dir::Etc::sourcelist "{work}/etc/sources.list"; Dir::Etc::sourceparts "/dev/null";
Dir::Etc::netrc "/etc/apt/auth.conf"; Dir::Etc::netrcparts "/etc/apt/auth.conf.d"; Dir::Etc::parts "/dev/null";
Dir::State "{work}/state"; Dir::State::status "{work}/status"; Dir::Cache "{work}/cache";
APT::Install-Recommends "false"; APT::Sandbox::User ""; Acquire::Languages "none";
Acquire::Check-Valid-Until "false"; // a mirror may be a dated snapshot; the signature is still checked
''')
    def apt(*words):
        done = subprocess.run(['apt-get', '-q', '-o', 'Acquire::Retries=3', *words], capture_output=True, text=True,
                              env={**os.environ, 'APT_CONFIG': str(work / 'apt.conf')})
        trouble = done.stderr.strip()
        if done.returncode:
            hint = f'\n(is {KEYRING} too old for {SUITE}? upgrade debian-archive-keyring)' if 'NO_PUBKEY' in trouble else ''
            raise LabError(f"apt-get {' '.join(words)} failed:\n{trouble}{hint}")
    return apt


def debian_mirror():
    """The host's own Debian archive and the keyring it trusts for it; LAB_MIRROR overrides."""
    if os.environ.get('LAB_MIRROR'):
        return os.environ['LAB_MIRROR'], KEYRING
    for source in apt_sources():
        archive = source['uri'].rstrip('/')
        if 'main' in source['components'] and not archive.endswith('-security') and 'security' not in source['suite'] \
                and re.search(r'/debian(/|$)|/debian/[0-9TZ]+$', archive + '/'):
            signed = source.get('signed-by', '')
            return archive, signed if signed.startswith('/') else KEYRING
    raise LabError('no Debian archive among the apt sources of this machine: name one in LAB_MIRROR')


def apt_sources(folder=Path('/etc/apt')):
    """Every enabled binary source as {uri, suite, components, signed-by}, from both of apt's formats."""
    for path in sorted((folder / 'sources.list.d').glob('*.sources')):
        for stanza in re.split(r'\n\s*\n', path.read_text()):
            yield from deb822_sources(stanza)
    for path in [folder / 'sources.list', *sorted((folder / 'sources.list.d').glob('*.list'))]:
        for line in path.read_text().splitlines() if path.exists() else []:
            yield from one_line_source(line)


def deb822_sources(stanza):
    fields, key = {}, None
    for line in stanza.splitlines():
        if line.startswith('#'):
            continue
        if line[:1].isspace() and key:
            fields[key] += ' ' + line.strip()
        elif ':' in line:
            key, _, value = line.partition(':')
            key = key.strip().lower()
            fields[key] = value.strip()
    if 'deb' not in fields.get('types', '').split() or fields.get('enabled', 'yes').lower() in ('no', 'false'):
        return
    for uri in fields.get('uris', '').split():
        for suite in fields.get('suites', '').split():
            yield {'uri': uri, 'suite': suite, 'components': fields.get('components', '').split(),
                   'signed-by': fields.get('signed-by', '').split(' ')[0]}


def one_line_source(line):
    match = re.match(r'\s*deb\s+(?:\[([^]]*)\]\s+)?(\S+)\s+(\S+)\s*([^#]*)', line)
    if match:
        options = dict(o.split('=', 1) for o in (match[1] or '').split() if '=' in o)
        yield {'uri': match[2], 'suite': match[3], 'components': match[4].split(),
               'signed-by': options.get('signed-by', '').split(',')[0]}


def unpack(archives, target):
    leave = [f'--exclude={path}' for path in NOT_UNPACKED]
    for package in sorted(archives.glob('*.deb')):
        opened = subprocess.Popen(['dpkg-deb', '--fsys-tarfile', package], stdout=subprocess.PIPE)
        done = subprocess.run(['tar', '-x', '-C', target, '--no-same-owner', *leave], stdin=opened.stdout, capture_output=True)
        opened.stdout.close()
        if opened.wait() or done.returncode:
            raise LabError(f'cannot unpack {package.name}: {done.stderr.decode().strip()}')
