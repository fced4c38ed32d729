// The large map: the output over the plane, or the unit or input looked at; points over it, axes
// round it and the legend of its colours below.

import { css, stripe, UNKNOWN } from "../../../web/assets/js/palette.js";
import { drawPoint, drawPoints, shapeOf } from "../../../web/assets/js/points.js";
import { valueText } from "../../../web/assets/js/format.js";

const TICKS = [-6, -4, -2, 0, 2, 4, 6];

export class BigMap {
  constructor(section) {
    this.title = section.querySelector(".map-title");
    this.reading = section.querySelector(".reading");
    this.stage = section.querySelector(".map");
    this.field = section.querySelector(".field").getContext("2d");
    this.points = section.querySelector(".points").getContext("2d");
    this.legend = section.querySelector(".legend");
    this.small = document.createElement("canvas").getContext("2d");
    this.cursor = null;
    this.buildAxes(section);
    this.stage.onpointermove = ({ offsetX, offsetY }) => {
      const side = this.stage.clientWidth;
      this.cursor = side && [offsetX / side, offsetY / side];
      this.read();
    };
    this.shown = null;           // what is drawn: { bytes, offset, side, kind }
    this.stage.onpointerleave = () => {
      this.cursor = null;
      this.read();
    };
  }

  buildAxes(section) {
    for (const [axis, side] of [[".axis-x", "left"], [".axis-y", "bottom"]]) {
      const ticks = TICKS.map((value) => {
        const tick = document.createElement("span");
        tick.textContent = String(value).replace("-", "−");
        tick.style[side] = ((value + 6) / 12) * 100 + "%";
        return tick;
      });
      section.querySelector(axis).prepend(...ticks);
    }
  }

  /** A new net or theme: the buffers and the legend. */
  build(net, palette) {
    this.net = net;
    this.palette = palette;
    for (const [context, side] of [[this.field, net.grid], [this.small, net.tile]]) {
      if (context.canvas.width === side && context.image) continue;
      context.canvas.width = context.canvas.height = side;
      context.image = context.createImageData(side, side);
      context.pixels = new Uint32Array(context.image.data.buffer);
    }
    this.field.imageSmoothingQuality = "high";
  }

  drawData(train, test) {
    const side = this.stage.clientWidth, ratio = devicePixelRatio;
    const { canvas } = this.points;
    canvas.width = canvas.height = Math.round(side * ratio);
    this.points.setTransform(canvas.width / side, 0, 0, canvas.height / side, 0, 0);
    const { net, palette } = this;
    if (test) drawPoints(this.points, test, { net, palette, side, test: true });
    drawPoints(this.points, train, { net, palette, side, test: false });
  }

  /** One map of grid × grid bytes; `kind` says what they mean: "output", "share" or "value". */
  draw(bytes, table, kind) {
    this.show(bytes, 0, this.net.grid, kind);
    const { pixels, image } = this.field;
    colourCells(pixels, bytes, 0, this.net.grid, table);
    this.field.putImageData(image, 0, 0);
  }

  /** A unit's small tile, enlarged: what there is until its own map arrives. */
  drawTile(tiles, offset, table, kind) {
    this.show(tiles, offset, this.net.tile, kind);
    const { pixels, image, canvas } = this.small;
    colourCells(pixels, tiles, offset, this.net.tile, table);
    this.small.putImageData(image, 0, 0);
    this.field.drawImage(canvas, 0, 0, this.field.canvas.width, this.field.canvas.height);
  }

  setTitle(text) {
    if (this.title.textContent !== text) this.title.textContent = text;
  }

  show(bytes, offset, side, kind) {
    this.shown = { bytes, offset, side, kind };
    if (this.cursor) this.read();
  }

  /** Place and value under the pointer. */
  read() {
    if (!this.cursor || !this.shown) {
      this.reading.textContent = "";
      return;
    }
    const { net } = this, { bytes, offset, side, kind } = this.shown, [right, down] = this.cursor;
    const cell = (share) => Math.max(0, Math.min(side - 1, Math.floor(share * side)));
    const byte = bytes[offset + cell(down) * side + cell(right)];
    const span = net.high - net.low;
    const place = (value) => value.toFixed(1).replace("-", "−");
    const x1 = place(net.low + right * span), x2 = place(net.high - down * span);
    this.reading.textContent = `x₁ ${x1}\nx₂ ${x2}\n${this.say(byte, kind)}`;
  }

  say(byte, kind) {
    const { net } = this;
    if (byte === UNKNOWN) return "unknown";
    if (kind === "share") return "p " + (byte / 254).toFixed(2);
    // A byte ends at ±1: what lies beyond is not known here.
    const value = (byte - 127) / 127, end = Math.abs(value) >= 1 ? (value < 0 ? "≤ " : "≥ ") : "";
    if (kind === "value") return "a " + end + valueText(value);
    if (net.problem === "regression") return "ŷ " + end + valueText(value);
    if (net.classes === 2) return "p(1) " + (byte / 254).toFixed(2);
    const share = (byte % net.levels) / (net.levels - 1);
    return `class ${Math.floor(byte / net.levels)}, p ${(1 / net.classes + share * (1 - 1 / net.classes)).toFixed(2)}`;
  }

  /** Scale for signed values and two classes; the classes' shapes and colours for more. */
  drawLegend(unit) {
    const { net, palette } = this;
    const many = net.classes > 2 && !unit;
    const key = [many, unit, net.problem, net.classes, palette.key].join();
    if (key === this.legendKey) return;
    this.legendKey = key;
    if (many) {
      const colours = palette.classes.slice(0, net.classes);
      return this.legend.replaceChildren(...colours.map((colour, label) => this.swatch(colour, label)));
    }
    const one = net.outputs > 1 && unit && unit[0] > net.hidden.length ? unit[1] : null;
    const value = unit || net.problem === "regression";
    const words = one !== null ? ["p = 0", "1"] : value ? ["−1", "1"] : ["class 0", "class 1"];
    const [low, middle, high] = [palette.field(-1), palette.neutral, palette.field(1)];
    const stops = one !== null ? [middle, palette.towards(one, 1)] : [low, middle, high];
    const bar = document.createElement("i");
    bar.style.setProperty("--stops", stops.map(css).join(", "));   // the layout says whether it lies or stands
    this.legend.replaceChildren(text(words[0]), bar, text(words[1]));
    this.legend.title = one !== null
      ? "The probability of this class"
      : value ? "The value at each place; beyond ±1 the colour does not change"
      : "How sure the net is; the neutral colour is one half, the boundary";
  }

  swatch(colour, label) {
    const holder = text(String(label));
    const canvas = document.createElement("canvas"), ratio = devicePixelRatio;
    canvas.width = canvas.height = 14 * ratio;
    const context = canvas.getContext("2d");
    context.scale(ratio, ratio);
    const look = { colour: css(colour), palette: this.palette, test: false };
    drawPoint(context, shapeOf(label, this.net.classes), 7, 7, 4.5, look);
    holder.prepend(canvas);
    this.legend.title = "Classes; the paler the field, the less sure the net is";
    return holder;
  }
}

/** A square of side × side bytes as pixels. */
function colourCells(pixels, bytes, offset, side, table) {
  for (let row = 0, cell = 0; row < side; row++) {
    for (let column = 0; column < side; column++, cell++) pixels[cell] = table[bytes[offset + cell] + stripe(row, column)];
  }
}

function text(words) {
  const made = document.createElement("span");
  made.textContent = words;
  return made;
}
