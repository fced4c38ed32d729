// One axis of a picture: its range, its ticks, the position of a value on it, and how it is drawn.

import { tickText } from "./format.js";
import { linearTicks } from "./history.js";

const GAP = 6;                 // between an axis and its numbers
const ROW = 15;                // from one row of text to the next
const EDGE = 4;                // before the numbers of an upward axis
const WIDE = 40;               // width from which a name does not fit between two numbers
const BESIDE = 6;              // room to the right of a picture, into which a number may extend

/** @import { Palette } from "./palette.js" */
/** @typedef {{ left: number, right: number, top: number, bottom: number }} Frame */
/** @typedef {CanvasRenderingContext2D} Context */

export class Axis {
  /**
   * `low` and `high` may be equal or missing. `fixed` keeps them; otherwise they are extended to round numbers, with
   * about `parts` intervals. A logarithmic axis has at most `decades`.
   * @param {number} low @param {number} high
   */
  constructor(low, high, { log = false, fixed = false, parts = 4, decades = 12 } = {}) {
    this.ticks = /** @type {number[]} */ ([]);
    this.low = this.high = 0;
    this.log = log;
    if (!(Number.isFinite(low) && Number.isFinite(high))) [low, high] = log ? [0.1, 1] : [0, 1];
    if (log) this.spanDecades(Math.max(low, high * 10 ** -decades, 1e-300), high, fixed);
    else this.span(low, high, fixed, parts);
  }

  span(low, high, fixed, parts) {
    if (high - low < 1e-12 * Math.max(1, Math.abs(high))) [low, high] = [low - 0.5, high + 0.5];
    this.ticks = linearTicks(low, high, parts);
    if (!fixed) {
      const step = this.ticks.length > 1 ? this.ticks[1] - this.ticks[0] : high - low;
      [low, high] = [Math.floor(low / step + 1e-9) * step, Math.ceil(high / step - 1e-9) * step];
      this.ticks = linearTicks(low, high, parts);
    }
    Object.assign(this, { low, high });
  }

  spanDecades(low, high, fixed) {
    const from = fixed ? Math.log10(low) : Math.floor(Math.log10(low) + 1e-9);
    let to = fixed ? Math.log10(high) : Math.ceil(Math.log10(high) - 1e-9);
    if (to - from < 1) to = from + 1;
    Object.assign(this, { low: 10 ** from, high: 10 ** to });
    const every = Math.ceil((to - from) / 5);
    for (let power = Math.ceil(from); power <= to + 1e-9; power += every) this.ticks.push(10 ** power);
  }

  /** 0 at the low end, 1 at the high one. @param {number} value */
  share(value) {
    if (!this.log) return (value - this.low) / (this.high - this.low);
    return Math.log(Math.max(value, 1e-300) / this.low) / Math.log(this.high / this.low);
  }

  /** @param {number} share */
  value(share) {
    return this.log ? this.low * (this.high / this.low) ** share : this.low + share * (this.high - this.low);
  }
}

/**
 * The vertical axis: a line across at each tick, and its number to the left. `name` is between the last two, and rotated
 * where it is wide.
 * @param {Context} context @param {Axis} axis @param {Frame} frame @param {Palette} palette
 */
export function drawUpward(context, axis, frame, palette, { name = "", text = tickText, lines = true } = {}) {
  const { left, right, top, bottom } = frame, at = (value) => bottom - (bottom - top) * axis.share(value);
  begin(context, palette);
  context.textAlign = "right";
  context.textBaseline = "middle";
  for (const tick of axis.ticks) {
    const y = Math.round(at(tick)) + 0.5;
    if (lines) drawLine(context, left, y, right, y, palette.ink(tick === 0 ? 0.4 : 0.12));
    context.fillText(text(tick), left - GAP, y);
  }
  if (!isWide(context, name)) return drawName(context, name, left - GAP, at(lastGap(axis)), palette);
  context.save();
  context.translate(ROW / 2, (top + bottom) / 2);
  context.rotate(-Math.PI / 2);
  context.textAlign = "center";
  context.fillText(name, 0, 0);
  context.restore();
}

/** Whether a name does not fit between two numbers: on a vertical axis it is then rotated. @param {Context} context @param {string} name */
function isWide(context, name) {
  return context.measureText(name).width > WIDE;
}

/** The width to the left that a vertical axis needs for these numbers. @param {Context} context @param {string[]} words */
export function roomFor(context, words, name = "") {
  const wide = Math.max(...words.map((word) => context.measureText(word).width));
  return Math.ceil(wide) + GAP + EDGE + (isWide(context, name) ? ROW : 0);
}

/**
 * The horizontal axis: its numbers below the picture; with `lines`, a vertical line at each. `name` is between the last
 * two, a wide one in the middle in place of numbers; or it has its own row `below` them.
 * @param {Context} context @param {Axis} axis @param {Frame} frame @param {Palette} palette
 */
export function drawAcross(context, axis, frame, palette, { name = "", below = "", lines = false } = {}) {
  const { left, right, top, bottom } = frame, at = (value) => left + (right - left) * axis.share(value);
  begin(context, palette);
  context.textAlign = "center";
  context.textBaseline = "top";
  const middle = (left + right) / 2, wide = isWide(context, name) ? context.measureText(name).width / 2 + GAP : 0;
  for (const tick of axis.ticks) {
    const x = at(tick), half = context.measureText(tickText(tick)).width / 2;
    if (lines) drawLine(context, x, top, x, bottom, palette.ink(tick === 0 ? 0.4 : 0.12));
    if (wide && Math.abs(x - middle) < wide + half) continue;
    context.fillText(tickText(tick), Math.max(half, Math.min(x, right + BESIDE - half)), bottom + GAP);
  }
  if (wide) context.fillText(name, middle, bottom + GAP);
  else drawName(context, name, at(lastGap(axis)), bottom + GAP, palette);
  context.textAlign = "right";
  context.fillText(below, right, bottom + GAP + ROW);
}

function drawName(context, name, x, y, palette) {
  if (!name) return;
  const { font } = context;
  context.font = `600 ${font}`;
  context.fillStyle = palette.ink(1);
  context.fillText(name, x, y);
  context.font = font;
  context.fillStyle = palette.ink(0.72);
}

/** The position halfway between the last two ticks. @param {Axis} axis */
function lastGap({ ticks, low, high }) {
  return ticks.length > 1 ? (ticks[ticks.length - 2] + ticks[ticks.length - 1]) / 2 : (low + high) / 2;
}

function begin(context, palette) {
  context.lineWidth = 1;
  context.setLineDash([]);
  context.fillStyle = palette.ink(0.72);
}

/** @param {Context} context @param {string | CanvasGradient | CanvasPattern} [color] */
export function drawLine(context, x0, y0, x1, y1, color = context.strokeStyle) {
  context.strokeStyle = color;
  context.beginPath();
  context.moveTo(x0, y0);
  context.lineTo(x1, y1);
  context.stroke();
}
