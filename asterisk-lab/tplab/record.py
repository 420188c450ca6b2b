"""Record the manager interface's bytes while a command runs, as a client in the root namespace receives them.

NAME.ami is what the server sent, byte for byte. NAME.idx.jsonl tells, a JSON object a line: {"ms","off","len"}: so many bytes
at this offset came so many ms after connecting, in one read; {"ms","sent"}: what we sent; {"ms","note"}: anything else.
"""
import contextlib, json, socket, subprocess, threading, time
from . import lifecycle, network
from .ami import ACCOUNT, PORT, SECRET
from .host import LabError

SECRETS = {ACCOUNT: SECRET, 'trunkpilot': 'trunkpilot-s3cret', 'trunkpilot-globals': 'trunkpilot-s3cret'}
LOGIN_SECONDS = 5


def add_arguments(parser):
    parser.add_argument('--user', choices=SECRETS, default='trunkpilot', help='the account to listen as (its rights and filters)')
    parser.add_argument('--linger', type=float, default=1.0, metavar='SECONDS', help='go on after the command (1)')
    parser.add_argument('--send', metavar='FILE', help='actions to send after login, separated by empty lines')
    parser.add_argument('name', help='path without extension; then -- COMMAND …, or nothing: until interrupted')


class Recording:
    def __init__(self, name):
        self.raw, self.index = open(f'{name}.ami', 'wb'), open(f'{name}.idx.jsonl', 'w')
        self.began, self.offset, self.lock = time.monotonic(), 0, threading.Lock()

    def note(self, **fields):
        with self.lock:
            self.index.write(json.dumps({'ms': round((time.monotonic() - self.began) * 1000), **fields}, ensure_ascii=False) + '\n')
            self.index.flush()

    def received(self, data):
        self.note(off=self.offset, len=len(data))
        self.raw.write(data)
        self.raw.flush()
        self.offset += len(data)

    def send(self, link, text):
        self.note(sent=text)
        link.sendall(text.encode())


def run(options):
    lifecycle.need_up()
    recording = Recording(options.name)
    with socket.create_connection((network.PBX_ADDRESS, PORT), LOGIN_SECONDS) as link:
        link.settimeout(None)
        listener = threading.Thread(target=listen, args=(link, recording), daemon=True)
        listener.start()
        recording.send(link, f'Action: Login\r\nActionID: 1\r\nUsername: {options.user}\r\nSecret: {SECRETS[options.user]}\r\nEvents: on\r\n\r\n')
        for action in actions(options.send):
            recording.send(link, action)
        try:
            return run_command(options.command, recording)
        finally:
            time.sleep(options.linger)
            with contextlib.suppress(OSError):      # the server may have closed it
                link.shutdown(socket.SHUT_RDWR)
            listener.join(2)


def actions(path):
    if not path:
        return []
    try:
        text = open(path).read().replace('\r\n', '\n')
    except OSError as e:
        raise LabError(f'cannot read the actions: {e}') from None
    return [block.strip().replace('\n', '\r\n') + '\r\n\r\n' for block in text.split('\n\n') if block.strip()]


def listen(link, recording):
    try:
        while data := link.recv(65536):
            recording.received(data)
        recording.note(note='connection closed')
    except OSError as e:
        recording.note(note=f'read error: {e}')


def run_command(command, recording):
    if not command:
        try:
            while True:
                time.sleep(3600)
        except KeyboardInterrupt:
            return 0
    recording.note(note=f"running: {' '.join(command)}")
    try:
        status = subprocess.run(command).returncode
    except OSError as e:
        raise LabError(f'cannot run {command[0]}: {e.strerror}') from None
    recording.note(note=f'ended with {status}')
    return status
