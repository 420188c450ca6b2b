"""A small client of Asterisk's manager interface, for the lab's own use."""
import itertools, time
from . import netns
from .host import LabError

PORT = 5038
ACCOUNT, SECRET = 'lab', 'lab-s3cret'          # all rights, only from inside the instance's namespace and 10.99.0.1
ids = itertools.count(1)


class Ami:
    def __init__(self, namespace, host='127.0.0.1', user=ACCOUNT, secret=SECRET, events='off', timeout=30):
        try:
            self.socket = netns.connect(namespace, host, PORT, timeout)
        except OSError as e:
            raise LabError(f'no manager interface in {namespace}: {e}') from None
        self.buffer, self.events, self.timeout = b'', [], timeout
        answer = self.ask('Login', Username=user, Secret=secret, Events=events)
        if answer.get('Response') != 'Success':
            self.close()
            raise LabError(f"manager login as {user}: {answer.get('Message')}")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.socket.close()

    def fileno(self):
        return self.socket.fileno()

    def send(self, action, **fields):
        """Send an action and return its id. A field may be a list; `_` in its name stands for `-`."""
        id_ = fields.pop('id', None) or f'lab-{next(ids)}'
        lines = [f'Action: {action}', f'ActionID: {id_}']
        for key, value in fields.items():
            lines += [f"{key.replace('_', '-')}: {one}" for one in (value if isinstance(value, list) else [value])]
        if any(c in line for line in lines for c in '\r\n\0'):
            raise LabError('a line break in a value would become a second action')
        self.socket.sendall(('\r\n'.join(lines) + '\r\n\r\n').encode())
        return id_

    def read(self):
        """Read the socket once and return the whole messages that have come."""
        data = self.socket.recv(65536)
        if not data:
            raise LabError('the PBX closed the manager connection')
        self.buffer += data
        *whole, self.buffer = self.buffer.split(b'\r\n\r\n')
        return [parse(message) for message in whole]

    def wait(self, wanted, seconds=None):
        """The next message for which `wanted` holds; other events are kept in `events`."""
        end = time.monotonic() + (seconds or self.timeout)
        while time.monotonic() < end:
            for i, message in enumerate(self.events):
                if wanted(message):
                    return self.events.pop(i)
            self.socket.settimeout(max(0.01, end - time.monotonic()))
            try:
                self.events += self.read()
            except TimeoutError:
                break
        raise LabError('no answer from the manager interface')

    def ask(self, action, **fields):
        id_ = self.send(action, **fields)
        return self.wait(lambda m: m.get('ActionID') == id_ and 'Response' in m)

    def list(self, action, **fields):
        """The events that answer a list action; none where Asterisk says it has none."""
        id_ = self.send(action, **fields)
        first = self.wait(lambda m: m.get('ActionID') == id_ and 'Response' in m)
        found = []
        while first.get('Response') == 'Success':
            item = self.wait(lambda m: m.get('ActionID') == id_)
            if item.get('EventList') == 'Complete':
                break
            found.append(item)
        return found

    def command(self, text):
        return self.ask('Command', Command=text).get('Output', '')


def parse(message):
    """A header given more than once becomes one value of several lines."""
    fields = {}
    for line in message.decode('utf-8', 'replace').split('\r\n'):
        key, colon, value = line.partition(':')
        if colon:
            value = value.strip()
            fields[key] = f'{fields[key]}\n{value}' if key in fields else value
    return fields
