"""The machine the lab runs on: its folders, its packages, its processes."""
import contextlib, fcntl, json, os, shutil, signal, subprocess, sys, time
from pathlib import Path

CODE = Path(__file__).resolve().parent.parent           # asterisk-lab/
LAB_DIR = Path(os.environ.get('LAB_DIR', '/var/lib/trunkpilot-lab')).absolute()
RUN = LAB_DIR / 'run'
STATE = RUN / 'state.json'
MARK = 'TRUNKPILOT_LAB'                                  # in the environment of every process the lab starts
# program -> (Debian package, why). All but `nft` are on any Debian but the slimmest.
PROGRAMS = {'ip': 'iproute2', 'tc': 'iproute2', 'nft': 'nftables', 'unshare': 'util-linux', 'dpkg-deb': 'dpkg',
            'apt-get': 'apt', 'tar': 'tar'}
UNIX_SOCKET_LIMIT = 107                                  # bytes of a path; Asterisk's control socket is our longest


class LabError(Exception):
    """Something a person must know or do; printed without a traceback."""


def wait_until(condition, seconds, what):
    """Poll `condition` until it gives something true, and return that; at most `seconds`."""
    end = time.monotonic() + seconds
    while True:
        found = condition()
        if found:
            return found
        if time.monotonic() > end:
            raise LabError(f'{what}: not within {seconds:g} s')
        time.sleep(0.02)


def run(*command, stdin=None, fails=False):
    """Run a command and return what it prints; `fails` says that failing is all right (None is returned)."""
    done = subprocess.run([str(c) for c in command], input=stdin, capture_output=True, text=True)
    if done.returncode == 0:
        return done.stdout
    if fails:
        return None
    raise LabError(f"{' '.join(map(str, command))}: {done.stderr.strip() or done.stdout.strip()}")


def must_be_root():
    if os.geteuid() != 0:
        raise LabError('the lab makes network namespaces: run it as root')
    longest = len(str(RUN / 'prova' / 'asterisk.ctl').encode())
    if longest > UNIX_SOCKET_LIMIT:
        raise LabError(f'LAB_DIR is too long for UNIX sockets by {longest - UNIX_SOCKET_LIMIT} characters: {LAB_DIR}')


def install_programs():
    missing = sorted({package for program, package in PROGRAMS.items() if not shutil.which(program)})
    if not missing:
        return
    say(f"installing {' '.join(missing)}")
    environment = dict(os.environ, DEBIAN_FRONTEND='noninteractive')
    for command in (['apt-get', '-q', 'update'], ['apt-get', '-q', '-y', 'install', '--no-install-recommends', *missing]):
        done = subprocess.run(command, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise LabError(f"could not install {' '.join(missing)}: {done.stderr.strip()}")


def say(text):
    """Progress goes to stderr: stdout belongs to results."""
    print(f'lab: {text}', file=sys.stderr, flush=True)


# ---- processes

def start(name, command, **popen):
    """Start a daemon of the lab: its own session, output to run/NAME.out, marked so that `down` finds it."""
    RUN.mkdir(parents=True, exist_ok=True)
    with open(RUN / f'{name}.out', 'ab') as out:
        process = subprocess.Popen([str(c) for c in command], stdin=subprocess.DEVNULL, stdout=out, stderr=out,
                                   start_new_session=True, env={**os.environ, MARK: f'{LAB_DIR}:{name}'}, **popen)
    return process


def processes():
    """Every living process of any lab: {pid: (LAB_DIR, name)}. A zombie has no environment left and is not listed."""
    found = {}
    for entry in os.listdir('/proc'):
        if not entry.isdigit():
            continue
        with contextlib.suppress(OSError), open(f'/proc/{entry}/environ', 'rb') as f:
            for variable in f.read().split(b'\0'):
                if variable.startswith(MARK.encode() + b'='):
                    folder, _, name = variable.decode().partition('=')[2].rpartition(':')
                    found[int(entry)] = (folder, name)
    return found


def pid_of(name):
    return next((pid for pid, (folder, its) in processes().items() if (folder, its) == (str(LAB_DIR), name)), None)


def stop(chosen, patience=4.0):
    """Ask the processes for which `chosen(folder, name)` holds to end; after `patience` seconds make them."""
    def alive():
        return [pid for pid, who in processes().items() if chosen(*who)]
    def send(how):
        for pid in alive():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, how)
    send(signal.SIGTERM)
    try:
        wait_until(lambda: not alive(), patience, 'stopping')
    except LabError:
        send(signal.SIGKILL)
        wait_until(lambda: not alive(), 20, 'killing what would not stop')


# ---- what is known of the running lab

@contextlib.contextmanager
def only_one():
    """Hold the lab's lock: two `lab` commands never change it at the same time."""
    LAB_DIR.mkdir(parents=True, exist_ok=True)
    with open(LAB_DIR / 'lock', 'w') as lock:
        for _ in range(600):
            with contextlib.suppress(BlockingIOError):
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            time.sleep(0.1)
        else:
            raise LabError('another lab command has held the lock for a minute')
        yield


def read_state():
    try:
        return json.loads(STATE.read_text())
    except (OSError, ValueError):
        return None


def write_state(state):
    RUN.mkdir(parents=True, exist_ok=True)
    fresh = STATE.with_suffix('.new')
    fresh.write_text(json.dumps(state, indent=1))
    fresh.rename(STATE)
