// A policy tried on what was really heard, beside the one in force and the order that never moves. No PBX is touched.

import { html, nothing } from 'lit-html';
import { live } from 'lit-html/directives/live.js';
import { get, newKey, send } from './api.js';
import { RUNGS, clock, list, may, plural, sentence, span, utc, whole, zone } from './words.js';
import { ago, badge, section } from './ui.js';

const API = 'api/v1/backtests';
const HOUR = 3_600_000;
const SPANS = { 1: 'the last hour', 24: 'the last day', 168: 'the last 7 days', 744: 'the last 31 days', own: 'from … until …' };

/** How often a backtest that is not over is looked at. */
const EVERY = 1_000;

/** More moves of one policy than this are folded away. */
const SHOWN = 10;

const STATES = {
  WAITING: { word: 'Waits for its turn', tone: 'none' },
  RUNNING: { word: 'Running', tone: 'note' },
  DONE: { word: 'Done', tone: 'good' },
  FAILED: { word: 'Failed', tone: 'bad' },
};

const HINDSIGHT = {
  RIGHT: { word: 'Right', tone: 'good' },
  FALSE: { word: 'Wrong', tone: 'bad' },
  CANNOT_TELL: { word: 'Cannot be told', tone: 'none' },
};

/** The rows of the comparison: what they are called, and what of an outcome they show. */
const ROWS = [
  ['Moves', 'returns included', (o) => whole(o.moves)],
  ['Right in hindsight', 'the trunk that was left went on failing', (o) => whole(o.rightMoves)],
  ['Wrong in hindsight', 'the trunk that was left was well', (o) => whole(o.falseMoves)],
  ['Cannot be told', 'too little was seen of the trunk that was left', (o) => whole(o.unclearMoves)],
  ['Moves considered and refused', '', (o) => whole(o.refusals)],
  ['Calls begun elsewhere', 'tried on another trunk first than they really were', (o) => whole(o.callsDiverted)],
  ['Calls spared a fault', 'estimate, and what the evidence allows at 95 %', (o) => estimate(o.callsSpared)],
  ['Calls harmed', 'estimate, and what the evidence allows at 95 %', (o) => estimate(o.callsHarmed)],
  ['Calls nobody can judge', 'of those begun elsewhere', (o) => whole(o.callsUntold)],
];

export default class BacktestPage {
  title = 'Backtest';

  constructor(view) {
    this.view = view;
    this.draft = { pbx: undefined, span: '24', from: '', until: '', profile: 'balanced', compareWith: '', knobs: [], errors: new Map(), problem: '', key: newKey() };
    this.known = [];
    this.profiles = undefined;
    this.lookedAt = 0;
    this.#begin();
  }

  close() {
    this.closed = true;
  }

  asked(query) {
    const id = query.get('id') ?? '';
    if (id === this.id) return;
    this.id = id;
    this.run = undefined;
    this.problem = '';
    this.lookedAt = 0;
  }

  async #begin() {
    try {
      this.profiles = await get(`${API}/profiles`);
    } catch (problem) {
      this.draft.problem = problem.message;
    }
    this.view.changed();
  }

  async #look() {
    const { id } = this;
    this.lookedAt = Date.now();
    try {
      const [known, run] = await Promise.all([get(API), id ? get(`${API}/${encodeURIComponent(id)}`) : undefined]);
      if (this.closed || id !== this.id) return;
      this.known = known;
      this.run = run;
      this.problem = '';
    } catch (problem) {
      if (this.closed || id !== this.id) return;
      this.problem = problem.message;
    }
    this.view.changed();
  }

  render() {
    const waits = this.known.some((run) => run.state === 'WAITING' || run.state === 'RUNNING');
    if (!this.lookedAt || (waits && Date.now() - this.lookedAt >= EVERY)) this.#look();
    return html`
      <div class="page-head"><h1 class="page-title">Backtest <span class="muted">another policy on what was really heard</span></h1></div>
      ${may(this.view.feed.site.user.role, 'OPERATOR') ? this.#form() : html`<p class="nothing">An operator may run a backtest; you may read those that were run.</p>`}
      ${this.problem ? html`<p class="trouble" role="status">${sentence(this.problem)}</p>` : nothing}
      ${this.run ? result(this.run) : nothing}
      ${this.#earlier()}`;
  }

  // --- what to try ---------------------------------------------------------------------------------

  #form() {
    const { draft } = this;
    const pbxs = this.view.feed.pbxs;
    const set = (name) => (event) => this.#change({ [name]: event.target.value });
    const options = (chosen) => (this.profiles ?? []).map(({ name }) => html`<option value=${name} ?selected=${name === chosen}>${name}</option>`);
    return html`<form class="panel backtest-form" aria-label="What to try" novalidate @submit=${(event) => this.#submit(event)}>
      <div class="fields">
        ${pbxs.length > 1
          ? html`<div class="field"><label for="b-pbx">PBX</label>
              <select id="b-pbx" @change=${set('pbx')}>${pbxs.map(({ name }) => html`<option value=${name} ?selected=${name === draft.pbx}>${name}</option>`)}</select></div>`
          : nothing}
        <div class="field"><label for="b-span">Past</label>
          <select id="b-span" @change=${set('span')} aria-invalid=${draft.errors.has('from') || draft.errors.has('until')}>
            ${Object.entries(SPANS).map(([value, word]) => html`<option value=${value} ?selected=${value === draft.span}>${word}</option>`)}
          </select></div>
        ${draft.span === 'own'
          ? html`<div class="field"><label for="b-from">From <span class="muted">${zone()}</span></label>
                <input id="b-from" type="datetime-local" .value=${live(draft.from)} @input=${set('from')} aria-invalid=${draft.errors.has('from')} /></div>
              <div class="field"><label for="b-until">Until <span class="muted">${zone()}, now if empty</span></label>
                <input id="b-until" type="datetime-local" .value=${live(draft.until)} @input=${set('until')} aria-invalid=${draft.errors.has('until')} /></div>`
          : nothing}
        <div class="field"><label for="b-profile">Policy to try</label>
          <select id="b-profile" @change=${set('profile')}>${options(draft.profile)}</select></div>
        <div class="field"><label for="b-with">Compare with</label>
          <select id="b-with" @change=${set('compareWith')}><option value="" ?selected=${!draft.compareWith}>the policy in force</option>${options(draft.compareWith)}</select></div>
      </div>
      <fieldset>
        <legend>Knobs turned <span class="muted">${draft.knobs.length === 0 ? `none: ${draft.profile} as it is` : `the rest as in ${draft.profile}`}</span></legend>
        ${draft.knobs.map((knob, at) => this.#knob(knob, at))}
        <button type="button" class="quiet" ?disabled=${!this.profiles} @click=${() => this.#turn()}>Turn a knob …</button>
        <datalist id="b-knobs">${Object.keys(this.#values()).map((key) => html`<option value=${key}></option>`)}</datalist>
      </fieldset>
      <p class="error" role="alert">${[...draft.errors].map(([field, message]) => html`${field}: ${message}. `)}${draft.problem ? sentence(draft.problem) : nothing}</p>
      <div class="buttons"><button type="submit" class="primary" ?disabled=${draft.sending || !this.profiles}>Run it</button></div>
    </form>`;
  }

  #knob(knob, at) {
    const usual = this.#values()[knob.key];
    const change = (name) => (event) => {
      knob[name] = event.target.value.trim();
      this.#change({});
    };
    const wrong = [...this.draft.errors.keys()].some((field) => field.endsWith(`.${knob.key}`));
    return html`<div class="knob">
      <label><span class="sr">Knob ${at + 1}</span><input type="text" list="b-knobs" placeholder="routing.dwell" spellcheck="false" autocapitalize="off" .value=${live(knob.key)} @input=${change('key')} aria-invalid=${wrong} /></label>
      <label><span class="sr">Value of knob ${at + 1}</span><input type="text" placeholder=${usual ?? 'value'} spellcheck="false" autocapitalize="off" .value=${live(knob.value)} @input=${change('value')} aria-invalid=${wrong} /></label>
      <button type="button" class="quiet" @click=${() => this.#leave(at)}>Leave<span class="sr"> knob ${at + 1} as it was</span></button>
      <span class="muted">${usual === undefined ? (knob.key ? 'no such knob' : nothing) : `${usual} in ${this.draft.profile}`}</span>
    </div>`;
  }

  /** What each knob of the chosen profile stands at. */
  #values() {
    return this.profiles?.find(({ name }) => name === this.draft.profile)?.knobs ?? {};
  }

  #turn() {
    this.draft.knobs.push({ key: '', value: '' });
    this.#change({});
    requestAnimationFrame(() => requestAnimationFrame(() => document.querySelector('.knob:last-of-type input')?.focus()));
  }

  #leave(at) {
    this.draft.knobs.splice(at, 1);
    this.#change({});
  }

  /** Another wish is another request: what it was refused for is gone, and it gets a key of its own. */
  #change(changes) {
    Object.assign(this.draft, changes, { errors: new Map(), problem: '', key: newKey() });
    this.view.changed();
  }

  #wish() {
    const { draft } = this;
    const turned = draft.knobs.filter(({ key, value }) => key || value);
    const moment = (text) => (text ? new Date(text).toISOString() : undefined);
    const own = draft.span === 'own';
    return {
      pbx: draft.pbx ?? this.view.feed.pbxs[0]?.name,
      from: own ? moment(draft.from) : new Date(Date.now() - Number(draft.span) * HOUR).toISOString(),
      until: own ? moment(draft.until) : undefined,
      candidate: { profile: draft.profile, knobs: Object.fromEntries(turned.map(({ key, value }) => [key, value])) },
      compareWith: draft.compareWith ? { profile: draft.compareWith } : undefined,
    };
  }

  async #submit(event) {
    event.preventDefault();
    const { draft } = this;
    if (draft.sending) return;
    draft.sending = true;
    this.view.changed();
    try {
      const run = await send('POST', API, this.#wish(), { 'Idempotency-Key': draft.key });
      this.#change({});
      this.known = [run, ...this.known];
      this.view.router.query({ id: run.id });
    } catch (problem) {
      draft.errors = problem.fields ?? new Map();
      draft.problem = draft.errors.size > 0 ? '' : problem.message;
    } finally {
      draft.sending = false;
      this.view.changed();
    }
  }

  // --- what was tried --------------------------------------------------------------------------------

  #earlier() {
    return section(
      'earlier',
      'Run since the last start',
      html`<span class="count">${this.known.length === 0 ? nothing : plural(this.known.length, 'backtest')}</span>`,
      this.known.length === 0
        ? html`<p class="nothing">None yet.</p>`
        : html`<ul class="rows events">
            ${this.known.map((run) => html`<li>
              ${badge(STATES[run.state].tone, STATES[run.state].word)}
              <span><a href="/backtest?id=${encodeURIComponent(run.id)}" aria-current=${run.id === this.id ? 'true' : nothing}>${upper(list(run.policies))}</a>
                <span class="muted">on ${run.pbx}, ${moments(run)}; asked for by ${run.askedBy} ${ago(run.askedAt)}</span></span>
            </li>`)}
          </ul>`,
    );
  }
}

function result(run) {
  const state = STATES[run.state];
  return section(
    'result',
    'What they would have done',
    html`<span class="count">${badge(state.tone, state.word)} ${run.seconds === null ? nothing : `in ${run.seconds} s`}</span>`,
    html`
      <p>${upper(list(run.policies))} on ${run.pbx}, ${moments(run)}.</p>
      ${run.problem ? html`<p class="trouble">${sentence(run.problem)}</p>` : nothing}
      ${run.result ? compared(run) : run.problem ? nothing : html`<p class="nothing">It reads the journal now; this page shows it when it is done.</p>`}`,
  );
}

function compared({ from, result: { heardFrom, calls, unroutedCalls, missedInputs, policies } }) {
  const late = Date.parse(heardFrom) - Date.parse(from);
  return html`
    <p>${plural(calls, 'call')} began on steered routes in that time${unroutedCalls > 0 ? html`, and ${whole(unroutedCalls)} of which nothing told the route; these are left out` : nothing}.
      ${late > 60_000 ? html`The journal begins ${span(late)} later than asked, at <span title=${utc(heardFrom)}>${clock(heardFrom)}</span>.` : nothing}
      ${missedInputs > 0 ? html`It had lost ${whole(missedInputs)} inputs.` : nothing}</p>
    <div class="table" role="region" aria-label="Side by side" tabindex="0">
      <table class="compared">
        <thead><tr><td></td>${policies.map(({ policy }) => html`<th scope="col">${upper(policy)}</th>`)}</tr></thead>
        <tbody>${ROWS.map(([word, means, shown]) => html`<tr>
          <th scope="row">${word} ${means ? html`<span class="muted">${means}</span>` : nothing}</th>${policies.map((outcome) => html`<td>${shown(outcome)}</td>`)}</tr>`)}
        </tbody>
      </table>
    </div>
    ${policies.filter(({ moves, refusals }) => moves + refusals > 0).map(moves)}`;
}

function moves({ policy, words, moves: count, moveList, refusals, refusalList }) {
  return html`<h3 class="policy">${upper(policy)} <span class="muted">${plural(count, 'move')}</span></h3>
    <details><summary>How the estimates were made</summary><p>${sentence(words)}</p></details>
    ${moveList.length === 0 ? nothing : html`<ul class="rows events">${moveList.slice(0, SHOWN).map(move)}</ul>`}
    ${moveList.length > SHOWN
      ? html`<details><summary>${plural(moveList.length - SHOWN, 'further move')}${count > moveList.length ? ` of ${whole(count - SHOWN)}` : nothing}</summary>
          <ul class="rows events">${moveList.slice(SHOWN).map(move)}</ul></details>`
      : nothing}
    ${refusals > 0
      ? html`<details><summary>${plural(refusals, 'move')} considered and refused${refusals > refusalList.length ? `, the first ${whole(refusalList.length)}` : nothing}</summary>
          <ul class="rows events">${refusalList.map(({ at, route, rung, reason }) => html`<li><span class="tick">${when(at)}</span>
            <span><b>${route}</b> ${sentence(reason)} <span class="muted">${RUNGS[rung]}</span></span></li>`)}</ul></details>`
      : nothing}`;
}

function move({ at, route, from, to, reason, hindsight, hindsightWords }) {
  const later = HINDSIGHT[hindsight];
  return html`<li><span class="tick"><a href="/timeline?at=${encodeURIComponent(at)}" title="${utc(at)}: what really happened then">${clock(at)}</a></span>
    <span><b>${route}</b> ${from.join(' ')} → <b>${to.join(' ')}</b> <span class="muted">${sentence(reason)}</span></span>
    ${later ? html`<span>${badge(later.tone, later.word)} ${sentence(hindsightWords)}</span>` : nothing}</li>`;
}

function estimate({ estimate: calls, low, high }) {
  return low === high ? calls : html`${calls} <span class="muted">(${low} to ${high})</span>`;
}

function when(at) {
  return html`<time datetime=${at} title=${utc(at)}>${clock(at)}</time>`;
}

function moments({ from, until }) {
  return html`${when(from)} to ${when(until)}`;
}

function upper(name) {
  return name[0].toUpperCase() + name.slice(1);
}
