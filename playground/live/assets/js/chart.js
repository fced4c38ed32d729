// Draws loss and score by epoch. New epochs extend the curves; everything is redrawn only when an axis must grow. At
// 20,000 epochs this makes the difference between 60 and 36 pictures per second. The axis of the loss is logarithmic where
// it spans more than two decades, unless the user has chosen.

import { Axis, drawAcross, drawUpward } from "../../../web/assets/js/axis.js";
import { fit } from "../../../web/assets/js/dom.js";
import { axisEnd, TEST_LOSS, TEST_SCORE, TRAIN_LOSS, TRAIN_SCORE } from "../../../web/assets/js/history.js";
import { Cursor } from "./cursor.js";
import { largestSane, lossAxis, logAxis, scoreAxis, spared, suitedAxis } from "./range.js";

const LEFT = 40, RIGHT = 8, TOP = 8, BOTTOM = 22;
const DASH = [5, 3];
const ARROW = 5;               // height of the arrow where a curve leaves the axis

/** @import { Net } from "./frames.js" */
/** @import { Frame } from "../../../web/assets/js/axis.js" */
/** @import { CurveAxis } from "./range.js" */
/** @import { History } from "../../../web/assets/js/history.js" */
/** @typedef {{ position: number, values: number[] }} Stopped */
/** @import { Palette } from "../../../web/assets/js/palette.js" */

export class Chart {
  /** @type {Net} */ net;
  /** @type {Palette} */ palette;
  /** @type {CurveAxis} */ axis;
  /** @type {Axis} */ across;
  /** @type {Frame} */ frame;
  end = 0;                       // of the axis of epochs
  sane = Infinity;               // the largest value that affects the scale
  pens = /** @type {any[]} */ ([]);
  arrows = /** @type {[x: number, above: boolean][]} */ ([]);

  /** `scaled` is called when the axis has become linear or logarithmic. @param {any} section @param {History} history */
  constructor(section, history, scaled = () => {}) {
    this.history = history;
    this.scaled = scaled;
    this.width = this.height = 0;
    this.metric = "loss";
    this.log = /** @type {boolean | null} */ (null);  // chosen by the user
    this.wide = false;           // whether the axis of the loss is logarithmic if the user has not chosen
    this.stopped = /** @type {Stopped | null} */ (null);  // where a run ended within an epoch
    this.epoch = 0;
    this.stage = section.querySelector(".curve");
    this.context = section.querySelector(".curve canvas").getContext("2d");
    this.cursor = new Cursor(this, section);
  }

  build(net, palette) {
    Object.assign(this, { net, palette });
    this.redraw();
  }

  set(options) {
    Object.assign(this, options);
    this.redraw();
  }

  /** Takes the frame at which a run that diverged has stopped, or null: its losses are the last ones of the curve. */
  stop(frame) {
    const before = this.stopped;
    this.stopped = null;
    if (frame && frame.position % 1 > 0) {
      const { position, trainLoss, testLoss, trainScore, testScore } = frame;
      this.stopped = { position, values: [trainLoss, testLoss, trainScore, testScore] };
    }
    if (this.stopped?.position !== before?.position) this.redraw();
  }

  /** The last position with values: an epoch, or the place where the run stopped within one. */
  get last() {
    return this.stopped?.position ?? this.epoch;
  }

  /** A value of a series at an epoch or at `last`. */
  at(position, series) {
    const { stopped } = this;
    return stopped && position === stopped.position ? stopped.values[series] : this.history.at(position, series);
  }

  /** Whether the axis of the loss is logarithmic. */
  get logarithmic() {
    return this.log ?? this.wide;
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
    const from = this.epoch, { axis } = this;
    this.epoch = epoch;
    for (let next = from + 1; next <= epoch; next++) {
      const [peak, dip] = this.bounds(next);
      if (axis.outgrown(peak, dip)) return this.redraw(epoch);
    }
    for (const pen of this.pens) this.continue(pen, from + 1, epoch);
    this.drawArrows();
    if (this.cursor.at !== null) this.cursor.show();
  }

  // --- axes -----------------------------------------------------------------------------------

  makeAxis() {
    const { epoch, end } = this, few = spared(epoch, end);
    const peaks = new Float64Array(epoch + 1), dips = new Float64Array(epoch + 1);
    this.sane = this.metric === "loss" ? largestSane(this.history.peak(0, this.series)) : Infinity;
    for (let at = 0; at <= epoch; at++) [peaks[at], dips[at]] = this.bounds(at);
    if (this.metric === "score") return scoreAxis(dips, few);
    if (this.log !== null) return this.log ? logAxis(peaks, dips) : lossAxis(peaks, few);
    const axis = suitedAxis(peaks, dips, few);
    this.wide = axis.log;
    return axis;
  }

  /** The largest and the smallest value at an epoch; 0 for values that do not affect the scale. */
  bounds(epoch) {
    const { history, series, sane } = this, peak = history.peak(epoch, series), dip = history.dip(epoch, series);
    return [peak <= sane ? peak : 0, dip <= sane ? dip : 0];
  }

  /** The epoch at a distance from the left edge, or null before anything is drawn. */
  epochAt(x) {
    return this.across ? this.across.value((x - LEFT) / (this.width - LEFT - RIGHT)) : null;
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
    context.font = `${getComputedStyle(context.canvas).fontSize} ${palette.font}`;
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
    this.drawEnd();
    this.drawArrows();
    this.cursor.set(this.cursor.at);
    if (this.logarithmic !== this.told) this.scaled();
    this.told = this.logarithmic;
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

  /** The line to where the run stopped within an epoch. */
  drawEnd() {
    const { context, stopped } = this;
    if (!stopped || stopped.position < this.epoch) return;
    for (const pen of this.pens) {
      if (pen.x === null) [pen.x, pen.y] = [this.x(this.epoch), this.y(this.history.at(this.epoch, pen.series))];
      this.ink(pen);
      context.beginPath();
      context.moveTo(pen.x, pen.y);
      this.stroke(pen, this.x(stopped.position), this.y(stopped.values[pen.series]));
      context.stroke();
    }
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
}
