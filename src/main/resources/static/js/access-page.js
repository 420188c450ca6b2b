// Who may: the tokens that programs and people come in with. Made here, shown once, revoked at once.

import { html, nothing } from 'lit-html';
import { live } from 'lit-html/directives/live.js';
import { get, send } from './api.js';
import { ROLES, clock, may, plural, sentence, utc } from './words.js';
import { ago, badge, section } from './ui.js';

const API = 'api/v1/tokens';
const DAY = 86_400_000;
const LASTS = { 7: 'a week', 90: '90 days', 365: 'a year', 0: 'until it is revoked' };

const MEANS = {
  VIEWER: 'sees everything, changes nothing',
  OPERATOR: 'gives orders, checks a PBX, runs backtests',
  ADMIN: 'switches acting and watching, makes and revokes tokens',
};

export default class AccessPage {
  title = 'Access';

  constructor(view) {
    this.view = view;
    this.draft = { name: '', role: 'VIEWER', days: '90', errors: new Map(), problem: '' };
    this.tokens = undefined;
    this.problem = '';
    this.#load();
  }

  close() {
    this.closed = true;
  }

  asked() {}

  async #load() {
    try {
      this.tokens = (await get(API)).items;
      this.problem = '';
    } catch (problem) {
      this.problem = problem.message;
    }
    if (!this.closed) this.view.changed();
  }

  render() {
    if (!may(this.view.feed.site.user.role, 'ADMIN')) {
      return html`<h1 class="page-title">Access</h1><p class="nothing">Only an admin may see and make tokens.</p>`;
    }
    return html`
      <div class="page-head"><h1 class="page-title">Access <span class="muted">tokens for programs and people</span></h1></div>
      ${this.#form()} ${this.#made()} ${this.#list()}`;
  }

  #form() {
    const { draft } = this;
    const set = (name) => (event) => {
      draft[name] = event.target.value;
      draft.errors.delete(name);
      this.view.changed();
    };
    const wrong = draft.errors.get('name');
    return html`<form class="panel backtest-form" aria-label="Make a token" novalidate @submit=${(event) => this.#create(event)}>
      <div class="fields">
        <div class="field"><label for="t-name">Name</label>
          <input id="t-name" type="text" maxlength="40" spellcheck="false" autocapitalize="off" autocomplete="off" .value=${live(draft.name)} @input=${set('name')} aria-invalid=${draft.errors.has('name')} aria-describedby="t-name-error" /></div>
        <div class="field"><label for="t-role">May</label>
          <select id="t-role" @change=${set('role')}>${Object.entries(ROLES).map(([role, word]) => html`<option value=${role} ?selected=${role === draft.role}>${word}: ${MEANS[role]}</option>`)}</select></div>
        <div class="field"><label for="t-days">Good for</label>
          <select id="t-days" @change=${set('days')}>${Object.entries(LASTS).map(([days, word]) => html`<option value=${days} ?selected=${days === draft.days}>${word}</option>`)}</select></div>
      </div>
      <p class="error" id="t-name-error" role="alert">${wrong ? `Name: ${sentence(wrong)}` : draft.problem ? sentence(draft.problem) : nothing}</p>
      <div class="buttons"><button type="submit" class="primary" ?disabled=${draft.sending}>Make it</button></div>
    </form>`;
  }

  async #create(event) {
    event.preventDefault();
    const { draft } = this;
    if (draft.sending) return;
    draft.sending = true;
    draft.problem = '';
    this.view.changed();
    try {
      const expires = draft.days === '0' ? undefined : new Date(Date.now() + Number(draft.days) * DAY).toISOString();
      this.created = await send('POST', API, { name: draft.name.trim(), role: draft.role, expires });
      draft.name = '';
      draft.errors = new Map();
      await this.#load();
    } catch (problem) {
      draft.errors = problem.fields ?? new Map();
      draft.problem = problem.message;
    } finally {
      draft.sending = false;
      this.view.changed();
    }
  }

  /** Shown this once; a reload forgets it. */
  #made() {
    if (!this.created) return nothing;
    const { item, token } = this.created;
    return html`<div class="will made" role="status">
      <h2>The token of ${item.name}</h2>
      <p><code>${token}</code></p>
      <p>It is shown this once and kept nowhere. It goes with a request as <code>Authorization: Bearer …</code></p>
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
        ${this.problem ? html`<p class="trouble" role="alert">${sentence(this.problem)}</p>` : nothing}
        ${tokens?.length === 0 ? html`<p class="nothing">None. The password of the admin is how you came in.</p>` : nothing}
        ${tokens?.length > 0 ? html`<ul class="rows events">${tokens.map((token) => this.#token(token))}</ul>` : nothing}`,
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

function over({ revokedAt, expiresAt }) {
  return Boolean(revokedAt) || (expiresAt !== null && Date.parse(expiresAt) <= Date.now());
}
