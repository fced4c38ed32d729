// Draws the rows of the data as points. Classes differ in shape and color, training and test points in their fill:
// color is never the only difference.

import { css } from "./palette.js";

const SHAPES = [circle, square, triangle, diamond, star];

/** Two classes are both circles; with three or more, every class has its own shape. */
export function shapeOf(label, classes) {
  return classes > 2 ? SHAPES[label % SHAPES.length] : circle;
}

/** The color of a label; of fewer than two `classes` it is a value between −1 and 1. */
export function shadeOf(label, classes, palette) {
  return classes < 2 ? palette.scale(Math.max(-1, Math.min(1, label))) : palette.classes[label];
}

/** Rows of (x1, x2, label) at their `place`. */
export function drawPoints(context, rows, { place, radius, classes, palette, test = false }) {
  for (let at = 0; at < rows.length; at += 3) {
    const label = rows[at + 2], color = css(shadeOf(label, classes, palette)), [x, y] = place(rows[at], rows[at + 1]);
    drawPoint(context, shapeOf(label, classes), x, y, radius, { color, palette, test, rim: classes < 2 });
  }
}

/** `rim`: with a dark edge, because the color may be that of the field. */
export function drawPoint(context, shape, x, y, radius, { color, palette, test, rim = false }) {
  const halo = palette.dark ? "rgb(0 0 0 / 0.75)" : "rgb(255 255 255 / 0.95)";
  const around = (style, width) => {
    context.strokeStyle = style;
    context.lineWidth = width;
    context.stroke();
  };
  context.beginPath();
  shape(context, x, y, test ? radius * 1.05 : radius);
  context.lineJoin = "round";
  if (test) {
    // Hollow, and with a dark edge instead of a light one: in a row of points a ring alone is not told from a disc.
    const ring = radius * 0.5;
    around(palette.ink(0.7), ring + 1.4);
    context.fillStyle = halo;
    context.fill();
    around(color, ring);
  } else {
    around(halo, rim ? 3 : 2);
    if (rim) around(palette.ink(0.6), 1.2);
    context.fillStyle = color;
    context.fill();
  }
}

/** The shape of a class in its region: an outline, larger than a point. */
export function drawGlyph(context, shape, x, y, radius, palette) {
  context.beginPath();
  shape(context, x, y, radius);
  context.lineJoin = "round";
  context.strokeStyle = palette.dark ? "rgb(0 0 0 / 0.5)" : "rgb(255 255 255 / 0.7)";
  context.lineWidth = 5;
  context.stroke();
  context.strokeStyle = palette.ink(0.75);
  context.lineWidth = 2;
  context.stroke();
}

function circle(context, x, y, r) {
  context.moveTo(x + r, y);
  context.arc(x, y, r, 0, 2 * Math.PI);
}

function square(context, x, y, r) {
  context.rect(x - r * 0.9, y - r * 0.9, r * 1.8, r * 1.8);
}

function triangle(context, x, y, r) {
  polygon(context, x, y, 3, r * 1.3);
}

function diamond(context, x, y, r) {
  polygon(context, x, y, 4, r * 1.25);
}

function star(context, x, y, r) {
  polygon(context, x, y, 10, r * 1.4, 0.5);
}

/** Corners on a circle, the first on top; with `inner`, every second one lies closer to the center. */
function polygon(context, x, y, corners, r, inner = 1) {
  for (let corner = 0; corner < corners; corner++) {
    const angle = (2 * Math.PI * corner) / corners - Math.PI / 2;
    const far = corner % 2 ? r * inner : r;
    context[corner ? "lineTo" : "moveTo"](x + far * Math.cos(angle), y + far * Math.sin(angle));
  }
  context.closePath();
}
