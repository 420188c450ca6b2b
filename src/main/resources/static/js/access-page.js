// Who may: users and tokens, made here, shown once, gone at once; who did what; and everybody's own password.

import { html, nothing } from 'lit-html';
import { live } from 'lit-html/directives/live.js';
import { get, send } from './api.js';
import { ROLES, clock, may, plural, sentence, utc } from './words.js';
import { ago, badge, section } from './ui.js';

const API = 'api/v1/tokens';
const USERS = 'api/v1/users';
const AUDIT = 'api/v1/audit';
const DAY = 86_400_000;
const LASTS = { 7: 'a week', 90: '90 days', 365: 'a year', 0: 'until it is revoked' };

const MEANS = {
  VIEWER: 'sees everything, changes nothing',
  OPERATOR: 'gives orders, checks a PBX, runs backtests',
  ADMIN: 'switches acting and watching, makes users and tokens',
};

export default class AccessPage {
  title = 'Access';

  constructor(view) {
    this.view = view;
    this.draft = { name: '', role: 'VIEWER', days: '90', errors: new Map(), problem: '' };
    this.newcomer = { name: '', role: 'VIEWER', errors: new Map(), problem: '' };
    this.own = fresh();
    this.tokens = undefined;
    this.users = undefined;
    this.lines = [];
    this.problem = '';
  }

  close() {
    this.closed = true;
  }

  asked() {}

  async #load() {
    try {
      const [tokens, users, audit] = await Promise.all([get(API), get(USERS), get(`${AUDIT}?limit=20`)]);
      this.tokens = tokens.items;
      this.users = users.items;
      this.lines = audit.items;
      this.next = audit.next;
      this.problem = '';
    } catch (problem) {
      this.problem = problem.message;
    }
    if (!this.closed) this.view.changed();
  }

  /** Known once the feed is; nothing is drawn before. */
  get admin() {
    return may(this.view.feed.site.user.role, 'ADMIN');
  }

  render() {
    if (this.admin && !this.begun) {
      this.begun = true;
      this.#load();
    }
    return html`
      <div class="page-head"><h1 class="page-title">Access <span class="muted">${this.admin ? 'who may, and who did' : 'your password'}</span></h1></div>
      ${this.problem ? html`<p class="trouble" role="alert">${sentence(this.problem)}</p>` : nothing}
      ${this.#shown()}
      ${this.admin ? html`${this.#people()} ${this.#list()} ${this.#audit()}` : nothing}
      ${this.#password()}`;
  }

  /** One request at a time; what does not fit stays to be mended. @param draft with `errors` and `problem` */
  async #attempt(draft, act) {
    if (draft.sending) return;
    Object.assign(draft, { sending: true, problem: '', errors: new Map() });
    this.view.changed();
    try {
      await act();
      if (this.admin) await this.#load();
    } catch (problem) {
      draft.errors = problem.fields ?? new Map();
      draft.problem = problem.message;
    } finally {
      draft.sending = false;
      this.view.changed();
    }
  }

  #field(draft, name) {
    return (event) => {
      draft[name] = event.target.value;
      draft.errors.delete(name);
      this.view.changed();
    };
  }

  // --- users ---------------------------------------------------------------------------------------

  #people() {
    const { users, newcomer } = this;
    return section(
      'users',
      'Users',
      html`<span class="count">${users ? plural(users.length + 1, 'user', 'users') : nothing}</span>`,
      html`
        <ul class="rows events">
          <li>${badge('good', 'Admin')}<span><b>admin</b> <span class="muted">always there; its password is in the configuration, or was shown at the first start</span></span></li>
          ${(users ?? []).map((user) => this.#user(user))}
        </ul>
        <form class="backtest-form" aria-label="Make a user" novalidate @submit=${(event) => this.#createUser(event)}>
          <div class="fields">
            ${this.#name(newcomer, 'u-name', 'User name')}
            <div class="field"><label for="u-role">The user may</label>
              <select id="u-role" @change=${this.#field(newcomer, 'role')}>${roles(newcomer.role)}</select></div>
          </div>
          ${wrong(newcomer, 'u-name')}
          <div class="buttons"><button type="submit" class="primary" ?disabled=${newcomer.sending}>Make the user</button></div>
        </form>`,
    );
  }

  #name(draft, id, label) {
    return html`<div class="field"><label for=${id}>${label}</label>
      <input id=${id} type="text" maxlength="40" spellcheck="false" autocapitalize="off" autocomplete="off" .value=${live(draft.name)} @input=${this.#field(draft, 'name')} aria-invalid=${draft.errors.has('name')} aria-describedby="${id}-error" /></div>`;
  }

  #user({ name, role, createdAt, createdBy }) {
    const other = Object.keys(ROLES).filter((it) => it !== role);
    const asking = this.asking === `user ${name}`;
    return html`<li>
      ${badge(role === 'ADMIN' ? 'good' : 'none', ROLES[role])}
      <span><b>${name}</b> <span class="muted">made by ${createdBy} ${ago(createdAt)}</span></span>
      ${asking
        ? html`<span>Ends their sessions.
            ${other.map((to) => html`<button type="button" @click=${() => this.#change(() => send('PATCH', `${USERS}/${encodeURIComponent(name)}`, { role: to }))}>Make ${name} ${ROLES[to]}</button> `)}
            <button type="button" @click=${() => this.#change(() => this.#renew(name))}>New password for ${name}</button>
            <button type="button" class="primary" @click=${() => this.#change(() => send('DELETE', `${USERS}/${encodeURIComponent(name)}`))}>Remove ${name}</button>
            <button type="button" @click=${() => this.#ask(undefined)}>Leave it</button></span>`
        : html`<button type="button" class="quiet" @click=${() => this.#ask(`user ${name}`)}>Change …<span class="sr"> ${name}</span></button>`}
    </li>`;
  }

  #createUser(event) {
    event.preventDefault();
    const { newcomer } = this;
    return this.#attempt(newcomer, async () => {
      const { item, password } = await send('POST', USERS, { name: newcomer.name.trim(), role: newcomer.role });
      this.created = { title: `The password of ${item.name}`, secret: password, words: 'It is shown this once and kept nowhere. They sign in with it and may change it here.' };
      newcomer.name = '';
    });
  }

  async #renew(name) {
    const { password } = await send('POST', `${USERS}/${encodeURIComponent(name)}/password`);
    this.created = { title: `The new password of ${name}`, secret: password, words: 'It is shown this once and kept nowhere. The one before is no good any more.' };
  }

  async #change(act) {
    try {
      await act();
      this.asking = undefined;
      await this.#load();
    } catch (problem) {
      this.problem = problem.message;
      this.view.changed();
    }
  }

  // --- the own password ----------------------------------------------------------------------------

  #password() {
    const { own } = this;
    const box = (name, label, kind) => html`<div class="field"><label for="p-${name}">${label}</label>
      <input id="p-${name}" type="password" autocomplete=${kind} .value=${live(own[name])} @input=${this.#field(own, name)} aria-invalid=${own.errors.has(name)} aria-describedby="p-error" /></div>`;
    return section(
      'password',
      'Your password',
      nothing,
      html`<form class="backtest-form" aria-label="Change your password" novalidate @submit=${(event) => this.#changeOwn(event)}>
        <div class="fields">
          ${box('current', 'As it is', 'current-password')} ${box('password', 'As it shall be', 'new-password')} ${box('again', 'The same again', 'new-password')}
        </div>
        <p class="error" id="p-error" role="alert">${own.problem ? sentence(own.errors.get('current') ? `As it is: ${own.errors.get('current')}` : own.errors.get('password') ? `As it shall be: ${own.errors.get('password')}` : own.problem) : nothing}</p>
        ${own.done ? html`<p role="status">It is changed. Wherever else you were signed in you are no more.</p>` : nothing}
        <div class="buttons"><button type="submit" class="primary" ?disabled=${own.sending}>Change it</button></div>
      </form>`,
    );
  }

  #changeOwn(event) {
    event.preventDefault();
    const { own } = this;
    own.done = false;
    return this.#attempt(own, async () => {
      if (own.password !== own.again) throw new Error('The two new ones differ.');
      await send('POST', 'api/v1/password', { current: own.current, password: own.password });
      this.own = { ...fresh(), done: true };
    });
  }

  // --- who did what --------------------------------------------------------------------------------

  #audit() {
    const { lines } = this;
    return section(
      'audit',
      'Who did what',
      nothing,
      html`
        ${lines.length === 0 ? html`<p class="nothing">Nobody has written anything yet.</p>` : nothing}
        <ul class="rows events">${lines.map((line) => this.#line(line))}</ul>
        ${this.next ? html`<p><button type="button" class="quiet" @click=${() => this.#older()}>Older</button></p>` : nothing}`,
    );
  }

  #line({ at, who, role, from, what, status, before, after }) {
    const good = status < 400;
    return html`<li>
      ${badge(good ? 'good' : 'note', good ? 'Done' : `Refused, ${status}`)}
      <span><b>${who}</b> <span class="muted">${role ? ROLES[role] : 'not signed in'} from ${from},</span> <span title=${utc(at)}>${clock(at)}</span>: ${what}${before ? html` <span class="muted">${before} → ${after}</span>` : nothing}</span>
    </li>`;
  }

  async #older() {
    try {
      const more = await get(`${AUDIT}?limit=20&before=${this.next}`);
      this.lines = [...this.lines, ...more.items];
      this.next = more.next;
    } catch (problem) {
      this.problem = problem.message;
    }
    this.view.changed();
  }

  // --- tokens --------------------------------------------------------------------------------------

  #form() {
    const { draft } = this;
    return html`<form class="backtest-form" aria-label="Make a token" novalidate @submit=${(event) => this.#create(event)}>
      <div class="fields">
        ${this.#name(draft, 't-name', 'Name')}
        <div class="field"><label for="t-role">May</label>
          <select id="t-role" @change=${this.#field(draft, 'role')}>${roles(draft.role)}</select></div>
        <div class="field"><label for="t-days">Good for</label>
          <select id="t-days" @change=${this.#field(draft, 'days')}>${Object.entries(LASTS).map(([days, word]) => html`<option value=${days} ?selected=${days === draft.days}>${word}</option>`)}</select></div>
      </div>
      ${wrong(draft, 't-name')}
      <div class="buttons"><button type="submit" class="primary" ?disabled=${draft.sending}>Make it</button></div>
    </form>`;
  }

  #create(event) {
    event.preventDefault();
    const { draft } = this;
    return this.#attempt(draft, async () => {
      const expires = draft.days === '0' ? undefined : new Date(Date.now() + Number(draft.days) * DAY).toISOString();
      const { item, token } = await send('POST', API, { name: draft.name.trim(), role: draft.role, expires });
      this.created = { title: `The token of ${item.name}`, secret: token, words: html`It is shown this once and kept nowhere. It goes with a request as <code>Authorization: Bearer …</code>` };
      draft.name = '';
    });
  }

  /** Shown this once; a reload forgets it. */
  #shown() {
    if (!this.created) return nothing;
    const { title, secret, words } = this.created;
    return html`<div class="will made" role="status">
      <h2>${title}</h2>
      <p><code>${secret}</code></p>
      <p>${words}</p>
      <p><button type="button" @click=${() => this.#noted()}>I have it</button></p>
    </div>`;
  }

  #noted() {
    this.created = undefined;
    this.view.changed();
  }

  #list() {
    const { tokens } = this;
    const good = tokens?.filter((token) => !over(token)) ?? [];
    return section(
      'tokens',
      'Tokens',
      html`<span class="count">${tokens ? plural(good.length, 'token that works', 'tokens that work') : nothing}</span>`,
      html`
        ${tokens?.length === 0 ? html`<p class="nothing">None. Programs need one; people sign in with a password.</p>` : nothing}
        ${tokens?.length > 0 ? html`<ul class="rows events">${tokens.map((token) => this.#token(token))}</ul>` : nothing}
        ${this.#form()}`,
    );
  }

  #token(token) {
    const { id, name, role, createdAt, createdBy, expiresAt, revokedAt, note } = token;
    return html`<li>
      ${revokedAt ? badge('none', 'Revoked') : over(token) ? badge('none', 'Expired') : badge('good', 'Works')}
      <span><b>${name}</b> ${ROLES[role]} <span class="muted">made by ${createdBy} ${ago(createdAt)}${revokedAt ? html`, revoked ${ago(revokedAt)}` : expiresAt ? html`, until <span title=${utc(expiresAt)}>${clock(expiresAt)}</span>` : ', until it is revoked'}${note ? html`. ${sentence(note)}` : nothing}</span></span>
      ${over(token)
        ? nothing
        : this.asking === id
          ? html`<span>Whoever has it is out at once. <button type="button" class="primary" @click=${() => this.#revoke(id)}>Revoke ${name}</button>
              <button type="button" @click=${() => this.#ask(undefined)}>Leave it</button></span>`
          : html`<button type="button" class="quiet" @click=${() => this.#ask(id)}>Revoke …<span class="sr"> ${name}</span></button>`}
    </li>`;
  }

  #ask(id) {
    this.asking = id;
    this.view.changed();
  }

  async #revoke(id) {
    try {
      await send('DELETE', `${API}/${encodeURIComponent(id)}`);
      this.asking = undefined;
    } catch (problem) {
      this.problem = problem.message;
    }
    await this.#load();
  }
}

function fresh() {
  return { current: '', password: '', again: '', errors: new Map(), problem: '' };
}

function roles(chosen) {
  return Object.entries(ROLES).map(([role, word]) => html`<option value=${role} ?selected=${role === chosen}>${word}: ${MEANS[role]}</option>`);
}

function wrong({ errors, problem }, id) {
  const name = errors.get('name');
  return html`<p class="error" id="${id}-error" role="alert">${name ? `Name: ${sentence(name)}` : problem ? sentence(problem) : nothing}</p>`;
}

function over({ revokedAt, expiresAt }) {
  return Boolean(revokedAt) || (expiresAt !== null && Date.parse(expiresAt) <= Date.now());
}
