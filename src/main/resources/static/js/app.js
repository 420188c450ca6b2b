// The page: one state, drawn as a whole whenever it changes and once a second for what ticks.

import { html, nothing, render } from 'lit-html';
import { Feed } from './feed.js';
import { History } from './history.js';
import { send, toSignIn } from './api.js';
import { ROLES, clock, may, now, sentence, span, utc, zone } from './words.js';
import { Router } from './router.js';
import { siteVerdict } from './verdict.js';
import { icon } from './ui.js';
import { pbxs } from './pbxs.js';
import { trunks } from './trunks.js';
import { routes } from './routes.js';
import { decisions } from './decisions.js';
import { OrderDraft, endQuestion, modeQuestion, orderDialog, orders, questionDialog, unfreezeQuestion } from './orders.js';

const root = document.getElementById('app');
const dialog = document.getElementById('dialog');

const feed = new Feed(changed);
const history = new History();
feed.onTrunk = (trunk) => history.see(trunk);
feed.onReady = () => history.fillAll(feed.trunks, changed);

/** What the sections are given: what is known, and what a person may do. */
const view = {
  feed,
  history,
  opened: new Set(),
  /** What came of the last thing somebody did here. */
  said: '',
  changed,
  toggle(key) {
    if (!this.opened.delete(key)) this.opened.add(key);
    changed();
  },
  older: () => feed.older().catch(() => {}),
  order: (about) => open(new OrderDraft(feed, about)),
  endOrder: (order) => open(endQuestion(feed, order)),
  switchMode: (pbx) => open(modeQuestion(pbx, feed.routes)),
  unfreeze: (route) => open(unfreezeQuestion(route)),
  closeDialog: () => dialog.close(),
  place,
  answer,
};

let asked;
let titled = '';
let drawing = false;
const router = new Router(view, changed);
view.router = router;

function changed() {
  if (drawing) return;
  drawing = true;
  requestAnimationFrame(() => {
    drawing = false;
    draw();
  });
}

function draw() {
  const focused = document.activeElement;
  render(page(), root);
  render(asked instanceof OrderDraft ? orderDialog(view, asked) : asked ? questionDialog(view, asked) : nothing, dialog);
  // A row that moved to its new place took its focus out of the page with it.
  if (focused?.isConnected && focused !== document.activeElement && root.contains(focused)) focused.focus({ preventScroll: true });
}

function page() {
  const stale = feed.staleSince();
  const verdict = siteVerdict({ ...feed, staleSince: stale });
  entitle(verdict);
  return html`
    ${header()}
    ${feed.site?.practice ? practice() : nothing}
    <main id="main" class=${stale ? 'stale' : ''} tabindex="-1">
      ${router.home ? nowPage(verdict) : html`${strip(verdict)} ${otherPage()}`}
    </main>
    <p class="said" role="status">${view.said}</p>
    ${footer()}
  `;
}

function entitle({ headline }) {
  const title = router.home ? headline : `${router.page?.title ?? 'One moment'} · ${headline}`;
  if (title === titled) return;
  titled = title;
  document.title = `${title} · Trunkpilot`;
}

function nowPage(verdict) {
  const here = feed.loaded && feed.site.configured;
  return html`
    ${verdictBlock(verdict)}
    ${notices()}
    ${here
      ? html`${pbxs(view)} ${trunks(view)}
          <div class="columns">
            <div>${routes(view)} ${orders(view)}</div>
            ${decisions(view)}
          </div>`
      : nothing}
    ${feed.loaded && !feed.site.configured ? firstSteps() : nothing}
  `;
}

function otherPage() {
  if (router.failure) return html`<p class="trouble" role="alert">${router.failure}</p>`;
  return router.page && feed.loaded ? router.page.render() : html`<p class="nothing">One moment …</p>`;
}

/** The verdict on the whole site follows the operator to every page. */
function strip({ tone, headline }) {
  return html`<p class="strip ${tone}">${icon(tone)} <a href="/">${headline}</a></p>`;
}

// --- header, practice, verdict, footer -------------------------------------------------------------

function header() {
  return html`<header class="top">
    <p class="brand"><img src="/favicon.svg" width="20" height="20" alt="" /> Trunkpilot</p>
    ${places()} ${liveness()}
    <div class="top-right">
      ${feed.loaded
        ? html`<time class="tick" datetime=${new Date(now()).toISOString()} title=${utc(now())}>${clock(now())} ${zone()}</time>`
        : nothing}
      ${themeSwitch()}
      ${feed.loaded
        ? html`<a class="who" href="/access">${who(feed.site.user)}</a>
            <button type="button" class="quiet" @click=${signOut}>Sign out</button>`
        : nothing}
    </div>
  </header>`;
}

const PLACES = [
  ['/', 'Now'],
  ['/timeline', 'Timeline'],
  ['/report', 'Report'],
  ['/backtest', 'Backtest'],
  ['/notifications', 'Notifications'],
  ['/access', 'Access', 'ADMIN'],
];

function places() {
  return html`<nav class="places" aria-label="Pages">
    ${PLACES.filter(([, , role]) => !role || (feed.loaded && may(feed.site.user.role, role))).map(([path, word]) => html`<a href=${path} aria-current=${location.pathname === path ? 'page' : nothing}>${word}</a>`)}
  </nav>`;
}

function who({ name, role }) {
  return name === ROLES[role] ? name : html`${name} <span class="muted">${ROLES[role]}</span>`;
}

function liveness() {
  const stale = feed.staleSince();
  if (stale) return html`<p class="live bad">${icon('bad')} Stale since ${clock(stale)}${retry()}</p>`;
  if (feed.isLive()) return html`<p class="live good">${icon('good')} Live</p>`;
  return html`<p class="live note">${icon('note')} ${feed.failure ? 'Reconnecting' : 'Connecting'}${retry()}</p>`;
}

function retry() {
  const wait = feed.retryAt - Date.now();
  return feed.connected || wait < 1000 ? nothing : html`<span class="muted tick"> again in ${span(wait)}</span>`;
}

const THEMES = { system: 'System theme', light: 'Light theme', dark: 'Dark theme' };

function themeSwitch() {
  const chosen = document.documentElement.dataset.theme ?? 'system';
  return html`<label class="theme"><span class="sr">Theme</span>
    <select @change=${(event) => chooseTheme(event.target.value)}>
      ${Object.entries(THEMES).map(([value, word]) => html`<option value=${value} ?selected=${value === chosen}>${word}</option>`)}
    </select>
  </label>`;
}

function chooseTheme(theme) {
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  document.cookie = `theme=${theme}; path=/; max-age=31536000; samesite=strict`;
  retheme();
}

function retheme() {
  document.dispatchEvent(new CustomEvent('trunkpilot:theme'));
}

function practice() {
  const scene = feed.site.scene;
  return html`<aside class="practice" aria-label="Practice">
    <p>
      <b>Practice: a make-believe carrier world.</b> No real PBX, no real carrier, no real call. <a href="/exercises">Exercises</a>.
      ${scene ? html`<span>Now: ${sentence(scene.words)} <span class="muted">${span(Date.parse(scene.until) - now())} more, then: ${sentence(scene.next)}</span></span>` : nothing}
    </p>
  </aside>`;
}

function verdictBlock({ tone, headline, fault, did, todo }) {
  const answers = [
    ['Whose fault', fault],
    ['What Trunkpilot did', did],
    ['What to do', todo],
  ].filter(([, words]) => words);
  return html`<div class="verdict ${tone}">
    ${icon(tone)}
    <div aria-live="polite" aria-atomic="true">
      <h1>${headline}</h1>
      <dl>
        ${answers.map(([question, words]) => html`<div><dt>${question}</dt><dd>${words}</dd></div>`)}
      </dl>
    </div>
  </div>`;
}

const EXAMPLE = `trunkpilot:
  pbxs:
    hq:
      kind: asterisk
      host: 127.0.0.1
      username: trunkpilot
      secret: \${TRUNKPILOT_HQ_SECRET}
      mode: watching
      trunks:
        prov-a: { carrier: Alpha Telecom, uplink: fibre, channels: 30 }
        prov-b: { carrier: Beta Voice, uplink: lte, channels: 30 }
      routes:
        default:   { trunks: [prov-a, prov-b] }
        emergency: { trunks: [prov-b, prov-a], emergency: true }`;

function firstSteps() {
  return html`<section class="steps" aria-labelledby="steps-title">
    <h2 id="steps-title">From here to the first trunk</h2>
    <ol>
      <li>
        <p>Write your PBX into <code>config/application.yml</code>, beside the jar:</p>
        <pre tabindex="0" aria-label="Example of config/application.yml"><code>${EXAMPLE}</code></pre>
        <p class="muted">It starts watching: it decides and shows everything, and writes nothing to the PBX.</p>
      </li>
      <li>
        <p><code>java -jar trunkpilot.jar discover hq</code> lists the trunks of the PBX as such lines,
          <code>setup hq</code> prints what to put on the PBX, <code>check hq</code> says whether all of it is right.</p>
      </li>
      <li><p>Start Trunkpilot again.</p></li>
    </ol>
  </section>`;
}

function notices() {
  const record = feed.site?.record;
  if (!record?.problem && !record?.entriesDropped) return nothing;
  return html`<div class="notice" role="status">
    <b>The record:</b> ${record.problem ? sentence(record.problem) : nothing}
    ${record.waiting > 0 ? html`${record.waiting} rows wait for the database.` : nothing}
    ${record.entriesDropped > 0 ? html`${record.entriesDropped} entries and decisions were lost.` : nothing}
    Steering goes on.
  </div>`;
}

function footer() {
  if (!feed.loaded) return nothing;
  return html`<footer>
    <p>
      Trunkpilot ${feed.site.version}. Times in ${zone()}${zone() === 'UTC' ? '' : '; hover for UTC'}. <a href="/v3/api-docs">API</a>
    </p>
  </footer>`;
}

// --- what a person does ----------------------------------------------------------------------------

function open(what) {
  asked = what;
  draw();
  dialog.showModal();
}

dialog.addEventListener('close', () => {
  asked = undefined;
  changed();
});

async function place(event, draft) {
  event.preventDefault();
  if (draft.sending) return;
  if (!draft.check()) {
    draw();
    focusFirstError();
    return;
  }
  await attempt(draft, () => draft.give(feed), (problem) => draft.refused(problem));
}

async function answer(event, question) {
  event.preventDefault();
  if (question.sending) return;
  await attempt(question, () => question.act(), (problem) => (question.problem = problem.message));
}

async function attempt(what, act, refused) {
  what.sending = true;
  changed();
  try {
    const done = await act();
    dialog.close();
    say(done);
  } catch (problem) {
    refused(problem);
    draw();
    focusFirstError();
  } finally {
    what.sending = false;
    changed();
  }
}

/** Long enough to be read twice. */
const SAID_FOR = 10_000;

function say(words) {
  view.said = words;
  clearTimeout(say.timer);
  say.timer = setTimeout(() => {
    view.said = '';
    changed();
  }, SAID_FOR);
}

function focusFirstError() {
  dialog.querySelector('[aria-invalid="true"]')?.focus();
}

async function signOut() {
  try {
    await send('POST', 'logout');
  } finally {
    toSignIn();
  }
}

// --- go --------------------------------------------------------------------------------------------

matchMedia('(prefers-color-scheme: dark)').addEventListener('change', retheme);
setInterval(() => {
  if (!document.hidden) changed();
}, 1000);
changed();
feed.start();
