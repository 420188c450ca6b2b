// What one carrier did over a span, to be read, printed on A4 and attached to a ticket.

import { html, nothing } from 'lit-html';
import { get } from './api.js';
import { VERDICTS, pdd, plural, sentence, span, utc, whole } from './words.js';
import { callsTable } from './calls.js';

const DAY = 86_400_000;
const SPANS = { 1: '24 h', 7: '7 d', 31: '31 d' };
const USUAL = 7;

export default class ReportPage {
  title = 'Provider report';

  constructor(view) {
    this.view = view;
  }

  close() {
    this.closed = true;
  }

  asked(query) {
    const text = query.toString();
    if (text === this.text) return;
    this.text = text;
    this.query = query;
    this.report = undefined;
    this.problem = '';
    this.#load();
  }

  async #load() {
    const asked = this.text;
    try {
      const report = await get(`api/v1/reports/provider?${this.#filters()}`);
      if (asked !== this.text || this.closed) return;
      this.report = report;
    } catch (problem) {
      if (asked === this.text) this.problem = problem.message;
    }
    this.view.changed();
  }

  #filters() {
    const filters = new URLSearchParams();
    if (this.query.get('carrier')) filters.set('carrier', this.query.get('carrier'));
    const days = SPANS[this.query.get('days')] ? Number(this.query.get('days')) : USUAL;
    const from = Date.parse(this.query.get('from') ?? '');
    const to = Date.parse(this.query.get('to') ?? '');
    const end = Number.isNaN(to) ? Date.now() : to;
    filters.set('from', new Date(Number.isNaN(from) ? end - days * DAY : from).toISOString());
    filters.set('to', new Date(end).toISOString());
    return filters;
  }

  render() {
    const { report } = this;
    return html`
      <div class="page-head">
        <h1 class="page-title">${report ? html`${report.carrier} <span class="muted">provider report</span>` : 'Provider report'}</h1>
        ${report
          ? html`<p class="exports no-print"><button type="button" @click=${() => print()}>Print …</button>
              <a href="/api/v1/reports/provider/calls?${new URLSearchParams({ carrier: report.carrier, from: report.from, to: report.to })}" download>Calls as CSV</a></p>`
          : nothing}
      </div>
      ${report ? this.#form(report) : nothing}
      ${this.problem ? html`<p class="trouble" role="status">${sentence(this.problem)}</p>` : nothing}
      ${!report && !this.problem ? html`<p class="nothing">Reading the record …</p>` : nothing}
      ${report ? sheet(report) : nothing}
    `;
  }

  #form(report) {
    const { router } = this.view;
    const days = this.query.get('from') ? '' : (this.query.get('days') ?? String(USUAL));
    return html`<form class="panel no-print" aria-label="Which report" @submit=${(event) => event.preventDefault()}>
      <div class="fields">
        <div class="field"><label for="r-carrier">Carrier</label>
          <select id="r-carrier" @change=${(event) => router.query({ carrier: event.target.value }, true)}>
            ${report.carriers.map((name) => html`<option value=${name} ?selected=${name === report.carrier}>${name}</option>`)}
          </select></div>
        <div class="field"><label for="r-days">Span</label>
          <select id="r-days" @change=${(event) => router.query({ days: event.target.value, from: undefined, to: undefined }, true)}>
            ${days ? nothing : html`<option value="" selected>as in the address</option>`}
            ${Object.entries(SPANS).map(([value, word]) => html`<option value=${value} ?selected=${value === days}>the last ${word}</option>`)}
          </select></div>
      </div>
    </form>`;
  }
}

function sheet(report) {
  return html`
    <p class="report-span">${utc(report.from)} to ${utc(report.to)}. All times of this report are UTC. Measured by Trunkpilot beside the customer’s PBX.</p>
    ${report.trunks.map((trunk) => html`<section class="report-trunk" aria-labelledby="rt-${trunk.pbx}-${trunk.trunk}">
      <h2 id="rt-${trunk.pbx}-${trunk.trunk}">Trunk ${trunk.trunk} <span class="muted">on ${trunk.pbx}</span></h2>
      ${trunk.callsCut ? html`<p class="trouble">More than 20,000 calls: fault classes and spreads are of the newest.</p>` : nothing}
      ${summary(trunk)} ${faults(trunk)}
      <div class="spreads">
        ${spread('Post-dial delay, ms', trunk.pddMillis, (value) => pdd(value))}
        ${spread('Lowest R of a call, towards the customer', trunk.ratingInbound, (value) => value.toFixed(1))}
        ${spread('Lowest R of a call, away from the customer', trunk.ratingOutbound, (value) => value.toFixed(1))}
      </div>
      <h3>Incidents <span class="muted">${plural(trunk.incidents.length, 'time')} degraded or down</span></h3>
      ${trunk.incidents.length === 0 ? html`<p>None in this span.</p>` : nothing}
      ${trunk.incidents.map(incident)}
    </section>`)}`;
}

function summary(trunk) {
  const minutes = Object.fromEntries(trunk.minutes.map(({ name, count }) => [name, count]));
  return html`<dl class="panel readings report-figures">
    <div><dt>Availability</dt><dd>${trunk.availabilityPercent === null ? 'not known' : `${trunk.availabilityPercent.toFixed(trunk.availabilityPercent < 99 ? 1 : 3)} %`}</dd></div>
    <div><dt>Down</dt><dd>${span(minutes.DOWN * 60_000)}</dd></div>
    ${trunk.downByOthersMinutes > 0 ? html`<div><dt>of that not the carrier’s</dt><dd>${span(trunk.downByOthersMinutes * 60_000)}</dd></div>` : nothing}
    <div><dt>Degraded</dt><dd>${span(minutes.DEGRADED * 60_000)}</dd></div>
    <div><dt>Not judged</dt><dd>${span(minutes.UNKNOWN * 60_000)}</dd></div>
    <div><dt>Calls tried</dt><dd>${whole(trunk.seizures)}</dd></div>
    <div><dt>Answered</dt><dd>${whole(trunk.answers)}${share(trunk.answers, trunk.seizures)}</dd></div>
    <div><dt>Failed by the carrier</dt><dd>${whole(trunk.carrierFaults)}${share(trunk.carrierFaults, trunk.seizures)}</dd></div>
  </dl>
  <p class="muted">Availability: the share of judged minutes in which the trunk was not down; minutes that were down by the customer’s own uplink, PBX or house, or by those called, are left out.</p>`;
}

function share(part, all) {
  return all === 0 ? nothing : html` <span class="muted">(${((100 * part) / all).toFixed(1)} %)</span>`;
}

function faults(trunk) {
  if (trunk.faultClasses.length === 0) return nothing;
  return html`<table class="small">
    <caption>What the carrier answered to the calls that failed by its fault</caption>
    <thead><tr><th scope="col">Answer</th><th scope="col">Calls</th></tr></thead>
    <tbody>${trunk.faultClasses.map(({ name, count }) => html`<tr><th scope="row">${name}</th><td>${whole(count)}</td></tr>`)}</tbody>
  </table>`;
}

/** A table of classes with a bar each: the figure is beside the bar, so paper and screen readers lose nothing. */
function spread(title, { count, p5, p50, p95, classes }, format) {
  const most = Math.max(1, ...classes.map((each) => each.count));
  return html`<table class="small">
    <caption>${title} <span class="muted">${count === 0 ? 'no call told it' : `${plural(count, 'call')}: 5th ${format(p5)}, median ${format(p50)}, 95th ${format(p95)}`}</span></caption>
    <thead><tr><th scope="col">Class</th><th scope="col">Calls</th><td></td></tr></thead>
    <tbody>${classes.map((each) => html`<tr><th scope="row">${each.name}</th><td>${whole(each.count)}</td>
      <td class="bar-cell"><svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect width=${(100 * each.count) / most} height="8"></rect></svg></td></tr>`)}</tbody>
  </table>`;
}

const WHOSE = {
  CARRIER: 'The carrier’s fault, or its path’s.',
  UPLINK: 'Not the carrier’s: the customer’s uplink.',
  PBX: 'Not the carrier’s: the customer’s PBX.',
  LAN_PHONES: 'Not the carrier’s: the customer’s own network.',
  CALLEE: 'Not the carrier’s: those who were called.',
  ACCOUNT: 'The account: credentials, credit, caller ID or channels.',
  CODEC: 'No codec that both sides accept.',
  UNKNOWN: 'Whose fault is not told by what was heard.',
};

function incident(each) {
  const { word, tone } = VERDICTS[each.worst];
  const figures = [
    each.highestLossInboundPercent === null ? '' : `loss towards the customer up to ${each.highestLossInboundPercent.toFixed(1)} %`,
    each.highestLossOutboundPercent === null ? '' : `away up to ${each.highestLossOutboundPercent.toFixed(1)} %`,
    each.lowestRatingInbound === null ? '' : `R down to ${each.lowestRatingInbound.toFixed(1)} towards the customer`,
    each.lowestRatingOutbound === null ? '' : `${each.lowestRatingOutbound.toFixed(1)} away`,
  ].filter(Boolean);
  return html`<article class="incident">
    <h4><span class="tone ${tone}">${word}</span> ${utc(each.from).slice(0, 16)} to ${utc(each.to).slice(0, 16)} UTC <span class="muted">${span(Date.parse(each.to) - Date.parse(each.from))}</span></h4>
    <p>${each.whose ? html`<b>${WHOSE[each.whose]}</b> ` : nothing}${plural(each.seizures, 'call')} tried, ${each.carrierFaults} failed${figures.length > 0 ? `; ${figures.join(', ')}` : ''}.</p>
    <ul>${each.words.map((words) => html`<li>${sentence(words)}</li>`)}</ul>
    ${each.badCalls === 0
      ? nothing
      : html`<p>${plural(each.badCalls, 'call')} to look up${each.badCalls > each.calls.length ? `, the first ${each.calls.length} here, all in the CSV` : ''}; numbers as prefix and keyed hash.</p>
          ${callsTable(each.calls, { inUtc: true, label: `Calls of the incident of ${utc(each.from)}` })}`}
  </article>`;
}
