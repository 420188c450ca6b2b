// A trunk's score over the last half hour, drawn by uPlot, and told in words to who cannot see it.

/** Loaded beside the page, not before it: the first words do not wait for the charts. */
const chartsLoaded = new Promise((resolve) => {
  if (window.uPlot) resolve(window.uPlot);
  else document.getElementById('uplot').addEventListener('load', () => resolve(window.uPlot));
});

const HEIGHT = 44;
const SPAN_SECONDS = 30 * 60;

class SparkLine extends HTMLElement {
  #points = [];
  #label = '';
  #chart;
  #drawn;

  constructor() {
    super();
    this.resized = new ResizeObserver(() => this.#chart?.setSize({ width: this.clientWidth, height: HEIGHT }));
    this.themed = () => this.#rebuild();
  }

  set label(words) {
    this.#label = words;
  }

  /** [seconds since the epoch, score or null], oldest first; the array is the same as long as nothing is new. */
  set points(points) {
    this.#points = points;
    if (this.isConnected) this.#draw();
  }

  connectedCallback() {
    this.resized.observe(this);
    document.addEventListener('trunkpilot:theme', this.themed);
    this.setAttribute('role', 'img');
    this.#draw();
  }

  disconnectedCallback() {
    this.resized.disconnect();
    document.removeEventListener('trunkpilot:theme', this.themed);
    this.#drop();
  }

  async #draw() {
    const last = this.#points.at(-1);
    const stamp = `${this.#points.length} ${last}`;
    if (stamp === this.#drawn) return;
    this.#drawn = stamp;
    this.setAttribute('aria-label', `${this.#label}: ${this.#words()}`);
    const uPlot = await chartsLoaded;
    if (!this.isConnected) return;
    this.#chart ??= new uPlot(this.#options(uPlot), [[], []], this);
    this.#chart.setData(this.#columns(), true);
  }

  #rebuild() {
    this.#drop();
    this.#drawn = undefined;
    this.#draw();
  }

  #drop() {
    this.#chart?.destroy();
    this.#chart = undefined;
  }

  #columns() {
    return [this.#points.map(([at]) => at), this.#points.map(([, score]) => score)];
  }

  #words() {
    const scores = this.#points.map(([, score]) => score).filter((score) => score !== null);
    if (scores.length === 0) return 'no score yet';
    return `lowest ${Math.min(...scores)}, now ${scores.at(-1)}`;
  }

  #options(uPlot) {
    const css = getComputedStyle(this);
    // A canvas does not understand light-dark(): the colour has to be asked for where it is in use.
    const ink = css.color;
    return {
      width: this.clientWidth || 160,
      height: HEIGHT,
      padding: [3, 2, 3, 0],
      legend: { show: false },
      cursor: { show: false },
      select: { show: false },
      axes: [{ show: false }, { show: false }],
      scales: {
        x: { time: true, range: (_, __, max) => [(max || 0) - SPAN_SECONDS, max || 0] },
        y: { range: [0, 100] },
      },
      series: [
        {},
        {
          stroke: ink,
          fill: ink.replace('rgb(', 'rgba(').replace(')', ', 0.12)'),
          width: 1.5,
          paths: uPlot.paths.stepped({ align: 1 }),
          points: { show: false },
          spanGaps: false,
        },
      ],
    };
  }
}

customElements.define('spark-line', SparkLine);
