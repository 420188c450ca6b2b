// One PBX: the link to it, what was lost on the way, whether all that belongs on it is there, and what that is.

import { html, nothing } from 'lit-html';
import { get, send } from './api.js';
import { LINKS, MODES, PBX_STATES, left, may, plural, sentence, span, whole } from './words.js';
import { ago, badge, section, time } from './ui.js';

/** Over how long the rate of events is taken: what a person calls "now". */
const RATE_OVER = 60_000;

const RESULTS = {
  OK: { word: 'OK', tone: 'good' },
  WARN: { word: 'Warning', tone: 'warn' },
  FAIL: { word: 'Failed', tone: 'bad' },
  SKIPPED: { word: 'Not tested', tone: 'none' },
};

const ORDER = ['FAIL', 'WARN', 'SKIPPED', 'OK'];

export default class PbxPage {
  constructor(view, { pbx }) {
    this.view = view;
    this.name = pbx;
    this.title = pbx;
    this.samples = [];
    this.#read();
  }

  close() {
    this.closed = true;
  }

  asked() {}

  #api(what) {
    return `api/v1/pbxs/${encodeURIComponent(this.name)}/${what}`;
  }

  async #read() {
    try {
      this.check = await get(this.#api('check'));
    } catch (problem) {
      this.problem = problem.message;
    }
    this.view.changed();
  }

  async #readSetup() {
    if (this.setup || this.reading) return;
    this.reading = true;
    try {
      this.setup = await get(this.#api('setup'));
      this.setupProblem = '';
    } catch (problem) {
      this.setupProblem = problem.message;
    } finally {
      this.reading = false;
    }
    this.view.changed();
  }

  async #checkNow() {
    this.checking = true;
    this.problem = '';
    this.view.changed();
    try {
      this.check = await send('POST', this.#api('check'));
    } catch (problem) {
      this.problem = problem.message;
    } finally {
      this.checking = false;
    }
    if (!this.closed) this.view.changed();
  }

  render() {
    const pbx = this.view.feed.pbxs.find(({ name }) => name === this.name);
    if (!pbx) return html`<h1 class="page-title">${this.name}</h1><p class="trouble" role="status">There is no PBX of that name.</p>`;
    return html`
      <div class="page-head">
        <h1 class="page-title">${pbx.name} <span class="muted">${pbx.version ?? (pbx.kind === 'ASTERISK' ? 'Asterisk' : 'FreeSWITCH')}</span></h1>
        <p class="exports"><a href="/timeline?pbx=${encodeURIComponent(pbx.name)}">Its timeline</a></p>
      </div>
      ${this.#state(pbx)} ${this.#checks(pbx)}
      ${may(this.view.feed.site.user.role, 'ADMIN') ? this.#setup() : nothing}`;
  }

  // --- the link ------------------------------------------------------------------------------------

  #state(pbx) {
    const link = LINKS[pbx.link.state];
    const ready = pbx.state === 'READY';
    return html`<section class="panel" aria-label="Connection">
      ${pbx.link.problem ? html`<p class="trouble">${sentence(pbx.link.problem)}</p>` : nothing}
      <dl class="readings pbx-readings">
        <div><dt>Link</dt><dd>${badge(link.tone, link.word)} <span class="muted">since ${time(pbx.link.since)}</span></dd></div>
        <div><dt>PBX</dt><dd>${badge(ready ? 'good' : 'warn', PBX_STATES[pbx.state])} <span class="muted">${sentence(pbx.stateReason)}</span></dd></div>
        <div><dt>Mode</dt><dd>${pbx.modeReason.startsWith(MODES[pbx.mode].word) ? nothing : `${MODES[pbx.mode].word}: `}${sentence(pbx.modeReason)}</dd></div>
        <div><dt>Row on the PBX</dt><dd>${pbx.leaseUntil ? `good for ${left(pbx.leaseUntil)}` : 'none: calls take your own order'}</dd></div>
        <div><dt>Last event</dt><dd class="tick">${pbx.link.lastEventAt ? ago(pbx.link.lastEventAt) : 'none yet'}</dd></div>
        <div><dt>Events</dt><dd class="tick">${whole(pbx.link.events)} <span class="muted">${this.#rate(pbx)}</span></dd></div>
        <div><dt>Lost for want of room</dt><dd>${whole(pbx.link.dropped)}</dd></div>
        <div><dt>Not understood</dt><dd>${whole(pbx.link.unread)}</dd></div>
        <div><dt>Not accounted for</dt><dd title="Signals of legs or trunks that are not known, calls and legs for which there was no room">${whole(pbx.losses)}</dd></div>
        <div><dt>Last judged</dt><dd class="tick">${pbx.judgedAt ? ago(pbx.judgedAt) : 'not yet'}</dd></div>
      </dl>
    </section>`;
  }

  /** Events a second, since this page was opened but not longer than a minute. */
  #rate({ link }) {
    const at = Date.now();
    if (this.samples.at(-1)?.events !== link.events || this.samples.length === 0) this.samples.push({ at, events: link.events });
    while (this.samples.length > 1 && at - this.samples[0].at > RATE_OVER) this.samples.shift();
    const [first] = this.samples;
    // A link that is new counts from nothing again.
    if (link.events < first.events) this.samples = [];
    const seconds = (at - first.at) / 1000;
    return seconds < 5 ? 'rate in a moment' : `${((link.events - first.events) / seconds).toFixed(1)} a second`;
  }

  // --- check and setup -------------------------------------------------------------------------------

  #checks({ practice }) {
    const { check } = this;
    const mayCheck = may(this.view.feed.site.user.role, 'OPERATOR');
    return section(
      'check',
      'Is all of it on the PBX?',
      html`<span class="count">${check ? html`checked ${ago(check.at)}, in ${span(check.seconds * 1000)}` : nothing}</span>`,
      html`
        <p class="checks">
          ${mayCheck ? html`<button type="button" ?disabled=${this.checking} @click=${() => this.#checkNow()}>${this.checking ? 'Checking …' : 'Check now'}</button>` : nothing}
          <span role="status">${this.checking ? 'It connects once more, beside the link that steers, and asks for everything that setup wants.' : said(check)}</span>
        </p>
        ${practice ? html`<p class="muted">The practice PBX does what the row says by itself: it has no dialplan, and its account may more than is needed.</p>` : nothing}
        ${this.problem ? html`<p class="trouble" role="alert">${sentence(this.problem)}</p>` : nothing}
        ${check
          ? html`<ul class="rows events">${ORDER.flatMap((result) => check.items.filter((item) => item.result === result)).map(
              ({ what, result, found, remedy }) => html`<li>
                ${badge(RESULTS[result].tone, RESULTS[result].word)} <span><b>${what}</b> ${sentence(found)}</span>
                ${remedy ? html`<span>What to do: ${sentence(remedy)}</span>` : nothing}</li>`,
            )}</ul>`
          : nothing}`,
    );
  }

  #setup() {
    const { setup } = this;
    return section(
      'setup',
      'What belongs on it',
      setup ? html`<span class="count">reached at ${setup.address}</span>` : nothing,
      html`
        ${this.setupProblem ? html`<p class="trouble" role="alert">${sentence(this.setupProblem)}</p>` : nothing}
        <details @toggle=${() => this.#readSetup()}><summary>Account, rights and dialplan, step by step</summary>
          ${setup ? html`<pre class="text-of-setup" tabindex="0" aria-label="Setup"><code>${setup.setup}</code></pre>` : nothing}</details>
        <details @toggle=${() => this.#readSetup()}><summary>The dialplan alone: the file to install</summary>
          ${setup ? html`<pre class="text-of-setup" tabindex="0" aria-label="Dialplan"><code>${setup.dialplan}</code></pre>` : nothing}</details>`,
    );
  }
}

function said(check) {
  if (!check) return 'Not checked since the last start.';
  if (check.failed + check.warned === 0) return `All ${plural(check.items.length, 'item')} are right.`;
  return `${plural(check.items.length, 'item')}: ${check.failed} failed, ${plural(check.warned, 'warning')}.`;
}
