// One decision: why, what else was considered, what would have been without it, what came of it. Its address is its id.

import { html, nothing } from 'lit-html';
import { get } from './api.js';
import { RUNGS, MODES, VERDICTS, clock, now, plural, sentence, span, utc, zone } from './words.js';
import { badge, section, time } from './ui.js';
import { decisionPath, trunkPath } from './router.js';

/** While something is still to come of it. */
const EVERY = 10_000;

/** Whose fault, in words: as the core attributes it. */
const WHOSE = {
  CARRIER: 'the carrier’s',
  UPLINK: 'the uplink’s: the way out that several carriers share',
  PBX: 'the PBX’s own',
  LAN_PHONES: 'that of the phones or the network here',
  CALLEE: 'that of the person or number called',
  ACCOUNT: 'our account’s at the carrier: credentials, credit or rights',
  CODEC: 'a codec that one side does not take',
  UNKNOWN: 'not known',
};

const HINDSIGHT = {
  RIGHT: { tone: 'good', word: 'It was bad', means: 'the trunk that was left went on failing: the move was right' },
  FALSE: { tone: 'warn', word: 'It was well', means: 'the trunk that was left carried calls well: the move was needless' },
  CANNOT_TELL: { tone: 'none', word: 'Cannot tell', means: 'too little was seen of it afterwards' },
  NOT_JUDGED: { tone: 'none', word: 'Not judged', means: 'it left no trunk for a fault' },
};

export default class DecisionPage {
  title = 'Decision';

  constructor(view, { id }) {
    this.view = view;
    this.id = id;
    this.problem = '';
    this.loadedAt = 0;
  }

  close() {
    this.closed = true;
  }

  asked() {}

  async #load() {
    this.loadedAt = Date.now();
    try {
      this.detail = await get(`api/v1/decisions/${encodeURIComponent(this.id)}`);
      this.problem = '';
    } catch (problem) {
      this.problem = problem.message;
    }
    if (!this.closed) this.view.changed();
  }

  /** A move that still stands, or of which too little has been seen. */
  #open() {
    if (!this.detail) return false;
    const { decision, after } = this.detail;
    return decision.moved && (!after.ended || now() - Date.parse(decision.at) < 30 * 60_000);
  }

  render() {
    if (!this.loadedAt || ((this.problem || this.#open()) && Date.now() - this.loadedAt > EVERY)) this.#load();
    const { detail } = this;
    if (!detail) {
      return html`<div class="page-head"><h1 class="page-title">Decision</h1></div>
        ${this.problem
          ? html`<p class="trouble" role="status">${sentence(this.problem)}</p>
              <p><a href="/timeline?layers=MOVE,REFUSAL">All decisions in the timeline</a></p>`
          : html`<p class="nothing">Reading the record …</p>`}`;
    }
    const { decision } = detail;
    return html`
      ${head(decision, this.view.feed.pbxs.length > 1)}
      ${this.problem ? html`<p class="trouble" role="status">${sentence(this.problem)} What is shown was read ${span(Date.now() - this.loadedAt)} ago.</p>` : nothing}
      <div class="columns decision-columns">
        <div>${because(decision)} ${considered(decision)}</div>
        <div>${came(detail)} ${otherwise(detail.counterfactual)}</div>
      </div>`;
  }
}

function head(decision, several) {
  return html`<div class="page-head">
      <h1 class="page-title">${decision.moved ? 'Moved' : 'Left alone'}: route ${decision.route}
        <span class="muted">${several ? `${decision.pbx}, ` : ''}${time(decision.at)} ${zone()}, ${span(now() - Date.parse(decision.at))} ago</span></h1>
      <p class="exports"><a href="/timeline?at=${encodeURIComponent(decision.at)}">In the timeline</a>
        <a href="/timeline?layers=MOVE,REFUSAL&route=${encodeURIComponent(decision.route)}">All of this route</a></p>
    </div>
    <div class="panel decision-said">
      <p class="decision-sentence">${sentence(decision.reason)}</p>
      <div class="orders-side">
        ${order(decision, decision.moved ? 'Wanted before' : 'Wanted before and after', decision.from, decision.to)}
        ${decision.moved ? order(decision, 'Wanted from then on', decision.to, decision.from) : nothing}
        <dl class="decision-facts">
          <div><dt>Decided by the rule</dt><dd>${sentence(RUNGS[decision.rung] ?? decision.rung)}</dd></div>
          <div><dt>Mode</dt><dd>${MODES[decision.mode].word}: ${MODES[decision.mode].means}.</dd></div>
        </dl>
      </div>
    </div>`;
}

function order(decision, title, names, other) {
  return html`<div class="order">
    <h2>${title}</h2>
    <ol>
      ${names.map((name, place) => html`<li class=${other.indexOf(name) === place ? '' : 'is-moved'}><a href=${trunkPath(decision.pbx, name)}>${name}</a></li>`)}
    </ol>
  </div>`;
}

function because(decision) {
  return html`${section('evidence', 'Evidence', nothing, words(decision.evidence, 'None beyond the sentence itself.'))}
    ${section('fault', 'Whose fault', nothing, html`<div class="panel">
      ${decision.attribution
        ? html`<p><b>${capital(WHOSE[decision.attribution] ?? decision.attribution)}.</b> ${decision.confidencePercent} % sure${decision.confidencePercent > 90 ? ': there is a witness' : ': the likeliest of what it can be'}.</p>`
        : html`<p>Not asked: this decision lays no fault at anybody’s door.</p>`}
    </div>`)}
    ${section('change', 'What would change it', nothing, html`<div class="panel"><p>${decision.wouldChange ? sentence(decision.wouldChange) : 'Nothing in particular: it holds until the facts change.'}</p></div>`)}`;
}

/** Why a move had nothing to choose from. */
const NOTHING_ELSE = {
  FAIL_BACK: 'Nothing: a trunk that is well goes back to its own place.',
  ORDERS: 'Nothing: a person ordered it.',
};

function considered(decision) {
  return section(
    'considered',
    'Considered and refused',
    nothing,
    words(decision.considered, NOTHING_ELSE[decision.rung] ?? (decision.moved ? 'Nothing: the route has no other trunk to choose from.' : 'Nothing else.')),
  );
}

function words(sentences, none) {
  return sentences.length === 0
    ? html`<p class="nothing">${none}</p>`
    : html`<ul class="rows sentences">${sentences.map((each) => html`<li>${sentence(each)}</li>`)}</ul>`;
}

function came({ decision, after }) {
  return section(
    'outcome',
    'What came of it',
    nothing,
    html`<div class="panel">
      <dl class="decision-facts">
        <div><dt>On the PBX</dt><dd>${sentence(after.words)}${after.tookMillis === null ? nothing : html` <span class="muted">After <span title=${utc(after.at)}>${took(after.tookMillis)}</span>.</span>`}
          ${after.written.length === 0 ? nothing : html`<ul class="written">${after.written.map((each) => html`<li><code>${each}</code></li>`)}</ul>`}</dd></div>
        ${after.left ? left(decision, after.left) : nothing}
        ${decision.moved ? html`<div><dt>How it ended</dt><dd>${end(after.ended)}</dd></div>` : nothing}
      </dl>
    </div>`,
  );
}

function left(decision, { trunk, hindsight, words: figures, minutes }) {
  const shown = HINDSIGHT[hindsight];
  return html`<div><dt>The trunk that was left, <a href=${trunkPath(decision.pbx, trunk)}>${trunk}</a></dt>
    <dd>${shown ? html`${badge(shown.tone, shown.word)}: ${shown.means}.` : nothing} ${sentence(figures)}
      ${minutes.length === 0
        ? nothing
        : html`Judged in the quarter of an hour after: ${minutes.map(({ verdict, count }, at) => html`${at > 0 ? ', ' : ''}${VERDICTS[verdict].word.toLowerCase()} for ${plural(count, 'minute')}`)}.`}</dd></div>`;
}

function end(ended) {
  if (!ended) return 'It has not: no move of this route has followed it.';
  return html`After ${span(ended.stoodSeconds * 1000)}, at <span title=${utc(ended.at)}>${clock(ended.at)}</span>: ${sentence(ended.reason)} <a href=${decisionPath(ended.id)}>That decision</a>`;
}

function otherwise(counterfactual) {
  const { spared, harmed } = counterfactual;
  return section(
    'without',
    'Without it',
    nothing,
    html`<div class="panel">
      <p>${sentence(counterfactual.words)}</p>
      ${spared
        ? html`<dl class="readings">
            <div><dt>Calls while it stood</dt><dd>${counterfactual.calls}</dd></div>
            <div><dt>Would have begun elsewhere</dt><dd>${counterfactual.otherwise}</dd></div>
            <div><dt>Spared a fault</dt><dd>${estimate(spared)}</dd></div>
            <div><dt>Harmed</dt><dd>${estimate(harmed)}</dd></div>
            <div><dt>Nobody can tell</dt><dd>${counterfactual.untold}</dd></div>
          </dl>`
        : nothing}
      ${counterfactual.how ? html`<details><summary>How this was worked out</summary><p>${sentence(counterfactual.how)}</p>
          <p class="muted">Followed until <span title=${utc(counterfactual.until)}>${clock(counterfactual.until)}</span>. An estimate, not a count.</p></details>` : nothing}
    </div>`,
  );
}

function estimate({ estimate: calls, low, high }) {
  return low === high ? calls : html`${calls} <span class="muted">(${low} to ${high})</span>`;
}

function took(millis) {
  return millis < 10_000 ? `${(millis / 1000).toFixed(1)} s` : span(millis);
}

function capital(words) {
  return words[0].toUpperCase() + words.slice(1);
}
