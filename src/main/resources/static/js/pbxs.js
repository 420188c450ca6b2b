// The PBXes: whether we hear them, how they are, whether we may write to them.

import { html, nothing } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import { LINKS, MODES, PBX_STATES, left, may, sentence, whole } from './words.js';
import { ago, badge, time } from './ui.js';
import { pbxPath } from './router.js';

export function pbxs(view) {
  return html`<section class="pbxs" aria-label="PBXes">
    <ul>
      ${repeat(view.feed.pbxs, (pbx) => pbx.name, (pbx) => html`<li>${row(view, pbx)}</li>`)}
    </ul>
  </section>`;
}

function row(view, pbx) {
  const link = LINKS[pbx.link.state];
  const mode = MODES[pbx.mode];
  const ready = pbx.state === 'READY';
  return html`<article class="pbx" aria-labelledby="p-${pbx.name}">
    <div class="pbx-head">
      <h2 id="p-${pbx.name}"><a href=${pbxPath(pbx.name)}>${pbx.name}</a> <span class="muted">${pbx.version ?? (pbx.kind === 'ASTERISK' ? 'Asterisk' : 'FreeSWITCH')}</span></h2>
      <p class="muted">${sentence(pbx.modeReason)}${ready ? nothing : ` ${sentence(pbx.stateReason)}`}</p>
      ${pbx.watched ? html`<p class="muted">${sentence(pbx.watched.words)}</p>` : nothing}
    </div>
    <dl>
      <div>
        <dt>Link</dt>
        <dd>${badge(link.tone, link.word)} <span class="muted">since ${time(pbx.link.since, false)}</span></dd>
      </div>
      <div>
        <dt>PBX</dt>
        <dd>
          ${pbx.stalledSince
            ? badge('bad', 'Not judged', 'Trunkpilot itself stands still: nothing here is current')
            : badge(ready ? 'good' : 'warn', PBX_STATES[pbx.state], pbx.stateReason)}
        </dd>
      </div>
      <div>
        <dt>Mode</dt>
        <dd>
          <span class="mode ${pbx.mode.toLowerCase()}" title=${mode.means}>${mode.word}</span>
          ${may(view.feed.site.user.role, 'ADMIN')
            ? html`<button type="button" class="quiet" @click=${() => view.switchMode(pbx)}>
                Switch …<span class="sr"> the mode of ${pbx.name}</span>
              </button>`
            : nothing}
        </dd>
      </div>
      <div>
        <dt>Last event</dt>
        <dd class="tick">${pbx.link.lastEventAt ? ago(pbx.link.lastEventAt) : 'none yet'}</dd>
      </div>
      <div>
        <dt>Events</dt>
        <dd>
          <span class="tick">${whole(pbx.link.events)}</span>
          ${pbx.link.dropped > 0 ? html`<span class="lost">${whole(pbx.link.dropped)} lost</span>` : nothing}
          ${pbx.losses > 0
            ? html`<span class="lost" title="Signals of legs or trunks that are not known, calls and legs for which there was no room; see trunkpilot_losses_total">${whole(pbx.losses)} not accounted for</span>`
            : nothing}
          ${pbx.link.unread > 0 ? html`<span class="lost">${whole(pbx.link.unread)} not understood</span>` : nothing}
        </dd>
      </div>
      <div>
        <dt>Row on the PBX</dt>
        <dd class="tick">${pbx.leaseUntil ? `good for ${left(pbx.leaseUntil)}` : 'none'}</dd>
      </div>
    </dl>
    ${pbx.alarms.length === 0
      ? nothing
      : html`<ul class="alarms" aria-label="What needs a person on ${pbx.name}">
          ${pbx.alarms.map((words) => html`<li>${badge('warn', 'Needs a person')} ${sentence(words)}</li>`)}
        </ul>`}
  </article>`;
}
