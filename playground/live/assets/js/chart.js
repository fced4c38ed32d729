// Draws loss and score by epoch. New epochs extend the curves; everything is redrawn only when an axis must grow. At
// 20,000 epochs this makes the difference between 60 and 36 pictures per second.

import { Axis, drawAcross, drawUpward } from "../../../web/assets/js/axis.js";
import { fit } from "../../../web/assets/js/dom.js";
import { axisEnd, TEST_LOSS, TEST_SCORE, TRAIN_LOSS, TRAIN_SCORE } from "../../../web/assets/js/history.js";
import { lossAxis, logAxis, scoreAxis, spared } from "./range.js";
import { lossText, percentText, r2Text } from "../../../web/assets/js/format.js";

const LEFT = 40, RIGHT = 8, TOP = 8, BOTTOM = 22;
const DASH = [5, 3];
const ARROW = 5;               // height of the arrow where a curve leaves the axis

/** @import { Net } from "./frames.js" */
/** @import { Frame } from "../../../web/assets/js/axis.js" */
/** @import { CurveAxis } from "./range.js" */
/** @import { History } from "../../../web/assets/js/history.js" */
/** @import { Palette } from "../../../web/assets/js/palette.js" */

export class Chart {
  /** @type {Net} */ net;
  /** @type {Palette} */ palette;
  /** @type {CurveAxis} */ axis;
  /** @type {Axis} */ across;
  /** @type {Frame} */ frame;
  end = 0;                       // of the axis of epochs
  pens = /** @type {any[]} */ ([]);
  arrows = /** @type {[x: number, above: boolean][]} */ ([]);

  /** @param {any} section @param {History} history */
  constructor(section, history) {
    this.history = history;
    this.width = this.height = 0;
    this.metric = "loss";
    this.log = false;
    this.epoch = 0;
    this.stage = section.querySelector(".curve");
    this.context = section.querySelector(".curve canvas").getContext("2d");
    this.ruler = section.querySelector(".ruler");
    this.keys = [...section.querySelectorAll(".keys b")];
    this.cursor = null;          // epoch under the pointer or the arrow keys
    this.listen();
  }

  build(net, palette) {
    Object.assign(this, { net, palette });
    this.redraw();
  }

  set(options) {
    Object.assign(this, options);
    this.redraw();
  }

  get series() {
    return this.metric === "loss" ? [TRAIN_LOSS, TEST_LOSS] : [TRAIN_SCORE, TEST_SCORE];
  }

  /** Extends the curves to this epoch. */
  advance(epoch) {
    if (!this.width) return;
    if (epoch === this.epoch) return;
    // An axis for the first loss alone does not suit the second one.
    if (epoch < this.epoch || epoch > this.end || this.epoch === 0) return this.redraw(epoch);
    const from = this.epoch, { axis, history, series } = this;
    this.epoch = epoch;
    for (let next = from + 1; next <= epoch; next++) {
      if (axis.outgrown(history.peak(next, series), history.dip(next, series))) return this.redraw(epoch);
    }
    for (const pen of this.pens) this.continue(pen, from + 1, epoch);
    this.drawArrows();
    if (this.cursor !== null) this.showCursor();
  }

  // --- axes -----------------------------------------------------------------------------------

  makeAxis() {
    const { epoch, end, history, series } = this, few = spared(epoch, end);
    const peaks = new Float64Array(epoch + 1), dips = new Float64Array(epoch + 1);
    for (let at = 0; at <= epoch; at++) {
      peaks[at] = history.peak(at, series) || 0;     // NaN does not affect the scale
      dips[at] = history.dip(at, series) || 0;
    }
    if (this.metric === "score") return scoreAxis(dips, few);
    return this.log ? logAxis(peaks, dips) : lossAxis(peaks, few);
  }

  x(epoch) {
    return LEFT + (this.width - LEFT - RIGHT) * this.across.share(epoch);
  }

  y(value) {
    // The curve continues beyond the axis, out of sight, but within the coordinates that a canvas can handle.
    return TOP + (1 - Math.min(2, Math.max(-1, this.axis.share(value)))) * (this.height - TOP - BOTTOM);
  }

  // --- drawing --------------------------------------------------------------------------------

  redraw(epoch = this.epoch) {
    const { clientWidth: width, clientHeight: height } = this.stage;
    if (!width || !this.palette) return;
    const { context, palette } = this;
    Object.assign(this, { width, height, epoch });
    context.restore();           // ends the clipping
    fit(context, width, height);
    this.frame = { left: LEFT, right: width - RIGHT, top: TOP, bottom: height - BOTTOM };
    this.end = axisEnd(epoch);
    this.across = new Axis(0, this.end, { fixed: true });
    this.axis = this.makeAxis();
    this.stage.setAttribute("aria-valuemax", this.end);
    context.font = `12px ${palette.font}`;
    const score = this.metric === "score" && this.net.task !== "regression";
    drawUpward(context, this.axis, this.frame, palette, score ? { text: (tick) => Math.round(100 * tick) + " %" } : {});
    drawAcross(context, this.across, this.frame, palette, { name: "epoch" });
    const [train, test] = this.series, start = { width: 1.5, x: null, y: null, length: 0, left: -Infinity };
    this.pens = [
      { series: train, color: palette.ink(0.55), dash: [], ...start },
      { series: test, color: palette.ink(1), dash: DASH, ...start },
    ];
    this.arrows.length = 0;
    this.cutOff();
    for (const pen of this.pens) this.trace(pen, epoch);
    this.drawArrows();
    this.setCursor(this.cursor);
  }

  /** Clips to the axes, with room for the width of a line. */
  cutOff() {
    const { context, width, height } = this;
    context.save();
    context.beginPath();
    context.rect(LEFT - 4, TOP - 1, width - LEFT, height - TOP - BOTTOM + 2);
    context.clip();
  }

  /** Draws an arrow where a curve leaves the axis or returns to it, at most one within a few pixels. */
  cross(pen, x, y) {
    /** @type {[number, boolean][]} */
    const edges = [[TOP, true], [this.height - BOTTOM, false]];
    for (const [edge, above] of edges) {
      const beyond = (at) => (above ? at < edge - 0.5 : at > edge + 0.5);
      if (beyond(pen.y) === beyond(y)) continue;
      const place = pen.x + ((edge - pen.y) / (y - pen.y)) * (x - pen.x);
      if (place - pen.left < 2 * ARROW) continue;
      pen.left = place;
      this.arrows.push([place, above]);
    }
  }

  drawArrows() {
    const { context, palette, height, arrows } = this;
    if (!arrows.length) return;
    context.restore();
    context.fillStyle = palette.ink(0.85);
    for (const [x, above] of arrows) {
      const foot = above ? TOP - 2 : height - BOTTOM + 2, tip = above ? foot - ARROW : foot + ARROW;
      context.beginPath();
      context.moveTo(x - ARROW * 0.7, foot);
      context.lineTo(x + ARROW * 0.7, foot);
      context.lineTo(x, tip);
      context.fill();
    }
    arrows.length = 0;
    this.cutOff();
  }

  /** Draws a whole curve. Where several epochs share a pixel column, it draws the lowest and the highest value. */
  trace(pen, last) {
    const { context, history } = this;
    const perPixel = this.end / (this.width - LEFT - RIGHT);
    if (last === 0) return this.dot(pen);
    if (perPixel <= 1) return this.continue(pen, 0, last);
    this.ink(pen);
    context.beginPath();
    let column = -1, low = 0, high = 0;
    const flush = () => {
      if (column < 0) return;
      this.stroke(pen, column, high);
      if (low !== high) this.stroke(pen, column, low);
    };
    for (let epoch = 0; epoch <= last; epoch++) {
      const value = history.at(epoch, pen.series);
      if (Number.isNaN(value)) continue;
      const x = Math.floor(this.x(epoch)), y = this.y(value);
      if (x !== column) {
        flush();
        [column, low, high] = [x, y, y];
      } else if (y < low) low = y;
      else if (y > high) high = y;
    }
    flush();
    context.stroke();
  }

  /** A single epoch is a dot, because it does not make a line. */
  dot(pen) {
    const { context } = this, value = this.history.at(0, pen.series);
    if (Number.isNaN(value)) return;
    const y = this.y(value);
    this.ink(pen);
    context.setLineDash([]);
    context.beginPath();
    context.arc(LEFT, y, 3, 0, 2 * Math.PI);
    context.fillStyle = pen.color;
    if (pen.dash.length) context.stroke();
    else context.fill();
    if (y > this.height - BOTTOM) this.arrows.push([LEFT, false]);
  }

  continue(pen, from, to) {
    this.ink(pen);
    this.context.beginPath();
    if (pen.x !== null) this.context.moveTo(pen.x, pen.y);
    for (let epoch = from; epoch <= to; epoch++) {
      const value = this.history.at(epoch, pen.series);
      if (!Number.isNaN(value)) this.stroke(pen, this.x(epoch), this.y(value));
    }
    this.context.stroke();
  }

  ink(pen) {
    const { context } = this;
    context.strokeStyle = pen.color;
    context.lineWidth = pen.width;
    context.lineJoin = "round";
    context.setLineDash(pen.dash);
    // Continue the dashes where the last piece of the curve ended.
    context.lineDashOffset = pen.length;
  }

  stroke(pen, x, y) {
    if (pen.x === null) this.context.moveTo(x, y);
    else {
      this.cross(pen, x, y);
      this.context.lineTo(x, y);
      pen.length = (pen.length + Math.hypot(x - pen.x, y - pen.y)) % 8;
    }
    pen.x = x;
    pen.y = y;
  }

  // --- values under the cursor ------------------------------------------------------------------

  listen() {
    const { stage } = this;
    stage.onpointermove = ({ offsetX }) => {
      if (this.across) this.setCursor(Math.round(this.across.value((offsetX - LEFT) / (this.width - LEFT - RIGHT))));
    };
    stage.onpointerleave = () => this.setCursor(null);
    stage.onfocus = () => stage.matches(":focus-visible") && this.setCursor(this.epoch);
    stage.onblur = () => this.setCursor(null);
    stage.onkeydown = (event) => {
      const moves = { ArrowLeft: -1, ArrowRight: 1, PageDown: -10, PageUp: 10, Home: -Infinity, End: Infinity };
      const move = moves[event.key];
      if (event.key === "Escape") this.setCursor(null);
      if (move === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      this.setCursor((this.cursor ?? this.epoch) + move * (event.shiftKey ? 10 : 1));
    };
  }

  setCursor(epoch) {
    if (!this.width) return;     // nothing has been drawn yet
    this.cursor = epoch === null ? null : Math.max(0, Math.min(this.epoch, epoch));
    this.showCursor();
  }

  showCursor() {
    const { cursor, history, ruler, stage } = this;
    ruler.hidden = cursor === null;
    this.keys.forEach((key, index) => (key.textContent = ["train", "test"][index]));
    if (cursor === null) {
      stage.setAttribute("aria-valuenow", this.epoch);
      return stage.removeAttribute("aria-valuetext");
    }
    ruler.style.transform = `translateX(${this.x(cursor)}px)`;
    ruler.firstChild.textContent = cursor;
    const write = this.metric === "loss" ? lossText : this.net.task === "regression" ? r2Text : percentText;
    // The values replace the words in the legend, so nothing moves and nothing is covered.
    const [train, test] = this.series.map((series) => write(history.at(cursor, series)));
    this.keys[0].textContent = train;
    this.keys[1].textContent = test;
    stage.setAttribute("aria-valuenow", cursor);
    stage.setAttribute("aria-valuetext", `epoch ${cursor}, train ${train}, test ${test}`);
  }
}
