// A glyph for each class in the field, in its region where that is widest: colors alone do not tell five classes apart.

import { contextOf, fit } from "../../../web/assets/js/dom.js";
import { drawGlyph, shapeOf } from "../../../web/assets/js/points.js";

const PAUSE = 400;             // ms between two looks at the regions: a glyph that follows each frame would flicker
const KEEP = 0.7;              // a glyph stays where it is while its place is at least this share as wide as the widest
const RADIUS = 11;             // CSS pixels

/** @import { Regions } from "./contour.js" */

/**
 * The distance of each point from the nearest point of another class, of an unknown value, that is `taken`, or outside the
 * grid: with steps of 1 along rows and columns and of √2 across (Borgefors 1986).
 * @param {Regions} regions
 * @param {Uint8Array | null} taken
 * @returns {Float32Array}
 */
export function depths({ side, winners, leads }, taken = null) {
  const found = new Float32Array(side * side);
  const through = (at, from, step) => (winners[from] === winners[at] && !Number.isNaN(leads[from]) ? found[from] + step : step);
  const pass = (order, back, down) => {
    for (const row of order) {
      for (const column of order) {
        const at = row * side + column;
        const first = column + back, last = column - back, near = row + down;
        const inside = (place) => place >= 0 && place < side;
        let least = back < 0 ? Infinity : found[at];
        least = Math.min(least, inside(first) ? through(at, at + back, 1) : 1);
        least = Math.min(least, inside(near) ? through(at, at + down * side, 1) : 1);
        if (inside(near) && inside(first)) least = Math.min(least, through(at, at + down * side + back, Math.SQRT2));
        if (inside(near) && inside(last)) least = Math.min(least, through(at, at + down * side - back, Math.SQRT2));
        found[at] = Number.isNaN(leads[at]) || taken?.[at] ? 0 : least;
      }
    }
  };
  const forward = Array.from({ length: side }, (_, index) => index);
  pass(forward, -1, -1);
  pass(forward.slice().reverse(), 1, 1);
  return found;
}

/** The points of the grid next to which a row of the data is drawn. */
export function takenBy(rows, { grid, low, high }) {
  const taken = new Uint8Array(grid * grid), scale = (grid - 1) / (high - low);
  for (let at = 0; at < rows.length; at += 3) {
    const column = Math.round((rows[at] - low) * scale), row = Math.round((high - rows[at + 1]) * scale);
    if (column >= 0 && row >= 0 && column < grid && row < grid) taken[row * grid + column] = 1;
  }
  return taken;
}

/**
 * For each class the point where its region is widest, or null where it is narrower than `least`: a place free of data,
 * if there is one. A point of `before` stays as long as it is nearly as good, so that glyphs do not jump while regions
 * change.
 * @param {Regions} regions
 * @param {(number | null)[]} before
 * @param {Uint8Array | null} taken
 * @returns {(number | null)[]}
 */
export function glyphPlaces(regions, classes, least, before, taken = null) {
  const { winners } = regions;
  const choose = (depth) => {
    const best = /** @type {(number | null)[]} */ (Array(classes).fill(null));
    for (let at = 0; at < depth.length; at++) {
      const label = winners[at], there = best[label];
      if (depth[at] >= least && (there === null || depth[at] > depth[there])) best[label] = at;
    }
    return best.map((at, label) => {
      const old = before[label] ?? null;
      const stays = at !== null && old !== null && winners[old] === label && depth[old] >= Math.max(least, KEEP * depth[at]);
      return stays ? old : at;
    });
  };
  const free = choose(depths(regions, taken));
  return taken && free.includes(null) ? choose(depths(regions)).map((at, label) => free[label] ?? at) : free;
}

export class Glyphs {
  /** @param {HTMLCanvasElement} canvas */
  constructor(canvas) {
    this.context = contextOf(canvas);
    this.places = /** @type {(number | null)[]} */ ([]);
    this.taken = /** @type {Uint8Array | null} */ (null);
    this.side = 0;
    this.drawn = "";
    this.looked = -Infinity;
  }

  /** Glyphs avoid these rows of the data. */
  avoid(rows) {
    this.taken = takenBy(rows, this.net);
    this.looked = -Infinity;
  }

  build(net, palette) {
    this.net = net;
    this.palette = palette;
    this.side = this.context.canvas.clientWidth;
    this.places = [];
    this.looked = -Infinity;
    this.clear();
  }

  clear() {
    clearTimeout(this.later);
    this.later = undefined;
    this.draw([]);
  }

  /** Follows the regions of the output map, a few times a second; the last ones are always followed. */
  follow(regions) {
    const wait = this.looked + PAUSE - performance.now();
    if (wait <= 0) this.look(regions);
    else this.later ??= setTimeout(() => this.look(regions), wait);
  }

  look(regions) {
    clearTimeout(this.later);
    this.later = undefined;
    this.looked = performance.now();
    const { net: { classes, grid }, side } = this, radius = this.radius();
    this.places = glyphPlaces(regions, classes, ((radius + 3) * (grid - 1)) / side, this.places, this.taken);
    this.draw(this.places);
  }

  radius() {
    return RADIUS * Math.max(1, Math.min(2.4, this.side / 450));
  }

  draw(places) {
    const { context, net, palette, side } = this, key = [places, side, palette?.key, devicePixelRatio].join();
    if (key === this.drawn || !side) return;
    this.drawn = key;
    fit(context, side, side);
    const cell = side / (net.grid - 1);
    places.forEach((at, label) => {
      if (at === null) return;
      drawGlyph(context, shapeOf(label, net.classes), (at % net.grid) * cell, Math.floor(at / net.grid) * cell, this.radius(), palette);
    });
  }
}
