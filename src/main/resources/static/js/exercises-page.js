// Bad days that can be had at will, on the practice PBX: begun here, watched on the first page, judged here at their end.

import { html, nothing } from 'lit-html';
import { get, send } from './api.js';
import { clock, left, may, sentence, span, utc, zone } from './words.js';
import { ago, badge, section } from './ui.js';

const API = 'api/v1/practice';

/** How often what runs is looked at. */
const EVERY = 1_000;

const STATES = {
  PREPARING: { word: 'Getting ready', tone: 'none' },
  RUNNING: { word: 'Running', tone: 'note' },
  DONE: { word: 'Done', tone: 'good' },
  STOPPED: { word: 'Stopped', tone: 'none' },
};

const OUTCOMES = {
  MET: { word: 'As expected', tone: 'good' },
  MISSED: { word: 'Not as expected', tone: 'bad' },
  OPEN: { word: 'Open', tone: 'none' },
};

export default class ExercisesPage {
  title = 'Exercises';

  constructor(view) {
    this.view = view;
    this.exercises = undefined;
    this.runs = [];
    this.problem = '';
    this.lookedAt = 0;
  }

  close() {
    this.closed = true;
  }

  asked() {}

  async #look() {
    this.lookedAt = Date.now();
    try {
      const [exercises, runs] = await Promise.all([this.exercises ?? get(`${API}/exercises`), get(`${API}/runs`)]);
      this.exercises = exercises;
      this.runs = runs;
      this.lost = '';
    } catch (problem) {
      this.lost = problem.message;
    }
    if (!this.closed) this.view.changed();
  }

  async #do(method, path, body) {
    this.sending = true;
    this.problem = '';
    this.view.changed();
    try {
      await send(method, `${API}/${path}`, body);
    } catch (problem) {
      this.problem = problem.message;
    } finally {
      this.sending = false;
    }
    await this.#look();
  }

  render() {
    if (Date.now() - this.lookedAt >= EVERY) this.#look();
    const { exercises, runs } = this;
    const running = runs.find(({ state }) => state === 'PREPARING' || state === 'RUNNING');
    const mayRun = may(this.view.feed.site.user.role, 'OPERATOR');
    return html`
      <div class="page-head"><h1 class="page-title">Exercises <span class="muted">bad days at will, on the practice PBX</span></h1></div>
      ${this.lost || this.problem ? html`<p class="trouble" role="alert">${sentence(this.lost || this.problem)}</p>` : nothing}
      ${exercises?.length === 0 ? html`<p class="nothing">There are none here: they need the make-believe PBX of a practice run, and this is a real site.</p>` : nothing}
      ${running ? this.#run(running, mayRun) : nothing}
      ${exercises?.length > 0
        ? section(
            'exercises',
            'What can be practised',
            nothing,
            html`<ul class="rows events">${exercises.map(
              ({ name, title, words, seconds }) => html`<li>
                <span><b>${title}</b> ${sentence(words)} <span class="muted">${span(seconds * 1000)} from the fault to the verdict.</span></span>
                ${mayRun ? html`<button type="button" ?disabled=${Boolean(running) || this.sending} @click=${() => this.#do('POST', 'runs', { exercise: name })}>Begin<span class="sr"> ${title}</span></button>` : nothing}
              </li>`,
            )}</ul>`,
          )
        : nothing}
      ${runs.filter((run) => run !== running).map((run) => this.#run(run, false))}`;
  }

  #run(run, mayStop) {
    const { exercise, state, by, begunAt, faultAt, endsAt, verdict, outcomes, story } = run;
    const shown = STATES[state];
    return section(
      `run-${run.id}`,
      exercise.title,
      html`<span class="count">${badge(shown.tone, shown.word)} begun by ${by} ${ago(begunAt)}</span>`,
      html`
        ${state === 'PREPARING' ? html`<p role="status">Everything is made well first, so that what comes is of the exercise alone: until each trunk is in service and each route in its own order, four minutes at most.</p>` : nothing}
        ${state === 'RUNNING' ? html`<p role="status">${sentence(exercise.words)} The fault began ${ago(faultAt)}; the verdict comes in <span class="tick">${left(endsAt)}</span>. <a href="/">Watch the first page</a>.</p>` : nothing}
        ${verdict ? html`<p class="exercise-verdict" role="status"><b>${verdict}</b></p>` : nothing}
        ${mayStop ? html`<p class="checks"><button type="button" ?disabled=${this.sending} @click=${() => this.#do('DELETE', 'runs/current')}>Stop it</button></p>` : nothing}
        ${outcomes.length > 0
          ? html`<ul class="rows events" aria-label="What was expected">${outcomes.map((outcome) => html`<li>${expected(outcome, state)} <span>${sentence(outcome.words)}</span></li>`)}</ul>`
          : nothing}
        ${story.length > 0
          ? html`<details ?open=${state === 'RUNNING'}><summary>What it thought and did, when and why</summary>
              <ul class="rows events">${story.map(({ at, words }) => html`<li><span class="tick" title=${utc(at)}>${faultAt ? `+${((Date.parse(at) - Date.parse(faultAt)) / 1000).toFixed(1)} s` : clock(at)}</span> <span>${sentence(words)}</span></li>`)}</ul></details>
              <p><a href="/timeline?at=${encodeURIComponent(story[0].at)}">In the timeline</a> <span class="muted">${clock(story[0].at)} ${zone()}</span></p>`
          : nothing}`,
    );
  }
}

/** While it runs, what has not come about yet may still do so. */
function expected({ state }, run) {
  const outcome = state === 'MISSED' && run === 'RUNNING' ? { word: 'Not yet', tone: 'none' } : OUTCOMES[state];
  return badge(outcome.tone, outcome.word);
}
