// Chooses the range of a curve's axis. If the first loss is a hundred times the second, all later values would form a
// flat line. Therefore a few epochs may lie beyond the axis, where the chart draws an arrow.

import { Axis } from "../../../web/assets/js/axis.js";
import { roundUp } from "../../../web/assets/js/history.js";

const SPARED = 0.05;           // share of the epochs that may lie beyond the axis
const FAR = 3;                 // values up to this multiple of the others' range are still shown
const LOST = 10_000;           // multiple of the first loss from which on the run has diverged
const WIDE = 100;              // ratio of the ends from which on a logarithmic axis suits

/** How many epochs may lie beyond an axis that ends at `end`, if there is more than one. */
export function spared(epoch, end) {
  return epoch === 0 ? 0 : Math.max(1, Math.floor(SPARED * end));
}

/** @typedef {Axis & { outgrown: (high: number, low: number) => boolean }} CurveAxis */

/** The largest loss of a run that sets the scale; the curve leaves the axis at the top if it is larger. */
export function largestSane(first) {
  return LOST * first || Infinity;
}

/**
 * `outgrown(high, low)` returns whether the values of one more epoch require a new axis. An axis is made for the largest
 * and the smallest value of each epoch, and may sort them.
 * @param {Float64Array} peaks
 * @param {number} few
 * @returns {CurveAxis}
 */
export function lossAxis(peaks, few) {
  const needed = largestShown(peaks, few), high = roundUp(needed > 0 && needed < Infinity ? needed : 1);
  const edge = 1.001 * high;    // a tenth of a pixel
  const above = peaks.reduce((count, value) => count + (value > edge ? 1 : 0), 0);
  let beyond = above;
  const outgrown = (value) => value > edge && (above === 0 || ++beyond > few);
  return Object.assign(new Axis(0, high, { fixed: true }), { outgrown });
}

/** @param {Float64Array} peaks @param {Float64Array} dips @returns {CurveAxis} */
export function logAxis(peaks, dips) {
  const high = peaks.reduce((most, value) => (Number.isFinite(value) && value > most ? value : most), 0) || 1;
  const axis = new Axis(Math.min(least(dips), high / 1.01), high, { log: true, decades: Infinity });
  const outgrown = (most, low) => (Number.isFinite(most) && most > axis.high) || (low > 0 && low < axis.low);
  return Object.assign(axis, { outgrown });
}

/**
 * A linear axis, or a logarithmic one where what follows the first epoch spans more than two decades. More epochs never
 * make it linear again.
 * @param {Float64Array} peaks @param {Float64Array} dips @param {number} few @returns {CurveAxis}
 */
export function suitedAxis(peaks, dips, few) {
  const most = largestShown(peaks, 1);
  if (most > WIDE * least(dips)) return logAxis(peaks, dips);
  const axis = lossAxis(peaks, few), { outgrown } = axis;
  return Object.assign(axis, { outgrown: (high, low) => outgrown(high, low) || (low > 0 && most > WIDE * low) });
}

/** The largest value, or the largest without a few that are far from all others. */
function largestShown(peaks, few) {
  const largest = peaks.reduce((most, value) => Math.max(most, value), 0), usual = select(peaks, few) || largest;
  return largest > FAR * usual ? usual : largest;
}

/** The smallest positive value, or infinity. */
function least(dips) {
  return dips.reduce((low, value) => (value > 0 && value < low ? value : low), Infinity);
}

/**
 * R² has no lower bound; far below zero its size is not informative, so the axis ends at −1.
 * @param {Float64Array} dips
 * @param {number} few
 * @returns {CurveAxis}
 */
export function scoreAxis(dips, few) {
  let below = dips.reduce((count, value) => count + (value < 0 ? 1 : 0), 0);
  const low = below > few ? -1 : 0;
  const outgrown = (_, value) => value < low && low === 0 && ++below > few;
  return Object.assign(new Axis(low, 1, { fixed: true }), { outgrown });
}

/** The value with a given number of larger ones, or undefined. Hoare's selection: it sorts `values` as far as needed. */
function select(values, others) {
  const at = values.length - 1 - others;
  let low = 0, high = values.length - 1;
  while (low < high && at >= 0) {
    const pivot = values[(low + high) >> 1];
    let left = low, right = high;
    while (left <= right) {
      while (values[left] < pivot) left++;
      while (values[right] > pivot) right--;
      if (left > right) break;
      const moved = values[left];
      values[left++] = values[right];
      values[right--] = moved;
    }
    if (at <= right) high = right;
    else if (at >= left) low = left;
    else break;
  }
  return values[at];
}
