"""Calls through the PBX: placed at a steady rate, watched to their end, each reported as one line of JSON.

A call is an originated Local channel whose near half talks for ever and whose far half dials, as a phone would. What became of
it is read from manager events; whether sound arrived is counted each second from the RTP counters of both ends: `in` is what
the PBX receives from the trunk, `out` is what the provider receives from us.
"""
import collections, contextlib, datetime, functools, json, random, re, selectors, signal, time
from . import lifecycle, network
from .ami import Ami
from .host import LabError

NORMAL_SETUP = 2.0            # seconds to answer of the provider's ordinary number (etc/provider/extensions.conf)
HARM_SETUP, HARM_GAP = 6.0, 5.0
POLL = 1.0
RECONNECT = 1.0               # a booting Asterisk may be slow to answer a login
SETTLE = 2.0                  # for a leg's Hangup after the call's
GIVE_UP = 130.0               # longer than any dial time-out of the steering dialplan
PREFIXES = ('020130', '021141', '030255', '040366', '051177', '069288')      # the provider's ordinary numbers begin with 0
ROUTES = {'default': None, 'emergency': '112'}
PLAIN = re.compile(r'[0-9*#+]{1,40}')


def add_arguments(parser):
    parser.add_argument('--rate', type=float, default=0.5, help='calls a second (0.5)')
    parser.add_argument('--seconds', type=float, default=30, help='hang up so long after the answer (30)')
    parser.add_argument('--count', type=int, help='so many calls (1 with --number)')
    parser.add_argument('--for', dest='duration', type=float, metavar='SECONDS', help='no new calls after so long')
    where = parser.add_mutually_exclusive_group()
    where.add_argument('--route', choices=ROUTES, default='default', help='route to dial by (default); emergency dials 112')
    where.add_argument('--trunk', choices=network.LINKS, help='straight to one trunk, no second try')
    parser.add_argument('--number', help='dial this instead of ordinary numbers')
    parser.add_argument('--ring', type=float, default=0, metavar='SECONDS', help='the caller gives up after so long without an answer')


class Leg:
    """One attempt on a trunk."""

    def __init__(self, trunk, channel, began):
        self.trunk, self.channel, self.began = trunk, channel, began
        self.ended = self.outcome = self.cause = self.sip = None

    def report(self):
        return {'trunk': self.trunk, 'seconds': rounded(self.ended and self.ended - self.began), 'outcome': self.outcome,
                'cause': self.cause, 'sip': self.sip}


class Sound:
    """Packets that came one way of one call, and the longest time without any."""

    def __init__(self, now):
        self.last_heard, self.longest, self.packets, self.lost, self.known = now, 0.0, 0, 0, False

    def counted(self, packets, lost, now):
        self.known = True
        if packets > self.packets:
            self.longest = max(self.longest, now - self.last_heard - POLL)     # it came at any time since the last look
            self.packets, self.last_heard = packets, now
        self.lost = max(lost, 0)

    def gap(self, end):
        return max(0.0, self.longest, end - self.last_heard - POLL) if self.known else None

    def loss(self):
        return 100 * self.lost / (self.packets + self.lost) if self.packets else None        # Asterisk calls 0 of 0 one lost


class Call:
    def __init__(self, id_, number, options):
        self.id, self.number, self.options = id_, number, options
        self.route = None if options.trunk else options.route
        self.began, self.at = time.monotonic(), datetime.datetime.now().astimezone()
        self.legs, self.far_channel = [], None
        self.ring = self.answer = self.end = self.carrier = self.cause = None
        self.hung_up = self.interrupted = False
        self.halves, self.over_at = 0, None                        # a Local channel has two halves
        self.sound = {}

    def over(self, now):
        """Time for us to hang up?"""
        if self.answer:
            return now - self.answer >= self.options.seconds
        return now - self.began > (self.options.ring or GIVE_UP)

    def settled(self):
        """Has each leg's last word, its Hangup with the cause, come?"""
        return all(leg.cause is not None for leg in self.legs)

    def answered(self, leg, now):
        self.answer, self.carrier = now, leg
        self.sound = {'in': Sound(now), 'out': Sound(now)}

    def harm(self):
        if not self.answer:
            return [] if self.interrupted else ['no answer']
        harm = []
        if self.answer - self.began - NORMAL_SETUP > HARM_SETUP:
            harm.append('slow set-up')
        harm += [f'no audio {way}' for way, sound in self.sound.items() if (sound.gap(self.end) or 0) > HARM_GAP]
        if not self.hung_up and self.end - self.answer < self.options.seconds - 1:
            harm.append('dropped')
        return harm

    def report(self):
        last = self.carrier or (self.legs[-1] if self.legs else None)
        sound = {way: self.sound.get(way) for way in ('in', 'out')}
        return {'start': self.at.isoformat(timespec='milliseconds'), 'number': self.number, 'route': self.route,
                'trunk': self.carrier and self.carrier.trunk,
                'ring': rounded(self.ring and self.ring - self.began), 'answer': rounded(self.answer and self.answer - self.began),
                'result': 'answered' if self.answer else 'failed',
                'cause': last.cause if last and last.cause is not None else self.cause, 'sip': last and last.sip,
                'lived': rounded(self.end - self.answer if self.answer else 0),
                **{f'gap_{way}': rounded(s and s.gap(self.end)) for way, s in sound.items()},
                **{f'loss_{way}': rounded(s and s.loss(), 1) for way, s in sound.items()},
                'tried': [leg.report() for leg in self.legs], 'harm': self.harm()}


def rounded(seconds, digits=3):
    return None if seconds is None else round(seconds, digits)


class Caller:
    """Places the calls and listens to all three Asterisks in one loop."""

    def __init__(self, options):
        self.options, self.calls, self.by_leg, self.reports = options, {}, {}, []
        self.batch = f'call-{int(time.time())}-{random.randrange(10000):04}'
        self.far = collections.defaultdict(collections.deque)     # (trunk, number) -> provider's channels not yet claimed
        self.stopping = False
        self.selector = selectors.DefaultSelector()
        self.handlers = {'pbx': self.on_pbx}
        for trunk, (provider, *_) in network.LINKS.items():
            self.handlers[provider] = functools.partial(self.on_provider, trunk)
        self.links = {}                                            # Asterisk -> its manager connection, while it has one
        self.connect()

    def run(self):
        placed, began = 0, time.monotonic()
        next_call = next_poll = began
        while True:
            now = time.monotonic()
            more = not self.stopping and (self.count is None or placed < self.count) \
                and (self.options.duration is None or now - began < self.options.duration)
            if not more and not self.calls:
                return self.summary()
            if more and now >= next_call:
                self.place(placed)
                placed, next_call = placed + 1, next_call + 1 / self.options.rate
            if now >= next_poll:
                self.poll()
                next_poll = now + POLL
            for call in list(self.calls.values()):
                if call.over_at and (call.settled() or now - call.over_at > SETTLE):
                    self.finish(call)
                elif call.over(now) or self.stopping:
                    call.interrupted = self.stopping
                    self.hang_up(call)
            self.listen(min(next_poll, next_call if more else next_poll) - time.monotonic())

    @property
    def count(self):
        return 1 if self.options.count is None and self.options.number is not None and self.options.duration is None else self.options.count

    # ---- the three manager connections; an Asterisk may be restarted under us

    def connect(self):
        for name in self.handlers.keys() - self.links.keys():
            with contextlib.suppress(LabError, OSError):
                self.links[name] = Ami(name, events='call,user', timeout=RECONNECT)
                self.selector.register(self.links[name], selectors.EVENT_READ, name)

    def tell(self, name, action, **fields):
        """False if it cannot be told."""
        try:
            self.links[name].send(action, **fields)
            return True
        except (KeyError, OSError):
            return False

    def listen(self, seconds):
        for key, _ in self.selector.select(max(0.0, min(seconds, 0.2))):
            try:
                messages = self.links[key.data].read()
            except (LabError, OSError):
                self.lost(key.data)
                continue
            for message in messages:
                self.handlers[key.data](message)

    def lost(self, name):
        link = self.links.pop(name)
        self.selector.unregister(link)
        link.close()
        now = time.monotonic()
        for call in self.calls.values() if name == 'pbx' else ():
            call.over_at = now                                     # calls end with their PBX
            if call.carrier:
                call.carrier.ended = now

    # ---- placing and ending

    def place(self, n):
        number = self.options.number or ROUTES[self.options.route] or self.ordinary(n)
        call = Call(f'{self.batch}-{n}', number, self.options)
        self.calls[call.id] = call
        variables = [f'LAB_SECONDS={int(self.options.seconds + GIVE_UP)}']
        if PLAIN.fullmatch(number):
            target = f'{number}@direct-{self.options.trunk}' if self.options.trunk else f'{number}@internal'
        elif self.options.trunk:
            raise LabError(f'only digits, * # and + go straight to a trunk: {number}')
        else:
            target = 's@hostile'
            variables += ['LAB_NUMBER=' + re.sub(r'([\\,"])', r'\\\1', number)]
        placed = self.tell('pbx', 'Originate', id=f'place:{call.id}', Channel=f'Local/{target}', Context='caller', Exten='talk',
                           Priority='1', Async='true', Codecs='alaw', Timeout=str(int(GIVE_UP * 1000)), CallerID='"Lab" <100>',
                           Variable=variables, ChannelId=call.id, OtherChannelId=f'{call.id}-far')
        if not placed:
            call.over_at = call.began                              # no PBX, no call

    def ordinary(self, n):
        """Distinct within a run, and between runs for a while: the tail goes on with the clock."""
        return f'{PREFIXES[n % len(PREFIXES)]}{(int(time.time()) * 10 + n) % 1000000:06}'

    def hang_up(self, call):
        if not call.hung_up:
            call.hung_up = True
            self.tell('pbx', 'Hangup', id=f'end:{call.id}', Channel=call.id)

    def hang_up_all(self):
        for call in self.calls.values():
            self.hang_up(call)

    def finish(self, call):
        call.end = call.carrier.ended if call.carrier and call.carrier.ended else call.over_at
        del self.calls[call.id]
        report = call.report()
        self.reports.append(report)
        print(json.dumps(report, ensure_ascii=False), flush=True)

    # ---- listening

    def on_pbx(self, m):
        now, event = time.monotonic(), m.get('Event')
        if event == 'DialBegin':
            self.on_dial(m, now)
        elif event in ('DialState', 'DialEnd', 'Hangup'):
            call, leg = self.by_leg.get(m.get('DestUniqueid') or m.get('Uniqueid'), (None, None))
            if leg:
                self.on_leg(call, leg, m, now)
            elif event == 'Hangup' and m.get('Uniqueid', '').removesuffix('-far') in self.calls:
                self.on_end(self.calls[m['Uniqueid'].removesuffix('-far')], m, now)
        elif event == 'UserEvent':
            self.on_user_event(m)
        elif event == 'OriginateResponse' and m.get('Response') == 'Failure':
            call = self.calls.get(m.get('ActionID', '').removeprefix('place:'))
            if call and m.get('Uniqueid') == '<null>':            # not even a channel
                call.over_at = now
        elif m.get('ActionID', '').startswith('in:'):
            self.on_count('in', m, now)
        elif m.get('Response') == 'Error' and m.get('ActionID', '').startswith('place:'):
            raise LabError(f"the PBX would not place a call: {m.get('Message')}")

    def on_dial(self, m, now):
        call = self.calls.get(m.get('Uniqueid', '').removesuffix('-far'))
        trunk = re.fullmatch(r'PJSIP/(.+)-[0-9a-f]{8}', m.get('DestChannel', ''))
        if call and trunk:
            leg = Leg(trunk[1], m['DestChannel'], now)
            call.legs.append(leg)
            self.by_leg[m['DestUniqueid']] = (call, leg)

    def on_leg(self, call, leg, m, now):
        if m['Event'] == 'DialState':
            if m.get('DialStatus') in ('RINGING', 'PROGRESS') and not call.ring:
                call.ring = now
        elif m['Event'] == 'DialEnd':
            leg.outcome = m.get('DialStatus')
            if leg.outcome == 'ANSWER':
                call.answered(leg, now)
                self.claim_far_end(call)
            else:
                leg.ended = now
        else:
            leg.ended = leg.ended or now
            leg.cause, leg.sip = number_or_none(m.get('Cause')), number_or_none(m.get('TechCause'))

    def on_end(self, call, m, now):
        """A half of the Local channel is gone; the call is over with the later one."""
        call.cause = call.cause or number_or_none(m.get('Cause'))
        call.halves += 1
        if call.halves == 2:
            call.over_at = now

    def on_user_event(self, m):
        """A trunk that failed without a channel, as an Unreachable one does, is known from the steering dialplan only."""
        call = self.calls.get(m.get('Uniqueid', '').removesuffix('-far'))
        trunk = m.get('Trunk')
        if call and trunk and trunk not in [leg.trunk for leg in call.legs]:
            leg = Leg(trunk, None, time.monotonic())
            leg.ended, leg.outcome = leg.began, m.get('DialStatus') or m.get('UserEvent')
            leg.cause = number_or_none(m.get('HangupCause')) or 0
            call.legs.append(leg)

    def on_provider(self, trunk, m):
        if m.get('Event') == 'Newchannel' and m.get('Channel', '').startswith('PJSIP/'):
            self.far[trunk, m.get('Exten')].append(m['Channel'])
        elif m.get('ActionID', '').startswith('out:'):
            self.on_count('out', m, time.monotonic())

    def claim_far_end(self, call):
        waiting = self.far[call.carrier.trunk, call.number]
        call.far_channel = waiting.pop() if waiting else None
        waiting.clear()

    # ---- counting packets

    def poll(self):
        self.connect()
        for call in self.calls.values():
            if call.answer and not call.over_at:
                if not call.far_channel:
                    self.claim_far_end(call)
                self.ask_count('pbx', 'in', call, call.carrier.channel)
                if call.far_channel:
                    self.ask_count(network.LINKS[call.carrier.trunk][0], 'out', call, call.far_channel)

    def ask_count(self, name, way, call, channel):
        self.tell(name, 'Getvar', id=f'{way}:{call.id}', Channel=channel, Variable='CHANNEL(rtcp,all,audio)')

    def on_count(self, way, m, now):
        call = self.calls.get(m['ActionID'].partition(':')[2])
        counters = dict(part.split('=', 1) for part in m.get('Value', '').split(';') if '=' in part)
        if call and call.answer and 'rxcount' in counters:
            call.sound[way].counted(int(float(counters['rxcount'])), int(float(counters.get('lp', 0))), now)

    def summary(self):
        harmed = [r for r in self.reports if r['harm']]
        answered = [r for r in self.reports if r['result'] == 'answered']
        print(json.dumps({'summary': {
            'calls': len(self.reports), 'answered': len(answered), 'harmed': len(harmed),
            'harm': dict(collections.Counter(h for r in harmed for h in r['harm'])),
            'trunks': dict(collections.Counter(r['trunk'] for r in answered)),
            'numbers': len({r['number'] for r in self.reports}),
            'slowest_answer': max((r['answer'] for r in answered), default=None)}}), flush=True)
        return 0


def number_or_none(text):
    return int(text) if text and text.isdigit() else None


def run(options):
    if options.rate <= 0:
        raise LabError('--rate must be more than 0')
    lifecycle.need_up()
    caller = Caller(options)

    def stop(*_):
        caller.stopping = True
    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    try:
        return caller.run()
    finally:
        caller.hang_up_all()
