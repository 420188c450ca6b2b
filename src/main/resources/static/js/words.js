// The words of the page: names of states, times, ages, figures. No DOM, no state but the server's clock.

export const VERDICTS = {
  DOWN: { word: 'Down', tone: 'bad', means: 'it carries no calls' },
  DEGRADED: { word: 'Degraded', tone: 'warn', means: 'it carries calls, but badly' },
  SUSPECT: { word: 'Suspect', tone: 'note', means: 'first bad evidence; being probed, not moved' },
  UNKNOWN: { word: 'Unknown', tone: 'none', means: 'no evidence, or none fresh enough' },
  HEALTHY: { word: 'Healthy', tone: 'good', means: 'fresh evidence, all of it good' },
};

export const SERVICES = {
  IN_SERVICE: { word: 'In service', means: 'stands where your order has it' },
  OUT_OF_SERVICE: { word: 'Out of service', means: 'stands last; tried when all others failed' },
  PROBATION: { word: 'On probation', means: 'well again; watched before it gets its place back' },
};

export const GRADES = {
  A: 'measured on real calls, reported from both ends',
  B: 'measured on real calls from our end alone, or by final SIP codes',
  C: 'from signalling only: registration, OPTIONS, hangup causes',
  D: 'none, or too old to count',
};

export const PARTS = {
  REGISTRATION: 'Registration',
  REACHABILITY: 'Reachability',
  SETUP: 'Set-up',
  PDD: 'PDD',
  MEDIA: 'Audio',
};

/** Which part of a score a finding speaks of. */
export const PART_OF_FINDING = {
  NOT_REGISTERED: 'REGISTRATION',
  UNREACHABLE: 'REACHABILITY',
  SETUP_FAULTS: 'SETUP',
  SLOW_RINGING: 'PDD',
  FALSE_BUSY: 'SETUP',
  FALSE_RINGING: 'PDD',
};

export const RUNGS = {
  ORDERS: 'A person ordered it',
  FROZEN: 'The route is frozen or the PBX paused',
  PBX_NOT_READY: 'The PBX is not ready',
  COMMON_CAUSE: 'Everything on the path is bad at once: not the carriers',
  HARD_FAULT: 'A trunk carries no calls, or fails too many',
  SOFT_FAULT: 'A trunk carries calls badly and a better one is proven',
  FAIL_BACK: 'A trunk is well again',
  NOTHING: 'Nothing to do',
};

export const PBX_STATES = { READY: 'Ready', BOOTING: 'Booting', STORM: 'Storm', LINK_LOST: 'Out of hearing' };

export const LINKS = {
  UP: { word: 'Link up', tone: 'good' },
  CONNECTING: { word: 'Connecting', tone: 'warn' },
  REFUSED: { word: 'Refused us', tone: 'bad' },
  CLOSED: { word: 'Closed', tone: 'bad' },
};

export const MODES = {
  ACTING: { word: 'Acting', means: 'Trunkpilot writes the order of trunks to the PBX' },
  WATCHING: { word: 'Watching', means: 'Trunkpilot decides and records the same, and writes nothing' },
};

/** What sort of thing an entry of the record tells. */
export const KINDS = {
  LINK: 'Link',
  PBX: 'PBX',
  VERDICT: 'Verdict',
  BLAME: 'Whose fault',
  SERVICE: 'Service',
  DECISION: 'Decision',
  ACTUATION: 'Written',
  ORDER: 'Order',
  MODE: 'Mode',
  CONFIGURATION: 'Configuration',
  ALARM: 'Alarm',
};

export const ROLES = { VIEWER: 'viewer', OPERATOR: 'operator', ADMIN: 'admin' };

const RANKS = ['VIEWER', 'OPERATOR', 'ADMIN'];

/** Whether somebody of this role may do what needs that one. */
export function may(role, needed) {
  return RANKS.indexOf(role) >= RANKS.indexOf(needed);
}

// --- time: the server's clock counts, whatever the browser's says ---------------------------------

let serverAhead = 0;

/** Takes the server's time from an answer that took from `asked` to `answered` by this browser's clock. */
export function setClock(serverNow, asked, answered) {
  serverAhead = Date.parse(serverNow) - (asked + answered) / 2;
}

/** Milliseconds since the epoch, by the server's clock. */
export function now() {
  return Date.now() + serverAhead;
}

const CLOCK = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const SHORT_CLOCK = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const DAY = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', month: 'short' });
const ZONE = new Intl.DateTimeFormat('en-GB', { timeZoneName: 'short' });

/** 03:12:07 today, "Mon, 3 Nov 03:12" on another day; in the operator's zone. */
export function clock(instant, seconds = true) {
  const at = new Date(instant);
  const today = new Date(now()).toDateString() === at.toDateString();
  if (today) return (seconds ? CLOCK : SHORT_CLOCK).format(at);
  return `${DAY.format(at)} ${SHORT_CLOCK.format(at)}`;
}

/** 2026-11-03 01:12:07 UTC */
export function utc(instant) {
  return new Date(instant).toISOString().slice(0, 19).replace('T', ' ') + ' UTC';
}

/** The zone the page's times are in, as the browser names it: CET, GMT+1. */
export function zone() {
  return ZONE.formatToParts(new Date(now())).find((part) => part.type === 'timeZoneName')?.value ?? '';
}

/** 4 s, 95 s, 12 min, 2 h 5 min, 3 d 4 h: no finer than matters, so that a figure does not tick for hours. Never negative. */
export function span(millis) {
  const s = Math.max(0, Math.floor(millis / 1000));
  if (s < 120) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min`;
  if (s < 86400) return `${Math.floor(s / 3600)} h ${Math.floor((s % 3600) / 60)} min`;
  return `${Math.floor(s / 86400)} d ${Math.floor((s % 86400) / 3600)} h`;
}

export function age(instant) {
  return `${span(now() - Date.parse(instant))} ago`;
}

export function left(instant) {
  return span(Date.parse(instant) - now());
}

// --- figures --------------------------------------------------------------------------------------

const WHOLE = new Intl.NumberFormat('en-GB');

export function whole(number) {
  return WHOLE.format(number);
}

export function pdd(millis) {
  return millis < 1000 ? `${Math.round(millis)} ms` : `${(millis / 1000).toFixed(1)} s`;
}

/** "a", "a and b", "a, b and c" */
export function list(words) {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

export function plural(count, one, many = `${one}s`) {
  return `${count} ${count === 1 ? one : many}`;
}

const INSTANT = /\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?Z/g;

/** A sentence of the service without its full stop, to be gone on with; moments in it by the operator's clock. */
export function clause(words) {
  return words.trim().replace(/[.\s]+$/, '').replace(INSTANT, (instant) => clock(instant));
}

/** A sentence of the service with its full stop. */
export function sentence(words) {
  return /[!?…]$/.test(words.trim()) ? words.trim() : `${clause(words)}.`;
}

/** A clause of the service as a sentence of its own. Not for what may begin with a name: names are written as they are. */
export function capital(words) {
  return sentence(words[0].toUpperCase() + words.slice(1));
}

/** What an order says, as the rest of a sentence: "hold prov-a out on route default". */
export function orderWords({ order, trunk, route, pbx }) {
  const where = route ? `on route ${route}` : 'on every route';
  switch (order) {
    case 'HELD_OUT':
      return `hold ${trunk} out ${where}`;
    case 'HELD_IN':
      return `keep ${trunk} in ${where}`;
    case 'PIN':
      return `put ${trunk} first ${where}`;
    case 'FREEZE':
      return `freeze route ${route}`;
    case 'PAUSE':
      return `pause ${pbx}`;
    default:
      return order;
  }
}
