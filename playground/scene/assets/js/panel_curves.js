// Lines over an axis: extended row by row as the pictures are shown, or replaced as a whole.

import { Axis, drawAcross, drawLine, drawUpward } from "../../../web/assets/js/axis.js";
import { element } from "../../../web/assets/js/dom.js";
import { tickText, valueText } from "../../../web/assets/js/format.js";
import { axisEnd } from "../../../web/assets/js/history.js";
import { CanvasPanel, rowsOf } from "./panel.js";

const CURVES_LEFT = 48, CURVES_RIGHT = 12, CURVES_TOP = 10, CURVES_BOTTOM = 36;

export class CurvesPanel extends CanvasPanel {
  rows = /** @type {any[]} */ ([]);

  constructor(spec, host) {
    super(spec, host);
    this.columns = 1 + spec.styles.length;
    this.cleared();
    this.cursor = null;
    this.tip = element("div", { className: "tip", hidden: true });
    this.stage.append(this.tip);
    this.canvas.tabIndex = 0;
    this.listen();
  }

  cleared() {
    this.rows = [];
    this.appending = false;
    this.cursor = null;
  }

  changed({ row, rows }) {
    if (rows) {
      this.rows = [...rowsOf(rows)].map((each) => Float32Array.from(each));
      this.appending = this.rows.length < 2;  // a start, to which rows will be added
    }
    if (!row) return;
    const [x] = row.data;
    // A row with the same x replaces the former one, as after a change while it plays.
    while (this.rows.length && this.rows.at(-1)[0] >= x) this.rows.pop();
    this.rows.push(Float32Array.from(row.data));
    this.appending = true;
  }

  paint(context, width, height) {
    this.frame = { left: CURVES_LEFT, right: width - CURVES_RIGHT, top: CURVES_TOP, bottom: height - CURVES_BOTTOM };
    this.scale();
    this.frame.left = this.margin(CURVES_LEFT, this.y.ticks.map(tickText));
    drawUpward(context, this.y, this.frame, this.theme);
    drawAcross(context, this.x, this.frame, this.theme, { below: this.spec.x });
    context.textAlign = "left";
    context.fillText(this.spec.y, this.frame.left, this.frame.bottom + 21);
    context.save();
    context.beginPath();
    context.rect(this.frame.left - 1, 0, this.frame.right - this.frame.left + 2, this.frame.bottom + 2);
    context.clip();
    this.spec.styles.forEach((style, k) => this.drawCurve(context, style, k + 1));
    this.drawDots(context);
    context.restore();
    this.drawMarks(context);
    this.showCursor(context);
  }

  scale() {
    const { spec, values: { dots } } = this;
    let [x0, x1, y0, y1] = [Infinity, -Infinity, Infinity, -Infinity];
    const see = (x, y) => {
      if (x < x0) x0 = x;
      if (x > x1) x1 = x;
      if (!Number.isFinite(y) || (spec.log && y <= 0)) return;
      if (y < y0) y0 = y;
      if (y > y1) y1 = y;
    };
    for (const row of this.rows) for (let k = 1; k < this.columns; k++) see(row[0], row[k]);
    for (const [x, y] of rowsOf(dots)) see(x, y);
    if (this.values.cut > 0 || (this.values.cut === 0 && !spec.log)) see(x0, this.values.cut);
    if (this.appending && !spec.log_x) [x0, x1] = [Math.min(x0, 0), axisEnd(Math.max(x1, 1))];
    this.x = new Axis(x0, x1, { log: spec.log_x, fixed: true });
    const fixed = spec.low !== null && spec.high !== null;
    this.y = new Axis(spec.low ?? (spec.log ? y0 : Math.min(y0, y1)), spec.high ?? y1, { log: spec.log, fixed });
  }

  at(x, y) {
    const { left, right, top, bottom } = this.frame;
    return [left + (right - left) * this.x.share(x), bottom - (bottom - top) * this.y.share(y)];
  }

  drawCurve(context, style, k) {
    this.pen(style);
    context.beginPath();
    const every = Math.max(1, Math.floor(this.rows.length / (2 * (this.frame.right - this.frame.left))));
    let down = false;
    this.rows.forEach((row, index) => {
      if (index % every && index !== this.rows.length - 1) return;
      if (!Number.isFinite(row[k]) || (this.y.log && row[k] <= 0)) return void (down = false);
      const [x, y] = this.at(row[0], row[k]);
      context[down ? "lineTo" : "moveTo"](x, y);
      down = true;
    });
    context.stroke();
  }

  drawDots(context) {
    for (const [x, y, k] of rowsOf(this.values.dots)) {
      const [left, top] = this.at(x, y);
      context.fillStyle = this.theme.color(this.spec.styles[k]?.color ?? "ink");
      context.globalAlpha = 0.7;
      context.beginPath();
      context.arc(left, top, 3, 0, 2 * Math.PI);
      context.fill();
    }
    context.globalAlpha = 1;
  }

  /** Horizontal levels and vertical marks, with their labels. */
  drawMarks(context) {
    const { theme, frame: { left, right, top, bottom }, values: { cut, marks } } = this;
    context.lineWidth = 1.5;
    context.setLineDash([4, 3]);
    context.strokeStyle = context.fillStyle = theme.ink(0.8);
    if (Number.isFinite(cut)) {
      const [, y] = this.at(this.x.low, cut);
      drawLine(context, left, y, right, y);
    }
    context.textBaseline = "top";
    (marks ?? []).forEach(([value, words], index) => {
      const [x] = this.at(value, this.y.low);
      if (x < left - 1 || x > right + 1) return;
      drawLine(context, x, top, x, bottom);
      const over = x > (left + right) / 2;
      context.textAlign = over ? "right" : "left";
      context.fillText(words, x + (over ? -4 : 4), top + 14 * (index % 4));
    });
    context.setLineDash([]);
  }

  // --- the cursor -----------------------------------------------------------------------------

  listen() {
    const { canvas } = this;
    canvas.onpointermove = ({ offsetX }) => this.point(this.x?.value((offsetX - this.frame.left) / (this.frame.right - this.frame.left)));
    canvas.onpointerleave = canvas.onblur = () => this.point(null);
    canvas.onkeydown = (event) => {
      const way = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (!way || !this.rows.length) return;
      event.preventDefault();
      event.stopPropagation();
      const index = this.cursor === null ? this.rows.length - 1 : this.nearest(this.cursor) + way;
      this.point(this.rows[Math.min(this.rows.length - 1, Math.max(0, index))][0]);
    };
  }

  point(x) {
    this.cursor = x ?? null;
    this.draw();
  }

  nearest(x) {
    let best = 0;
    this.rows.forEach((row, index) => Math.abs(row[0] - x) < Math.abs(this.rows[best][0] - x) && (best = index));
    return best;
  }

  showCursor(context) {
    const shown = this.cursor !== null && this.rows.length > 0;
    this.tip.hidden = !shown;
    if (!shown) return;
    const row = this.rows[this.nearest(this.cursor)];
    const [x] = this.at(row[0], this.y.low);
    context.strokeStyle = this.theme.ink(0.4);
    drawLine(context, x, this.frame.top, x, this.frame.bottom);
    const said = this.spec.styles.map(({ label }, k) => `${label || this.spec.y}  ${valueText(row[k + 1])}`);
    this.tip.textContent = [`${this.spec.x} ${valueText(row[0])}`, ...said].join("\n");
    const over = x > this.stage.clientWidth / 2;
    Object.assign(this.tip.style, { top: "8px", left: over ? "auto" : `${x + 8}px`, right: over ? `${this.stage.clientWidth - x + 8}px` : "auto" });
  }

  dismiss() {
    this.point(null);
  }
}
