// Densities below each other on one axis, each with its name and a note; the former density as an outline.

import { Axis, drawAcross, drawLine } from "../../../web/assets/js/axis.js";
import { CanvasPanel } from "./panel.js";

const HISTOGRAM_LEFT = 96, HISTOGRAM_RIGHT = 8, HISTOGRAM_TOP = 4, HISTOGRAM_BOTTOM = 24, HISTOGRAM_WORDS = 16;

export class HistogramPanel extends CanvasPanel {
  left = 0;

  get many() {
    return this.values.labels?.length ?? 1;
  }

  get below() {
    return HISTOGRAM_BOTTOM + (this.spec.x ? 16 : 0);
  }

  tall() {
    return HISTOGRAM_TOP + this.below + this.many * (this.spec.height + (this.values.notes ? HISTOGRAM_WORDS : 4));
  }

  paint(context, width, height) {
    const { labels, edges, density, outline, notes } = this.values;
    if (!labels || !edges || !density) return;
    // As wide as the longest name, up to a limit.
    this.left = Math.min(HISTOGRAM_LEFT, 8 + Math.max(...labels.map((label) => context.measureText(label).width)));
    const across = new Axis(edges.data[0], edges.data.at(-1), { fixed: true }), bins = density.columns;
    const x = (value) => this.left + (width - this.left - HISTOGRAM_RIGHT) * across.share(value);
    const frame = { left: this.left, right: width - HISTOGRAM_RIGHT, top: HISTOGRAM_TOP, bottom: height - this.below };
    const pitch = (height - HISTOGRAM_TOP - this.below) / labels.length;
    drawAcross(context, across, frame, this.theme, { below: this.spec.x, lines: true });
    labels.forEach((label, row) => {
      const floor = HISTOGRAM_TOP + pitch * (row + 1) - (notes ? HISTOGRAM_WORDS : 2), tall = this.spec.height - 4;
      const own = density.data.subarray(row * bins, (row + 1) * bins);
      const before = outline?.data.subarray(row * bins, (row + 1) * bins) ?? [];
      // Each row has its own scale, because a spike would flatten all others. The area of each is one; the outline is
      // cut off where it is higher.
      const most = Math.max(...own) || 1;
      context.fillStyle = this.theme.color(this.spec.color);
      own.forEach((value, bin) => {
        const left = x(edges.data[bin]), size = (tall * value) / most;
        if (size > 0) context.fillRect(left, floor - size, Math.max(1, x(edges.data[bin + 1]) - left - 0.5), size);
      });
      this.drawOutline(context, [...before].map((value) => floor - tall * Math.min(1, value / most)), (bin) => x(edges.data[bin]));
      context.lineWidth = 1;
      drawLine(context, this.left, floor + 0.5, width - HISTOGRAM_RIGHT, floor + 0.5, this.theme.ink(0.3));
      context.fillStyle = this.theme.ink(0.8);
      context.textAlign = "right";
      context.textBaseline = "bottom";
      context.fillText(label, this.left - 8, floor, this.left - 8);
      context.textAlign = "left";
      context.textBaseline = "top";
      if (notes?.[row]) context.fillText(notes[row], this.left, floor + 2, width - this.left - HISTOGRAM_RIGHT);
    });
  }

  drawOutline(context, tops, x) {
    context.strokeStyle = this.theme.ink(0.6);
    context.lineWidth = 1;
    context.beginPath();
    tops.forEach((y, bin) => {
      context.lineTo(x(bin), y);
      context.lineTo(x(bin + 1), y);
    });
    context.stroke();
  }
}
