// Small pieces that every section shows alike. Colour never speaks alone: a shape and a word are always with it.

import { html, nothing, svg } from 'lit-html';
import { age, clock, utc } from './words.js';

const SHAPES = {
  bad: svg`<path d="M5.2 1h5.6L15 5.2v5.6L10.8 15H5.2L1 10.8V5.2z"/><path class="cut" d="m5.5 5.5 5 5m0-5-5 5"/>`,
  warn: svg`<path d="M8 1.2 15.4 14.5H.6z"/><path class="cut" d="M8 6v4.2M8 12.1v.6"/>`,
  note: svg`<path d="M8 .8 15.2 8 8 15.2.8 8z"/><path class="cut" d="M8 4.6v4M8 10.6v.6"/>`,
  none: svg`<circle class="hollow" cx="8" cy="8" r="6.4"/><path class="line" d="M5 8h6"/>`,
  good: svg`<circle cx="8" cy="8" r="7.2"/><path class="cut" d="m4.6 8.3 2.4 2.4 4.4-5"/>`,
};

/** The shape of a tone; it says nothing to a screen reader, the word beside it does. */
export function icon(tone) {
  return svg`<svg class="icon" viewBox="0 0 16 16" aria-hidden="true">${SHAPES[tone]}</svg>`;
}

export function badge(tone, word, means) {
  return html`<span class="badge ${tone}" title=${means ?? nothing}>${icon(tone)}${word}</span>`;
}

/** A moment in the operator's zone, with UTC on hover. */
export function time(instant, seconds = true) {
  return html`<time datetime=${instant} title=${utc(instant)}>${clock(instant, seconds)}</time>`;
}

/** How long ago, ticking; the moment itself on hover. */
export function ago(instant) {
  return html`<time datetime=${instant} title="${clock(instant)}, ${utc(instant)}">${age(instant)}</time>`;
}

/** A bar of 0 to 100. The figure stands beside it, so it is hidden from screen readers. */
export function bar(score, tone) {
  return html`<svg class="bar ${tone}" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
    <rect class="rail" width="100" height="4" />
    ${score === null ? nothing : svg`<rect class="fill" width=${score} height="4" />`}
  </svg>`;
}

/** A section with its heading; `aside` stands at the right of the heading. */
export function section(id, title, aside, body) {
  return html`<section aria-labelledby="${id}-title" id=${id} class="section">
    <div class="section-head">
      <h2 id="${id}-title" tabindex="-1">${title}</h2>
      ${aside}
    </div>
    ${body}
  </section>`;
}
