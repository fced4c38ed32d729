// The large map: the output over the plane, or the selected unit or input, with boundaries, points, axes and a legend.

import { Errors } from "./errors.js";
import { Glyphs } from "./glyphs.js";
import { MapPainter } from "./map_painter.js";
import { Axis, drawAcross, drawUpward } from "../../../web/assets/js/axis.js";
import { contextOf, element, fit, write } from "../../../web/assets/js/dom.js";
import { css } from "../../../web/assets/js/palette.js";
import { drawPoint, drawPoints, shapeOf } from "../../../web/assets/js/points.js";
import { drawRim, outsideText, rimMarks } from "./rim.js";
import { valueText } from "../../../web/assets/js/format.js";

const LINE = 1.75;             // CSS pixels
const ABOVE = 6;               // pixels by which the canvas of the axes extends above the map and to its right

export class BigMap {
  constructor(section) {
    this.title = section.querySelector(".map-title");
    this.reading = section.querySelector(".reading");
    this.stage = section.querySelector(".map");
    this.label = this.stage.getAttribute("aria-label");
    this.painter = new MapPainter(section.querySelector(".field"));
    this.boundary = section.querySelector(".boundary").getContext("2d");
    this.glyphs = new Glyphs(section.querySelector(".glyphs"));
    this.points = section.querySelector(".points").getContext("2d");
    this.errors = new Errors(section.querySelector(".wrong"));
    this.legend = section.querySelector(".legend");
    this.kinds = section.querySelector(".kinds");
    this.outside = section.querySelector(".outside");
    this.cursor = null;
    this.axes = contextOf(section.querySelector(".axes"));
    this.stage.onpointermove = ({ offsetX, offsetY }) => {
      const side = this.stage.clientWidth;
      this.cursor = side && [offsetX / side, offsetY / side];
      this.read();
    };
    this.shown = null;           // the map that is drawn
    this.stage.onpointerleave = () => {
      this.cursor = null;
      this.read();
    };
  }

  /** Prepares the buffers and the legend for a new net or theme. */
  build(net, palette) {
    this.net = net;
    this.palette = palette;
    this.painter.build(net, palette);
    this.shown = null;           // it may belong to another net
    const { boundary, stage: { clientWidth: width } } = this;
    fit(boundary, width, width);
    boundary.scale(width / (net.grid - 1), width / (net.grid - 1));
    this.glyphs.build(net, palette);
    this.drawAxes(width);
    Object.assign(boundary, { lineWidth: (LINE * (net.grid - 1)) / width, lineCap: "round", strokeStyle: palette.ink(0.85) });
  }

  drawAxes(side) {
    const { axes, net, palette } = this, { clientWidth: width, clientHeight: height } = axes.canvas;
    const right = width - ABOVE, frame = { left: right - side, right, top: ABOVE, bottom: ABOVE + side };
    const axis = new Axis(net.low, net.high, { fixed: true, parts: 6 });
    fit(axes, width, height);
    axes.font = `${getComputedStyle(axes.canvas).fontSize} ${palette.font}`;
    drawUpward(axes, axis, frame, palette, { lines: false, name: "x₂" });
    drawAcross(axes, axis, frame, palette, { name: "x₁" });
  }

  drawData(train, test) {
    const { net, palette } = this, side = this.stage.clientWidth;
    fit(this.points, side, side);
    const scale = side / (net.high - net.low), place = (x1, x2) => [(x1 - net.low) * scale, (net.high - x2) * scale];
    const grown = Math.max(1, Math.min(2.4, side / 450));      // a large map is seen from a distance
    const sets = [];
    let outside = 0;
    for (const rows of test ? [train, test] : [train]) {
      const radius = grown * (rows.length > 6000 ? 1.8 : rows.length > 2400 ? 2.4 : 3.2);
      const looks = { place, radius, classes: net.classes, palette, test: rows === test };
      const marks = rimMarks(rows, net.low, net.high);
      drawPoints(this.points, rows, looks);
      drawRim(this.points, marks, looks);
      outside += marks.length;
      sets.push({ rows, radius, first: rows === test ? train.length / 3 : 0 });
    }
    this.errors.arrange({ side, place, sets, palette });
    if (net.classes > 2) this.glyphs.avoid(train);
    write(this.outside, outsideText(outside));
    this.drawKinds(test !== null);
  }

  /** What tells training points from test points, if both are there. */
  drawKinds(both) {
    const { palette } = this, color = palette.ink(0.65);
    const sign = (word, test) => this.sign(0, { color, palette, test, rim: false }, word);
    this.kinds.replaceChildren(...(both ? [sign("train", false), sign("test", true)] : []));
  }

  /** Draws a map with the `name` of what it shows; only that of the whole `output` has boundaries. */
  draw(map, hard) {
    const { boundary, painter, net: { grid, classes } } = this, lined = map.output && classes > 0;
    this.shown = map;
    painter.draw(map, hard);
    if (this.lined) boundary.clearRect(0, 0, grid, grid);
    this.lined = lined;
    if (lined) {
      boundary.beginPath();
      painter.drawContour(boundary);
      boundary.stroke();
    }
    if (lined && classes > 2) this.glyphs.follow(this.painter.regions);
    else if (this.glyphed) this.glyphs.clear();
    this.glyphed = lined && classes > 2;
    if (this.cursor) this.read();
  }

  /** The map's alternative text: what it is, and what is going on. */
  describe(sentence) {
    this.stage.setAttribute("aria-label", sentence ? `${this.label}. ${sentence}` : this.label);
  }

  setTitle(text) {
    write(this.title, text);
  }

  /** Shows the position and the value under the pointer. */
  read() {
    if (!this.cursor || !this.shown) {
      this.reading.textContent = "";
      return;
    }
    const { net } = this, [right, down] = this.cursor;
    const span = net.high - net.low;
    const place = (value) => value.toFixed(1).replace("-", "−");
    const x1 = place(net.low + right * span), x2 = place(net.high - down * span);
    this.reading.textContent = `x₁ ${x1}\nx₂ ${x2}\n${this.say(this.painter.at(right, down))}`;
  }

  say(found) {
    const { name, kind } = this.shown;
    if (found === null) return "unknown";
    if (kind === "winner") return `class ${found[0]}, p ${found[1].toFixed(2)}`;
    if (kind === "odds") return `${name} ${found.toFixed(2)}`;
    // A byte ends at ±1: larger values are not known here.
    return `${name} ${Math.abs(found) < 1 ? "" : found < 0 ? "≤ " : "≥ "}${valueText(found)}`;
  }

  /** A color scale for signed values and two classes; shapes and colors for more classes. */
  drawLegend(unit) {
    const { net, palette } = this;
    const many = net.classes > 2 && !unit;
    const key = [many, unit, net.task, net.classes, palette.key].join();
    if (key === this.legendKey) return;
    this.legendKey = key;
    if (many) {
      const colors = palette.classes.slice(0, net.classes);
      return this.legend.replaceChildren(...colors.map((color, label) => this.swatch(color, label)));
    }
    const one = net.outputs > 1 && unit && unit[0] > net.hidden.length ? unit[1] : null;
    const value = unit || net.task === "regression";
    const words = one !== null ? ["p = 0", "1"] : value ? ["−1", "1"] : ["class 0", "class 1"];
    const [low, middle, high] = [palette.field(-1), palette.neutral, palette.field(1)];
    const stops = one !== null ? [middle, palette.towards(one, 1)] : [low, middle, high];
    const bar = element("i");
    bar.style.setProperty("--stops", stops.map(css).join(", "));   // the layout makes it horizontal or vertical
    this.legend.replaceChildren(element("span", {}, words[0]), bar, element("span", {}, words[1]));
    this.legend.title = one !== null
      ? "The probability of this class"
      : value ? "The value at each point; beyond ±1 the color does not change"
      : "The predicted probability; the line is the decision boundary, where it is one half";
  }

  swatch(color, label) {
    this.legend.title = "Classes; the paler the field, the less sure the net is; lines are the boundaries";
    return this.sign(label, { color: css(color), palette: this.palette, test: false }, String(label));
  }

  /** A point of this class, and what it means. */
  sign(label, look, word) {
    const canvas = element("canvas"), context = contextOf(canvas);
    fit(context, 14, 14);
    drawPoint(context, shapeOf(label, this.net.classes), 7, 7, 4.5, look);
    return element("span", {}, canvas, word);
  }
}
