// The record on one clock, newest first: what to show is in the address, so that a moment can be linked to.

import { html, nothing } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import { get } from './api.js';
import { decisionPath, trunkPath } from './router.js';
import { KINDS, clock, now, plural, sentence, utc, zone } from './words.js';

const API = 'api/v1/timeline';
const PAGE = 100;
const MOST_SHOWN = 2_000;

/** How often the newest are asked for while the list has no end in the past. */
const EVERY = 5_000;

/** What is shown after a moment that was linked to, so that it does not stand at the very edge. */
const AFTER = 5 * 60_000;

/** The layers that can be chosen: kinds of the record, its decisions told apart by what came of them. */
const LAYERS = {
  LINK: { word: 'Link', kind: 'LINK' },
  PBX: { word: 'PBX', kind: 'PBX' },
  VERDICT: { word: 'Verdicts', kind: 'VERDICT' },
  BLAME: { word: 'Whose fault', kind: 'BLAME' },
  SERVICE: { word: 'Service states', kind: 'SERVICE' },
  MOVE: { word: 'Moves', kind: 'DECISION' },
  REFUSAL: { word: 'Refusals', kind: 'DECISION' },
  ACTUATION: { word: 'Written', kind: 'ACTUATION' },
  ORDER: { word: 'Orders', kind: 'ORDER' },
  MODE: { word: 'Mode', kind: 'MODE' },
  CONFIGURATION: { word: 'Configuration', kind: 'CONFIGURATION' },
  ALARM: { word: 'Alarms', kind: 'ALARM' },
};

const DAY = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
const CLOCK = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });

export default class TimelinePage {
  title = 'Timeline';

  constructor(view) {
    this.view = view;
    this.entries = [];
    this.next = null;
    this.problem = '';
  }

  close() {
    this.closed = true;
  }

  asked(query) {
    const text = query.toString();
    if (text === this.text) return;
    this.text = text;
    this.query = query;
    this.layers = new Set((query.get('layers') ?? '').split(',').filter((name) => LAYERS[name]));
    this.at = moment(query.get('at'));
    this.entries = [];
    this.next = null;
    this.loaded = false;
    this.shown = false;
    this.loadedAt = 0;
  }

  // --- reading -----------------------------------------------------------------------------------

  /** The filters as the service knows them. */
  #filters() {
    const filters = new URLSearchParams();
    for (const name of ['pbx', 'trunk', 'route']) if (this.query.get(name)) filters.set(name, this.query.get(name));
    const from = moment(this.query.get('from'));
    const to = this.at === undefined ? moment(this.query.get('to')) : this.at + AFTER;
    if (from !== undefined) filters.set('from', new Date(from).toISOString());
    if (to !== undefined) filters.set('to', new Date(to).toISOString());
    const kinds = new Set([...this.layers].map((layer) => LAYERS[layer].kind));
    if (kinds.size > 0) filters.set('kind', [...kinds].join(','));
    return filters;
  }

  async #load(older = false) {
    const asked = this.text;
    const filters = this.#filters();
    filters.set('limit', PAGE);
    if (older) filters.set('before', this.next);
    this.loadedAt = Date.now();
    try {
      const page = await get(`${API}?${filters}`);
      if (asked !== this.text || this.closed) return;
      this.problem = '';
      this.#take(page, older);
    } catch (problem) {
      if (asked === this.text) this.problem = problem.message;
    }
    this.view.changed();
    if (this.at !== undefined && !this.shown) requestAnimationFrame(() => this.#showMoment());
  }

  /** The newest again: what is known already stays, and what is older than a page is still behind it. */
  #take(page, older) {
    const known = new Set(this.entries.map((each) => each.id));
    const fresh = page.items.filter((each) => !known.has(each.id));
    const gap = !older && this.loaded && fresh.length === page.items.length && page.next;
    if (gap) this.entries = [];
    if (older || gap || !this.loaded) this.next = page.next;
    this.entries = [...this.entries, ...fresh].sort((a, b) => Date.parse(b.at) - Date.parse(a.at) || Number(b.id) - Number(a.id));
    if (this.entries.length >= MOST_SHOWN) this.next = null;
    this.loaded = true;
  }

  #showMoment() {
    this.shown = true;
    document.querySelector('.entry.here')?.scrollIntoView({ block: 'center' });
  }

  #visible() {
    const { layers } = this;
    if (layers.size === 0 || layers.has('MOVE') === layers.has('REFUSAL')) return this.entries;
    return this.entries.filter((each) => each.kind !== 'DECISION' || each.detail.moves === layers.has('MOVE'));
  }

  // --- showing -----------------------------------------------------------------------------------

  render() {
    const live = this.at === undefined && !this.query.get('to');
    if (!this.loadedAt || (live && Date.now() - this.loadedAt > EVERY)) this.#load();
    const entries = this.#visible();
    return html`
      <div class="page-head">
        <h1 class="page-title">Timeline <span class="muted">everything of note on one clock, newest first, times in ${zone()}</span></h1>
        <p class="exports">Export: <a href=${this.#export('csv')} download>CSV</a> <a href=${this.#export('json')} download>JSON</a></p>
      </div>
      ${this.#form()}
      ${this.problem ? html`<p class="trouble" role="status">${sentence(this.problem)}</p>` : nothing}
      ${this.at === undefined ? nothing : html`<p>Up to ${clock(this.at + AFTER)}, around a moment that was linked to. <a href="/timeline">All up to now</a></p>`}
      ${this.loaded && entries.length === 0 ? html`<p class="nothing">Nothing of this kind in the record.</p>` : nothing}
      ${!this.loaded && !this.problem ? html`<p class="nothing">Reading the record …</p>` : nothing}
      ${days(entries).map(([day, items]) => html`<section aria-label=${day}>
        <h2 class="day">${day}</h2>
        <ol class="rows timeline">${repeat(items, (each) => each.id, (each) => this.#row(each))}</ol>
      </section>`)}
      ${this.next
        ? html`<p><button type="button" class="quiet" @click=${() => this.#load(true)}>Older</button></p>`
        : this.loaded ? html`<p class="muted">${plural(entries.length, 'entry', 'entries')}${entries.length >= MOST_SHOWN ? '; choose a span for what is older' : ''}.</p>` : nothing}
    `;
  }

  #row(entry) {
    const here = this.at !== undefined && Math.abs(Date.parse(entry.at) - this.at) < 1000;
    const several = this.view.feed.pbxs.length > 1;
    return html`<li class="entry ${here ? 'here' : ''}" aria-current=${here ? 'true' : nothing}>
      <a class="moment-link" href="/timeline?at=${encodeURIComponent(entry.at)}" title="${utc(entry.at)}. Link to this moment"><time datetime=${entry.at}>${CLOCK.format(new Date(entry.at))}</time></a>
      <span class="tag kind-${entry.kind.toLowerCase()}">${word(entry)}</span>
      <span class="entry-words">${several ? html`<b>${entry.pbx}</b> ` : nothing}${entry.route ? html`<b>${entry.route}</b>: ` : nothing}${sentence(entry.words)}
        ${entry.detail.decision ? html`<a href=${decisionPath(entry.detail.decision)}>Why<span class="sr">, the decision of ${CLOCK.format(new Date(entry.at))}</span></a>` : nothing}
        ${entry.trunk ? html`<a href=${trunkPath(entry.pbx, entry.trunk)}>${entry.trunk}</a>` : nothing}</span>
    </li>`;
  }

  #form() {
    const { feed } = this.view;
    const trunks = [...new Set(feed.trunks.map((each) => each.name))];
    const routes = [...new Set(feed.routes.map((each) => each.name))];
    return html`<form class="panel filters" aria-label="Filter" @submit=${(event) => event.preventDefault()}>
      <fieldset class="layers">
        <legend>Layers <span class="muted">none chosen shows all</span></legend>
        ${Object.entries(LAYERS).map(([name, { word: label }]) => html`<label class="choice"><input type="checkbox" .checked=${this.layers.has(name)} @change=${() => this.#toggle(name)} /> ${label}</label>`)}
      </fieldset>
      <div class="fields">
        ${feed.pbxs.length > 1 ? this.#select('pbx', 'PBX', feed.pbxs.map((each) => each.name)) : nothing}
        ${this.#select('trunk', 'Trunk', trunks)} ${this.#select('route', 'Route', routes)}
        ${this.#time('from', 'From')} ${this.#time('to', 'To')}
      </div>
    </form>`;
  }

  #select(name, label, values) {
    const chosen = this.query.get(name) ?? '';
    return html`<div class="field"><label for="f-${name}">${label}</label>
      <select id="f-${name}" @change=${(event) => this.#set({ [name]: event.target.value })}>
        <option value="" ?selected=${!chosen}>all</option>
        ${values.map((value) => html`<option value=${value} ?selected=${value === chosen}>${value}</option>`)}
      </select></div>`;
  }

  #time(name, label) {
    const chosen = moment(this.query.get(name));
    return html`<div class="field"><label for="f-${name}">${label}</label>
      <input id="f-${name}" type="datetime-local" .value=${chosen === undefined ? '' : local(chosen)}
        @change=${(event) => this.#set({ [name]: event.target.value ? new Date(event.target.value).toISOString() : undefined })} /></div>`;
  }

  #toggle(layer) {
    const layers = new Set(this.layers);
    if (!layers.delete(layer)) layers.add(layer);
    this.#set({ layers: [...layers].join(',') });
  }

  #set(changes) {
    this.view.router.query({ ...changes, at: undefined }, true);
  }

  /** The same filters, without the page's bound; the service has one of its own. */
  #export(format) {
    const filters = this.#filters();
    filters.set('format', format.toUpperCase());
    return `/${API}/export?${filters}`;
  }
}

function word(entry) {
  if (entry.kind !== 'DECISION') return KINDS[entry.kind];
  return entry.detail.moves ? 'Moved' : 'Left alone';
}

function moment(text) {
  const at = Date.parse(text ?? '');
  return Number.isNaN(at) ? undefined : at;
}

/** As an input of a local time wants it. */
function local(at) {
  const shifted = new Date(at - new Date(at).getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 16);
}

/** [day, entries], in their order. */
function days(entries) {
  const found = new Map();
  const today = DAY.format(now());
  for (const entry of entries) {
    const day = DAY.format(new Date(entry.at));
    const name = day === today ? `Today, ${day}` : day;
    if (!found.has(name)) found.set(name, []);
    found.get(name).push(entry);
  }
  return [...found];
}
