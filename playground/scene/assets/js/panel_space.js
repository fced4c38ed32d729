// Three dimensions on a canvas: a surface, points and lines, drawn from back to front. Dragging rotates it.

import { tickText } from "../../../web/assets/js/format.js";
import { CanvasPanel, rowsOf } from "./panel.js";
import { drawPoint, shapeOf } from "../../../web/assets/js/points.js";
import { css } from "../../../web/assets/js/palette.js";

const TURN = 0.01;             // radians per pixel
const STEEP = 1.45;

export class SpacePanel extends CanvasPanel {
  /** @type {(...place: number[]) => any} */ project;
  /** @type {number[][]} */ box;

  constructor(spec, host) {
    super(spec, host);
    this.turn = 0.7;
    this.tilt = 0.5;
    const { canvas } = this;
    canvas.classList.add("turn");
    canvas.tabIndex = 0;
    canvas.setAttribute("role", "application");
    canvas.setAttribute("aria-label", `${spec.title}: turn with the arrow keys`);
    canvas.onpointerdown = (event) => canvas.setPointerCapture(event.pointerId);
    canvas.onpointermove = ({ buttons, movementX, movementY }) => buttons && this.rotate(movementX * TURN, movementY * TURN);
    canvas.onkeydown = (event) => {
      const way = { ArrowLeft: [-0.1, 0], ArrowRight: [0.1, 0], ArrowUp: [0, -0.1], ArrowDown: [0, 0.1] }[event.key];
      if (!way) return;
      event.preventDefault();
      event.stopPropagation();
      this.rotate(...way);
    };
  }

  changed({ view }) {
    if (view && !this.turned) [this.turn, this.tilt] = view.data;
  }

  rotate(turn, tilt) {
    this.turned = true;
    this.turn += turn;
    this.tilt = Math.min(STEEP, Math.max(-STEEP, this.tilt + tilt));
    this.draw();
  }

  paint(context, width, height) {
    this.measure();
    const size = Math.min(width * 0.62, height * 0.66);
    const [ct, st, ci, si] = [Math.cos(this.turn), Math.sin(this.turn), Math.cos(this.tilt), Math.sin(this.tilt)];
    this.project = (x, y, z) => {
      const [u, v, w] = [this.unit(x, 0), this.unit(y, 1), this.unit(z, 2)];
      const [a, b] = [u * ct - v * st, u * st + v * ct];
      const near = b * ci - w * si, scale = size / (1 + 0.22 * near);
      return [width / 2 + a * scale, height / 2 - (w * ci + b * si) * scale, near];
    };
    this.drawBox(context);
    const things = [...this.quads(), ...this.dots(), ...this.lines()].sort((a, b) => b.near - a.near);
    for (const thing of things) thing.draw(context);
    this.drawNames(context);
  }

  /** Ranges of the three axes: those of `box`, or of everything that is shown. */
  measure() {
    const { box, points, surface, paths } = this.values;
    if (box) {
      this.box = [0, 1, 2].map((k) => [box.data[2 * k], box.data[2 * k + 1]]);
      return;
    }
    this.box = [0, 1, 2].map(() => [Infinity, -Infinity]);
    const see = (row) => this.box.forEach((range, k) => {
      if (!Number.isFinite(row[k])) return;
      range[0] = Math.min(range[0], row[k]);
      range[1] = Math.max(range[1], row[k]);
    });
    for (const row of rowsOf(points)) see(row);
    for (const row of rowsOf(paths)) see(row);
    for (let at = 0; at < (surface?.data.length ?? 0); at += 3) see(surface.data.subarray(at, at + 3));
  }

  /** From −1/2 to 1/2 along an axis. */
  unit(value, axis) {
    const [low, high] = this.box[axis];
    return high > low ? (value - low) / (high - low) - 0.5 : 0;
  }

  drawBox(context) {
    const [x, y, z] = this.box;
    if (![...x, ...y, ...z].every(Number.isFinite)) return;
    context.setLineDash([]);
    context.lineWidth = 1;
    context.strokeStyle = this.theme.ink(0.25);
    const edge = (from, to) => {
      context.beginPath();
      context.moveTo(...this.project(...from).slice(0, 2));
      context.lineTo(...this.project(...to).slice(0, 2));
      context.stroke();
    };
    for (const a of [0, 1]) for (const b of [0, 1]) {
      edge([x[0], y[a], z[b]], [x[1], y[a], z[b]]);
      edge([x[a], y[0], z[b]], [x[a], y[1], z[b]]);
      edge([x[a], y[b], z[0]], [x[a], y[b], z[1]]);
    }
  }

  /** The names of the axes, drawn last, because a surface would hide them. */
  drawNames(context) {
    const [x, y, z] = this.box;
    if (![...x, ...y, ...z].every(Number.isFinite)) return;
    const [mx, my, mz] = [x, y, z].map(([low, high]) => (low + high) / 2);
    context.fillStyle = this.theme.ink(0.8);
    context.textAlign = "center";
    context.textBaseline = "middle";
    const name = (place, words) => context.fillText(words, ...this.outwards(this.project(...place), context.measureText(words).width / 2));
    /** @type {(range: number[], axis: string) => string} */
    const said = ([low, high], axis) => `${axis}  ${tickText(+low.toPrecision(2))} … ${tickText(+high.toPrecision(2))}`;
    const front = (points) => points.reduce((best, point) => (this.project(...point)[2] < this.project(...best)[2] ? point : best));
    name(front([[mx, y[0], z[0]], [mx, y[1], z[0]]]), said(x, this.spec.axes[0]));
    name(front([[x[0], my, z[0]], [x[1], my, z[0]]]), said(y, this.spec.axes[1]));
    const uprights = [[x[0], y[0], mz], [x[0], y[1], mz], [x[1], y[0], mz], [x[1], y[1], mz]];
    name(uprights.reduce((best, point) => (this.project(...point)[0] < this.project(...best)[0] ? point : best)), this.spec.axes[2]);
  }

  /**
   * A position a little further from the center, where nothing is drawn, but inside the canvas.
   * @param {number[]} place
   * @param {number} half of the width of what stands there
   * @returns {[number, number]}
   */
  outwards([x, y], half) {
    const { clientWidth: width, clientHeight: height } = this.stage;
    const move = (value, middle, room) => Math.min(2 * middle - room, Math.max(room, middle + (value - middle) * 1.12));
    return [move(x, width / 2, half + 2), move(y, height / 2, 10)];
  }

  *quads() {
    const { surface, shade } = this.values;
    if (!surface) return;
    const { data, shape: [rows, columns] } = surface;
    const corners = [];
    for (let at = 0; at < data.length; at += 3) corners.push(this.project(data[at], data[at + 1], data[at + 2]));
    const solid = !shade;
    for (let row = 0; row + 1 < rows; row++) {
      for (let column = 0; column + 1 < columns; column++) {
        const at = row * columns + column;
        const four = [corners[at], corners[at + 1], corners[at + columns + 1], corners[at + columns]];
        const near = (four[0][2] + four[1][2] + four[2][2] + four[3][2]) / 4;
        if (!Number.isFinite(near + four[0][0])) continue;
        const color = solid ? this.theme.ink(0.5) : css(this.theme.shade(shade.data[at]));
        yield { near, draw: (context) => drawQuad(context, four, color, solid ? 0.18 : 0.92) };
      }
    }
  }

  *dots() {
    for (const [x, y, z, label] of rowsOf(this.values.points)) {
      const [left, top, near] = this.project(x, y, z);
      const color = this.theme.color(`class${label}`), shape = shapeOf(label, this.spec.classes);
      yield { near, draw: (context) => drawPoint(context, shape, left, top, 3, { color, palette: this.theme, test: false }) };
    }
  }

  *lines() {
    let before = null;
    for (const [x, y, z, k] of rowsOf(this.values.paths)) {
      if (!Number.isFinite(x + y + z)) {
        before = null;
        continue;
      }
      const here = this.project(x, y, z), from = before, style = this.spec.styles[k];
      before = here;
      if (!from || !style) continue;
      // Slightly nearer than its true position, so that a line in a surface is visible.
      const near = Math.min(from[2], here[2]) - 0.02;
      yield {
        near,
        draw: (context) => {
          this.pen(style);
          context.beginPath();
          context.moveTo(from[0], from[1]);
          context.lineTo(here[0], here[1]);
          context.stroke();
        },
      };
    }
  }
}

function drawQuad(context, four, color, alpha) {
  context.globalAlpha = alpha;
  context.fillStyle = context.strokeStyle = color;
  context.lineWidth = 0.6;
  context.setLineDash([]);
  context.beginPath();
  four.forEach(([x, y], index) => context[index ? "lineTo" : "moveTo"](x, y));
  context.closePath();
  context.fill();
  context.stroke();
  context.globalAlpha = 1;
}
