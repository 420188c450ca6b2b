// Finished call legs as a table: what a provider is asked about. Numbers are told as hash and prefix only.

import { html, nothing } from 'lit-html';
import { pdd, span, utc } from './words.js';
import { time } from './ui.js';

const OUTCOMES = {
  OK: { word: 'Good', means: 'answered, or rang until somebody gave up' },
  CARRIER_FAULT: { word: 'Carrier’s fault', means: 'the carrier or its path failed: counts against the trunk', tone: 'bad' },
  CALLEE: { word: 'Callee', means: 'the person called, or the number dialled: no fault' },
  ACCOUNT: { word: 'Account', means: 'credentials, balance, caller ID, permission: look at your account', tone: 'warn' },
  CODEC: { word: 'Codec', means: 'no common codec', tone: 'warn' },
  OURS: { word: 'Ours', means: 'our side: PBX stopping, configuration, limits', tone: 'note' },
  NEUTRAL: { word: 'Neutral', means: 'says nothing about anybody' },
};

const ENDED_BY = {
  FAR_END: 'far end',
  CALLER: 'caller',
  PROGRESS_TIMEOUT: 'no 18x in time',
  RING_TIMEOUT: 'rang, nobody came',
  ELSEWHERE: 'answered elsewhere',
  PBX: 'PBX',
  NOT_TOLD: 'not told',
};

/** @param inUtc for what leaves the house: the reader's zone is not ours */
export function callsTable(calls, { inUtc = false, label = 'Calls' } = {}) {
  return html`<div class="table" role="region" aria-label=${label} tabindex="0">
    <table>
      <thead>
        <tr><th scope="col">Began</th><th scope="col">To</th><th scope="col">Counts as</th><th scope="col">SIP</th><th scope="col">Q.850</th>
          <th scope="col">Ended by</th><th scope="col">PDD</th><th scope="col">Talked</th><th scope="col">Loss in / out</th><th scope="col">Worst R in / out</th><th scope="col">Call on the PBX</th></tr>
      </thead>
      <tbody>${calls.map((call) => row(call, inUtc))}</tbody>
    </table>
  </div>`;
}

function row(call, inUtc) {
  const outcome = OUTCOMES[call.outcome];
  return html`<tr>
    <th scope="row">${inUtc ? utc(call.seizedAt).slice(0, 19) : time(call.seizedAt)}</th>
    <td>${call.calleePrefix || '–'}<span class="muted" title="Keyed hash of the number: equal for equal numbers">${call.calleeKey ? ` #${call.calleeKey.slice(0, 8)}` : nothing}</span></td>
    <td><span class=${outcome.tone ? `tone ${outcome.tone}` : ''} title=${outcome.means}>${outcome.word}</span></td>
    <td>${call.sip ?? '–'}</td>
    <td>${call.q850 ?? '–'}</td>
    <td>${ENDED_BY[call.endedBy]}</td>
    <td>${call.pddMillis === null ? '–' : pdd(call.pddMillis)}</td>
    <td>${call.answeredAt ? span(Date.parse(call.endedAt) - Date.parse(call.answeredAt)) : 'not answered'}</td>
    <td>${percent(call.lossInboundPercent)} / ${percent(call.lossOutboundPercent)}</td>
    <td>${rating(call.worstRatingInbound)} / ${rating(call.worstRatingOutbound)}</td>
    <td><code>${call.call}</code></td>
  </tr>`;
}

function percent(value) {
  return value === null ? '–' : `${value.toFixed(1)} %`;
}

function rating(value) {
  return value === null ? '–' : value.toFixed(1);
}
