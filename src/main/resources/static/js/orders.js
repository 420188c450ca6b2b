// Standing orders of people, and the dialog that gives a new one.

import { html, nothing } from 'lit-html';
import { live } from 'lit-html/directives/live.js';
import { repeat } from 'lit-html/directives/repeat.js';
import { newKey, send } from './api.js';
import { capital, clock, left, may, now, orderWords, plural, sentence, zone } from './words.js';
import { section, time } from './ui.js';

const KINDS = {
  HELD_OUT: { name: 'Hold a trunk out', short: 'last resort, not blocked', trunk: true, route: 'may' },
  HELD_IN: { name: 'Keep a trunk in', short: 'its own place, whatever is believed of it', trunk: true, route: 'may' },
  PIN: { name: 'Put a trunk first', short: 'first on a route while it is not down', trunk: true, route: 'must' },
  FREEZE: { name: 'Freeze a route', short: 'its order stays as it is', trunk: false, route: 'must' },
  PAUSE: { name: 'Pause a PBX', short: 'nothing on it is changed', trunk: false, route: 'no' },
};

const UNTILS = {
  half: { name: '30 minutes', at: (from) => new Date(from + 30 * 60_000) },
  two: { name: '2 hours', at: (from) => new Date(from + 120 * 60_000) },
  morning: { name: 'tomorrow 08:00', at: tomorrowAtEight },
  custom: { name: 'another time', at: undefined },
};

const LONGEST = 30 * 86_400_000;

function tomorrowAtEight(from) {
  const at = new Date(from);
  at.setDate(at.getDate() + 1);
  at.setHours(8, 0, 0, 0);
  return at;
}

// --- the list --------------------------------------------------------------------------------------

export function orders(view) {
  const { feed } = view;
  const operator = may(feed.site.user.role, 'OPERATOR');
  const count = feed.orders.length;
  return section(
    'orders',
    'Standing orders',
    operator
      ? html`<button type="button" class="primary" @click=${() => view.order({})}>New order …</button>`
      : html`<p class="count">${plural(count, 'order')}</p>`,
    count === 0
      ? html`<p class="nothing">None. Trunkpilot decides by itself.</p>`
      : html`<ul class="rows">
          ${repeat(feed.orders, (order) => order.id, (order) => html`<li>${row(view, order, operator)}</li>`)}
        </ul>`,
  );
}

function row(view, order, operator) {
  const words = orderWords(order);
  return html`<article class="standing" aria-labelledby="o-${order.id}">
    <h3 id="o-${order.id}">${words[0].toUpperCase()}${words.slice(1)}</h3>
    <p>“${order.reason}”</p>
    <p class="muted">
      ${order.who}, ${time(order.since, false)}; until ${time(order.until, false)}, <span class="tick">${left(order.until)}</span> more
    </p>
    ${order.warnings.length === 0
      ? nothing
      : html`<details>
          <summary>What not to expect of it<span class="sr">: ${words}</span></summary>
          <ul>
            ${order.warnings.map((warning) => html`<li>${sentence(warning)}</li>`)}
          </ul>
        </details>`}
    ${operator
      ? html`<button type="button" class="quiet" @click=${() => view.endOrder(order)}>End …<span class="sr"> the order to ${words}</span></button>`
      : nothing}
  </article>`;
}

// --- the dialog ------------------------------------------------------------------------------------

/** A draft of an order: what is chosen in the dialog, and what the service had against it. */
export class OrderDraft {
  constructor(feed, { pbx, trunk, route }) {
    this.pbx = pbx ?? feed.pbxs[0].name;
    this.kind = route && !trunk ? 'FREEZE' : 'HELD_OUT';
    this.trunk = trunk ?? '';
    this.route = route ?? '';
    this.reason = '';
    this.until = 'half';
    this.custom = '';
    this.key = newKey();
    this.errors = new Map();
    this.problem = '';
    this.sending = false;
  }

  untilAt() {
    if (this.until !== 'custom') return UNTILS[this.until].at(now());
    const at = new Date(this.custom);
    return Number.isNaN(at.getTime()) ? undefined : at;
  }

  /** What is missing or out of range, by field; the service has the last word. */
  check() {
    const errors = new Map();
    const { trunk, route } = KINDS[this.kind];
    if (trunk && !this.trunk) errors.set('trunk', 'choose a trunk');
    if (route === 'must' && !this.route) errors.set('route', 'choose a route');
    if (!this.reason.trim()) errors.set('reason', 'say why: whoever comes after you will want to know');
    const at = this.untilAt();
    if (!at) errors.set('until', 'give a day and a time');
    else if (at.getTime() <= now()) errors.set('until', 'must lie in the future');
    else if (at.getTime() > now() + LONGEST) errors.set('until', 'must lie within 30 days');
    this.errors = errors;
    this.problem = '';
    return errors.size === 0;
  }

  body() {
    const { trunk, route } = KINDS[this.kind];
    return {
      pbx: this.pbx,
      order: this.kind,
      trunk: trunk ? this.trunk : null,
      route: route === 'no' ? null : this.route || null,
      reason: this.reason.trim(),
      until: this.untilAt().toISOString(),
    };
  }

  /** @returns what to tell whoever gave it */
  async give(feed) {
    const order = await send('POST', 'api/v1/overrides', this.body(), { 'Idempotency-Key': this.key });
    feed.tookOrder(order);
    return `Order given: ${orderWords(order)} until ${clock(order.until, false)}.`;
  }

  refused(problem) {
    this.errors = problem.fields;
    this.problem = problem.fields.size === 0 ? problem.message : '';
  }
}

export function orderDialog(view, draft) {
  const { feed } = view;
  const kind = KINDS[draft.kind];
  const set = (name) => (event) => {
    draft[name] = event.target.value;
    draft.errors.delete(name === 'custom' ? 'until' : name);
    if (name === 'pbx') draft.trunk = draft.route = '';
    // Another request needs another key; the same again may be a repeat after a lost answer.
    draft.key = newKey();
    view.changed();
  };
  const trunks = feed.trunks.filter((trunk) => trunk.pbx === draft.pbx);
  const routes = feed.routes.filter(
    (route) => route.pbx === draft.pbx && !route.emergency && (!kind.trunk || !draft.trunk || route.staticOrder.includes(draft.trunk)),
  );
  return html`<form class="order-form" novalidate @submit=${(event) => view.place(event, draft)}>
    <h2 id="dialog-title">New order</h2>
    ${draft.problem ? html`<p class="trouble" role="alert">${sentence(draft.problem)}</p>` : nothing}
    <fieldset class="kinds">
      <legend>What</legend>
      ${Object.entries(KINDS).map(
        ([value, { name, short }]) => html`<label class="choice">
          <input type="radio" name="kind" value=${value} .checked=${live(draft.kind === value)} @change=${set('kind')} />
          <span><b>${name}</b> <span class="muted">${short}</span></span>
        </label>`,
      )}
    </fieldset>
    <div class="fields">
      ${feed.pbxs.length > 1 ? choice(draft, 'pbx', 'PBX', feed.pbxs.map((pbx) => pbx.name), set) : nothing}
      ${kind.trunk ? choice(draft, 'trunk', 'Trunk', trunks.map((trunk) => trunk.name), set, 'Choose a trunk') : nothing}
      ${kind.route === 'no'
        ? nothing
        : choice(draft, 'route', 'Route', routes.map((route) => route.name), set, kind.route === 'may' ? 'Every route' : 'Choose a route')}
    </div>
    <div class="field">
      <label for="f-reason">Why</label>
      <input id="f-reason" name="reason" type="text" maxlength="500" autocomplete="off" placeholder="for whoever comes after you"
        .value=${live(draft.reason)} @input=${set('reason')} aria-invalid=${draft.errors.has('reason')} aria-describedby="e-reason" required />
      ${error(draft, 'reason')}
    </div>
    <fieldset class="untils" aria-describedby="e-until">
      <legend>Until <span class="muted">(30 days at most, times in ${zone()})</span></legend>
      ${Object.entries(UNTILS).map(
        ([value, { name }]) => html`<label class="choice">
          <input type="radio" name="until" value=${value} .checked=${live(draft.until === value)} @change=${set('until')} />
          <span>${name}</span>
        </label>`,
      )}
      <label class="custom" ?hidden=${draft.until !== 'custom'}>
        <span class="sr">Day and time</span>
        <input type="datetime-local" .value=${live(draft.custom)} @input=${set('custom')} aria-invalid=${draft.errors.has('until')} />
      </label>
      ${error(draft, 'until')}
    </fieldset>
    <div class="will">
      <h3>What this will do</h3>
      ${consequences(feed, draft).map((words) => html`<p>${words}</p>`)}
    </div>
    <div class="buttons">
      <button type="button" @click=${() => view.closeDialog()}>Cancel</button>
      <button type="submit" class="primary" ?disabled=${draft.sending}>${confirmWords(draft)}</button>
    </div>
  </form>`;
}

function choice(draft, name, label, values, set, none) {
  return html`<div class="field">
    <label for="f-${name}">${label}</label>
    <select id="f-${name}" name=${name} @change=${set(name)} aria-invalid=${draft.errors.has(name)} aria-describedby="e-${name}">
      ${none === undefined ? nothing : html`<option value="" .selected=${live(draft[name] === '')}>${none}</option>`}
      ${repeat(values, (value) => value, (value) => html`<option value=${value} .selected=${live(draft[name] === value)}>${value}</option>`)}
    </select>
    ${error(draft, name)}
  </div>`;
}

function error(draft, name) {
  const words = draft.errors.get(name);
  return html`<p class="error" id="e-${name}" role="alert">${words ? capital(words) : nothing}</p>`;
}

function complete(draft) {
  const { trunk, route } = KINDS[draft.kind];
  return !(trunk && !draft.trunk) && !(route === 'must' && !draft.route);
}

function confirmWords(draft) {
  if (!complete(draft)) return 'Give the order';
  const { kind, trunk, route, pbx } = draft;
  switch (kind) {
    case 'HELD_OUT':
      return `Hold ${trunk} out`;
    case 'HELD_IN':
      return `Keep ${trunk} in`;
    case 'PIN':
      return `Put ${trunk} first on ${route}`;
    case 'FREEZE':
      return `Freeze ${route}`;
    default:
      return `Pause ${pbx}`;
  }
}

/** What an order will do, before it is given: plainly, with what it will not do. */
export function consequences(feed, draft) {
  if (!complete(draft)) return ['Choose what it is about.'];
  const pbx = feed.pbxs.find((each) => each.name === draft.pbx);
  const on = draft.route ? `route ${draft.route}` : 'every route it is on';
  const words = {
    HELD_OUT: () => [
      `New calls on ${on} try ${draft.trunk} last, until it ends. Calls in progress are left alone.`,
      `It is not blocked: calls still reach ${draft.trunk} when every other trunk has failed, and it holds only while Trunkpilot runs. ${blocking(pbx, draft.trunk)}`,
    ],
    HELD_IN: () => [
      `${draft.trunk} keeps its own place on ${on}, whatever is believed of it, until it ends.`,
      'If it fails meanwhile, new calls go on being sent to it; they reach the next trunk only when the PBX itself gives up on it.',
    ],
    PIN: () => [
      `New calls on route ${draft.route} try ${draft.trunk} first, until it ends, as long as it is not down.`,
      'If it only carries calls badly, it stays first all the same.',
    ],
    FREEZE: () => [
      `The order of route ${draft.route} stays as it is now, whatever fails, until it ends.`,
      'Trunkpilot keeps the order on the PBX alive, and goes on telling what it sees.',
    ],
    PAUSE: () => [
      `Nothing on ${draft.pbx} is changed, whatever fails, until it ends.`,
      'Trunkpilot keeps the orders on the PBX alive as they are, and goes on telling what it sees.',
    ],
  }[draft.kind]();
  if (pbx?.mode === 'WATCHING') words.push(`Trunkpilot only watches ${draft.pbx}: this changes nothing on the PBX until it acts.`);
  const at = draft.untilAt();
  if (at) words.push(`It ends by itself: ${clock(at, false)} ${zone()}.`);
  return words;
}

function blocking(pbx, trunk) {
  const how =
    pbx?.kind === 'FREESWITCH'
      ? `take its gateway out of the SIP profile and rescan it`
      : `take its endpoint out of pjsip.conf and reload`;
  return `To block ${trunk} altogether, do it on the PBX: ${how}.`;
}

// --- short questions -------------------------------------------------------------------------------

/** A question with one way to say yes; `act` is what yes does, and its problem is shown where it was asked. */
export class Question {
  constructor({ title, words, yes, act }) {
    Object.assign(this, { title, words, yes, act });
    this.problem = '';
    this.sending = false;
  }
}

export function questionDialog(view, question) {
  return html`<form @submit=${(event) => view.answer(event, question)}>
    <h2 id="dialog-title">${question.title}</h2>
    ${question.problem ? html`<p class="trouble" role="alert">${sentence(question.problem)}</p>` : nothing}
    ${question.words.map((words) => html`<p>${words}</p>`)}
    <div class="buttons">
      <button type="button" @click=${() => view.closeDialog()}>Cancel</button>
      <button type="submit" class="primary" ?disabled=${question.sending}>${question.yes}</button>
    </div>
  </form>`;
}

export function endQuestion(feed, order) {
  return new Question({
    title: 'End this order?',
    words: [
      sentence(`${order.who} ordered to ${orderWords(order)}: “${order.reason}”`),
      'When it has ended, Trunkpilot decides by itself again, by what it believes then.',
    ],
    yes: 'End the order',
    act: async () => {
      const path = `api/v1/overrides/${encodeURIComponent(order.id)}`;
      feed.tookOrder(await send('DELETE', path, undefined, { 'If-Match': `"${order.id}-${order.state}"` }));
      return `Order ended: ${orderWords(order)}.`;
    },
  });
}

export function modeQuestion(pbx, routes) {
  const acting = pbx.mode === 'WATCHING';
  const moved = routes.filter((route) => route.pbx === pbx.name && !route.emergency && route.wantedOrder.join() !== route.staticOrder.join());
  const words = acting
    ? [
        `From its next look on, Trunkpilot writes the order of trunks it wants to ${pbx.name}, and new calls follow it.`,
        moved.length === 0
          ? 'Now it wants your own order on every route, so nothing moves yet.'
          : `It moves at once: ${moved.map((route) => `${route.name} to ${route.wantedOrder.join(', ')}`).join('; ')}.`,
      ]
    : [
        `Trunkpilot deletes its rows from ${pbx.name} once, and then writes nothing. It goes on judging and recording.`,
        moved.length === 0
          ? 'New calls take your own order, as they do now.'
          : `New calls on ${moved.map((route) => route.name).join(', ')} go back to your own order, also to the trunks they were moved away from.`,
      ];
  return new Question({
    title: acting ? `Let Trunkpilot act on ${pbx.name}?` : `Only watch ${pbx.name}?`,
    words: [...words, 'Calls in progress are left alone.'],
    yes: acting ? `Act on ${pbx.name}` : `Only watch ${pbx.name}`,
    act: async () => {
      const path = `api/v1/pbxs/${encodeURIComponent(pbx.name)}/mode`;
      const headers = { 'Idempotency-Key': newKey(), 'If-Match': `"${pbx.mode}"` };
      return (await send('POST', path, { mode: acting ? 'ACTING' : 'WATCHING' }, headers)).words;
    },
  });
}

export function unfreezeQuestion(route) {
  return new Question({
    title: `Give route ${route.name} back to Trunkpilot?`,
    words: [
      sentence(route.frozen),
      `Trunkpilot then writes the order it wants over what stands on the PBX: ${route.wantedOrder.join(', ')}.`,
    ],
    yes: 'Give it back',
    act: async () => {
      const path = `api/v1/pbxs/${encodeURIComponent(route.pbx)}/routes/${encodeURIComponent(route.name)}/unfreeze`;
      return (await send('POST', path, undefined, { 'Idempotency-Key': newKey() })).words;
    },
  });
}
