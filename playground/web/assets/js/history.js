// Losses and scores by epoch, and the scales of their axes. Rows are stored by epoch, never appended, so a duplicate
// message changes nothing.

export const TRAIN_LOSS = 0, TEST_LOSS = 1, TRAIN_SCORE = 2, TEST_SCORE = 3;

export class History {
  constructor() {
    this.values = new Float64Array(4 * 1024);
    this.clear();
  }

  clear() {
    this.values.fill(NaN);
    this.length = 0;
  }

  /** Takes rows of (epoch, train loss, test loss, train score, test score). @param {Float64Array} rows */
  take(rows) {
    for (let at = 0; at + 4 < rows.length; at += 5) {
      const epoch = Math.round(rows[at]);
      while (4 * (epoch + 1) > this.values.length) this.grow();
      this.values.set(rows.subarray(at + 1, at + 5), 4 * epoch);
      this.length = Math.max(this.length, epoch + 1);
    }
  }

  grow() {
    const larger = new Float64Array(2 * this.values.length).fill(NaN);
    larger.set(this.values);
    this.values = larger;
  }

  at(epoch, series) {
    return epoch < this.length ? this.values[4 * epoch + series] : NaN;
  }

  /**
   * The larger of two series at an epoch; if one is NaN, the other.
   * @param {number} epoch @param {number[]} series
   */
  peak(epoch, [one, other]) {
    const a = this.at(epoch, one), b = this.at(epoch, other);
    return a > b || Number.isNaN(b) ? a : b;
  }

  /** The smaller. @param {number} epoch @param {number[]} series */
  dip(epoch, [one, other]) {
    const a = this.at(epoch, one), b = this.at(epoch, other);
    return a < b || Number.isNaN(b) ? a : b;
  }
}

/**
 * The end of the epoch axis. It changes rarely, so that curves are mostly extended and seldom redrawn.
 * @param {number} epoch
 */
export function axisEnd(epoch) {
  let end = 20;
  for (let step = 0; epoch > end; step++) end *= step % 3 ? 2 : 2.5;
  return end;
}

/**
 * Round numbers that divide [low, high] into about `count` intervals.
 * @param {number} low @param {number} high @param {number} count
 */
export function linearTicks(low, high, count) {
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5].find((factor) => factor * power >= rough * 0.999) ?? 10) * power;
  const ticks = [];
  const error = step / 1e6;    // rounding: sums of steps miss zero and other round numbers slightly
  for (let tick = Math.ceil(low / step) * step; tick <= high + error; tick += step) {
    ticks.push(Math.abs(tick) < error ? 0 : tick);
  }
  return ticks;
}

/** A round number at or above the value: 1, 1.5, 2, 3, 5, 7 times a power of ten. @param {number} value */
export function roundUp(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 1.5, 2, 3, 5, 7].find((factor) => factor * power >= value * 0.9999) ?? 10) * power;
}
