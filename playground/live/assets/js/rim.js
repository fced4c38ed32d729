// Rows outside the square of the map. They are trained on like the others, so they are marked at the rim, where the way to
// them from the nearest place of the square begins.

import { css } from "../../../web/assets/js/palette.js";
import { shadeOf } from "../../../web/assets/js/points.js";

const HALO = 1.5;              // CSS pixels around a mark

/**
 * The marks of the rows (x1, x2, label) that lie outside `low` … `high`: the nearest place on the rim, and the direction
 * outward as signs, right and up.
 * @param {Float32Array} rows
 * @returns {{ x1: number, x2: number, label: number, right: number, up: number }[]}
 */
export function rimMarks(rows, low, high) {
  const marks = [], beyond = (value) => (value > high ? 1 : value < low ? -1 : 0);
  for (let at = 0; at < rows.length; at += 3) {
    const right = beyond(rows[at]), up = beyond(rows[at + 1]);
    if (!right && !up) continue;
    const inside = (value) => Math.max(low, Math.min(high, value));
    marks.push({ x1: inside(rows[at]), x2: inside(rows[at + 1]), label: rows[at + 2], right, up });
  }
  return marks;
}

/** A small arrowhead for each mark, its tip on the rim; hollow for test rows. */
export function drawRim(context, marks, { place, radius, classes, palette, test }) {
  const long = 2.1 * radius, half = 1.15 * radius;
  context.lineJoin = "round";
  for (const { x1, x2, label, right, up } of marks) {
    const [x, y] = place(x1, x2), size = Math.hypot(right, up), [dx, dy] = [right / size, -up / size];
    const [backX, backY] = [x - dx * long, y - dy * long], color = css(shadeOf(label, classes, palette));
    context.beginPath();
    context.moveTo(x, y);
    context.lineTo(backX - dy * half, backY + dx * half);
    context.lineTo(backX + dy * half, backY - dx * half);
    context.closePath();
    context.strokeStyle = palette.ink(test ? 0.85 : 0);
    context.lineWidth = 2 * HALO;
    context.stroke();
    context.fillStyle = test ? palette.ink(0) : color;
    context.fill();
    if (!test) continue;
    context.strokeStyle = color;
    context.lineWidth = HALO;
    context.stroke();
  }
}

/** What the page says about these marks. */
export function outsideText(count) {
  if (!count) return "";
  return count === 1 ? "1 point lies outside." : `${count} points lie outside.`;
}
