// One trunk: what is believed now, what it did on one time axis, and the calls behind any point of it.

import { html, nothing } from 'lit-html';
import { get } from './api.js';
import { GRADES, KINDS, SERVICES, VERDICTS, capital, clock, may, now, pdd, plural, sentence, utc } from './words.js';
import { badge, section, time } from './ui.js';
import { details, figuresOf, findingsOf, ordersAbout, scoreOf } from './trunks.js';
import { callsTable } from './calls.js';
import './charts.js';

const MINUTE = 60;

/** The spans that are one click away, in seconds, by what stands in the address. */
const SPANS = {
  '15m': { seconds: 15 * MINUTE, word: '15 min' },
  '1h': { seconds: 60 * MINUTE, word: '1 h' },
  '6h': { seconds: 360 * MINUTE, word: '6 h' },
  '24h': { seconds: 1440 * MINUTE, word: '24 h' },
  '7d': { seconds: 7 * 1440 * MINUTE, word: '7 d' },
  '30d': { seconds: 30 * 1440 * MINUTE, word: '30 d' },
  '90d': { seconds: 90 * 1440 * MINUTE, word: '90 d' },
};
const USUAL = '1h';
const LONGEST = SPANS['90d'].seconds;

/** Steps people can read, in minutes; a span gets the shortest with no more of them than a chart has room for. */
const STEPS = [1, 2, 5, 10, 15, 30, 60, 120];
const MOST_STEPS = 1440;

/** What is drawn up to now is drawn anew as often as the service rolls up its minutes. */
const EVERY = 60_000;

const CALLS = 50;

/** `most`: the scale's fixed end; without it the scale grows with what it shows, from `least`. */
const PANELS = [
  { title: 'Score', unit: '0 to 100, the lowest in each step', most: 100, series: [{ name: 'score', word: 'score', ink: 1 }] },
  {
    title: 'R-factor',
    unit: '0 to 93, the lowest in each step',
    most: 100,
    series: [
      { name: 'ratingInbound', word: 'towards us', ink: 1 },
      { name: 'ratingOutbound', word: 'away from us', ink: 2, dash: true },
    ],
  },
  {
    title: 'Loss',
    unit: '% of packets',
    least: 2,
    series: [
      { name: 'lossInboundPercent', word: 'towards us', ink: 1 },
      { name: 'lossOutboundPercent', word: 'away from us', ink: 2, dash: true },
    ],
  },
  {
    title: 'Jitter',
    unit: 'ms',
    least: 10,
    series: [
      { name: 'jitterInboundMillis', word: 'towards us', ink: 1 },
      { name: 'jitterOutboundMillis', word: 'away from us', ink: 2, dash: true },
    ],
  },
  { title: 'Round trip', unit: 'ms', least: 50, series: [{ name: 'roundTripMillis', word: 'RTT', ink: 1 }] },
  {
    title: 'Post-dial delay',
    unit: 's, from INVITE to the first 180 or 183',
    least: 2,
    series: [
      { name: 'pddP50Millis', word: 'median', ink: 1, scale: 0.001 },
      { name: 'pddP95Millis', word: '95th percentile', ink: 2, dash: true, scale: 0.001 },
    ],
  },
  {
    title: 'Set-up',
    unit: 'calls by how they ended, in each step',
    least: 4,
    stacked: true,
    series: [
      { name: 'answers', word: 'answered', ink: 1 },
      { name: 'calleeEnds', word: 'callee’s end', ink: 3 },
      { name: 'otherEnds', word: 'nobody’s fault', ink: 4 },
      { name: 'carrierFaults', word: 'carrier’s fault', ink: 5 },
    ],
  },
  { title: 'Live calls', unit: 'the most at once', least: 4, series: [{ name: 'mostLiveCalls', word: 'calls', ink: 1 }] },
];

const COUNTS = new Set(['answers', 'calleeEnds', 'otherEnds', 'carrierFaults', 'mostLiveCalls']);
const NAMES = PANELS.flatMap((panel) => panel.series.map((series) => series.name));

const MARKED = new Set(['DECISION', 'ORDER', 'ALARM', 'LINK', 'PBX', 'MODE', 'CONFIGURATION', 'SERVICE', 'VERDICT']);
const MOST_EVENTS = 200;

/** How many of them stand there before somebody asks for more. */
const EVENTS = 12;

export default class TrunkPage {
  constructor(view, { pbx, trunk }) {
    this.view = view;
    this.pbx = pbx;
    this.name = trunk;
    this.api = `api/v1/trunks/${encodeURIComponent(pbx)}/${encodeURIComponent(trunk)}`;
    this.key = '';
    this.problem = '';
    this.events = [];
    this.calls = undefined;
    this.onlyFaults = false;
  }

  get title() {
    return `${this.name} on ${this.pbx}`;
  }

  close() {
    this.closed = true;
  }

  /** What the address asks for. */
  asked(query) {
    this.fixed = query.has('from') && query.has('to') && bounds(query.get('from'), query.get('to'));
    this.span = SPANS[query.get('span')] ? query.get('span') : USUAL;
    const at = Date.parse(query.get('at') ?? '');
    this.wanted = Number.isNaN(at) ? undefined : at / 1000;
    const key = this.fixed ? `${this.fixed.from} ${this.fixed.to}` : this.span;
    if (key !== this.key) {
      this.key = key;
      this.loadedAt = 0;
      this.shown = EVENTS;
    } else if (this.told) this.#pointAtWanted();
  }

  // --- what it shows -----------------------------------------------------------------------------

  #range() {
    if (this.fixed) return this.fixed;
    const to = Math.floor(now() / 1000);
    return { from: to - SPANS[this.span].seconds, to };
  }

  async #load() {
    const asked = this.key;
    const range = this.#range();
    const minutes = STEPS.find((each) => (range.to - range.from) / (each * MINUTE) <= MOST_STEPS) ?? STEPS.at(-1);
    this.loadedAt = Date.now();
    try {
      const [history, events] = await Promise.all([
        get(`${this.api}/history?step=PT${minutes}M&from=${iso(range.from)}&to=${iso(range.to)}`),
        this.#events(range),
      ]);
      if (asked !== this.key || this.closed) return;
      this.problem = '';
      this.events = events;
      this.told = this.#toDraw(range, minutes * MINUTE, history.items);
      if (this.drawn !== asked) this.at = undefined;
      this.drawn = asked;
      this.#pointAtWanted();
    } catch (problem) {
      if (asked === this.key) this.problem = problem.message;
    }
    this.view.changed();
  }

  /** What is about this trunk, about its routes, or about all of the PBX. */
  async #events({ from, to }) {
    const path = `api/v1/timeline?pbx=${encodeURIComponent(this.pbx)}&from=${iso(from)}&to=${iso(to)}&limit=${MOST_EVENTS}`;
    const [own, others] = await Promise.all([
      get(`${path}&trunk=${encodeURIComponent(this.name)}`),
      get(`${path}&kind=DECISION,ORDER,ALARM,LINK,PBX,MODE,CONFIGURATION`),
    ]);
    this.moreEvents = Boolean(own.next || others.next);
    const routes = this.#trunk()?.routes ?? [];
    const near = others.items.filter((each) => !each.trunk && (!each.route || routes.includes(each.route)));
    return [...own.items, ...near].filter((each) => MARKED.has(each.kind)).sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
  }

  #toDraw({ from, to }, step, items) {
    const byTime = new Map(items.map((item) => [Date.parse(item.at) / 1000, item]));
    const at = [];
    for (let time = Math.floor(from / step) * step; time < to; time += step) at.push(time);
    const steps = at.map((time) => byTime.get(time));
    const columns = { at };
    for (const name of NAMES) columns[name] = steps.map((each) => each?.[name] ?? (each && COUNTS.has(name) ? 0 : null));
    return {
      panels: PANELS,
      columns,
      steps,
      step,
      from: at[0] ?? from,
      to,
      marks: this.events
        .filter((each) => each.kind !== 'VERDICT' && each.kind !== 'SERVICE')
        .map((each) => ({ at: Date.parse(each.at) / 1000, kind: each.kind === 'DECISION' && each.detail.moves ? 'move' : 'other' })),
      shades: shades(at, steps, step),
    };
  }

  #pointAtWanted() {
    const { columns, step } = this.told;
    const last = columns.at.length - 1;
    if (this.wanted === undefined) {
      const told = this.told.steps.findLastIndex((each) => each);
      if (this.at === undefined || this.at > last) this.at = told < 0 ? last : told;
      this.calls = undefined;
      return;
    }
    this.at = Math.min(last, Math.max(0, Math.floor((this.wanted - columns.at[0]) / step)));
    this.#loadCalls(columns.at[this.at]);
  }

  async #loadCalls(from, more = false) {
    const to = more ? this.calls.to : from + this.told.step;
    const asked = `${from} ${to} ${this.onlyFaults}`;
    if (!more && this.calls?.asked === asked) return;
    const before = more ? `&before=${encodeURIComponent(this.calls.next)}` : '';
    if (!more) this.calls = { asked, from, to, items: [] };
    try {
      const faults = this.onlyFaults ? '&outcome=CARRIER_FAULT' : '';
      const page = await get(`${this.api}/calls?from=${iso(from)}&to=${iso(to)}&limit=${CALLS}${faults}${before}`);
      if (this.calls?.asked !== asked) return;
      this.calls = { asked, from, to, items: [...this.calls.items, ...page.items], next: page.next, loaded: true };
    } catch (problem) {
      if (this.calls?.asked === asked) this.calls = { ...this.calls, problem: problem.message };
    }
    this.view.changed();
  }

  #trunk() {
    return this.view.feed.trunks.find((each) => each.pbx === this.pbx && each.name === this.name);
  }

  #pick(at) {
    this.view.router.query({ at: iso(this.told.columns.at[at]) }, true);
  }

  // --- how it shows it ---------------------------------------------------------------------------

  render() {
    const trunk = this.#trunk();
    if (!trunk) {
      return html`<h1 class="page-title">${this.name}</h1>
        <p class="nothing">PBX ${this.pbx} has no trunk ${this.name} in the configuration. <a href="/">All trunks</a></p>`;
    }
    const due = this.fixed ? !this.loadedAt : Date.now() - this.loadedAt > EVERY;
    if (due) this.#load();
    const verdict = VERDICTS[trunk.verdict];
    const service = SERVICES[trunk.serviceState];
    return html`
      <div class="page-head">
        <h1 class="page-title">${trunk.name} <span class="muted">${trunk.carrier}, uplink ${trunk.uplink}, on ${trunk.pbx}</span></h1>
        ${may(this.view.feed.site.user.role, 'OPERATOR')
          ? html`<button type="button" class="quiet" @click=${() => this.view.order({ pbx: trunk.pbx, trunk: trunk.name })}>Order …<span class="sr"> for ${trunk.name}</span></button>`
          : nothing}
      </div>
      <section class="panel trunk-now" aria-label="Now">
        <p class="states">${badge(verdict.tone, verdict.word, verdict.means)}
          <span class="service ${trunk.serviceState.toLowerCase()}" title=${service.means}>${service.word}</span></p>
        ${ordersAbout(this.view.feed.orders, trunk)} ${findingsOf(trunk)} ${scoreOf(trunk)} ${figuresOf(trunk)} ${details(trunk)}
        ${grades(trunk.grade)}
      </section>
      ${this.#charts()} ${this.#callsBehind()} ${this.#happened()}
    `;
  }

  #charts() {
    return section('charts', 'What it did', this.#spans(), html`
      ${this.problem ? html`<p class="trouble" role="status">${sentence(this.problem)}</p>` : nothing}
      ${this.told ? this.#readOut() : html`<p class="nothing">${this.problem ? 'No charts.' : 'Reading the record …'}</p>`}
      ${this.told
        ? html`<chart-stack aria-hidden="true" .told=${this.told} .at=${this.at}
            @read=${({ detail }) => this.#move(detail)}
            @pick=${({ detail }) => this.#pick(detail)}
            @span=${({ detail }) => this.#zoom(detail)}></chart-stack>
            <p class="muted legend">Shaded: <span class="shade degraded">degraded</span> <span class="shade down">down</span>. Lines: a move (unbroken), any other event (dashed); each stands in words below. Drag over a chart for a closer look, click for the calls.</p>`
        : nothing}
    `);
  }

  #spans() {
    return html`<nav class="spans" aria-label="Span">
      ${Object.entries(SPANS).map(([name, { word }]) => html`<a href="?span=${name}" aria-current=${!this.fixed && this.span === name ? 'true' : nothing}>${word}</a>`)}
      ${this.fixed
        ? html`<button type="button" class="quiet" @click=${() => this.#shift(-1)}>Earlier</button>
          <span>${clock(this.fixed.from * 1000, false)} to ${clock(this.fixed.to * 1000, false)}</span>
          <button type="button" class="quiet" @click=${() => this.#shift(1)}>Later</button>`
        : html`<button type="button" class="quiet" @click=${() => this.#shift(-1)}>Earlier</button>`}
    </nav>`;
  }

  #shift(way) {
    const { from, to } = this.#range();
    const by = way * (to - from);
    this.#zoom({ from: from + by, to: to + by });
  }

  #zoom({ from, to }) {
    const begin = Math.floor(from / MINUTE) * MINUTE;
    const end = Math.min(begin + LONGEST, Math.max(begin + 5 * MINUTE, Math.ceil(to / MINUTE) * MINUTE));
    this.view.router.query({ from: iso(begin), to: iso(end), span: undefined, at: undefined });
  }

  #move(at) {
    this.at = at;
    this.view.changed();
  }

  /** The moment under the cursor, in words; the slider is how keyboards and screen readers get there. */
  #readOut() {
    const { columns, steps, step } = this.told;
    const from = columns.at[this.at] * 1000;
    const each = steps[this.at];
    const when = `${clock(from, false)} to ${clock(from + step * 1000, false)}`;
    const figures = each ? readings(each) : [];
    const words = each ? figures.map(([name, value]) => `${name} ${value}`).join(', ') : 'nothing in the record';
    return html`<div class="read-out">
      <div class="moment">
        <label class="sr" for="moment">Moment</label>
        <input id="moment" type="range" min="0" max=${columns.at.length - 1} step="1" .value=${String(this.at)}
          aria-valuetext="${when}: ${words}" @input=${(event) => this.#move(Number(event.target.value))} />
        <p><b title="${utc(from)} to ${utc(from + step * 1000)}">${when}</b>
          <button type="button" class="quiet" @click=${() => this.#pick(this.at)}>Calls then</button></p>
      </div>
      ${each
        ? html`<dl class="readings">${figures.map(([name, value, tone]) => html`<div><dt>${name}</dt><dd class=${tone ?? ''}>${value}</dd></div>`)}</dl>`
        : html`<p class="muted">Nothing in the record: Trunkpilot was not running, or had not seen this trunk.</p>`}
    </div>`;
  }

  #callsBehind() {
    const { calls } = this;
    if (!calls) return nothing;
    return section(
      'calls',
      `Calls between ${clock(calls.from * 1000, false)} and ${clock(calls.to * 1000, false)}`,
      html`<label class="choice"><input type="checkbox" .checked=${this.onlyFaults} @change=${(event) => this.#faultsOnly(event.target.checked)} /> only the carrier’s faults</label>`,
      html`
        ${calls.problem ? html`<p class="trouble" role="status">${sentence(calls.problem)}</p>` : nothing}
        ${calls.loaded && calls.items.length === 0
          ? html`<p class="nothing">No finished call${this.onlyFaults ? ' that failed by the carrier’s fault' : ''} was up then. Calls that are still up come into the record when they end.</p>`
          : callsTable(calls.items)}
        ${calls.next ? html`<p><button type="button" class="quiet" @click=${() => this.#loadCalls(calls.from, true)}>More calls</button></p>` : nothing}
      `,
    );
  }

  #faultsOnly(only) {
    this.onlyFaults = only;
    this.#loadCalls(this.calls.from);
  }

  #happened() {
    if (!this.told) return nothing;
    return section('happened', 'What happened', html`<p class="count">${plural(this.events.length, 'event')}${this.moreEvents ? ', the newest of this span' : ''}</p>`, html`
      ${this.events.length === 0 ? html`<p class="nothing">Nothing of note in this span.</p>` : nothing}
      <ol class="rows events">
        ${this.events.slice(0, this.shown).map((each) => html`<li>
          ${time(each.at)} <span class="tag">${KINDS[each.kind]}</span>
          <span>${each.route ? html`<b>${each.route}</b>: ` : nothing}${sentence(each.words)}</span>
          <button type="button" class="quiet" @click=${() => this.#pickTime(each.at)}>Then<span class="sr">: ${clock(each.at)}</span></button>
        </li>`)}
      </ol>
      ${this.events.length > this.shown
        ? html`<p><button type="button" class="quiet" @click=${() => this.#showAll()}>All ${this.events.length} events</button></p>`
        : nothing}
    `);
  }

  #showAll() {
    this.shown = Infinity;
    this.view.changed();
  }

  #pickTime(at) {
    this.view.router.query({ at: iso(Date.parse(at) / 1000) }, true);
    document.getElementById('charts')?.scrollIntoView();
    document.getElementById('moment')?.focus({ preventScroll: true });
  }
}

function iso(seconds) {
  return new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');
}

function bounds(from, to) {
  const [begin, end] = [Date.parse(from) / 1000, Date.parse(to) / 1000];
  return end > begin && end - begin <= LONGEST ? { from: begin, to: end } : undefined;
}

/** Steps of one bad verdict after the other, as one shade. */
function shades(at, steps, step) {
  const found = [];
  steps.forEach((each, place) => {
    const tone = { DOWN: 'bad', DEGRADED: 'warn' }[each?.verdict];
    if (!tone) return;
    const last = found.at(-1);
    if (last?.tone === tone && last.to === at[place]) last.to += step;
    else found.push({ from: at[place], to: at[place] + step, tone });
  });
  return found;
}

function readings(each) {
  const { word, tone } = VERDICTS[each.verdict];
  return [
    ['Verdict', word, `tone ${tone}`],
    ['Score', each.score ?? '–'],
    ['R towards us', fixed(each.ratingInbound)],
    ['R away', fixed(each.ratingOutbound)],
    ['Loss towards us', fixed(each.lossInboundPercent, ' %')],
    ['Loss away', fixed(each.lossOutboundPercent, ' %')],
    ['Jitter towards us', fixed(each.jitterInboundMillis, ' ms')],
    ['Jitter away', fixed(each.jitterOutboundMillis, ' ms')],
    ['RTT', each.roundTripMillis === null ? '–' : `${Math.round(each.roundTripMillis)} ms`],
    ['PDD median', each.pddP50Millis === null ? '–' : pdd(each.pddP50Millis)],
    ['PDD 95th', each.pddP95Millis === null ? '–' : pdd(each.pddP95Millis)],
    ['Calls tried', each.seizures],
    ['Answered', each.answers],
    ['Carrier’s fault', each.carrierFaults, each.carrierFaults > 0 ? 'tone bad' : undefined],
    ['Callee’s end', each.calleeEnds],
    ['Nobody’s fault', each.otherEnds],
    ['Most at once', each.mostLiveCalls],
  ];
}

function fixed(value, unit = '') {
  return value === null ? '–' : `${value.toFixed(1)}${unit}`;
}

function grades(current) {
  return html`<details class="grades">
    <summary>What the grade of evidence says</summary>
    <dl class="words">
      ${Object.entries(GRADES).map(([grade, words]) => html`<div><dt>Evidence ${grade}${grade === current ? ', as now' : ''}</dt><dd>${capital(words)}</dd></div>`)}
    </dl>
    <p class="muted">Without fresh evidence the verdict is Unknown, never Healthy, and Unknown never moves a call.</p>
  </details>`;
}
