"""A WAN in a box, for kernels without netem: carries packets between TUN devices and spoils them on the way.

    python3 -m tplab.shaper CONTROL-SOCKET PLAN

PLAN is JSON: {"ports": [{"namespace", "device", "addresses"}], "links": {NAME: {"pbx", "provider", "address"}}}; `pbx` and
`provider` index the ports, `address` is the provider's, by which a packet from the PBX finds its link. Several links may
share the PBX's port. The control socket takes {NAME: {"in": {...}, "out": {...}}} (`in` is toward the PBX) with `loss` in
percent and `delay`, `jitter` in ms, and answers with settings and counters.

A packet waits max(delay, jitter) ± jitter ms, uniformly; packets keep their order, so a late one holds back those behind it.
"""
import fcntl, heapq, itertools, json, os, random, selectors, socket, struct, sys, time
from . import netns
from .host import run

TUNSETIFF, IFF_TUN, IFF_NO_PI = 0x400454CA, 0x1, 0x1000
MOST_WAITING = 20000          # packets a direction holds; more are dropped, as a full router would


def open_port(port):
    """A TUN device inside the port's namespace."""
    with netns.inside(port['namespace']):
        device = os.open('/dev/net/tun', os.O_RDWR | os.O_NONBLOCK)
        fcntl.ioctl(device, TUNSETIFF, struct.pack('16sH22x', port['device'].encode(), IFF_TUN | IFF_NO_PI))
        for address in port['addresses']:
            run('ip', 'addr', 'add', address, 'dev', port['device'])
        run('ip', 'link', 'set', port['device'], 'up', 'txqueuelen', '2000')
    return device


class Direction:
    """One way of one link."""
    order = itertools.count()

    def __init__(self, target):
        self.target, self.waiting, self.latest = target, [], 0.0
        self.loss = self.delay = self.jitter = 0.0
        self.passed = self.dropped = 0

    def take(self, packet, now):
        if random.random() * 100 < self.loss or len(self.waiting) >= MOST_WAITING:
            self.dropped += 1
            return
        wait = max(self.delay, self.jitter) + random.uniform(-self.jitter, self.jitter)
        self.latest = max(now + wait / 1000, self.latest)
        heapq.heappush(self.waiting, (self.latest, next(self.order), packet))

    def release(self, now):
        while self.waiting and self.waiting[0][0] <= now:
            try:
                os.write(self.target, heapq.heappop(self.waiting)[2])
                self.passed += 1
            except OSError:
                self.dropped += 1

    def set(self, settings):
        self.loss, self.delay, self.jitter = (float(settings.get(k, 0)) for k in ('loss', 'delay', 'jitter'))

    def state(self):
        return {k: getattr(self, k) for k in ('loss', 'delay', 'jitter', 'passed', 'dropped')}


class Shaper:
    def __init__(self, control, plan):
        self.devices = [open_port(port) for port in plan['ports']]
        self.links, self.outward, self.inward = {}, {}, {}
        for name, link in plan['links'].items():
            toward_pbx = Direction(self.devices[link['pbx']])
            toward_provider = Direction(self.devices[link['provider']])
            self.links[name] = {'in': toward_pbx, 'out': toward_provider}
            self.outward[socket.inet_aton(link['address'])] = toward_provider
            self.inward[self.devices[link['provider']]] = toward_pbx
        self.control = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.control.bind(control + '.new')
        os.rename(control + '.new', control)      # it appears when we are ready, not before

    def serve(self):
        selector = selectors.DefaultSelector()
        for readable in [*self.devices, self.control]:
            selector.register(readable, selectors.EVENT_READ)
        directions = [d for link in self.links.values() for d in link.values()]
        while True:
            due = [d.waiting[0][0] for d in directions if d.waiting]
            ready = selector.select(max(0.0, min(due) - time.monotonic()) if due else None)
            now = time.monotonic()
            for key, _ in ready:
                if key.fileobj is self.control:
                    self.obey()
                else:
                    self.read(key.fd, now)
            for direction in directions:
                direction.release(now)

    def read(self, device, now):
        for _ in range(100):                      # then others get their turn
            try:
                packet = os.read(device, 65535)
            except BlockingIOError:
                return
            direction = self.inward.get(device) or self.outward.get(packet[16:20])
            if direction and packet[0] >> 4 == 4:
                direction.take(packet, now)

    def obey(self):
        data, sender = self.control.recvfrom(65535)
        try:
            for name, ways in json.loads(data).items():
                for way, settings in ways.items():
                    self.links[name][way].set(settings)
            answer = {name: {way: d.state() for way, d in ways.items()} for name, ways in self.links.items()}
        except (ValueError, KeyError, AttributeError) as e:
            answer = {'error': repr(e)}
        if sender:
            self.control.sendto(json.dumps(answer).encode(), sender)


def tell(control, settings):
    """Set a running shaper and return its state; {} only asks."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ours:
        ours.bind('')                             # Linux: an automatic abstract name, so that the answer finds us
        ours.settimeout(10)
        ours.sendto(json.dumps(settings).encode(), str(control))
        return json.loads(ours.recv(65535))


if __name__ == '__main__':
    Shaper(sys.argv[1], json.loads(sys.argv[2])).serve()
