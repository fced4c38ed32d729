// The base class of all panels: a heading with a caption, an area to draw on, a legend of the lines, and a note.

import { roomFor } from "../../../web/assets/js/axis.js";
import { contextOf, element, fit } from "../../../web/assets/js/dom.js";

/** @import { Axis, Frame } from "../../../web/assets/js/axis.js" */
/** @import { Theme } from "./theme.js" */

export class Panel {
  /** @param {any} spec @param {{ theme: Theme, set: (values: Record<string, any>) => void }} host */
  constructor(spec, { theme, set }) {
    this.spec = spec;
    this.theme = theme;
    this.set = set;
    this.values = /** @type {Record<string, any>} */ ({});
    this.drawn = /** @type {Set<number> | null} */ (null);
    this.caption = element("span", { className: "caption" });
    this.header = element("header", {}, ...(spec.title ? [element("h2", { textContent: spec.title })] : []), this.caption);
    this.header.hidden = !spec.title;
    this.stage = element("div", { className: "stage" });
    this.key = element("ul", { className: "key" });
    this.note = element("p", { className: "note", textContent: spec.note });
    this.element = element("section", { className: `panel ${spec.kind}${spec.span <= 2 ? " small" : ""}`, "data-panel": spec.id }, this.header, this.stage, this.key, this.note);
    if (spec.title) this.element.setAttribute("aria-label", spec.title);
    this.element.style.setProperty("--span", spec.span);
    this.buildKey();
  }

  /** Takes new values of some slots; the others stay unchanged. */
  take(values) {
    const { id, kind, slots } = this.spec, unknown = Object.keys(values).filter((slot) => !slots.includes(slot));
    if (unknown.length) console.warn(`${id} of kind ${kind} has no slot ${unknown.join(", ")}`);
    Object.assign(this.values, values);
    if ("caption" in values) {
      this.caption.textContent = values.caption ?? "";
      if (values.caption) this.header.hidden = false;
    }
    this.changed(values);
    this.draw();
  }

  /** A new show begins: all values of the last one are removed. */
  clear() {
    this.values = {};
    this.widest = undefined;
    this.caption.textContent = "";
    this.cleared();
  }

  /** The theme has changed. */
  repaint() {
    this.buildKey();
    this.themed();
    this.draw();
  }

  resize() {
    this.draw();
  }

  // Hooks that a kind of panel may override.

  changed(_values) {}
  cleared() {}
  themed() {}
  draw() {}

  /** The styles that have a name. */
  get labeled() {
    return (this.spec.styles ?? []).filter(({ label }) => label);
  }

  buildKey() {
    this.key.hidden = !this.labeled.length;
    this.key.replaceChildren(...this.labeled.map(({ label, color, dash }) => {
      const mark = element("i", { className: dash ? "dash" : "" });
      mark.style.borderColor = this.theme.palette ? this.theme.color(color) : "currentColor";
      return element("li", {}, mark, label);
    }));
    this.thinKey();
  }

  /** The legend hides the names of lines that are not drawn, but keeps their space, so that nothing below moves. */
  thinKey() {
    const { drawn, key, labeled, spec: { styles } } = this;
    if (!drawn) return;
    const lines = key.querySelectorAll("li");
    labeled.forEach((style, at) => (lines[at].style.visibility = drawn.has(styles.indexOf(style)) ? "" : "hidden"));
  }
}

/** A panel that is painted on a canvas: `paint(context, width, height)`, in CSS pixels. */
export class CanvasPanel extends Panel {
  /** @type {Frame} */ frame;       // the picture within its axes
  /** @type {Axis} */ x;
  /** @type {Axis} */ y;

  constructor(spec, host) {
    super(spec, host);
    this.canvas = element("canvas", { role: "img", "aria-label": spec.title || this.labeled.map(({ label }) => label).join(", ") || spec.id });
    this.context = contextOf(this.canvas);
    this.stage.append(this.canvas);
  }

  paint(_context, _width, _height) {}
  sized() {}

  /** Height for a width, in CSS pixels. */
  tall(_width) {
    return this.spec.height;
  }

  /** Measured only when it may have changed: reading it for every picture would trigger a layout of the page. */
  resize() {
    this.width = this.stage.clientWidth;
    this.draw();
  }

  draw() {
    const width = (this.width ||= this.stage.clientWidth);
    if (!width || !this.theme.palette) return;
    const { context } = this, height = Math.round(this.tall(width));
    if (fit(context, width, height)) {
      this.stage.style.height = `${height}px`;
      this.sized();
    }
    context.font = `12px ${this.theme.font}`;
    this.paint(context, width, height);
  }

  /** The margin to the left for these words, `least` or more. It never shrinks during a show, so the picture stays still. */
  margin(least, words, name = "") {
    return (this.widest = Math.max(this.widest ?? least, roomFor(this.context, words, name)));
  }

  /** A line in a Style's color and dash. */
  pen({ color, dash, width }) {
    const { context } = this;
    context.strokeStyle = context.fillStyle = this.theme.color(color);
    context.setLineDash(dash ? [5, 4] : []);
    context.lineWidth = width;
    context.lineJoin = context.lineCap = "round";
  }
}

/** A number array's rows as small arrays. */
export function* rowsOf(array) {
  if (!array) return;
  const { data, columns } = array;
  for (let at = 0; at < data.length; at += columns) yield data.subarray(at, at + columns);
}
