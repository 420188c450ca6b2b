// Who is told of incidents, whether it arrives, and what they were told.

import { html, nothing } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import { get, newKey, send } from './api.js';
import { may, plural, sentence, span, zone } from './words.js';
import { ago, badge, section, time } from './ui.js';

/** A test is to be seen arriving. */
const EVERY = 5000;

const STATES = {
  TROUBLE: { tone: 'bad', word: 'Trouble', means: 'the first message of an incident' },
  UPDATE: { tone: 'warn', word: 'Update', means: 'something is new, or it has lasted long' },
  OVER: { tone: 'good', word: 'Over', means: 'nothing has been wrong for a while' },
  NOTE: { tone: 'note', word: 'Note', means: 'something was done that wants nobody' },
  TEST: { tone: 'none', word: 'Test', means: 'somebody tried a channel' },
};

const KINDS = { webhook: 'Webhook', mail: 'E-mail' };

const EXAMPLE = `trunkpilot:
  notify:
    channels:
      duty:
        kind: webhook
        url: \${TRUNKPILOT_DUTY_URL}
        secret: \${TRUNKPILOT_DUTY_SECRET}`;

export default class NotificationsPage {
  title = 'Notifications';

  constructor(view) {
    this.view = view;
    this.problem = '';
    this.loadedAt = 0;
    /** What came of the tests of this visit, by the channel's name. */
    this.tests = new Map();
  }

  close() {
    this.closed = true;
  }

  asked() {}

  async #load() {
    this.loadedAt = Date.now();
    try {
      this.all = await get('api/v1/notifications');
      this.readAt = Date.now();
      this.problem = '';
    } catch (problem) {
      this.problem = problem.message;
    }
    if (!this.closed) this.view.changed();
  }

  async #test(name) {
    if (this.tests.get(name)?.sending) return;
    this.tests.set(name, { sending: true, words: 'Sending …' });
    this.view.changed();
    try {
      const { words } = await send('POST', `api/v1/notifications/channels/${encodeURIComponent(name)}/test`, undefined, { 'Idempotency-Key': newKey() });
      this.tests.set(name, { tone: 'good', words });
    } catch (problem) {
      this.tests.set(name, { tone: 'bad', words: problem.message });
    }
    await this.#load();
  }

  render() {
    if (Date.now() - this.loadedAt > EVERY) this.#load();
    const { all } = this;
    return html`
      <div class="page-head"><h1 class="page-title">Notifications</h1></div>
      ${this.problem
        ? html`<p class="trouble" role="status">${sentence(this.problem)}${all ? ` What is shown was read ${span(Date.now() - this.readAt)} ago.` : nothing}</p>`
        : nothing}
      ${!all && !this.problem ? html`<p class="nothing">One moment …</p>` : nothing}
      ${all ? html`${all.silent ? silence() : nothing} ${this.#channels(all.channels)} ${messages(all.messages)}` : nothing}
    `;
  }

  #channels(channels) {
    const admin = may(this.view.feed.site.user.role, 'ADMIN');
    return section(
      'channels',
      'Channels',
      nothing,
      html`${channels.length === 0 ? nobody() : nothing}
        <ul class="rows">
          ${repeat(channels, ({ name }) => name, (channel) => html`<li>${this.#channel(channel, admin)}</li>`)}
        </ul>`,
    );
  }

  #channel(channel, admin) {
    const id = `channel-${channel.name}`;
    const test = this.tests.get(channel.name);
    return html`<article class="channel" aria-labelledby=${id}>
      <h3 id=${id}>${channel.name} <span class="muted">${KINDS[channel.kind] ?? channel.kind} to ${channel.target}</span></h3>
      <p>${standing(channel)}</p>
      <p class="muted">${plural(channel.delivered, 'message')} delivered since the start, ${channel.failed} given up, ${channel.dropped} lost for want of room.</p>
      ${admin
        ? html`<p><button type="button" class="quiet" ?disabled=${test?.sending} @click=${() => this.#test(channel.name)}>Send a test<span class="sr"> over ${channel.name}</span></button></p>`
        : nothing}
      <p class="tested" role="status">${test ? html`<span class=${test.tone ? `tone ${test.tone}` : ''}>${test.tone === 'bad' ? 'Test not delivered: ' : ''}${sentence(test.words)}</span>` : nothing}</p>
    </article>`;
  }
}

function standing({ problem, waiting, lastDelivered }) {
  const queue = waiting > 0 ? html` ${plural(waiting, 'message')} ${waiting === 1 ? 'waits' : 'wait'}, tried again by and by.` : nothing;
  const last = lastDelivered ? html` Last delivered ${ago(lastDelivered)}.` : html` Nothing delivered since the start.`;
  if (problem) return html`${badge('bad', 'Fails')} ${sentence(problem)}${queue}${last}`;
  if (!lastDelivered) return html`${badge('none', 'Not tried')}${queue}${last}`;
  return html`${badge('good', 'Works')}${queue}${last}`;
}

function silence() {
  return html`<div class="notice"><b>Practice:</b> incidents are shown here and not sent, unless <code>trunkpilot.notify.in-practice</code> is true. Tests are sent.</div>`;
}

function nobody() {
  return html`<p class="nothing">Nobody is told of anything. In <code>config/application.yml</code>, for one:</p>
    <pre tabindex="0" aria-label="Example of a channel"><code>${EXAMPLE}</code></pre>`;
}

/** Incident by incident, the one spoken of last first. */
function messages(all) {
  const incidents = new Map();
  for (const message of all) {
    if (!incidents.has(message.incident)) incidents.set(message.incident, []);
    incidents.get(message.incident).push(message);
  }
  return section(
    'messages',
    'Messages',
    html`<span class="muted">of this start, newest first; times in ${zone()}</span>`,
    html`${incidents.size === 0 ? html`<p class="nothing">None: there was nothing to tell.</p>` : nothing}
      <ol class="rows">
        ${repeat([...incidents.values()], ([newest]) => newest.incident, ([newest, ...earlier]) => html`<li>${incident(newest, earlier)}</li>`)}
      </ol>`,
  );
}

function incident(newest, earlier) {
  return html`<article class="told" aria-label="Incident ${newest.incident}">
    ${message(newest)}
    <details>
      <summary>${earlier.length > 0 ? `All of it, and ${plural(earlier.length, 'message')} before it` : 'All of it'}<span class="sr"> of ${newest.incident}</span></summary>
      ${whole(newest)}
      ${earlier.map((each) => html`<div class="earlier">${message(each)} ${whole(each)}</div>`)}
      <p class="muted">Incident ${newest.incident}</p>
    </details>
  </article>`;
}

function message({ state, at, headline }) {
  const { tone, word, means } = STATES[state] ?? { tone: 'none', word: state };
  return html`<p>${badge(tone, word, means)} ${time(at)}</p>
    <p class="told-headline">${sentence(headline)}</p>`;
}

function whole({ fault, did, todo, lines }) {
  const answers = [
    ['Whose fault', fault],
    ['What Trunkpilot did', did],
    ['What to do', todo],
  ].filter(([, words]) => words);
  return html`<dl class="decision-facts">${answers.map(([question, words]) => html`<div><dt>${question}</dt><dd>${sentence(words)}</dd></div>`)}</dl>
    ${lines.length > 0 ? html`<ul class="told-lines">${lines.map((line) => html`<li>${time(line.at)} ${sentence(line.words)}</li>`)}</ul>` : nothing}`;
}
