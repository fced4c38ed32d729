// Measures the speed of a run.

const SPAN = 500;              // least ms between two measurements

export class Meter {
  reached = 0;                   // epochs per second over the last span, 0 as long as it is unknown
  mark = /** @type {{ now: number, position: number } | null} */ (null);

  /** Measures anew: play has begun, or something has changed. */
  reset() {
    this.mark = null;
    this.reached = 0;
  }

  /** Call it for every frame that is shown. @param {number} now @param {number} position */
  measure(now, position) {
    this.mark ??= { now, position };
    const span = now - this.mark.now;
    if (span < SPAN) return;
    this.reached = (1000 * (position - this.mark.position)) / span;
    this.mark = { now, position };
  }
}
