// Charts under each other on one time axis: one cursor through all of them, faults shaded, events as lines. Drawn by uPlot.
// Nothing here can be reached by keyboard or screen reader alone: the page has a slider beside it that says each moment in words.

const chartsLoaded = new Promise((resolve) => {
  if (window.uPlot) resolve(window.uPlot);
  else document.getElementById('uplot').addEventListener('load', () => resolve(window.uPlot));
});

const HEIGHT = 104;
const AXIS = 46;
const TIMES = 22;

/** Less than this is a click, not a span. */
const LEAST_DRAG = 8;

class ChartStack extends HTMLElement {
  #charts = [];
  #told;
  #at;

  constructor() {
    super();
    this.resized = new ResizeObserver(() => this.#charts.forEach((chart) => chart.setSize(this.#size(chart.last))));
    this.themed = () => this.#build();
  }

  /**
   * @param told {{panels, columns, step, from, to, marks, shades}} `panels` as in trunk-page.js; `columns` by name, with `at` in
   *   seconds since the epoch and `step` their length; `marks` [{at, kind}]; `shades` [{from, to, tone}]. The same object as long as nothing is new.
   */
  set told(told) {
    if (told === this.#told) return;
    const same = this.#told?.panels === told.panels && this.#charts.length > 0;
    this.#told = told;
    if (!this.isConnected) return;
    if (same) this.#fill();
    else this.#build();
  }

  /** Which step the cursor stands on. */
  set at(at) {
    if (at === this.#at) return;
    this.#at = at;
    this.#point();
  }

  connectedCallback() {
    this.resized.observe(this);
    document.addEventListener('trunkpilot:theme', this.themed);
    if (this.#told) this.#build();
  }

  disconnectedCallback() {
    this.resized.disconnect();
    document.removeEventListener('trunkpilot:theme', this.themed);
    this.#drop();
  }

  #drop() {
    this.#charts.forEach((chart) => chart.destroy());
    this.#charts = [];
    this.replaceChildren();
  }

  async #build() {
    const uPlot = await chartsLoaded;
    if (!this.isConnected) return;
    this.#drop();
    this.sync = uPlot.sync(`stack-${Math.random()}`);
    this.dragged = false;
    const { panels } = this.#told;
    panels.forEach((panel, place) => this.#add(uPlot, panel, place === panels.length - 1));
    this.#point();
  }

  #add(uPlot, panel, last) {
    const figure = document.createElement('figure');
    const caption = document.createElement('figcaption');
    const title = document.createElement('b');
    title.textContent = panel.title;
    caption.append(title, ` ${panel.unit} `);
    const inks = panel.series.map((series) => {
      const key = document.createElement('span');
      key.className = `key ink-${series.ink}${series.dash ? ' dashed' : ''}`;
      key.textContent = series.word;
      caption.append(key);
      return key;
    });
    const plot = document.createElement('div');
    figure.append(caption, plot);
    this.append(figure);
    const colours = inks.map((key) => getComputedStyle(key).color);
    const chart = new uPlot(this.#options(uPlot, panel, colours, last), this.#data(panel), plot);
    chart.last = last;
    chart.panel = panel;
    chart.over.addEventListener('mousemove', (event) => this.#say('read', this.#under(chart, event)));
    chart.over.addEventListener('click', (event) => this.#clicked(chart, event));
    this.#charts.push(chart);
  }

  #fill() {
    const { from, to } = this.#told;
    this.#charts.forEach((chart) => {
      chart.setData(this.#data(chart.panel), false);
      chart.setScale('x', { min: from, max: to });
    });
    this.#point();
  }

  #data(panel) {
    const { columns } = this.#told;
    const series = panel.series.map(({ name, scale = 1 }) => columns[name].map((value) => (value === null ? null : value * scale)));
    return [columns.at, ...(panel.stacked ? piled(series) : series)];
  }

  #size(last) {
    const css = getComputedStyle(this);
    const width = this.clientWidth - parseFloat(css.paddingLeft) - parseFloat(css.paddingRight);
    return { width: Math.max(200, width), height: HEIGHT + (last ? TIMES : 0) };
  }

  /** In the next frame: before it a new chart does not know yet where its moments are. */
  #point() {
    requestAnimationFrame(() => {
      if (this.#at === undefined || this.#charts.length === 0) return;
      const { columns, step } = this.#told;
      const left = this.#charts[0].valToPos(columns.at[this.#at] + step / 2, 'x');
      this.#charts.forEach((chart) => chart.setCursor({ left, top: 10 }, false));
    });
  }

  /** Which step the pointer is over. */
  #under(chart, { offsetX }) {
    const { columns, step } = this.#told;
    const place = Math.floor((chart.posToVal(offsetX, 'x') - columns.at[0]) / step);
    return Math.min(columns.at.length - 1, Math.max(0, place));
  }

  /** The end of a drag is no click. */
  #clicked(chart, event) {
    if (!this.dragged) this.#say('pick', this.#under(chart, event));
    this.dragged = false;
  }

  #say(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  #options(uPlot, panel, colours, last) {
    const css = getComputedStyle(this);
    const ink = css.color;
    const line = css.borderTopColor;
    const { from, to } = this.#told;
    return {
      ...this.#size(last),
      padding: [8, 8, last ? 0 : 4, 0],
      legend: { show: false },
      cursor: { sync: { key: this.sync.key }, y: false, drag: { x: true, y: false, setScale: false }, points: { size: 6 } },
      scales: { x: { time: true, min: from, max: to, auto: false, range: (_, min, max) => [min, max] }, y: { range: yRange(panel) } },
      axes: [
        { show: last, size: TIMES, stroke: ink, grid: { stroke: line, width: 1 }, ticks: { show: false }, font: font(css), space: 64, values: times },
        { size: AXIS, stroke: ink, grid: { stroke: line, width: 1 }, ticks: { show: false }, font: font(css), space: 26 },
      ],
      series: [{}, ...panel.series.map((series, place) => seriesOf(uPlot, panel, series, colours[place]))],
      hooks: {
        drawClear: [(chart) => this.#shade(chart)],
        draw: [(chart) => this.#mark(chart)],
        setSelect: [(chart) => this.#selected(chart)],
      },
    };
  }

  #selected(chart) {
    const { left, width } = chart.select;
    if (width < LEAST_DRAG) return;
    chart.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    this.dragged = true;
    this.#say('span', { from: chart.posToVal(left, 'x'), to: chart.posToVal(left + width, 'x') });
  }

  /** Behind everything: when it was degraded, when it was down. */
  #shade({ ctx, bbox, valToPos }) {
    const css = getComputedStyle(this);
    for (const { from, to, tone } of this.#told.shades) {
      const left = Math.max(bbox.left, valToPos(from, 'x', true));
      const right = Math.min(bbox.left + bbox.width, valToPos(to, 'x', true));
      ctx.fillStyle = tone === 'bad' ? css.outlineColor : css.columnRuleColor;
      if (right > left) ctx.fillRect(left, bbox.top, Math.max(1, right - left), bbox.height);
    }
  }

  #mark({ ctx, bbox, valToPos }) {
    const css = getComputedStyle(this);
    ctx.save();
    ctx.lineWidth = devicePixelRatio;
    for (const { at, kind } of this.#told.marks) {
      const x = Math.round(valToPos(at, 'x', true));
      if (x < bbox.left || x > bbox.left + bbox.width) continue;
      ctx.strokeStyle = css.textDecorationColor;
      ctx.setLineDash(kind === 'move' ? [] : [3 * devicePixelRatio, 3 * devicePixelRatio]);
      ctx.beginPath();
      ctx.moveTo(x, bbox.top);
      ctx.lineTo(x, bbox.top + bbox.height);
      ctx.stroke();
    }
    ctx.restore();
  }
}

function font(css) {
  return `11px ${css.fontFamily}`;
}

function yRange({ most, least = 1 }) {
  return most === undefined ? (_, __, max) => [0, Math.max(least, (max ?? 0) * 1.08)] : [0, most];
}

function seriesOf(uPlot, panel, { dash }, colour) {
  if (panel.stacked) {
    return { stroke: colour, fill: colour, width: 0, paths: uPlot.paths.bars({ size: [0.9, 24], align: 1 }), points: { show: false } };
  }
  return {
    stroke: colour,
    width: 1.5,
    dash: dash ? [5, 3] : undefined,
    paths: uPlot.paths.stepped({ align: 1 }),
    points: { show: false },
    spanGaps: false,
  };
}

/** Bars on top of each other: the first is the whole pile, drawn first, and each next covers a part of it. */
function piled(series) {
  return series.map((_, place) => series[0].map((__, at) => {
    const parts = series.slice(place).map((each) => each[at]);
    return parts.every((part) => part === null) ? null : parts.reduce((sum, part) => sum + (part ?? 0), 0);
  }));
}

const HOUR = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const DATE = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });

/** 14:30, and the date instead at a midnight or where a tick is a day. */
function times(_, splits, __, ___, step) {
  return splits.map((at) => {
    const moment = new Date(at * 1000);
    const midnight = moment.getHours() === 0 && moment.getMinutes() === 0;
    return (step >= 86_400 || midnight ? DATE : HOUR).format(moment);
  });
}

customElements.define('chart-stack', ChartStack);
