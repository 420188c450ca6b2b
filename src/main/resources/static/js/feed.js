// What the page knows, and how it stays current: the live stream tells all as it stands and then what changes; the record of
// decisions is read beside it.

import { Problem, get, stream } from './api.js';
import { setClock } from './words.js';

const API = 'api/v1';

/** The service sends something every 15 s at least. After so much silence what is shown is out of date. */
const MOST_SILENCE = 20_000;

/** A lost stream that is back within this is not worth a word: the service ends each after half an hour. */
const GRACE = 3_000;

/** First and longest wait before the stream is asked for again; doubled each time, and jittered. */
const FIRST_WAIT = 500;
const LONGEST_WAIT = 30_000;

/** The phase of the practice world changes without an event. */
const PRACTICE_EVERY = 5_000;

/** A decision is told before it is stored: its number and its outcome are in the record a little later. */
const OUTCOME_AFTER = 3_000;
const OUTCOME_TRIES = 10;

const DECISIONS = 8;
const MOST_DECISIONS = 500;

export class Feed {
  /** @param {() => void} changed called whenever there is something new to show */
  constructor(changed) {
    this.changed = changed;
    this.site = undefined;
    this.pbxs = [];
    this.trunks = [];
    this.routes = [];
    this.orders = [];
    this.decisions = [];
    /** What to ask for the decisions before these with; null when there are none. */
    this.olderDecisions = null;
    this.decisionsProblem = '';

    /** Whether there is anything to show at all, and if not, why. */
    this.loaded = false;
    this.failure = '';

    this.connected = false;
    this.retryAt = 0;
    this.heardAt = Date.now();
    this.wait = FIRST_WAIT;
    this.lastEventId = '';
    this.outcomeTries = 0;

    /** Told of each trunk that is told, for the charts. */
    this.onTrunk = () => {};
    /** Told when all has been told anew. */
    this.onReady = () => {};
  }

  start() {
    this.#follow();
    setInterval(() => {
      if (this.site?.practice && this.connected && !document.hidden) this.#readSite().catch(() => {});
    }, PRACTICE_EVERY);
  }

  /** Since when nothing was heard, by this browser's clock; undefined while what is shown is current. */
  staleSince() {
    const silent = Date.now() - this.heardAt;
    return this.loaded && silent > (this.connected ? MOST_SILENCE : GRACE) ? this.heardAt : undefined;
  }

  isLive() {
    return this.loaded && (this.connected || Date.now() - this.heardAt <= GRACE);
  }

  /** An order as the service has just answered with it. */
  tookOrder(order) {
    const others = this.orders.filter((each) => each.id !== order.id);
    this.orders = order.state === 'STANDING' ? [...others, order] : others;
    this.changed();
  }

  /** The page of decisions before those that are shown. */
  async older() {
    const page = await get(`${API}/decisions?limit=${DECISIONS}&before=${encodeURIComponent(this.olderDecisions)}`);
    this.decisions = merged(this.decisions, page.items);
    this.olderDecisions = this.decisions.length < MOST_DECISIONS ? page.next : null;
    this.changed();
  }

  async #follow() {
    for (;;) {
      try {
        await this.#listen();
      } catch (problem) {
        if (problem instanceof Problem && problem.status === 401) return;
        this.failure = problem instanceof Problem ? problem.message : 'The connection broke.';
      }
      this.connected = false;
      const wait = this.wait * (0.75 + Math.random() / 2);
      this.wait = Math.min(LONGEST_WAIT, this.wait * 2);
      this.retryAt = Date.now() + wait;
      this.changed();
      await new Promise((resume) => setTimeout(resume, wait));
    }
  }

  async #listen() {
    const abort = new AbortController();
    const watchdog = setInterval(() => {
      if (this.connected && Date.now() - this.heardAt > MOST_SILENCE) abort.abort();
    }, 1_000);
    let greeting;
    try {
      await stream(`${API}/events`, {
        signal: abort.signal,
        lastEventId: this.lastEventId,
        onBytes: () => (this.heardAt = Date.now()),
        onEvent: (name, data, id) => {
          if (id) this.lastEventId = id;
          const value = JSON.parse(data);
          if (name === 'hello') greeting = { pbxs: [], trunks: [], routes: [] };
          else if (name === 'ready') this.#ready(greeting).catch(() => abort.abort());
          else this.#take(name, value, greeting);
        },
      });
    } finally {
      clearInterval(watchdog);
      abort.abort();
    }
  }

  /** All has been told: what is no longer among it is gone. */
  async #ready(greeting) {
    await Promise.all([this.#readSite(), this.#readDecisions()]);
    const { pbxs, trunks, routes } = greeting;
    Object.assign(this, { pbxs, trunks, routes, loaded: true, connected: true, failure: '', wait: FIRST_WAIT });
    this.changed();
    this.onReady();
  }

  #take(name, value, greeting) {
    const into = this.connected ? this : greeting;
    if (name === 'pbx') into.pbxs = upserted(into.pbxs, value);
    else if (name === 'trunk') {
      into.trunks = upserted(into.trunks, value);
      this.onTrunk(value);
    } else if (name === 'route') into.routes = upserted(into.routes, value);
    else if (name === 'override') this.orders = value.items;
    else if (name === 'record' && this.site) this.site = { ...this.site, record: value };
    else if (name === 'decision') {
      this.decisions = merged(this.decisions, [value]);
      this.outcomeTries = OUTCOME_TRIES;
      this.#outcomeSoon();
    }
    this.changed();
  }

  #outcomeSoon() {
    clearTimeout(this.outcomeTimer);
    this.outcomeTimer = setTimeout(async () => {
      await this.#readDecisions().catch(() => {});
      this.changed();
      this.outcomeTries -= 1;
      if (this.outcomeTries > 0 && this.decisions.some(isWaiting)) this.#outcomeSoon();
    }, OUTCOME_AFTER);
  }

  async #readSite() {
    const asked = Date.now();
    const site = await get(`${API}/site`);
    setClock(site.now, asked, Date.now());
    this.site = site;
  }

  /** The record may be away while all else goes on: then the list says so. */
  async #readDecisions() {
    try {
      const page = await get(`${API}/decisions?limit=${DECISIONS}`);
      if (this.decisions.length <= page.items.length) this.olderDecisions = page.next;
      this.decisions = merged(page.items, this.decisions);
      this.decisionsProblem = '';
    } catch (problem) {
      if (problem.status === 401) throw problem;
      this.decisionsProblem = problem.message;
    }
  }
}

function isWaiting(decision) {
  return decision.moved && !decision.outcome && decision.mode === 'ACTING';
}

/** In the order in which they were told first, which is that of the configuration. */
function upserted(things, value) {
  const at = things.findIndex((each) => each.pbx === value.pbx && each.name === value.name);
  return at < 0 ? [...things, value] : things.with(at, value);
}

/** Milliseconds: the database keeps fewer digits than the live stream tells. */
export function decisionKey(decision) {
  return `${decision.pbx}/${decision.route}/${Date.parse(decision.at)}`;
}

/** Newest first, each once; of two the one in `first` counts. */
function merged(first, second) {
  const known = new Set(first.map(decisionKey));
  return [...first, ...second.filter((each) => !known.has(decisionKey(each)))]
    .sort((a, b) => Date.parse(b.at) - Date.parse(a.at))
    .slice(0, MOST_DECISIONS);
}
