// Loss and score by epoch. Curves are continued by the newest epochs; everything is drawn again only
// when an axis has to grow, which at 20,000 epochs is the difference between 60 and 36 pictures a second.

import { axisEnd, linearTicks, roundUp, TEST_LOSS, TEST_SCORE, TRAIN_LOSS, TRAIN_SCORE } from "./history.js";
import { lossText, percentText, r2Text, tickText } from "./format.js";

const LEFT = 40, RIGHT = 8, TOP = 8, BOTTOM = 22;
const DASH = [5, 3];

export class Chart {
  constructor(section, history) {
    this.history = history;
    this.metric = "loss";
    this.log = false;
    this.epoch = 0;
    this.stage = section.querySelector(".curve");
    this.context = section.querySelector(".curve canvas").getContext("2d");
    this.ruler = section.querySelector(".ruler");
    this.keys = [...section.querySelectorAll(".keys b")];
    this.cursor = null;          // epoch under the pointer or the arrow keys
    this.listen();
  }

  build(net, palette) {
    Object.assign(this, { net, palette });
    this.redraw();
  }

  set(options) {
    Object.assign(this, options);
    this.redraw();
  }

  get series() {
    return this.metric === "loss" ? [TRAIN_LOSS, TEST_LOSS] : [TRAIN_SCORE, TEST_SCORE];
  }

  /** Continues the curves to this epoch. */
  advance(epoch) {
    if (!this.width) return;
    if (epoch < this.epoch || epoch > this.end) return this.redraw(epoch);
    if (epoch === this.epoch) return;
    const from = this.epoch;
    this.epoch = epoch;
    if (this.widen(from + 1, epoch)) return this.redraw(epoch);
    for (const pen of this.pens) this.continue(pen, from + 1, epoch);
    if (this.cursor !== null) this.showCursor();
  }

  // --- axes -----------------------------------------------------------------------------------

  /** Takes the values of some epochs into the range; says whether the axis has to grow for them. */
  widen(from, to) {
    const { history, range } = this;
    for (let epoch = from; epoch <= to; epoch++) {
      for (const series of this.series) {
        const value = history.at(epoch, series);
        if (!Number.isFinite(value)) continue;
        if (value > range.high) range.high = value;
        if (value < range.low && (value > 0 || this.metric === "score")) range.low = Math.max(-1, value);
      }
    }
    return this.axis && (range.high > this.axis.high || range.low < this.axis.low);
  }

  scale() {
    const { low, high } = this.range;
    if (this.metric === "score") {
      // R² has no lower end; far below zero its size says nothing, so there the curve runs along the floor.
      const bottom = low >= 0 ? 0 : -1;
      return { low: bottom, high: 1, ticks: linearTicks(bottom, 1, 4) };
    }
    if (!Number.isFinite(high)) return { low: 0, high: 1, ticks: [0, 0.5, 1] };
    if (!this.log) {
      const top = roundUp(high || 1);
      return { low: 0, high: top, ticks: linearTicks(0, top, 4) };
    }
    const from = Math.floor(Math.log10(Math.min(low, high / 1.01))), to = Math.ceil(Math.log10(high));
    const every = Math.ceil((to - from) / 5);
    const ticks = [];
    for (let power = from; power <= to; power += every) ticks.push(10 ** power);
    return { low: 10 ** from, high: 10 ** to, ticks };
  }

  x(epoch) {
    return LEFT + (epoch / this.end) * (this.width - LEFT - RIGHT);
  }

  y(value) {
    const { low, high } = this.axis;
    const room = this.height - TOP - BOTTOM;
    const log = this.log && this.metric === "loss";
    const share = log ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
    return TOP + (1 - Math.min(1, Math.max(0, share))) * room;
  }

  // --- drawing --------------------------------------------------------------------------------

  redraw(epoch = this.epoch) {
    const { clientWidth: width, clientHeight: height } = this.stage;
    if (!width || !this.palette) return;
    const { context, palette } = this, { canvas } = context, ratio = devicePixelRatio;
    Object.assign(this, { width, height, epoch });
    if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
    }
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    this.end = axisEnd(epoch);
    this.range = { low: Infinity, high: -Infinity };
    this.axis = null;
    this.widen(0, epoch);
    this.axis = this.scale();
    this.stage.setAttribute("aria-valuemax", this.end);
    this.drawAxes();
    const [train, test] = this.series;
    this.pens = [
      { series: train, colour: palette.ink(0.55), width: 1.5, dash: [], x: null, y: null, length: 0 },
      { series: test, colour: palette.ink(1), width: 1.5, dash: DASH, x: null, y: null, length: 0 },
    ];
    for (const pen of this.pens) this.trace(pen, epoch);
    this.setCursor(this.cursor);
  }

  drawAxes() {
    const { context, palette, axis, width, height } = this;
    context.font = `12px ${palette.font}`;
    context.lineWidth = 1;
    context.setLineDash([]);
    context.textBaseline = "middle";
    context.textAlign = "right";
    const score = this.metric === "score" && this.net.problem !== "regression";
    for (const tick of axis.ticks) {
      const y = Math.round(this.y(tick)) + 0.5;
      context.strokeStyle = palette.ink(0.1);
      context.beginPath();
      context.moveTo(LEFT, y);
      context.lineTo(width - RIGHT, y);
      context.stroke();
      context.fillStyle = palette.ink(0.7);
      context.fillText(score ? Math.round(100 * tick) + " %" : tickText(tick), LEFT - 6, y);
    }
    context.textBaseline = "alphabetic";
    const ticks = linearTicks(0, this.end, 4);
    ticks.forEach((tick, index) => {
      context.textAlign = index === 0 ? "left" : tick === this.end ? "right" : "center";
      context.fillText(tickText(tick), this.x(tick), height - 6);
    });
    context.textAlign = "center";
    context.fillText("epoch", (this.x(ticks[0]) + this.x(ticks[1])) / 2, height - 6);
  }

  /** A whole curve at once: where several epochs share a pixel column, its lowest and highest value. */
  trace(pen, last) {
    const { context, history } = this;
    const perPixel = this.end / (this.width - LEFT - RIGHT);
    if (perPixel <= 1) return this.continue(pen, 0, last);
    this.dip(pen);
    context.beginPath();
    let column = -1, low = 0, high = 0;
    const flush = () => {
      if (column < 0) return;
      this.stroke(pen, column, high);
      if (low !== high) this.stroke(pen, column, low);
    };
    for (let epoch = 0; epoch <= last; epoch++) {
      const value = history.at(epoch, pen.series);
      if (!Number.isFinite(value)) continue;
      const x = Math.floor(this.x(epoch)), y = this.y(value);
      if (x !== column) {
        flush();
        [column, low, high] = [x, y, y];
      } else if (y < low) low = y;
      else if (y > high) high = y;
    }
    flush();
    context.stroke();
  }

  continue(pen, from, to) {
    this.dip(pen);
    this.context.beginPath();
    if (pen.x !== null) this.context.moveTo(pen.x, pen.y);
    for (let epoch = from; epoch <= to; epoch++) {
      const value = this.history.at(epoch, pen.series);
      if (Number.isFinite(value)) this.stroke(pen, this.x(epoch), this.y(value));
    }
    this.context.stroke();
  }

  dip(pen) {
    const { context } = this;
    context.strokeStyle = pen.colour;
    context.lineWidth = pen.width;
    context.lineJoin = "round";
    context.setLineDash(pen.dash);
    // The dashes go on where the last piece of the curve left off.
    context.lineDashOffset = pen.length;
  }

  stroke(pen, x, y) {
    if (pen.x === null) this.context.moveTo(x, y);
    else {
      this.context.lineTo(x, y);
      pen.length = (pen.length + Math.hypot(x - pen.x, y - pen.y)) % 8;
    }
    pen.x = x;
    pen.y = y;
  }

  // --- values under the cursor ------------------------------------------------------------------

  listen() {
    const { stage } = this;
    stage.onpointermove = ({ offsetX }) => {
      const share = (offsetX - LEFT) / (this.width - LEFT - RIGHT);
      this.setCursor(Math.round(share * this.end));
    };
    stage.onpointerleave = () => this.setCursor(null);
    stage.onfocus = () => stage.matches(":focus-visible") && this.setCursor(this.epoch);
    stage.onblur = () => this.setCursor(null);
    stage.onkeydown = (event) => {
      const moves = { ArrowLeft: -1, ArrowRight: 1, PageDown: -10, PageUp: 10, Home: -Infinity, End: Infinity };
      const move = moves[event.key];
      if (event.key === "Escape") this.setCursor(null);
      if (move === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      this.setCursor((this.cursor ?? this.epoch) + move * (event.shiftKey ? 10 : 1));
    };
  }

  setCursor(epoch) {
    if (!this.width) return;     // nothing is drawn yet
    this.cursor = epoch === null ? null : Math.max(0, Math.min(this.epoch, epoch));
    this.showCursor();
  }

  showCursor() {
    const { cursor, history, ruler, stage } = this;
    ruler.hidden = cursor === null;
    this.keys.forEach((key, index) => (key.textContent = ["train", "test"][index]));
    if (cursor === null) {
      stage.setAttribute("aria-valuenow", this.epoch);
      return stage.removeAttribute("aria-valuetext");
    }
    ruler.style.transform = `translateX(${this.x(cursor)}px)`;
    ruler.firstChild.textContent = cursor;
    const write = this.metric === "loss" ? lossText : this.net.problem === "regression" ? r2Text : percentText;
    // The values take the places of the words in the key, so nothing moves and nothing is covered.
    const [train, test] = this.series.map((series) => write(history.at(cursor, series)));
    this.keys[0].textContent = train;
    this.keys[1].textContent = test;
    stage.setAttribute("aria-valuenow", cursor);
    stage.setAttribute("aria-valuetext", `epoch ${cursor}, train ${train}, test ${test}`);
  }
}
