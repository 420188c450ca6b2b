// The routes: the order configured, the order wanted, the order the PBX has.

import { html, nothing } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import { VERDICTS, left, may, orderWords, plural, sentence } from './words.js';
import { decisionPath } from './router.js';
import { ago, badge, icon, section, time } from './ui.js';

export function routes(view) {
  const { feed } = view;
  const moved = feed.routes.filter((route) => route.wantedOrder.join() !== route.staticOrder.join()).length;
  return section(
    'routes',
    'Routes',
    html`<p class="count">${plural(feed.routes.length, 'route')}, ${moved === 0 ? 'all' : `${moved} not`} in your own order</p>`,
    html`<ul class="rows">
      ${repeat(feed.routes, (route) => `${route.pbx}/${route.name}`, (route) => html`<li>${row(view, route)}</li>`)}
    </ul>`,
  );
}

function row(view, route) {
  const key = `${route.pbx}/${route.name}`;
  const watching = view.feed.pbxs.find((pbx) => pbx.name === route.pbx)?.mode === 'WATCHING';
  const several = view.feed.pbxs.length > 1;
  return html`<article class="route" aria-labelledby="r-${key}">
    <div class="route-head">
      <h3 id="r-${key}">${several ? html`<span class="muted">${route.pbx} / </span>` : nothing}${route.name}</h3>
      ${route.emergency
        ? html`<span class="tag emergency">Emergency: watched, never steered</span>`
        : html`${sync(route, watching)}${lease(route, watching)}`}
    </div>
    ${view.feed.orders
      .filter((order) => order.pbx === route.pbx && !route.emergency && (order.order === 'PAUSE' || order.route === route.name))
      .map((order) => html`<p class="by-order">${order.who} ordered to ${orderWords(order)} until ${time(order.until, false)}</p>`)}
    <div class="orders-side">
      ${order(view, route, 'Your order', route.staticOrder, 'static')}
      ${route.emergency ? nothing : order(view, route, 'Wanted', route.wantedOrder, 'now')}
      ${route.actualOrder
        ? order(view, route, 'On the PBX', route.actualOrder, 'read back')
        : html`<div class="order"><h4>On the PBX</h4><p class="muted">not known</p></div>`}
    </div>
    <p class="why">${sentence(route.why)}${last(view, route)}</p>
    <p class="muted">${sentence(route.actualWords)}${route.readAt ? html` Read ${ago(route.readAt)}.` : nothing}</p>
    ${route.frozen
      ? html`<p class="frozen">
          ${badge('warn', 'Waits for a person')} ${sentence(route.frozen)}
          ${may(view.feed.site.user.role, 'OPERATOR')
            ? html`<button type="button" @click=${() => view.unfreeze(route)}>
                Give it back …<span class="sr"> route ${route.name}</span>
              </button>`
            : nothing}
        </p>`
      : nothing}
  </article>`;
}

/** The way to its last decision, of those that are known here. */
function last(view, route) {
  const found = view.feed.decisions.find((each) => each.id && each.pbx === route.pbx && each.route === route.name);
  return found ? html` <a href=${decisionPath(found.id)}>Last decision<span class="sr"> of ${route.name}</span></a>` : nothing;
}

function sync(route, watching) {
  if (watching) return badge('none', 'Watched only', 'Trunkpilot decides and writes nothing');
  if (!route.actualOrder) return badge('none', 'Not known', 'the order on the PBX has not been read since the link came up');
  return route.inSync
    ? badge('good', 'In sync', 'the order read back from the PBX is the wanted one')
    : badge('warn', 'Not in sync', 'the order read back from the PBX is not the wanted one');
}

function lease(route, watching) {
  if (!route.leaseUntil) return watching ? nothing : html`<span class="muted">no row on the PBX</span>`;
  return html`<span class="muted">row good for <span class="tick">${left(route.leaseUntil)}</span> more</span>`;
}

function order(view, route, title, names, means) {
  return html`<div class="order">
    <h4>${title} <span class="muted">${means}</span></h4>
    <ol>
      ${names.map((name, place) => stop(view, route, name, place))}
    </ol>
  </div>`;
}

function stop(view, route, name, place) {
  const trunk = view.feed.trunks.find((each) => each.pbx === route.pbx && each.name === name);
  const { tone, word } = VERDICTS[trunk?.verdict ?? 'UNKNOWN'];
  const home = route.staticOrder.indexOf(name);
  const moved = home === place ? nothing : html`<span class="moved">${home > place ? '↑' : '↓'}<span class="sr"> moved ${home > place ? 'up' : 'down'}</span></span>`;
  return html`<li class=${home === place ? '' : 'is-moved'}>
    <span class="mark ${tone}">${icon(tone)}<span class="sr">${word}: </span></span>${name}${moved}
  </li>`;
}
