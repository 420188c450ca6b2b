// The last decisions: moves, and moves that were considered and refused.

import { html, nothing } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import { RUNGS, plural, sentence } from './words.js';
import { ago, section, time } from './ui.js';
import { decisionKey } from './feed.js';
import { decisionPath } from './router.js';

export function decisions(view) {
  const { feed } = view;
  const moves = feed.decisions.filter((each) => each.moved).length;
  return section(
    'decisions',
    'Decisions',
    html`<p class="count">${plural(moves, 'move')} and ${plural(feed.decisions.length - moves, 'refusal')} shown</p>`,
    html`
      ${feed.decisionsProblem ? html`<p class="trouble" role="status">${sentence(feed.decisionsProblem)}</p>` : nothing}
      ${feed.decisions.length === 0 && !feed.decisionsProblem
        ? html`<p class="nothing">None yet. Each move, and each move that was considered and refused, will stand here with its reason.</p>`
        : nothing}
      <ol class="rows decisions">
        ${repeat(feed.decisions, decisionKey, (each) => html`<li>${row(view, each)}</li>`)}
      </ol>
      ${feed.olderDecisions
        ? html`<p><button type="button" class="quiet" @click=${() => view.older()}>Older decisions</button></p>`
        : nothing}
    `,
  );
}

function row(view, each) {
  const several = view.feed.pbxs.length > 1;
  return html`<article class="decision ${each.moved ? 'move' : 'refusal'}">
    <p class="decision-head">
      <span class="tag ${each.moved ? 'move' : 'refusal'}">${each.moved ? 'Moved' : 'Left alone'}</span>
      <b>${several ? `${each.pbx} / ` : nothing}${each.route}</b>
      ${each.moved
        ? html`<span class="fromto"><span class="sr">from </span>${each.from.join(' ')} <span aria-hidden="true">→</span><span class="sr"> to </span> <b>${each.to.join(' ')}</b></span>`
        : nothing}
      <span class="when">${time(each.at)} <span class="muted">${ago(each.at)}</span></span>
    </p>
    <p class="reason">${sentence(each.reason)}</p>
    <p class="outcome muted">${outcome(each)}${each.id ? html` <a href=${decisionPath(each.id)}>All of it<span class="sr"> about the decision at ${time(each.at)}</span></a>` : nothing}</p>
    <details>
      <summary>Evidence<span class="sr"> of the decision at ${time(each.at)}</span> <span class="muted">(${each.evidence.length})</span></summary>
      <ul>
        ${each.evidence.map((words) => html`<li>${sentence(words)}</li>`)}
      </ul>
      <p>Decided by: ${sentence(RUNGS[each.rung] ?? each.rung)}</p>
      ${each.considered?.length
        ? html`<p>Considered and refused:</p>
            <ul>
              ${each.considered.map((words) => html`<li>${sentence(words)}</li>`)}
            </ul>`
        : nothing}
      ${each.wouldChange ? html`<p>What would change it: ${sentence(each.wouldChange)}</p>` : nothing}
    </details>
  </article>`;
}

function outcome(each) {
  if (each.mode === 'WATCHING' && each.moved) return 'Watching: decided and recorded, not written.';
  if (each.outcome) return sentence(each.outcome);
  return each.moved ? 'Outcome not known yet.' : nothing;
}
