// The rows of the data as points. Classes differ in shape as well as in colour, training and test
// points in filling: colour is never the only difference.

import { css } from "./palette.js";

const SHAPES = [circle, square, triangle, diamond, star];

/** Two classes keep the quiet of circles; from three on every class has its own shape. */
export function shapeOf(label, classes) {
  return classes > 2 ? SHAPES[label % SHAPES.length] : circle;
}

export function drawPoints(context, rows, { net, palette, side, test }) {
  const grown = Math.max(1, Math.min(1.6, side / 480));      // a large map is looked at from afar
  const radius = grown * (rows.length > 6000 ? 1.8 : rows.length > 2400 ? 2.4 : 3.2);
  const scale = side / (net.high - net.low);
  for (let at = 0; at < rows.length; at += 3) {
    const [x1, x2, label] = [rows[at], rows[at + 1], rows[at + 2]];
    if (x1 < net.low || x1 > net.high || x2 < net.low || x2 > net.high) continue;
    const regression = net.problem === "regression";
    const colour = regression ? palette.scale(Math.max(-1, Math.min(1, label))) : palette.classes[label];
    const shape = regression ? circle : shapeOf(label, net.classes);
    const x = (x1 - net.low) * scale, y = (net.high - x2) * scale;
    drawPoint(context, shape, x, y, radius, { colour: css(colour), palette, test });
  }
}

export function drawPoint(context, shape, x, y, radius, { colour, palette, test }) {
  const halo = palette.dark ? "rgb(0 0 0 / 0.75)" : "rgb(255 255 255 / 0.95)";
  context.beginPath();
  shape(context, x, y, test ? radius * 0.95 : radius);
  context.lineJoin = "round";
  if (test) {
    // Hollow: a ring in the halo of the training points.
    context.strokeStyle = context.fillStyle = halo;
    context.lineWidth = radius * 0.6 + 2;
    context.stroke();
    context.fill();
    context.strokeStyle = colour;
    context.lineWidth = radius * 0.6;
    context.stroke();
  } else {
    context.strokeStyle = halo;
    context.lineWidth = 2;
    context.stroke();
    context.fillStyle = colour;
    context.fill();
  }
}

export function circle(context, x, y, r) {
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

/** Corners on a circle, the first on top; with `inner` every second one is drawn in towards the middle. */
function polygon(context, x, y, corners, r, inner = 1) {
  for (let corner = 0; corner < corners; corner++) {
    const angle = (2 * Math.PI * corner) / corners - Math.PI / 2;
    const far = corner % 2 ? r * inner : r;
    context[corner ? "lineTo" : "moveTo"](x + far * Math.cos(angle), y + far * Math.sin(angle));
  }
  context.closePath();
}
