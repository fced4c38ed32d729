// The maps of all units of a column on one small canvas that CSS enlarges: one putImageData per column, however many
// units it has. The bias is the square at the lower left of its unit.

import { contextOf, element } from "../../../web/assets/js/dom.js";
import { stripe } from "../../../web/assets/js/palette.js";

const RADIUS = 3;              // rounded corners, in tile pixels
export const MARK = 5;         // side of the bias mark, in tile pixels, one pixel left of the tile

export class Column {
  constructor(tile, geometry, column, biases) {
    const scale = geometry.size / tile;
    const canvas = element("canvas");
    this.canvas = canvas;
    this.tile = tile;
    this.stride = tile + column.gap;
    this.margin = biases ? MARK + 1 : 0;
    canvas.width = this.margin + tile;
    canvas.height = Math.max(1, column.count * this.stride - column.gap);
    canvas.style.width = canvas.width * scale + "px";
    canvas.style.height = canvas.height * scale + "px";
    canvas.style.left = column.x - geometry.size / 2 - this.margin * scale + "px";
    canvas.style.top = column.top + (column.gap * scale) / 2 + "px";
    this.context = contextOf(canvas);
    this.image = this.context.createImageData(canvas.width, canvas.height);
    this.pixels = new Uint32Array(this.image.data.buffer);
    this.corners = corners(tile);
  }

  /** Draws one unit's tile; `table` converts bytes to pixels. */
  tileOf(unit, bytes, offset, table) {
    const { pixels, tile, canvas: { width } } = this;
    let from = offset, to = unit * this.stride * width + this.margin;
    const first = to;
    for (let row = 0; row < tile; row++, to += width) {
      for (let column = 0; column < tile; column++) pixels[to + column] = table[bytes[from++] + stripe(row, column)];
    }
    for (const [row, column, alpha] of this.corners) {
      const at = first + row * width + column;
      pixels[at] = (pixels[at] & 0xffffff) | (alpha << 24);
    }
  }

  markOf(unit, pixel) {
    const { pixels, tile, canvas: { width } } = this;
    const top = unit * this.stride + tile - MARK;
    for (let row = 0; row < MARK; row++) pixels.fill(pixel, (top + row) * width, (top + row) * width + MARK);
  }

  show() {
    this.context.putImageData(this.image, 0, 0);
  }
}

/** The pixels of a tile at rounded corners, with their opacity. */
function corners(tile) {
  const list = [];
  for (let row = 0; row < RADIUS; row++) {
    for (let column = 0; column < RADIUS; column++) {
      const away = Math.hypot(RADIUS - row - 0.5, RADIUS - column - 0.5);
      const alpha = Math.round(255 * Math.max(0, Math.min(1, RADIUS + 0.5 - away)));
      if (alpha === 255) continue;
      const low = tile - 1;
      for (const y of [row, low - row]) list.push([y, column, alpha], [y, low - column, alpha]);
    }
  }
  return list;
}
