// A layer with more units than are drawn at a time has pages. `first` contains the first unit drawn of each layer; the
// last page ends with the last unit, so the number of units drawn never changes.

/** @import { Net } from "./frames.js" */

/** The first units after the net has changed: as before, as far as its layers reach. @param {Net} net @param {number[]} first */
export function firstUnits(net, first) {
  return net.shapes.map(([size], layer) => Math.min(first[layer] ?? 0, size - net.shown[layer]));
}

/** The first units after so many pages forward (or back) in a layer. */
export function turned(net, first, layer, pages) {
  const most = net.shapes[layer][0] - net.shown[layer];
  return first.map((unit, other) => (other === layer ? Math.max(0, Math.min(most, unit + pages * net.shown[layer])) : unit));
}

/** The first units such that a unit is drawn: as they are if it is already. */
export function showing(net, first, layer, unit) {
  const shown = net.shown[layer], pages = Math.floor((unit - first[layer]) / shown);
  return pages ? turned(net, first, layer, pages) : first;
}

/** The units of a page, as people count them. */
export function pageText(first, shown) {
  return `${first + 1}–${first + shown}`;
}
