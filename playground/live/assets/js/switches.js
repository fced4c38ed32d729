// The view's own switches: what is shown, and how. They change no experiment.

/** The user's display options are kept during a visit to another page. For `log`, null lets the curve choose. */
export const habits = {
  speed: /** @type {number | null} */ (null), hard: false, test: false, errors: false, dashed: false, metric: "loss",
  log: /** @type {boolean | null} */ (null),
};

const MARKS = /** @type {const} */ (["hard", "test", "errors", "dashed"]);

export class Switches {
  /** @param {(change: Partial<typeof habits>) => void} change */
  constructor(root, chart, links, change) {
    const part = (name) => root.querySelector(name);
    this.chart = chart;
    this.links = links;
    this.hard = part(".discretize");
    this.test = part(".show-test");
    this.errors = part(".show-errors");
    this.dashed = part(".dash");
    this.log = part(".log");
    this.loss = part(".metric-loss");
    this.score = part(".metric-score");
    for (const name of MARKS) this[name].onclick = () => change({ [name]: !habits[name] });
    for (const metric of ["loss", "score"]) this[metric].onclick = () => change({ metric });
    this.log.onclick = () => change({ log: !chart.logarithmic });
    this.show();
  }

  show() {
    const { chart, links, log } = this, { metric } = habits;
    links.dash(habits.dashed);
    Object.assign(chart, { metric, log: habits.log });
    for (const name of MARKS) this[name].setAttribute("aria-checked", habits[name]);
    for (const name of ["loss", "score"]) this[name].setAttribute("aria-pressed", metric === name);
    log.setAttribute("aria-checked", chart.logarithmic);
    log.disabled = metric !== "loss";
  }

  showTask(task) {
    this.errors.disabled = task === "regression";   // a number is never quite right
    this.score.textContent = task === "regression" ? "R²" : "Accuracy";
  }
}
