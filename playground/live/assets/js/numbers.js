// The panel of numbers. Python computes them only while it is open.

import { element, write } from "../../../web/assets/js/dom.js";
import { countText, lossText, percentText, r2Text } from "../../../web/assets/js/format.js";

const READABLE = 250;          // ms between updates, so that they can be read
const NARROW = 704;            // px of the view below which the panel stands in the page's flow
const LEAST = 264, MARGIN = 16;   // px: of the panel's width, and between the page's sidebar and the view
const SETS = [["train", "Training"], ["test", "Test"]];

/**
 * @typedef {{ units: number, gradient: number | null, dead: number | null, saturated: number | null }} LayerNumbers
 * @typedef {{ confusion?: number[][], recall?: (number | null)[], r2?: number | null, rmse?: number | null }} SetNumbers
 * @typedef {{
 *   at: number, parameters: number, layers: LayerNumbers[], sets: Record<string, SetNumbers>, clipped: number | null,
 * }} Numbers
 */

export class NumbersPanel {
  /** `want` is called when the numbers begin and cease to be wanted. @param {HTMLElement} root @param {(wanted: boolean) => void} want */
  constructor(root, want) {
    const part = (name) => /** @type {HTMLElement} */ (root.querySelector(name));
    this.root = root;
    this.want = want;
    this.button = part(".numbers-button");
    this.panel = part(".numbers");
    this.body = part(".numbers-body");
    this.waiting = /** @type {Numbers[]} */ ([]);   // of frames that are not shown yet
    this.cells = /** @type {HTMLElement[]} */ ([]);
    this.form = "";
    this.written = -Infinity;
    this.open = false;
    this.button.onclick = () => (this.open ? this.close() : this.show());
    part(".numbers-close").onclick = () => this.close();
  }

  show() {
    this.open = true;
    this.waiting.length = 0;
    this.written = -Infinity;
    this.place();
    // In the top layer it lies over the page's sidebar; narrow, the page has nothing at its side.
    this.panel.popover = this.root.clientWidth < NARROW ? null : "manual";
    this.panel.hidden = false;
    if (this.panel.popover) this.panel.showPopover();
    else this.panel.scrollIntoView({ block: "start" });
    this.button.setAttribute("aria-expanded", "true");
    this.want(true);
  }

  /** Over the sidebar of the page; where that is closed, over the net, below what plays. */
  place() {
    const { left } = this.root.getBoundingClientRect(), beside = left > LEAST;
    const stage = /** @type {Element} */ (this.root.querySelector(".stage"));
    this.panel.style.setProperty("--top", beside ? "0px" : `${Math.max(0, stage.getBoundingClientRect().top)}px`);
    this.panel.style.setProperty("--wide", `${beside ? left - MARGIN : LEAST}px`);
  }

  /** Returns whether it was open. */
  close() {
    if (!this.open) return false;
    this.open = false;
    if (this.panel.popover) this.panel.hidePopover();
    this.panel.hidden = true;
    this.button.setAttribute("aria-expanded", "false");
    this.want(false);
    return true;
  }

  /** A message of Python. @param {Numbers | undefined} numbers */
  take(numbers) {
    if (!numbers || !this.open) return;
    this.waiting = this.waiting.filter(({ at }) => at < numbers.at);
    this.waiting.push(numbers);
  }

  forget() {
    this.waiting.length = 0;
  }

  /** Shows the numbers of the last frame that has any. Call it for every frame. */
  draw(position, playing) {
    if (!this.open) return;
    const now = performance.now();
    if (playing && now - this.written < READABLE) return;
    let found = null;
    while (this.waiting.length && this.waiting[0].at <= position) found = this.waiting.shift();
    if (!found) return;
    this.written = now;
    this.fill(found);
  }

  /** The tables are built once for a net; then only texts change. @param {Numbers} numbers */
  fill(numbers) {
    const { texts, build } = layOut(numbers), form = JSON.stringify(texts.map(() => 0)) + build.key;
    if (form !== this.form) {
      this.form = form;
      this.cells = texts.map(() => element("span", { className: "number" }));
      this.body.replaceChildren(...build.with([...this.cells]));
    }
    texts.forEach((text, index) => write(this.cells[index], text));
  }
}

/** The texts of all numbers, in order, and what builds the tables around their cells. @param {Numbers} numbers */
export function layOut({ at, parameters, layers, sets, clipped }) {
  const texts = [countText(at), countText(parameters), clipped === null ? "off" : percentText(clipped)];
  const classes = sets.train.recall?.length ?? 0;
  for (const [name] of SETS) {
    const { confusion = [], recall = [], r2, rmse } = sets[name];
    if (classes) confusion.forEach((counts, label) => texts.push(...counts.map(countText), known(recall[label], percentText)));
    else texts.push(known(r2, r2Text), known(rmse, lossText));
  }
  for (const { units, gradient, dead, saturated } of layers) {
    texts.push(countText(units), known(gradient, lossText), known(dead, countText), known(saturated, countText));
  }
  const build = {
    key: [classes, layers.length].join(),
    with: (cells) => {
      const next = () => /** @type {HTMLElement} */ (cells.shift());
      const list = [row("At epoch", next()), row("Trained parameters", next()), row("Clipped steps", next())];
      const parts = [table("list", "Run", [], list)];
      for (const [, label] of SETS) parts.push(classes ? confusionTable(label, classes, next) : fitTable(label, next));
      return [...parts, layerTable(layers.length, next), ...NOTES.slice(classes ? 0 : 1).map((note) => element("p", {}, note))];
    },
  };
  return { texts, build };
}

const NOTES = [
  "Recall: the share of a class that is predicted right.",
  "Gradient: norm of each layer's part in the last step, after penalty and clipping. Clipped steps: of those since the last update of this table.",
  "Dead: the slope is below 1 % of its largest at every training point. Saturated: at more than half of them.",
];

function known(value, text) {
  return value === null || value === undefined ? "–" : text(value);
}

function row(name, ...cells) {
  return element("tr", {}, element("th", { scope: "row" }, name), ...cells.map((cell) => element("td", {}, cell)));
}

function table(className, caption, heads, rows) {
  const head = heads.length ? [element("thead", {}, element("tr", {}, ...heads.map((name) => element("th", { scope: "col" }, name))))] : [];
  return element("table", { className }, element("caption", {}, caption), ...head, element("tbody", {}, ...rows));
}

function confusionTable(label, classes, next) {
  const labels = Array.from({ length: classes }, (_, index) => String(index));
  const rows = labels.map((name) => row(`class ${name}`, ...labels.map(next), next()));
  return table("counts", `${label}: true class by predicted class`, ["", ...labels.map((name) => `as ${name}`), "recall"], rows);
}

function fitTable(label, next) {
  return table("list", label, [], [row("R²", next()), row("RMSE", next())]);
}

function layerTable(count, next) {
  const names = Array.from({ length: count }, (_, index) => (index < count - 1 ? `layer ${index + 1}` : "output"));
  return table("layers", "Layers", ["", "units", "gradient", "dead", "saturated"], names.map((name) => row(name, next(), next(), next(), next())));
}
