// Which page is shown: addresses that can be linked to, each page's script fetched when it is first opened.

const PAGES = [
  { path: /^\/$/, names: [] },
  { path: /^\/trunks\/([^/]+)\/([^/]+)$/, names: ['pbx', 'trunk'], load: () => import('./trunk-page.js') },
  { path: /^\/pbxs\/([^/]+)$/, names: ['pbx'], load: () => import('./pbx-page.js') },
  { path: /^\/timeline$/, names: [], load: () => import('./timeline-page.js') },
  { path: /^\/decisions\/([^/]+)$/, names: ['id'], load: () => import('./decision-page.js') },
  { path: /^\/report$/, names: [], load: () => import('./report-page.js') },
  { path: /^\/backtest$/, names: [], load: () => import('./backtest-page.js') },
  { path: /^\/exercises$/, names: [], load: () => import('./exercises-page.js') },
  { path: /^\/access$/, names: [], load: () => import('./access-page.js') },
  { path: /^\/notifications$/, names: [], load: () => import('./notifications-page.js') },
];

export function trunkPath(pbx, trunk) {
  return `/trunks/${encodeURIComponent(pbx)}/${encodeURIComponent(trunk)}`;
}

export function pbxPath(pbx) {
  return `/pbxs/${encodeURIComponent(pbx)}`;
}

export function decisionPath(id) {
  return `/decisions/${encodeURIComponent(id)}`;
}

export class Router {
  /**
   * @param {object} view what every page is given
   * @param {() => void} changed called when there is something new to show
   */
  constructor(view, changed) {
    this.view = view;
    this.changed = changed;
    /** The page shown; undefined for the first page, and until its script has come. */
    this.page = undefined;
    this.home = true;
    this.failure = '';
    addEventListener('popstate', () => this.#show());
    document.addEventListener('click', (event) => this.#clicked(event));
    this.#show(false);
  }

  /** Opens an address of ours; `replace` for what the Back button should not stop at. */
  go(address, replace = false) {
    history[replace ? 'replaceState' : 'pushState'](null, '', address);
    this.#show();
  }

  /** The same page with another query: undefined takes a name out. */
  query(changes, replace = false) {
    const query = new URLSearchParams(location.search);
    for (const [name, value] of Object.entries(changes)) {
      if (value === undefined || value === '') query.delete(name);
      else query.set(name, value);
    }
    const text = query.toString();
    this.go(location.pathname + (text ? `?${text}` : ''), replace);
  }

  #clicked(event) {
    const link = event.target.closest?.('a[href]');
    if (!link || event.defaultPrevented || event.button !== 0 || link.target || link.hasAttribute('download')) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const to = new URL(link.href);
    if (to.origin !== location.origin || (to.hash && to.pathname === location.pathname) || !found(to.pathname)) return;
    event.preventDefault();
    this.go(to.pathname + to.search);
  }

  async #show(moved = true) {
    const path = location.pathname;
    const query = new URLSearchParams(location.search);
    if (this.path === path) {
      this.page?.asked(query);
      this.changed();
      return;
    }
    this.path = path;
    this.page?.close();
    this.page = undefined;
    this.failure = '';
    const { page, params } = found(path) ?? { page: PAGES[0], params: {} };
    this.home = !page.load;
    this.changed();
    if (page.load) await this.#load(page, params, query, path);
    if (moved) this.#begin();
  }

  async #load(page, params, query, path) {
    try {
      const { default: Page } = await page.load();
      if (this.path !== path) return;
      this.page = new Page(this.view, params);
      this.page.asked(query);
    } catch {
      this.failure = 'This page could not be fetched. Reload it.';
    }
    this.changed();
  }

  /** A new page begins at its top, for the eye and for the keyboard. */
  #begin() {
    scrollTo(0, 0);
    requestAnimationFrame(() => document.getElementById('main')?.focus({ preventScroll: true }));
  }
}

function found(path) {
  for (const page of PAGES) {
    const match = page.path.exec(path);
    if (match) return { page, params: Object.fromEntries(page.names.map((name, at) => [name, decodeURIComponent(match[at + 1])])) };
  }
  return undefined;
}
