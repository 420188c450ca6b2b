// The one verdict on the whole site: is anything wrong, whose fault is it, what did Trunkpilot do, what should you do.
//
// Pure: state in, words out. The rules stand in the order in which they are asked, and the first that has something to say
// speaks. The tone is red ("bad") only when callers are hurt or may be and a person is needed; amber ("warn") when
// something is wrong and calls avoid it; "note" for what needs no one yet. What happened is told in the service's own
// sentences; this file only chooses among them.

import { clause, clock, list, orderWords, plural, sentence } from './words.js';

/** Percent from which on a blame has a witness. */
const SURE = 90;

/** What trunks have in common. */
const SHARED = ['UPLINK', 'PBX'];

/** Whose trouble another trunk has as well. */
const NO_MOVE_HELPS = ['PBX', 'LAN_PHONES', 'CALLEE'];

/**
 * @returns {{tone: string, headline: string, fault?: string, did?: string, todo?: string}}
 */
export function siteVerdict(state) {
  for (const rule of RULES) {
    const verdict = rule(state);
    if (verdict) return verdict;
  }
  throw new Error('the last rule always speaks');
}

const RULES = [
  notAsked,
  unheard,
  notConfigured,
  notJudged,
  linkLost,
  commonCause,
  emergencyRouteDead,
  routeWithoutTrunk,
  emergencyRouteHurt,
  trunkDown,
  trunkDegraded,
  carrierRefuses,
  pbxNotReady,
  blamed,
  alarm,
  routeFrozen,
  outOfSync,
  trunkSuspect,
  trunkComingBack,
  nothingKnown,
  ordersStand,
  allWell,
];

/** Shown with the first page, before any answer. */
function notAsked({ loaded, failure }) {
  if (loaded) return undefined;
  if (!failure) return { tone: 'none', headline: 'Asking Trunkpilot how things are …' };
  return {
    tone: 'bad',
    headline: 'Trunkpilot does not answer, so this page knows nothing.',
    fault: sentence(failure),
    did: 'Calls do not need this page: they go on by the order that stands on the PBX, then by your static order.',
    todo: 'See whether the service runs, and read its log. The page keeps trying.',
  };
}

function unheard({ staleSince }) {
  if (!staleSince) return undefined;
  return {
    tone: 'bad',
    headline: `Out of date: nothing heard from Trunkpilot since ${clock(staleSince)}.`,
    fault: 'Trunkpilot, or the network between it and this browser. The PBX and the carriers may be well.',
    did: 'Everything below is as it was then. Calls do not need this page.',
    todo: 'See whether the service runs, and read its log. The page keeps trying.',
  };
}

function notConfigured({ site }) {
  if (site.configured) return undefined;
  return { tone: 'none', headline: 'No PBX configured.', todo: site.notice?.replace(/^No PBX is configured\.\s*/, '') };
}

/** The core stands still while the rest of the service goes on: nothing below can be believed, the link's state neither. */
function notJudged({ pbxs }) {
  const stalled = pbxs.filter((pbx) => pbx.stalledSince);
  if (stalled.length === 0) return undefined;
  const since = stalled.map((pbx) => pbx.stalledSince).sort()[0];
  return {
    tone: 'bad',
    headline: `Trunkpilot has not judged ${names(stalled)} since ${clock(since)}.`,
    fault: 'Trunkpilot’s own. The PBX and the carriers may be well.',
    did: 'Nothing since then. Calls go on by the order on the PBX until its lease ends, then by your static order.',
    todo: 'Keep its log, then restart the service: calls do not need it meanwhile.',
  };
}

function linkLost(state) {
  const deaf = state.pbxs.filter((pbx) => pbx.link.state !== 'UP' || pbx.state === 'LINK_LOST');
  if (deaf.length === 0) return undefined;
  const [first] = deaf;
  const starting = deaf.every((pbx) => pbx.link.state === 'CONNECTING' && !pbx.version && !pbx.link.problem);
  return {
    tone: starting ? 'note' : 'bad',
    headline: starting
      ? `Connecting to ${names(deaf)}; nothing is known of its trunks yet.`
      : `Trunkpilot does not hear ${names(deaf)}, so nothing is known of its trunks.`,
    fault: first.link.problem ? sentence(first.link.problem) : sentence(first.stateReason),
    did: 'Nothing is written. Calls go on by the order on the PBX until its lease ends, then by your static order.',
    todo: starting ? 'Wait some seconds.' : 'See whether the PBX and the network to it are up. Trunkpilot keeps trying.',
  };
}

function commonCause(state) {
  const pbx = state.pbxs.find((each) => each.commonCause);
  if (!pbx) return undefined;
  const moved = steered(state).some((route) => route.pbx === pbx.name && isMoved(route));
  const bad = state.trunks.filter((trunk) => trunk.pbx === pbx.name && trunk.verdict === 'DOWN');
  const shared = (pbx.culprits ?? []).find((culprit) => SHARED.includes(culprit.attribution));
  const todo = shared ? mending(shared) : 'Look at the router, the uplink and the PBX host.';
  const cutOff = emergencies(state).some((route) => isDead(state, route));
  const all = steered(state).every((route) => isDead(state, route));
  const loss = all ? 'No calls get out, emergency calls included.' : 'Emergency calls do not get out.';
  return {
    tone: 'bad',
    headline: (cutOff ? `${loss} ` : '') + sentence(pbx.commonCause),
    fault: shared ? faultOf({ blame: shared }) : 'Not one carrier’s: what they share has failed.',
    did: moved && bad.length > 0 ? doneAbout(state, bad) : 'The order was left alone: there is nothing better to move to.',
    todo: cutOff ? `Tell people now to make emergency calls by mobile phone. ${todo}` : todo,
  };
}

/** Before all other routes: these calls matter most, and Trunkpilot never steers them. */
function emergencyRouteDead(state) {
  const dead = emergencies(state).filter((route) => isDead(state, route));
  if (dead.length === 0) return undefined;
  const others = steered(state).filter((route) => isDead(state, route));
  const trunks = onRoute(state, dead[0]);
  return {
    tone: 'bad',
    headline:
      `Emergency calls do not get out: no trunk of route ${list(dead.map((route) => route.name))} carries calls` +
      (others.length > 0 ? `, and none of route ${list(others.map((route) => route.name))}.` : '.'),
    fault: faultsOf(trunks),
    did: 'Nothing: emergency routes are watched and never steered.',
    todo:
      `Tell people now to make emergency calls by mobile phone. Call ${carriersOf(trunks)}. ` +
      remedyFor(state, dead, 'If another trunk works, put it'),
  };
}

/** The second trunk still takes the call, after the caller has waited in vain for the first. */
function emergencyRouteHurt(state) {
  const hurt = emergencies(state).filter((route) => trunkNamed(state, route, route.staticOrder[0])?.verdict === 'DOWN');
  if (hurt.length === 0) return undefined;
  const [route] = hurt;
  const first = trunkNamed(state, route, route.staticOrder[0]);
  const down = state.trunks.filter((trunk) => trunk.verdict === 'DOWN');
  const next = route.staticOrder.find((name) => trunkNamed(state, route, name)?.verdict !== 'DOWN');
  return {
    tone: 'bad',
    headline:
      `Emergency calls still try ${first.name} (${first.carrier}) first, and it carries no calls: ` +
      lowerFirst(sentence(reason(first))),
    fault: faultOf(first),
    did:
      `Emergency routes are watched and never steered: each such call goes on to ${next} only once ${first.name} has` +
      ` failed it. ${doneAbout(state, down)}`,
    todo: `${remedyFor(state, hurt, 'Put a trunk that works')} Call ${carriersOf(down)}.`,
  };
}

/** An emergency order is the operator's alone: it stands in the configuration and, as literals, in the dialplan. */
function remedyFor(state, routes, beginning) {
  const pbxs = [...new Set(routes.map((route) => route.pbx))];
  const prints = pbxs.map((pbx) => `setup ${pbx} --dialplan`);
  return (
    `${beginning} first on route ${list(routes.map((route) => route.name))}, in config/application.yml and on the PBX` +
    ` (“${list(prints)}” prints its dialplan).`
  );
}

function routeWithoutTrunk(state) {
  const dead = steered(state).filter((route) => isDead(state, route));
  if (dead.length === 0) return undefined;
  const trunks = onRoute(state, dead[0]);
  return {
    tone: 'bad',
    headline: `No trunk of route ${list(dead.map((route) => route.name))} carries calls.`,
    fault: faultsOf(trunks),
    did: sentence(dead[0].why),
    todo: `Call ${carriersOf(trunks)} now.`,
  };
}

function trunkDown(state) {
  return badTrunk(state, 'DOWN', 'carries no calls');
}

function trunkDegraded(state) {
  return badTrunk(state, 'DEGRADED', 'carries calls badly');
}

function badTrunk(state, verdict, says) {
  const bad = state.trunks.filter((trunk) => trunk.verdict === verdict);
  if (bad.length === 0) return undefined;
  const hurt = state.routes.filter((route) => bad.some((trunk) => firstNow(route) === trunk.name && trunk.pbx === route.pbx));
  const [first] = bad;
  const others = bad.length > 1 ? `, and so ${bad.length === 2 ? 'does' : 'do'} ${list(bad.slice(1).map((t) => t.name))}` : '';
  return {
    tone: hurt.length > 0 ? 'bad' : 'warn',
    headline: `${first.name} (${first.carrier}) ${says}${others}: ${lowerFirst(sentence(reason(first)))}`,
    fault: faultOf(first),
    did: doneAbout(state, bad),
    todo: todoAbout(state, bad, hurt),
  };
}

/** In the service's own words, and how sure it is where it is not. What is not told is not told twice. */
function faultOf(trunk) {
  const { blame, carrier, uplink } = trunk;
  if (!blame) return 'Nothing points at anybody yet.';
  if (blame.attribution === 'UNKNOWN') {
    const why = clause(blame.words) === clause(reason(trunk)) ? '' : `${sentence(blame.words)} `;
    return `${why}Likely ${carrier}’s, or that of uplink ${uplink} on the way there.`;
  }
  const unsure = blame.confidencePercent < SURE;
  return sentence(blame.words) + (unsure ? ` (${blame.confidencePercent} % sure.)` : '');
}

function doneAbout(state, bad) {
  const routes = steered(state).filter((route) => bad.some((t) => t.pbx === route.pbx && route.staticOrder.includes(t.name)));
  if (routes.length === 0) return 'Nothing: it is on no route that is steered.';
  return routes
    .map((route) => {
      if (!isMoved(route)) return `Route ${route.name}: ${clause(lowerFirst(route.why))}.`;
      const watching = pbxOf(state, route)?.mode === 'WATCHING';
      if (watching) return `Route ${route.name} would try ${route.wantedOrder[0]} first; nothing is written while watching.`;
      const there = route.inSync ? 'the PBX has it' : 'not yet on the PBX';
      return `Route ${route.name} tries ${route.wantedOrder[0]} first (${there}).`;
    })
    .join(' ');
}

function todoAbout(state, bad, hurt) {
  const remedies = remediesFor(bad);
  if (hurt.length === 0) return `Nothing urgent: new calls avoid it. ${remedies}`;
  if (bad.every((trunk) => trunk.blame && NO_MOVE_HELPS.includes(trunk.blame.attribution))) return remedies;
  const emergency = hurt.filter((route) => route.emergency);
  const others = hurt.filter((route) => !route.emergency);
  return [
    emergency.length === 0 ? '' : `Emergency calls still try it first. ${remedyFor(state, emergency, 'Put a better trunk')}`,
    others.length === 0 ? remedies : todoOnSteered(state, others, bad),
  ]
    .join(' ')
    .trim();
}

/** Each remedy once, whatever the number of trunks that need it. */
function remediesFor(trunks) {
  const blames = trunks.map((trunk) => trunk.blame ?? { attribution: 'CARRIER', name: trunk.carrier });
  const named = blames.map((blame, i) => (blame.attribution === 'UNKNOWN' ? { ...blame, name: trunks[i].carrier } : blame));
  return [...new Set(named.map(mending))].join(' ');
}

/** Who can mend it, and where to look. */
function mending({ attribution, name }) {
  switch (attribution) {
    case 'CARRIER':
      return `Report it to ${name}.`;
    case 'UPLINK':
      return `Look at the router and the line of uplink ${name}, and call whoever runs that line.`;
    case 'PBX':
      return 'Look at the PBX, its host and its network port.';
    case 'LAN_PHONES':
      return 'Look at the switches, cables and power between the phones and the PBX; no carrier need be called.';
    case 'CALLEE':
      return 'Nothing: it is the network of who is called. Tell callers if they ask.';
    case 'ACCOUNT':
      return `See whether credentials, credit, caller ID and channels of ${name} still hold.`;
    case 'CODEC':
      return `Compare the codecs that ${name} uses with those of the other side.`;
    default:
      return `Listen to a call; report it to ${name} if it lasts.`;
  }
}

function todoOnSteered(state, hurt, bad) {
  const watching = hurt.filter((route) => pbxOf(state, route)?.mode === 'WATCHING');
  const callers = `New calls on ${list(hurt.map((route) => route.name))} still try it first.`;
  if (watching.length > 0) {
    return `${callers} Change the order on the PBX yourself, or let Trunkpilot act on ${watching[0].pbx}.`;
  }
  return `${callers} ${remediesFor(bad)} If you know a better trunk, give an order.`;
}

/**
 * A carrier that is well and takes none of our calls: nothing mends that but a word with it. The calls themselves go on to
 * the next trunk (the dialplan tries another after each of these codes), unless there is none that takes them.
 */
function carrierRefuses(state) {
  const refusing = state.trunks.filter((trunk) => trunk.verdict !== 'DOWN' && refusal(trunk));
  if (refusing.length === 0) return undefined;
  const [first] = refusing;
  const { counted, by } = refusal(first);
  const stuck = state.routes.filter((route) =>
    onRoute(state, route).every((trunk) => trunk.verdict === 'DOWN' || refusal(trunk)),
  );
  const others = refusing.length > 1 ? `, and so ${refusing.length === 2 ? 'does' : 'do'} ${list(refusing.slice(1).map((t) => t.name))}` : '';
  const onwards =
    stuck.length > 0
      ? `On route ${list(stuck.map((route) => route.name))} no other trunk takes them.`
      : 'Each refused call goes on to the next trunk of its route.';
  return {
    tone: stuck.length > 0 ? 'bad' : 'warn',
    headline: `${first.name} (${first.carrier}) refuses our calls${others}: ${sentence(counted)}`,
    fault: isCodecs(by)
      ? `The settings: ${first.carrier} and our PBX agree on no codec. The trunk itself answers.`
      : `Our account at ${first.carrier}, or its settings there. The trunk itself answers.`,
    did: `${onwards} ${doneAbout(state, refusing)}`,
    todo: askAbout(first, by),
  };
}

/** What a finding says of calls refused for lack of credit, permission or a common codec; undefined for any other. */
function refusal(trunk) {
  for (const { words } of trunk.findings) {
    const [, counted, by] = words.match(/^(the last \d+ calls were refused with ([^:]+))/) ?? [];
    if (counted) return { counted, by };
  }
  return undefined;
}

function isCodecs(by) {
  return /^(415|488|580|606)\b/.test(by);
}

/** What to ask, by what the carrier answers. */
function askAbout({ name, carrier }, by) {
  if (isCodecs(by)) return `Ask ${carrier} which codecs it takes, and allow one of them on ${name} on the PBX.`;
  if (/^(401|407)\b/.test(by)) {
    return `Compare the user name and the password of ${name} on the PBX with those from ${carrier}; ask it whether they still hold.`;
  }
  if (/^402\b/.test(by)) return `Ask ${carrier} about the credit of the account, and whether it is blocked.`;
  if (/^4(28|3[3678])\b/.test(by)) return `Ask ${carrier} which caller IDs it accepts from ${name}, and send one of them.`;
  return (
    `Ask ${carrier} why it refuses calls from ${name}: the account blocked or out of credit, a caller ID that it does not` +
    ' accept, or destinations that are not allowed.'
  );
}

function pbxNotReady(state) {
  const pbx = state.pbxs.find((each) => each.state !== 'READY');
  if (!pbx) return undefined;
  return {
    tone: pbx.state === 'STORM' ? 'bad' : 'note',
    headline: `${pbx.name}: ${sentence(pbx.stateReason)}`,
    fault: pbx.state === 'STORM' ? 'The PBX’s or the network’s: too much at once for one carrier.' : 'Nobody’s.',
    did: 'No order is changed until it has settled.',
    todo: pbx.state === 'STORM' ? 'Look at the PBX and its network.' : 'Wait; this ends by itself.',
  };
}

/** What no trunk shows, or none alone: the house, a number, a prefix, one phone's codec. */
function blamed(state) {
  const [first] = state.pbxs.flatMap((pbx) => pbx.culprits ?? []);
  if (!first) return undefined;
  return {
    tone: first.attribution === 'CALLEE' ? 'note' : 'warn',
    headline: sentence(first.words),
    fault: `${WHOSE[first.attribution](first.name)} (${first.confidencePercent} % sure.)`,
    did: 'No order was changed for it: as a whole the trunks carry calls well.',
    todo: mending(first),
  };
}

const WHOSE = {
  CARRIER: (name) => `${name}’s.`,
  UPLINK: (name) => `The uplink’s: ${name}.`,
  PBX: () => 'The PBX’s, or of what it hangs on.',
  LAN_PHONES: () => 'Our own house’s: no carrier’s.',
  CALLEE: () => 'Of whom is called: no carrier’s and not ours.',
  ACCOUNT: (name) => `Our standing’s: ${name}.`,
  CODEC: (name) => `The settings’: ${name}.`,
  UNKNOWN: () => 'Not known.',
};

function alarm(state) {
  const alarms = state.pbxs.flatMap((pbx) => pbx.alarms);
  if (alarms.length === 0) return undefined;
  return {
    tone: 'warn',
    headline: sentence(alarms[0]),
    did: 'Steering goes on where it can; the routes below say how.',
    todo: alarms.length > 1 ? `Read all ${alarms.length} alarms below.` : 'This needs a person; see the routes below.',
  };
}

function routeFrozen(state) {
  const frozen = state.routes.filter((route) => route.frozen);
  if (frozen.length === 0) return undefined;
  return {
    tone: 'warn',
    headline: `Route ${list(frozen.map((route) => route.name))} waits for a person: ${sentence(frozen[0].frozen)}`,
    did: 'Its order on the PBX is left as it is.',
    todo: 'Look at the route below; when it may be steered again, give it back.',
  };
}

/** Only where we act: while watching, what is wanted and what stands may well differ. */
function outOfSync(state) {
  const apart = steered(state).filter((route) => !route.inSync && pbxOf(state, route)?.mode === 'ACTING');
  if (apart.length === 0) return undefined;
  return {
    tone: 'note',
    headline: `Route ${list(apart.map((route) => route.name))}: the PBX does not have the wanted order yet.`,
    did: sentence(apart[0].actualWords),
    todo: 'Nothing, unless it lasts: Trunkpilot writes it again by itself.',
  };
}

function trunkSuspect(state) {
  const suspects = state.trunks.filter((trunk) => trunk.verdict === 'SUSPECT');
  if (suspects.length === 0) return undefined;
  const [first] = suspects;
  return {
    tone: 'note',
    headline: `First bad evidence on ${list(suspects.map((t) => t.name))}: ${lowerFirst(sentence(reason(first)))}`,
    fault: 'Not known yet: the trunks are being probed.',
    did: 'Nothing yet: one sign is not enough to move calls.',
    todo: 'Nothing yet.',
  };
}

function trunkComingBack(state) {
  const away = state.trunks.filter((trunk) => trunk.serviceState !== 'IN_SERVICE');
  if (away.length === 0) return undefined;
  const trial = away.filter((trunk) => trunk.serviceState === 'PROBATION');
  const out = away.filter((trunk) => trunk.serviceState !== 'PROBATION');
  const words = [
    out.length === 0 ? '' : `${list(out.map((trunk) => trunk.name))} ${out.length === 1 ? 'waits to get its place' : 'wait to get their places'} back`,
    trial.length === 0 ? '' : `${list(trial.map((trunk) => trunk.name))} ${trial.length === 1 ? 'has its place' : 'have their places'} back, on trial`,
  ].filter((text) => text !== '').join('; ');
  return {
    tone: 'note',
    headline: `Calls are well; ${words}.`,
    fault: out.length === 0 ? 'Nothing is wrong now.' : `Nothing is wrong where calls go now; nothing has proved ${list(out.map((trunk) => trunk.name))} well yet.`,
    did: doneAbout(state, away),
    todo: 'Nothing: it gets its place back by itself once it has stayed well.',
  };
}

function nothingKnown(state) {
  const unknown = state.trunks.filter((trunk) => trunk.verdict === 'UNKNOWN');
  if (unknown.length === 0) return undefined;
  const some = unknown.length < state.trunks.length;
  return {
    tone: 'none',
    headline: `Nothing is known of ${some ? list(unknown.map((t) => t.name)) : 'any trunk'}: no evidence that is fresh enough.`,
    did: 'What is not known never changes an order.',
    todo: 'Make a test call over it, or wait for the first call.',
  };
}

function ordersStand(state) {
  if (state.orders.length === 0) return undefined;
  const [first] = state.orders;
  const more = state.orders.length > 1 ? `, and ${state.orders.length - 1} more` : '';
  return {
    tone: 'good',
    headline: `All trunks carry calls well; ${plural(state.orders.length, 'order')} of a person ${state.orders.length === 1 ? 'stands' : 'stand'}.`,
    did: `${first.who} ordered to ${orderWords(first)}${more}.`,
    todo: 'Nothing.',
  };
}

function allWell(state) {
  const watching = state.pbxs.filter((pbx) => pbx.mode === 'WATCHING');
  const count = state.trunks.length === 1 ? 'The trunk carries' : `All ${state.trunks.length} trunks carry`;
  return {
    tone: 'good',
    headline: `${count} calls well, and every route has its own order.`,
    did: watching.length > 0 ? `Trunkpilot only watches ${names(watching)}: it would write nothing.` : 'Nothing is moved now.',
    todo: 'Nothing.',
  };
}

// --- looking things up -----------------------------------------------------------------------------

function steered(state) {
  return state.routes.filter((route) => !route.emergency);
}

function emergencies(state) {
  return state.routes.filter((route) => route.emergency);
}

function isDead(state, route) {
  return onRoute(state, route).every((trunk) => trunk.verdict === 'DOWN');
}

function trunkNamed(state, { pbx }, name) {
  return state.trunks.find((trunk) => trunk.pbx === pbx && trunk.name === name);
}

function carriersOf(trunks) {
  return list([...new Set(trunks.map((trunk) => trunk.carrier))]);
}

function faultsOf(trunks) {
  return trunks.map((trunk) => `${trunk.name}: ${clause(reason(trunk))}`).join('; ') + '.';
}

function pbxOf(state, { pbx }) {
  return state.pbxs.find((each) => each.name === pbx);
}

function onRoute(state, route) {
  return state.trunks.filter((trunk) => trunk.pbx === route.pbx && route.staticOrder.includes(trunk.name));
}

function isMoved(route) {
  return route.wantedOrder.join() !== route.staticOrder.join();
}

/** The trunk that new calls try first: by the order read back, or the static one while that is not known. */
function firstNow(route) {
  return (route.actualOrder ?? route.staticOrder)[0];
}

function reason(trunk) {
  return trunk.findings[0]?.words ?? 'no reason is given';
}

function names(pbxs) {
  return list(pbxs.map((pbx) => pbx.name));
}

/** Sentences of the service begin with a capital, unless with a name; names are lower case anyway. */
function lowerFirst(words) {
  return /^[A-Z][a-z]/.test(words) ? words[0].toLowerCase() + words.slice(1) : words;
}
