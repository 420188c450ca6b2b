"""Network namespaces of the lab: made, entered and removed without mounting anything.

A namespace lives as long as a sleeping process in it; /run/netns/tplab-NAME points there, so that the ordinary
`ip netns exec tplab-pbx …` works. (A mount, as `ip netns add` makes, would need more rights in a container.)
"""
import contextlib, ctypes, os, socket
from pathlib import Path
from .host import LabError, pid_of, run, start, wait_until

CLONE_NEWNET = 0x40000000
FOLDER = Path('/run/netns')
PREFIX = 'tplab-'
libc = ctypes.CDLL(None, use_errno=True)


def path(name):
    return FOLDER / (PREFIX + name)


def make(name):
    holder = start(f'netns-{name}', ['unshare', '--net', 'sleep', 'infinity'])
    ours = os.readlink('/proc/self/ns/net')
    def entered():
        if holder.poll() is not None:
            raise LabError(f'cannot make a network namespace: unshare ended with {holder.returncode} (CAP_SYS_ADMIN?)')
        return os.readlink(f'/proc/{holder.pid}/ns/net') != ours
    wait_until(entered, 20, f'namespace {name}')
    FOLDER.mkdir(parents=True, exist_ok=True)
    path(name).unlink(missing_ok=True)
    path(name).symlink_to(f'/proc/{holder.pid}/ns/net')
    with inside(name):
        run('ip', 'link', 'set', 'lo', 'up')
    return holder.pid


def remove_links():
    """Forget the names; the namespaces themselves went with their processes."""
    for link in FOLDER.glob(PREFIX + '*'):
        link.unlink()
    with contextlib.suppress(OSError):
        FOLDER.rmdir()


@contextlib.contextmanager
def inside(name):
    """Everything this thread opens or starts meanwhile is in the namespace; None stays where we are."""
    if name is None:
        yield
        return
    home = os.open('/proc/thread-self/ns/net', os.O_RDONLY)
    try:
        enter(path(name))
        yield
    finally:
        enter(home)
        os.close(home)


def enter(where):
    opened = where if isinstance(where, int) else os.open(where, os.O_RDONLY)
    try:
        if libc.setns(opened, CLONE_NEWNET):
            raise LabError(f'cannot enter network namespace {where}: {os.strerror(ctypes.get_errno())}')
    finally:
        if opened is not where:
            os.close(opened)


def connect(name, host, port, timeout=5):
    """A TCP connection from inside a namespace; it stays there after we have left."""
    with inside(name):
        return socket.create_connection((host, port), timeout)


def is_up(name):
    return pid_of(f'netns-{name}') is not None and path(name).exists()
