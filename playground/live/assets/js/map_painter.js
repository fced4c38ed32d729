// The colors of the large map. Values are interpolated between the points of the grid and then colored: interpolating
// colors would make a boundary as wide as a square. In log-odds it is sharp and where the net has it.

import { contextOf } from "../../../web/assets/js/dom.js";
import { drawContour, isOpen, winnerIn } from "./contour.js";
import { ODDS, pixel, shareOf, stripe, UNKNOWN } from "../../../web/assets/js/palette.js";

/** @import { Regions } from "./contour.js" */

/**
 * Data of a map: `side` × `side` points from `offset` on. Their bytes are signed values, log-odds (of the class `unit` if
 * there are more than two), or winners with their `leads`.
 * @typedef {{
 *   bytes: Uint8Array, offset: number, side: number, kind: "value" | "odds" | "winner", unit?: number, leads?: Uint8Array,
 * }} MapData
 */

const FINER = 3;               // pixels per side of a grid square
const TOP = 8, STEPS = 32;     // log-odds beyond which colors do not change (p = 0.9997), and shades for each below
const STEEP = 1e6;             // slope for two hard colors: all values but 0 are beyond the steps between them
const SHADES = 255;            // shades for each class of the winners

export class MapPainter {
  /** @type {Uint32Array} */ pixels;
  /** @type {ImageData} */ image;
  /** @type {Float32Array} */ heights;
  /** @type {Regions} */ regions;
  /** @type {MapData} */ map;
  /** @type {Map<string, any>} */ scales;
  /** @type {Map<number, any>} */ places;

  /** @param {HTMLCanvasElement} canvas */
  constructor(canvas) {
    this.canvas = canvas;
    this.context = contextOf(canvas);
  }

  build(net, palette) {
    const { grid } = net, fine = (grid - 1) * FINER;
    this.net = net;
    this.palette = palette;
    this.scales = new Map();
    if (this.fine === fine) return;
    this.fine = this.canvas.width = this.canvas.height = fine;
    this.image = this.context.createImageData(fine, fine);
    this.pixels = new Uint32Array(this.image.data.buffer);
    this.heights = new Float32Array(grid * grid);
    this.regions = { side: grid, winners: new Uint8Array(grid * grid), leads: new Float32Array(grid * grid) };
    this.places = new Map();
  }

  /** @param {MapData} map */
  draw(map, hard) {
    const { bytes, offset, side, kind } = map, { heights } = this;
    this.map = map;
    this.scale = this.scaleOf(map, hard);
    for (let at = 0; at < side * side; at++) heights[at] = this.scale.heights[bytes[offset + at]];
    this.color(this.placesOf(side));
    if (kind === "winner") this.decide();
    this.context.putImageData(this.image, 0, 0);
  }

  color({ before, on, first, row }) {
    const { fine, pixels, heights, map: { side }, scale: { ramp } } = this, top = ramp.length - 1;
    for (let y = 0, to = 0; y < fine; y++) {
      const above = before[y] * side, below = above + side, down = on[y];
      for (let x = 0; x < side; x++) row[x] = heights[above + x] + (heights[below + x] - heights[above + x]) * down + 0.5;
      for (let left = 0, x = 0; left < side - 1; left++) {
        const start = row[left], rise = row[left + 1] - start, end = first[left + 1];
        if (rise === rise) {
          for (; x < end; x++, to++) {
            const height = start + rise * on[x];
            pixels[to] = ramp[height <= 0 ? 0 : height >= top ? top : height | 0];
          }
        } else {
          for (; x < end; x++, to++) pixels[to] = this.nearest((down < 0.5 ? above : below) + left + (on[x] < 0.5 ? 0 : 1), x, y);
        }
      }
    }
  }

  /** Where not all four surrounding points are known, the nearest one is drawn. */
  nearest(at, x, y) {
    const { heights, palette, scale: { ramp } } = this, height = heights[at];
    if (Number.isNaN(height)) return palette.signed[UNKNOWN + stripe(x / FINER, y / FINER)];
    return ramp[Math.max(0, Math.min(ramp.length - 1, Math.round(height)))];
  }

  /** Draws squares that contain a boundary: values of different classes cannot be interpolated. */
  decide() {
    const { fine, pixels, scale: { ramp }, net: { grid } } = this, regions = this.read();
    for (let at = 0; at < grid * (grid - 1); at++) {
      const column = at % grid, first = (at - column) / grid * FINER * fine + column * FINER;
      if (column === grid - 1 || !isOpen(regions, at)) continue;
      for (let y = 0; y < FINER; y++) {
        for (let x = 0; x < FINER; x++) {
          pixels[first + y * fine + x] = ramp[Math.round(this.clearest(at, (x + 0.5) / FINER, (y + 0.5) / FINER))];
        }
      }
    }
  }

  /** The value in a square with a boundary, where the winner's lead limits its probability. */
  clearest(at, across, down) {
    const { net: { classes } } = this, [winner, lead] = winnerIn(this.regions, at, across, down);
    const shade = this.between(at, across, down, SHADES), most = ((classes * shareOf(lead) - 1) / (classes - 1)) * (SHADES - 1);
    return winner * SHADES + Math.max(0, Math.min(shade, most));
  }

  /** The height between four points, of each what is left by a division. */
  between(at, across, down, by) {
    const { heights, map: { side } } = this, a = heights[at] % by, b = heights[at + side] % by;
    const above = a + ((heights[at + 1] % by) - a) * across, below = b + ((heights[at + side + 1] % by) - b) * across;
    return above + (below - above) * down;
  }

  /** Winners and leads of the output map. */
  read() {
    const { regions: { winners, leads }, map: { bytes, offset, kind, leads: told = bytes }, net: { levels } } = this;
    for (let at = 0; at < leads.length; at++) {
      const byte = bytes[offset + at];
      winners[at] = kind === "winner" ? byte / levels : byte > 127 ? 1 : 0;
      leads[at] = Math.abs(ODDS[kind === "winner" ? told[at] : byte]);
    }
    return this.regions;
  }

  /** Draws the boundaries of the output map, in units of grid squares. */
  drawContour(path) {
    drawContour(this.map.kind === "winner" ? this.regions : this.read(), path);
  }

  /** The value at a position, 0 … 1 from the upper left: a value, a probability or [winner, its probability]; or null. */
  at(right, down) {
    const { map: { side, kind }, heights, scale, net: { grid } } = this;
    const [[column, across], [row, on]] = [right, down].map((place) => placeAmong(place, side, grid)), at = row * side + column;
    let height = this.between(at, across, on, Infinity);
    if (kind === "winner" && isOpen(this.regions, at)) height = this.clearest(at, across, on);
    if (Number.isNaN(height)) height = heights[at + (on < 0.5 ? 0 : side) + (across < 0.5 ? 0 : 1)];
    return Number.isNaN(height) ? null : scale.value(height);
  }

  /** The positions of the pixels of a row or column among the points. */
  placesOf(side) {
    if (!this.places.has(side)) {
      const places = Array.from({ length: this.fine }, (_, pixel) => placeAmong((pixel + 0.5) / this.fine, side, this.net.grid));
      const before = places.map(([point]) => point), on = Float64Array.from(places, ([, share]) => share);
      const first = Array.from({ length: side }, (_, point) => before.filter((other) => other < point).length);
      this.places.set(side, { before, on, first, row: new Float64Array(side) });
    }
    return this.places.get(side);
  }

  // --- scales: from bytes to values on a color ramp, and back to readings ---------------------

  /** @param {MapData} map */
  scaleOf({ kind, unit }, hard) {
    const key = [kind, unit, hard].join();
    if (!this.scales.has(key)) this.scales.set(key, this[kind](hard, unit));
    return this.scales.get(key);
  }

  value(hard, _) {
    const { palette: { signed, signedHard } } = this, steps = hard ? STEEP : 1, zero = hard ? 1 : 127;
    return {
      heights: Float32Array.from({ length: 256 }, (_, byte) => (byte === UNKNOWN ? NaN : (byte - 127) * steps + zero)),
      ramp: hard ? Uint32Array.of(signedHard[0], signedHard[127], signedHard[254]) : signed.subarray(0, UNKNOWN),
      value: (height) => (height - zero) / steps / 127,
    };
  }

  odds(hard, unit) {
    const { palette } = this, steps = hard ? STEEP : STEPS, even = hard ? 0.499 : TOP * STEPS;
    const color = (p) => (unit === undefined ? palette.field(2 * p - 1) : palette.towards(unit, p));
    const shade = (_, at) => pixel(color(hard ? at : shareOf((at - even) / steps)));
    return {
      heights: ODDS.map((odds) => odds * steps + even),
      ramp: Uint32Array.from({ length: hard ? 2 : 2 * even + 1 }, shade),
      value: (height) => shareOf((height - even) / steps),
    };
  }

  winner(hard, _) {
    const { palette, net: { classes, levels } } = this;
    const height = (byte) => (Math.floor(byte / levels) + ((byte % levels) / (levels - 1)) * (1 - 1 / SHADES)) * SHADES;
    const shade = (_, at) => pixel(palette.towards(Math.floor(at / SHADES), hard ? 1 : (at % SHADES) / (SHADES - 1)));
    const clear = (height) => (height % SHADES) / (SHADES - 1);
    return {
      heights: Float32Array.from({ length: 256 }, (_, byte) => (byte === UNKNOWN ? NaN : height(byte))),
      ramp: Uint32Array.from({ length: classes * SHADES }, shade),
      value: (height) => [Math.floor(height / SHADES), (1 + clear(height) * (classes - 1)) / classes],
    };
  }
}

/** The point before a position 0 … 1, and its share of the way to the next. A tile's points are its cells' centers. */
function placeAmong(place, side, grid) {
  const inset = side === grid ? 0 : 0.5, at = Math.max(0, Math.min(side - 1, place * (side - 1 + 2 * inset) - inset));
  const before = Math.min(side - 2, Math.floor(at));
  return [before, at - before];
}
