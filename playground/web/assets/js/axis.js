// @ts-check
// One axis of a picture: its range, its round numbers, and where a value stands on it.

import { linearTicks } from "./history.js";

export class Axis {
  /**
   * `low` and `high` may be equal or missing; `fixed` keeps them as they are, else they grow to round numbers.
   * @param {number} low @param {number} high
   */
  constructor(low, high, { log = false, fixed = false, parts = 4 } = {}) {
    this.ticks = /** @type {number[]} */ ([]);
    this.low = this.high = 0;
    this.log = log;
    if (!(Number.isFinite(low) && Number.isFinite(high))) [low, high] = log ? [0.1, 1] : [0, 1];
    if (log) this.spanDecades(low, high, fixed);
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
    low = Math.max(low, high * 1e-12, 1e-30);
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
