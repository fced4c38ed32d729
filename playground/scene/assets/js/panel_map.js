// The plane: a color map, the points of the data, and lines, rings and crosses.

import { Axis, drawAcross, drawUpward } from "../../../web/assets/js/axis.js";
import { tickText } from "../../../web/assets/js/format.js";
import { CanvasPanel, rowsOf } from "./panel.js";
import { drawPoints } from "../../../web/assets/js/points.js";
import { contextOf, element } from "../../../web/assets/js/dom.js";

const MAP_LEFT = 32, MAP_BOTTOM = 22, MAP_EDGE = 6;
const MAP_WIDE = 240;          // width in pixels from which it has the same ticks as the main page's map

export class MapPanel extends CanvasPanel {
  constructor(spec, host) {
    super(spec, host);
    this.image = element("canvas");
    this.pointsLayer = element("canvas");
    this.at = null;
    if (spec.pick) this.listen();
  }

  tall(width) {
    return this.spec.square ? width - MAP_LEFT - MAP_EDGE + MAP_BOTTOM + MAP_EDGE : Math.round(width * 0.62);
  }

  cleared() {
    this.at = null;
    this.pointsDrawn = false;
  }

  changed({ field, points, box, paths }) {
    if (field) this.fill(field);
    if (points || box) this.pointsDrawn = false;
    if (!paths || this.key.hidden) return;
    this.drawn = new Set();
    for (const [x1, , k] of rowsOf(paths)) if (Number.isFinite(x1)) this.drawn.add(k);
    this.thinKey();
  }

  sized() {
    this.pointsDrawn = false;
  }

  themed() {
    this.pointsDrawn = false;
    if (this.values.field) this.fill(this.values.field);
  }

  fill({ data, rows, columns }) {
    if (this.image.width !== columns || this.image.height !== rows) {
      Object.assign(this.image, { width: columns, height: rows });
      this.pixels = null;
    }
    const context = contextOf(this.image);
    this.pixels ??= context.createImageData(columns, rows);
    const out = new Uint32Array(this.pixels.data.buffer), table = this.theme.table(this.spec.colors, this.spec.classes);
    for (let at = 0; at < out.length; at++) out[at] = table[data[at]];
    context.putImageData(this.pixels, 0, 0);
  }

  /** The axes for a picture of this width. */
  measure(width) {
    const { low, high } = this.spec, [x0, x1, y0, y1] = this.values.box?.data ?? [low, high, low, high];
    const looks = { fixed: true, parts: width > MAP_WIDE ? 6 : 4 };
    this.x = new Axis(x0, x1, looks);
    this.y = new Axis(y0, y1, looks);
  }

  place(x, y) {
    const { left, right, top, bottom } = this.frame;
    return [left + (right - left) * this.x.share(x), bottom - (bottom - top) * this.y.share(y)];
  }

  paint(context, width, height) {
    this.measure(width);
    const left = this.margin(MAP_LEFT, this.y.ticks.map(tickText), this.spec.y);
    if (left !== this.frame?.left) this.pointsDrawn = false;
    this.frame = { left, right: width - MAP_EDGE, top: MAP_EDGE, bottom: height - MAP_BOTTOM };
    const { frame, spec, theme } = this, place = [left, MAP_EDGE, frame.right - left, frame.bottom - MAP_EDGE];
    drawUpward(context, this.y, frame, theme, { lines: false, name: spec.y });
    drawAcross(context, this.x, frame, theme, { name: spec.x });
    context.save();
    context.beginPath();
    context.roundRect(...place, 4);
    context.clip();
    if (this.values.field) {
      context.imageSmoothingEnabled = true;
      context.drawImage(this.image, ...place);
    } else {
      context.fillStyle = theme.ink(0.04);
      context.fillRect(...place);
    }
    if (this.values.points) this.drawPoints(context, width, height);
    this.drawPaths(context);
    this.drawRings(context);
    this.drawCrosses(context);
    context.restore();
  }

  drawPoints(context, width, height) {
    const { canvas, pointsLayer: layer } = this;
    if (!this.pointsDrawn) {
      Object.assign(layer, { width: canvas.width, height: canvas.height });
      const pen = contextOf(layer), ratio = canvas.width / width;
      pen.setTransform(ratio, 0, 0, ratio, 0, 0);
      const { spec, theme, values: { points } } = this;
      const radius = points.rows > 2400 || width < 220 ? 2.2 : 3.2;
      const place = (x1, x2) => this.place(x1, x2);
      drawPoints(pen, points.data, { place, radius, classes: spec.classes, palette: theme });
      this.pointsDrawn = true;
    }
    context.drawImage(layer, 0, 0, width, height);
  }

  drawPaths(context) {
    const { values: { paths }, spec: { styles } } = this;
    let style = null, last = null, before = null;
    const heads = [];          // drawn after all lines, so that no line hides them
    const finish = () => {
      if (!style) return;
      context.stroke();
      if (style.head && last) heads.push([style, before, last]);
      style = last = before = null;
    };
    for (const [x1, x2, k] of rowsOf(paths)) {
      if (!Number.isFinite(x1 + x2)) {
        finish();
        continue;
      }
      const here = this.place(x1, x2);
      if (style && styles[k] !== style) finish();
      if (!style) {
        style = styles[k] ?? styles[0];
        this.pen(style);
        context.beginPath();
        context.moveTo(...here);
      } else context.lineTo(...here);
      [before, last] = [last ?? here, here];
    }
    finish();
    for (const head of heads) {
      this.pen(head[0]);
      this.drawHead(context, ...head);
    }
    context.setLineDash([]);
  }

  drawHead(context, { head, width }, [x0, y0], [x1, y1]) {
    context.setLineDash([]);
    context.beginPath();
    if (head === "arrow") {
      const angle = Math.atan2(y1 - y0, x1 - x0), size = 5 + width;
      for (const turn of [2.6, 0, -2.6]) {
        const reach = turn ? size : 0;
        context.lineTo(x1 - reach * Math.cos(angle + (turn ? turn - Math.PI : 0)), y1 - reach * Math.sin(angle + (turn ? turn - Math.PI : 0)));
      }
      context.stroke();
      return;
    }
    context.arc(x1, y1, 3 + width / 2, 0, 2 * Math.PI);
    context.fill();
    context.lineWidth = 1.5;
    context.strokeStyle = this.theme.ink(0);
    context.stroke();
  }

  drawRings(context) {
    context.lineWidth = 1.5;
    context.strokeStyle = this.theme.ink(0.9);
    for (const [x1, x2] of rowsOf(this.values.rings)) {
      context.beginPath();
      context.arc(...this.place(x1, x2), 6.5, 0, 2 * Math.PI);
      context.stroke();
    }
  }

  drawCrosses(context) {
    for (const [width, color] of [[6, this.theme.ink(0)], [3, this.theme.ink(1)]]) {
      context.lineWidth = width;
      context.lineCap = "round";
      context.strokeStyle = color;
      for (const [x1, x2] of rowsOf(this.values.crosses)) {
        const [x, y] = this.place(x1, x2);
        context.beginPath();
        for (const way of [1, -1]) {
          context.moveTo(x - 7, y - 7 * way);
          context.lineTo(x + 7, y + 7 * way);
        }
        context.stroke();
      }
    }
  }

  // --- choosing a position --------------------------------------------------------------------

  listen() {
    const { canvas } = this;
    canvas.classList.add("pick");
    canvas.tabIndex = 0;
    canvas.setAttribute("role", "application");
    canvas.setAttribute("aria-label", `${this.spec.title}: choose a place with the arrow keys`);
    canvas.onpointerdown = (event) => {
      canvas.setPointerCapture(event.pointerId);
      this.pickAt(event);
    };
    canvas.onpointermove = (event) => event.buttons && this.pickAt(event);
    canvas.onkeydown = (event) => {
      const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
      if (!step) return;
      event.preventDefault();
      event.stopPropagation();
      const { x, y } = this, first = (this.values.crosses ?? this.values.rings)?.data;
      const [x1, x2] = this.at ?? (first?.length ? first : [x.value(0.5), y.value(0.5)]);
      this.pick(x1 + (step[0] * (x.high - x.low)) / 60, x2 + (step[1] * (y.high - y.low)) / 60);
    };
  }

  pickAt({ offsetX, offsetY }) {
    const { left, right, top, bottom } = this.frame;
    this.pick(this.x.value((offsetX - left) / (right - left)), this.y.value((bottom - offsetY) / (bottom - top)));
  }

  pick(x1, x2) {
    const { x, y } = this, [nameX, nameY] = this.spec.pick;
    const within = (value, { low, high }) => +Math.min(high, Math.max(low, value)).toFixed(3);
    this.at = [within(x1, x), within(x2, y)];
    this.set({ [nameX]: this.at[0], [nameY]: this.at[1] });
  }
}
