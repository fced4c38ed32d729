// Bars side by side: a group for each label, and in it a bar for each style.

import { Axis, drawLine, drawUpward } from "../../../web/assets/js/axis.js";
import { tickText, valueText } from "../../../web/assets/js/format.js";
import { CanvasPanel } from "./panel.js";

const BARS_LEFT = 48, BARS_RIGHT = 12, BARS_TOP = 20, BARS_BOTTOM = 24;
const BARS_NARROW = 34;             // width in pixels below which numbers do not fit a group

export class BarsPanel extends CanvasPanel {
  paint(context, width, height) {
    const { labels, values } = this.values;
    if (!labels || !values) return;
    this.frame = { left: BARS_LEFT, right: width - BARS_RIGHT, top: BARS_TOP, bottom: height - BARS_BOTTOM };
    const series = this.spec.styles.length, numbers = values.data;
    this.scale(numbers);
    this.frame.left = this.margin(BARS_LEFT, this.y.ticks.map(tickText));
    drawUpward(context, this.y, this.frame, this.theme);
    context.textAlign = "left";
    context.fillText(this.spec.unit, this.frame.left, 6);
    const { left, right, bottom } = this.frame, group = (right - left) / labels.length;
    const bar = Math.min(64, (group * 0.76) / series);
    labels.forEach((label, index) => {
      const middle = left + group * (index + 0.5);
      for (let k = 0; k < series; k++) {
        const at = k * labels.length + index;
        this.drawBar(context, middle + bar * (k - series / 2), bar, numbers[at], this.spec.styles[k], this.words(at, numbers[at], group / series));
      }
      context.fillStyle = this.theme.ink(0.8);
      context.textAlign = "center";
      context.textBaseline = "top";
      context.fillText(label, middle, bottom + 8, group - 4);
    });
    this.drawCut(context);
  }

  words(at, value, room) {
    const said = this.values.texts?.[at];
    if (said !== undefined) return said;
    return room < BARS_NARROW || !Number.isFinite(value) ? "" : valueText(value);
  }

  scale(numbers) {
    const { low, high, log } = this.spec, { cut } = this.values;
    const seen = [...numbers, cut].filter((value) => Number.isFinite(value) && (!log || value > 0));
    const least = Math.min(...seen), most = Math.max(...seen);
    if (log) this.y = new Axis(low > 0 ? Math.min(low, least) : least / 2, high ?? most, { log });
    else this.y = new Axis(Math.min(low ?? least, least, 0), high ?? Math.max(most, 0), { fixed: high !== null });
  }

  y0(value) {
    const { top, bottom } = this.frame;
    return bottom - (bottom - top) * Math.min(1, Math.max(0, this.y.share(value)));
  }

  drawBar(context, x, bar, value, { color }, words) {
    const floor = this.y.log ? this.frame.bottom : this.y0(0);
    const finite = Number.isFinite(value) && (!this.y.log || value > 0);
    const y = finite ? this.y0(value) : floor;
    context.fillStyle = this.theme.color(color);
    context.fillRect(x + 1, Math.min(y, floor), Math.max(1, bar - 2), Math.max(1, Math.abs(floor - y)));
    if (!words) return;
    context.fillStyle = this.theme.ink(0.9);
    context.textAlign = "center";
    context.textBaseline = y <= floor ? "bottom" : "top";
    context.fillText(words, x + bar / 2, y + (y <= floor ? -3 : 3));
  }

  drawCut(context) {
    const { cut } = this.values;
    if (!Number.isFinite(cut)) return;
    context.setLineDash([5, 4]);
    context.lineWidth = 1.5;
    context.strokeStyle = this.theme.ink(0.9);
    drawLine(context, this.frame.left, this.y0(cut), this.frame.right, this.y0(cut));
    context.setLineDash([]);
  }
}
