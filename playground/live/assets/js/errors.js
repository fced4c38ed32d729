// Rings around the points whose class is predicted wrongly, on a canvas of their own.

import { contextOf, fit } from "../../../web/assets/js/dom.js";

const GAP = 2.5;               // CSS pixels between a point and its ring

/** @typedef {{ rows: Float32Array, first: number, radius: number }} Shown a set of points; `first` is its first row */

export class Errors {
  /** @param {HTMLCanvasElement} canvas */
  constructor(canvas) {
    this.context = contextOf(canvas);
    this.side = 0;
    this.place = /** @type {(x1: number, x2: number) => number[]} */ (() => [0, 0]);
    this.sets = /** @type {Shown[]} */ ([]);
    this.drawn = /** @type {Uint8Array | null} */ (null);
  }

  /**
   * What is on the map: its side in CSS pixels, the place of a point, and the sets that are shown.
   * @param {{ side: number, place: (x1: number, x2: number) => number[], sets: Shown[], palette: any }} look
   */
  arrange({ side, place, sets, palette }) {
    Object.assign(this, { side, place, sets });
    this.ink = palette.ink(1);
    this.halo = palette.dark ? "rgb(0 0 0 / 0.75)" : "rgb(255 255 255 / 0.95)";
    fit(this.context, side, side);
    const { drawn } = this;
    this.drawn = null;
    this.draw(drawn);
  }

  /** Draws the rings if they changed: a bit for each row, the highest bit of a byte first. @param {Uint8Array | null} wrong */
  draw(wrong) {
    if (same(wrong, this.drawn)) return;
    const { context, side } = this;
    this.drawn = wrong?.slice() ?? null;   // the message that holds it can be released
    context.clearRect(0, 0, side, side);
    if (!wrong) return;
    const rings = new Path2D();
    for (const { rows, first, radius } of this.sets) {
      for (let row = 0; row < rows.length / 3; row++) {
        if (!isWrong(wrong, first + row)) continue;
        const r = radius + GAP;
        // A point outside the square has an arrowhead at the rim, which is ringed.
        const [x, y] = this.place(rows[3 * row], rows[3 * row + 1]).map((at) => (at < 0 ? r : at > side ? side - r : at));
        rings.moveTo(x + r, y);
        rings.arc(x, y, r, 0, 2 * Math.PI);
      }
    }
    for (const [color, width] of [[this.halo, 4], [this.ink, 2]]) {
      Object.assign(context, { strokeStyle: color, lineWidth: width });
      context.stroke(rings);
    }
  }
}

/** @param {Uint8Array} wrong @param {number} row */
export function isWrong(wrong, row) {
  return (wrong[row >> 3] & (128 >> (row & 7))) > 0;
}

function same(a, b) {
  if (!a || !b) return a === b;
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
