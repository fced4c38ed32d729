// Four callouts for a first visit, one at a time: what a square is, what a line is, what the colors mean, what to press.
// They end for good with the last one, with Skip, with Escape, or when the net is played.

import { element } from "../../../web/assets/js/dom.js";
import { keep, kept } from "../../../web/assets/js/storage.js";

const KEY = "playground.callouts";
const GAP = 12;
const EDGE = 8;
const RIM = 4;

/** @typedef {{ left: number, top: number, right: number, bottom: number }} Rect */

/**
 * `of` is what it explains, if not `part` alone. `touched` is the text on a screen without a pointer and without keys;
 * `number` and `classes` are the texts for regression and for more than two classes.
 * @typedef {{
 *   text: string, touched?: string, number?: string, classes?: string,
 *   part: string, of?: (root: HTMLElement) => Rect | null,
 * }} Callout
 */

/** @type {Record<string, Callout>} */
const CALLOUTS = {
  square: {
    text: "A square is a unit of the network. It shows its output at each place of the plane; point at it to see it large.",
    touched: "A square is a unit of the network. It shows its output at each place of the plane; tap it to see it large.",
    part: ".buttons .unit",
  },
  line: {
    text: "A line is a weight: the thicker it is, the more one unit counts for the next. Point at it to read its value.",
    touched: "A line is a weight: the thicker it is, the more one unit counts for the next. Tap it to read its value.",
    part: ".buttons .unit",
    of: (root) => between([...root.querySelectorAll(".buttons .target")].map(rectOf)),
  },
  colors: {
    text: "Blue stands for class 1 and for positive numbers, orange for class 0 and for negative ones; pale is near 0.",
    number: "Blue stands for positive numbers and orange for negative ones; pale is near 0.",
    classes: "On the map each class has a color of its own. In a hidden unit blue stands for positive numbers, orange for negative ones.",
    part: ".legend",
    of: (root) => around([".map", ".legend"].map((name) => rectOf(root.querySelector(name)))),
  },
  press: {
    text: "Press Play or the space bar, and the network learns. Click an input, a unit count or a data set to change it.",
    touched: "Press Play, and the network learns. Tap an input, a unit count or a data set to change it.",
    part: ".play",
  },
};

/** What is said of a net with this number of classes, 0 for regression. @param {Callout} callout @param {number} classes */
export function textOf({ text, touched, number, classes: many }, classes, touch) {
  if (touch && touched) return touched;
  if (classes === 0) return number ?? text;
  return classes > 2 ? (many ?? text) : text;
}

/** @param {Element | null} part @returns {Rect | null} */
function rectOf(part) {
  const rect = part?.getBoundingClientRect();
  return rect?.width ? rect : null;
}

/** The gap between the first two columns of squares, at the height of the first row. @param {(Rect | null)[]} rects */
function between(rects) {
  const [first] = rects, next = first && rects.find((rect) => rect && rect.left > first.right);
  if (!first || !next) return null;
  return { left: first.right, right: next.left, top: Math.min(first.top, next.top), bottom: Math.max(first.bottom, next.bottom) };
}

/** @param {(Rect | null)[]} rects @returns {Rect | null} */
function around(rects) {
  const [one, other] = rects;
  if (!one || !other) return one ?? other;
  return {
    left: Math.min(one.left, other.left), right: Math.max(one.right, other.right),
    top: Math.min(one.top, other.top), bottom: Math.max(one.bottom, other.bottom),
  };
}

const apart = (a, b) => a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top;

/**
 * Where a box of `width` × `height` stands beside `target`: in the window, and over neither the target nor what it must
 * `avoid`. Where no side has room, at the foot of the window.
 * @param {Rect} target @param {{ width: number, height: number }} size
 * @param {{ width: number, height: number }} room @param {Rect[]} avoid
 */
export function placed(target, { width, height }, room, avoid) {
  const across = Math.min(Math.max(target.left, EDGE), room.width - width - EDGE);
  const down = Math.min(Math.max(target.top, EDGE), room.height - height - EDGE);
  /** @type {[number, number][]} */
  const places = [
    [target.right + GAP, down], [across, target.bottom + GAP], [target.left - GAP - width, down], [across, target.top - GAP - height],
  ];
  const fits = ([left, top]) => {
    const box = { left, top, right: left + width, bottom: top + height };
    const inside = left >= EDGE && top >= EDGE && box.right <= room.width - EDGE && box.bottom <= room.height - EDGE;
    return inside && [target, ...avoid].every((other) => apart(box, other));
  };
  const [left, top] = places.find(fits) ?? [Math.max(EDGE, (room.width - width) / 2), room.height - height - EDGE];
  return { left, top };
}

/** Whether they are not to be shown. Where nothing can be kept they would come each time, so they never come. */
function seen() {
  return kept(KEY) !== null || !keep(KEY, null);
}

let step = 0;                  // kept where Streamlit replaces the view

export class Callouts {
  /** @type {HTMLElement | null} */ box = null;
  /** @type {string[]} */ names = [];

  /** @param {HTMLElement} root of the live view */
  constructor(root) {
    this.root = root;
    this.observer = new MutationObserver(() => this.follow());
    this.sizes = new ResizeObserver(() => this.place());
    if (seen()) return;
    this.observer.observe(root, { attributeFilter: ["data-playing", "data-present", "data-gen"] });
    this.sizes.observe(root);
    addEventListener("resize", this.place);
    document.addEventListener("scroll", this.place, true);
    document.addEventListener("keydown", this.press, true);
  }

  /** The view has changed: the first frame is there, the net was changed, it plays, or it is presented. */
  follow() {
    const { playing, present, gen } = this.root.dataset;
    if (playing === "true") this.end();
    else if (present !== undefined) this.hide();
    else if (gen && gen !== "0") this.show();
  }

  show() {
    if (this.box) return this.place();
    const first = rectOf(this.root.querySelector(CALLOUTS.square.part));
    // On a phone the network lies below the map: what is in sight comes first.
    if (!this.names.length) this.names = isSeen(first) ? ["square", "line", "colors", "press"] : ["colors", "square", "line", "press"];
    this.ring = element("div", { className: "callout-ring", popover: "manual", "aria-hidden": "true" });
    this.words = element("p");
    this.count = element("span", { className: "callout-count" });
    this.next = element("button", { type: "button", className: "callout-next", onclick: () => this.advance() });
    const skip = element("button", { type: "button", onclick: () => this.end() }, "Skip");
    const looks = { className: "callout", popover: "manual", role: "note", "aria-label": "First steps" };
    this.box = element("div", looks, this.words, element("div", { className: "callout-foot" }, this.count, skip, this.next));
    this.root.append(this.ring, this.box);
    this.ring.showPopover();
    this.box.showPopover();
    this.fill();
  }

  fill() {
    const { names, words, count, next } = this;
    const touch = matchMedia("(hover: none)").matches, classes = Number(this.root.dataset.classes);
    if (words) words.textContent = textOf(CALLOUTS[names[step]], classes, touch);
    if (count) count.textContent = `${step + 1} of ${names.length}`;
    if (next) next.textContent = step + 1 < names.length ? "Next" : "Got it";
    this.place();
  }

  advance() {
    step += 1;
    if (step >= this.names.length) return this.end();
    const part = this.root.querySelector(CALLOUTS[this.names[step]].part);
    if (part && !isSeen(rectOf(part))) part.scrollIntoView({ block: "center", behavior: "instant" });
    this.fill();
  }

  place = () => {
    const { box, ring, root } = this;
    if (!box || !ring) return;
    const { part, of } = CALLOUTS[this.names[step]], target = of ? of(root) : rectOf(root.querySelector(part));
    if (!target) return this.advance();   // a net without hidden units has no such square
    const play = rectOf(root.querySelector(".play")), room = { width: innerWidth, height: innerHeight };
    const { left, top } = placed(target, { width: box.offsetWidth, height: box.offsetHeight }, room, play ? [play] : []);
    Object.assign(box.style, { left: `${left}px`, top: `${top}px` });
    Object.assign(ring.style, {
      left: `${target.left - RIM}px`, top: `${target.top - RIM}px`,
      width: `${target.right - target.left + 2 * RIM}px`, height: `${target.bottom - target.top + 2 * RIM}px`,
    });
  };

  press = ({ key }) => {
    if (key === "Escape" && this.box) this.end();
  };

  hide() {
    this.box?.remove();
    this.ring?.remove();
    this.box = null;
  }

  /** They never come again. */
  end() {
    keep(KEY, "seen");
    this.destroy();
  }

  destroy() {
    this.hide();
    this.observer.disconnect();
    this.sizes.disconnect();
    removeEventListener("resize", this.place);
    document.removeEventListener("scroll", this.place, true);
    document.removeEventListener("keydown", this.press, true);
  }
}

/** @param {Rect | null} rect */
function isSeen(rect) {
  return !!rect && rect.top >= 0 && rect.bottom <= innerHeight;
}
