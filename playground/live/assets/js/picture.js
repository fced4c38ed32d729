// What the large map shows of a frame.

import { focusOf } from "./targets.js";

/** @import { Focus, Frame, Layout, Net } from "./frames.js" */
/** @import { MapData } from "./map_painter.js" */
/** @typedef {MapData & { name: string, output?: boolean }} Picture */

/**
 * The map of an input, of a unit, or of the output if there is no target; null if the frame has none, because the unit is
 * on another page and its own map has not arrived.
 * @param {any} target
 * @param {Frame} frame
 * @param {{ net: Net, layout: Layout, inputs: Uint8Array }} parts
 * @returns {Picture | null}
 */
export function pictureOf(target, frame, { net, layout, inputs }) {
  const whole = { offset: 0, side: net.grid }, value = { kind: /** @type {const} */ ("value"), name: "a" };
  if (target?.kind === "input") return { ...whole, ...value, bytes: inputs, offset: target.index * layout.cells };
  const focus = /** @type {Focus | null} */ (focusOf(target, net));
  if (!focus) {
    const answer = { ...whole, bytes: frame.output, leads: frame.leads ?? undefined, output: true };
    if (!net.classes) return { ...answer, kind: "value", name: "ŷ" };
    return { ...answer, kind: net.leads ? "winner" : "odds", name: "p(1)" };
  }
  const [layer, unit] = focus;
  const own = layer > net.hidden.length ? { kind: /** @type {const} */ ("odds"), name: "p", unit } : value;
  if (frame.focus && frame.focusOf?.join() === focus.join()) return { ...whole, ...own, bytes: frame.focus };
  // Enlarge the small tile until the unit's own map arrives.
  const row = unit - frame.first[layer - 1];
  if (row < 0 || row >= net.shown[layer - 1]) return null;
  return { ...own, bytes: frame.tiles, offset: layout.layers[layer - 1].tile + row * net.tile * net.tile, side: net.tile };
}
