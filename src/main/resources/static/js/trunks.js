// The trunks, the one that needs most attention first.

import { html, nothing } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import { GRADES, PARTS, PART_OF_FINDING, SERVICES, VERDICTS, capital, list, may, pdd, plural } from './words.js';
import { ago, badge, bar, section, time } from './ui.js';
import { trunkPath } from './router.js';
import './spark.js';

const ATTENTION = Object.keys(VERDICTS);
const SERVICE_ATTENTION = ['OUT_OF_SERVICE', 'PROBATION', 'IN_SERVICE'];

const HELD = { HELD_OUT: 'Held out', HELD_IN: 'Held in', PIN: 'Put first' };

/** By verdict, then by what is done with it, then as configured: not by score, so that rows stay put while figures tick. */
export function byAttention(trunks) {
  return trunks
    .map((trunk, place) => ({ trunk, place }))
    .sort(
      (a, b) =>
        ATTENTION.indexOf(a.trunk.verdict) - ATTENTION.indexOf(b.trunk.verdict) ||
        SERVICE_ATTENTION.indexOf(a.trunk.serviceState) - SERVICE_ATTENTION.indexOf(b.trunk.serviceState) ||
        a.place - b.place,
    )
    .map(({ trunk }) => trunk);
}

export function trunkKey(trunk) {
  return `${trunk.pbx}/${trunk.name}`;
}

export function trunks(view) {
  const { feed } = view;
  const bad = feed.trunks.filter((trunk) => trunk.verdict === 'DOWN' || trunk.verdict === 'DEGRADED').length;
  const count = html`<p class="count">${plural(feed.trunks.length, 'trunk')}, ${bad === 0 ? 'none' : bad} down or degraded</p>`;
  return section(
    'trunks',
    'Trunks',
    count,
    html`<ul class="rows">
      ${repeat(byAttention(feed.trunks), trunkKey, (trunk) => html`<li>${row(view, trunk)}</li>`)}
    </ul>`,
  );
}

function row(view, trunk) {
  const verdict = VERDICTS[trunk.verdict];
  const service = SERVICES[trunk.serviceState];
  const key = trunkKey(trunk);
  const open = view.opened.has(key);
  const several = view.feed.pbxs.length > 1;
  return html`<article class="trunk ${verdict.tone}" aria-labelledby="t-${key}">
    <div class="trunk-name">
      <h3 id="t-${key}">${several ? html`<span class="muted">${trunk.pbx} / </span>` : nothing}<a href=${trunkPath(trunk.pbx, trunk.name)}>${trunk.name}</a></h3>
      <p class="muted">${trunk.carrier}<span class="dot" aria-hidden="true"> · </span>uplink ${trunk.uplink}</p>
      <p class="states">
        ${badge(verdict.tone, verdict.word, verdict.means)}
        <span class="service ${trunk.serviceState.toLowerCase()}" title=${service.means}>${service.word}</span>
      </p>
      ${ordersAbout(view.feed.orders, trunk)}
    </div>
    <div class="trunk-more">
      <button type="button" class="quiet" aria-expanded=${open} aria-controls="d-${key}" @click=${() => view.toggle(key)}>
        ${open ? 'Less' : 'More'}<span class="sr"> about ${trunk.name}</span>
      </button>
      ${may(view.feed.site.user.role, 'OPERATOR')
        ? html`<button type="button" class="quiet" @click=${() => view.order({ pbx: trunk.pbx, trunk: trunk.name })}>
            Order …<span class="sr"> for ${trunk.name}</span>
          </button>`
        : nothing}
    </div>
    ${findingsOf(trunk)}
    ${scoreOf(trunk)} ${figuresOf(trunk)}
    <div class="trunk-chart">
      <spark-line .points=${view.history.points(key)} .label=${`Score of ${trunk.name}, last 30 minutes`}></spark-line>
    </div>
    <div class="details" id="d-${key}" ?hidden=${!open}>${open ? details(trunk) : nothing}</div>
  </article>`;
}

/** What is wrong with it, each with since when and on what evidence. */
export function findingsOf(trunk) {
  return trunk.findings.length === 0
    ? nothing
    : html`<ul class="findings" aria-label="What is wrong with ${trunk.name}">
        ${trunk.findings.map(finding)}
      </ul>`;
}

/** The score with its parts. */
export function scoreOf(trunk) {
  return html`<div class="trunk-score">
    <p class="score">
      <span class="label">Score</span>
      <span class="big">${trunk.score ?? '–'}</span><span class="muted">${trunk.score === null ? nothing : '/100'}</span>
      <span class="grade muted">evidence <abbr title=${GRADES[trunk.grade]}>${trunk.grade}</abbr></span>
    </p>
    <ul class="parts" aria-label="Parts of the score">
      ${Object.keys(PARTS).map((part) => partOf(trunk, part))}
    </ul>
  </div>`;
}

/** Calls now, R, PDD, and how fresh the evidence is. */
export function figuresOf(trunk) {
  return html`<dl class="figures">
    <div><dt>Calls now</dt><dd>${trunk.liveCalls}${trunk.channels === null ? nothing : html`<span class="muted"> of ${trunk.channels}</span>`}</dd></div>
    <div><dt title="R-factor of the audio towards us, 0 to 93">R in<span class="sr">, towards us</span></dt><dd>${rating(trunk.ratingInbound)}</dd></div>
    <div><dt title="R-factor of the audio away from us, 0 to 93">R out<span class="sr">, away from us</span></dt><dd>${rating(trunk.ratingOutbound)}</dd></div>
    <div><dt title="Post-dial delay: from INVITE to the first 180 or 183, median">PDD</dt><dd>${trunk.pddMedianMillis === null ? '–' : pdd(trunk.pddMedianMillis)}</dd></div>
    <div><dt>Two-way call</dt><dd>${trunk.lastTwoWayCallAt ? ago(trunk.lastTwoWayCallAt) : 'none yet'}</dd></div>
    <div><dt>OPTIONS reply</dt><dd>${trunk.lastAnsweredOptionsAt ? ago(trunk.lastAnsweredOptionsAt) : 'none yet'}</dd></div>
  </dl>`;
}

export function ordersAbout(orders, trunk) {
  return orders
    .filter((order) => order.pbx === trunk.pbx && order.trunk === trunk.name)
    .map((order) => html`<p class="by-order">${HELD[order.order]} ${order.route ? `on ${order.route} ` : nothing}by ${order.who} until ${time(order.until, false)}</p>`);
}

function partOf(trunk, name) {
  const part = trunk.parts.find((each) => each.part === name);
  const finding = trunk.findings.find((each) => (PART_OF_FINDING[each.kind] ?? 'MEDIA') === name);
  const tone = finding ? VERDICTS[finding.verdict].tone : 'plain';
  const score = part?.score ?? null;
  return html`<li class="part ${tone}" title=${part ? part.words : 'no evidence'}>
    <span class="part-name">${PARTS[name]}</span>
    <span class="part-score">${score ?? '–'}</span>
    ${bar(score, tone)}
  </li>`;
}

function finding(each) {
  const { tone, word } = VERDICTS[each.verdict];
  return html`<li>
    ${badge(tone, word)}
    <span class="finding-words">${capital(each.words)}</span>
    <span class="muted">since ${time(each.since)} (${ago(each.since)})<span class="dot" aria-hidden="true"> · </span>evidence
      <abbr title="Evidence ${each.grade}: ${GRADES[each.grade]}">${each.grade}</abbr></span>
  </li>`;
}

export function details(trunk) {
  return html`<dl class="words">
    ${Object.keys(PARTS).map((name) => {
      const part = trunk.parts.find((each) => each.part === name);
      return html`<div>
        <dt>${PARTS[name]}</dt>
        <dd>${part ? html`${capital(part.words)} <span class="muted">Evidence ${part.grade}.</span>` : 'No evidence.'}</dd>
      </div>`;
    })}
    <div><dt>Evidence ${trunk.grade}</dt><dd>${capital(GRADES[trunk.grade])}</dd></div>
    <div><dt>On routes</dt><dd>${trunk.routes.length === 0 ? 'none' : list(trunk.routes)}</dd></div>
    <div><dt>On the PBX</dt><dd>${trunk.endpoint} of ${trunk.pbx}</dd></div>
    <div><dt>Judged</dt><dd>${trunk.judgedAt ? ago(trunk.judgedAt) : 'not yet'}</dd></div>
  </dl>`;
}

function rating(value) {
  return value === null ? '–' : value.toFixed(1);
}
