// The scores of the last half hour of each trunk: minutes from the record, and what was seen since the page is open.

import { get } from './api.js';
import { now } from './words.js';

const SPAN = 30 * 60;

/** At most one point in so many seconds; a changed score is a point at once. */
const STEP = 5;

export class History {
  constructor() {
    this.all = new Map();
  }

  /** [seconds since the epoch, score or null], oldest first. */
  points(key) {
    return this.all.get(key) ?? [];
  }

  /** A trunk as it is now. */
  see(trunk) {
    const key = `${trunk.pbx}/${trunk.name}`;
    const at = Math.floor(now() / 1000);
    const points = this.points(key);
    const last = points.at(-1);
    if (last && (at <= last[0] || (trunk.score === last[1] && at - last[0] < STEP))) return;
    this.all.set(key, [...points, [at, trunk.score]].filter(([then]) => then > at - SPAN));
  }

  /** One after the other: fifty trunks at once would be fifty queries at once. */
  async fillAll(trunks, changed) {
    for (const trunk of trunks) {
      await this.fill(trunk);
      changed();
    }
  }

  /** The minutes before, from the record; a chart that cannot be filled so goes on from now. */
  async fill(trunk) {
    const key = `${trunk.pbx}/${trunk.name}`;
    const from = new Date(now() - SPAN * 1000).toISOString();
    const path = `api/v1/trunks/${encodeURIComponent(trunk.pbx)}/${encodeURIComponent(trunk.name)}/history?step=PT1M&from=${from}`;
    let minutes;
    try {
      minutes = (await get(path)).items.map((step) => [Date.parse(step.at) / 1000, step.score]);
    } catch {
      return;
    }
    const seen = this.points(key);
    const first = seen[0]?.[0] ?? Infinity;
    this.all.set(key, [...minutes.filter(([at]) => at < first), ...seen]);
  }
}
