// A thumbnail of a data set: its points on a small canvas. Python computes the points, see thumbnails.py.

import { contextOf, fit } from "../../../web/assets/js/dom.js";
import { css } from "../../../web/assets/js/palette.js";

/** @typedef {import("../../../web/assets/js/palette.js").Palette} Palette */

/**
 * Draws the points of a base64 text of rows (x1, x2, label) in bytes; `signed` labels are values from −1 to 1.
 * @param {HTMLCanvasElement} canvas @param {string} text @param {boolean} signed @param {Palette} palette
 * @param {number} size in CSS pixels @param {number} radius of a point
 */
export function drawPoints(canvas, text, signed, palette, size, radius) {
  const points = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)), context = contextOf(canvas);
  fit(context, size, size);
  for (let at = 0; at < points.length; at += 3) {
    const label = points[at + 2];
    context.fillStyle = css(signed ? palette.scale((label - 127) / 127) : palette.classes[label]);
    context.beginPath();
    // x2 points up, as in the map.
    context.arc((points[at] / 255) * size, (1 - points[at + 1] / 255) * size, radius, 0, 2 * Math.PI);
    context.fill();
  }
}
