// What the page knows, and how it stays current: one reading of everything, then the live stream, then a slow re-reading
// for what changes too often to be worth an event (ages of evidence, leases).

import { Problem, get, stream } from './api.js';
import { setClock } from './words.js';

const API = 'api/v1';

/** Silence after which what is shown is called out of date. The service sends a heartbeat well within it. */
const STALE_AFTER = 15_000;

/** Between re-readings while the page is looked at. */
const REREAD_EVERY = 10_000;

/** First and longest wait before the stream is asked for again; doubled each time, and jittered. */
const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 30_000;

const DECISIONS = 20;
const MOST_DECISIONS = 500;

export class Feed {
  /** @param {() => void} changed called whenever there is something new to show */
  constructor(changed) {
    this.changed = changed;
    this.loaded = false;
    this.failure = '';
    this.site = undefined;
    this.pbxs = [];
    this.trunks = [];
    this.routes = [];
    this.decisions = [];
    this.olderDecisions = null;
    this.decisionsProblem = '';
    this.orders = [];
    this.connected = false;
    this.retryAt = 0;
    this.heardAt = Date.now();
    this.wait = FIRST_WAIT;
    /** Told of each trunk that is read or pushed, for the charts. */
    this.onTrunk = () => {};
    /** Told when there was a gap. */
    this.onGap = () => {};
  }

  start() {
    this.#follow();
    setInterval(() => {
      if (!document.hidden && this.loaded) this.#reread();
    }, REREAD_EVERY);
    document.addEventListener('visibilitychange', () => {
      if (!document.hidden && this.loaded) this.#reread();
    });
  }

  /** By this browser's clock; undefined while what is shown is current. */
  staleSince() {
    return this.loaded && Date.now() - this.heardAt > STALE_AFTER ? this.heardAt : undefined;
  }

  /** Everything anew, after something was changed by this page. */
  async refresh() {
    await Promise.all([this.#now(), this.#orders(), this.#decisions()]);
    this.changed();
  }

  async older() {
    const last = this.olderDecisions;
    if (!last) return;
    const page = await get(`${API}/decisions?limit=${DECISIONS}&before=${encodeURIComponent(last)}`);
    this.decisions = merged(this.decisions, page.items);
    this.olderDecisions = page.next;
    this.changed();
  }

  async #follow() {
    for (;;) {
      try {
        await this.#readAll();
        await this.#listen();
      } catch (problem) {
        if (problem instanceof Problem && problem.status === 401) return;
        if (!this.loaded) this.failure = problem.message;
      }
      const wait = this.wait * (0.75 + Math.random() / 2);
      this.wait = Math.min(LONGEST_WAIT, this.wait * 2);
      this.connected = false;
      this.retryAt = Date.now() + wait;
      this.changed();
      await new Promise((resume) => setTimeout(resume, wait));
    }
  }

  async #readAll() {
    await Promise.all([this.#now(), this.#orders(), this.#decisions()]);
    this.loaded = true;
    this.failure = '';
    this.onGap();
    this.changed();
  }

  async #listen() {
    const abort = new AbortController();
    const watchdog = setInterval(() => {
      if (Date.now() - this.heardAt > STALE_AFTER) abort.abort();
    }, 1_000);
    try {
      await stream(`${API}/events`, {
        signal: abort.signal,
        onOpen: () => {
          this.connected = true;
          this.wait = FIRST_WAIT;
          this.#heard();
          this.changed();
        },
        onBytes: () => this.#heard(),
        onEvent: (name, data) => this.#take(name, JSON.parse(data)),
      });
    } finally {
      clearInterval(watchdog);
    }
  }

  #heard() {
    this.heardAt = Date.now();
  }

  #take(name, value) {
    if (name === 'pbx') upsert(this.pbxs, value);
    else if (name === 'trunk') {
      upsert(this.trunks, value);
      this.onTrunk(value);
    } else if (name === 'route') upsert(this.routes, value);
    else if (name === 'decision') {
      this.decisions = merged([value], this.decisions);
      this.#decisionsSoon();
    } else if (name === 'override') this.#orders().then(this.changed, () => {});
    this.changed();
  }

  /** A decision is told before it is stored, without number and outcome; both are there a little later. */
  #decisionsSoon() {
    clearTimeout(this.decisionTimer);
    this.decisionTimer = setTimeout(() => this.#decisions().then(this.changed), 2_500);
  }

  async #reread() {
    try {
      await this.#now();
      await this.#orders();
      if (this.decisions.some((each) => each.moved && !each.outcome)) await this.#decisions();
      this.changed();
    } catch {
      // Nothing was heard, so the page turns out of date by itself; the stream's loop is what tries again.
    }
  }

  async #now() {
    const asked = Date.now();
    const [site, pbxs, trunks, routes] = await Promise.all(
      ['site', 'pbxs', 'trunks', 'routes'].map((what) => get(`${API}/${what}`)),
    );
    setClock(site.now, asked, Date.now());
    this.site = site;
    this.pbxs = pbxs.items;
    this.trunks = trunks.items;
    this.routes = routes.items;
    this.trunks.forEach((trunk) => this.onTrunk(trunk));
    this.#heard();
  }

  async #orders() {
    this.orders = (await get(`${API}/overrides`)).items;
  }

  /** The record may be away while all else answers: then the list says so, and the rest of the page goes on. */
  async #decisions() {
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

function key(thing) {
  return `${thing.pbx ?? ''}/${thing.name}`;
}

function upsert(things, value) {
  const at = things.findIndex((each) => key(each) === key(value));
  if (at < 0) things.push(value);
  else things[at] = value;
}

export function decisionKey(decision) {
  // Milliseconds: the database keeps fewer digits than the live stream tells.
  return `${decision.pbx}/${decision.route}/${Date.parse(decision.at)}`;
}

/** Newest first, each once; what stands in `newer` counts. */
function merged(newer, older) {
  const known = new Set(newer.map(decisionKey));
  return [...newer, ...older.filter((each) => !known.has(decisionKey(each)))]
    .sort((a, b) => Date.parse(b.at) - Date.parse(a.at))
    .slice(0, MOST_DECISIONS);
}
