// The steps that were asked for and are not shown yet. A step of a large network takes several answers.

const MOST = 3;                // most steps that wait while a key is held down

/** @import { Frame } from "./frames.js" */
/** @typedef {"epoch" | "batch"} Unit */

export class Steps {
  units = /** @type {Unit[]} */ ([]);  // the first one is the next
  pending = false;               // whether the pending ask is for a step
  reached = /** @type {number | null} */ (null);  // position that a step of several answers has reached

  /** `held`: by a key that repeats. All other steps are intended, however fast they follow each other. */
  add(unit, held) {
    if (!held || this.units.length < MOST) this.units.push(unit);
  }

  clear() {
    this.units.length = 0;
  }

  /** No answer to the pending ask will arrive. */
  interrupt() {
    this.pending = false;
    this.reached = null;
  }

  /** Ends a step that takes several answers, after one more batch. Returns whether there is one. */
  halt() {
    if (this.reached === null) return false;
    this.units = ["batch"];
    return true;
  }

  /** The ask for the first one. */
  ask() {
    this.pending = true;
    return { kind: "next", n: 1, unit: this.units[0] === "epoch" ? "step" : "batch", count: 1 };
  }

  /** The answer has arrived: its frame, or only the position reached so far. */
  take(frame, position) {
    this.pending = false;
    this.reached = frame || !this.units.length ? null : position;
    if (frame) this.units.shift();
  }

  /**
   * The index of the frame where the first one ends: at the end of the epoch, or one batch on. -1 if it is not among them.
   * @param {Frame[]} frames @param {number} from the position shown @param {number} batches of an epoch
   */
  indexIn(frames, from, batches) {
    const ends = this.units[0] === "epoch"
      ? (position) => position === Math.floor(from) + 1
      : (position) => Math.abs(position - from - 1 / batches) < 1e-6;
    return frames.findIndex(({ position }) => ends(position));
  }
}
