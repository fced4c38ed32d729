// The memory layout of the live view's frames. See playground/live/frames.py.

import { fromDifferences } from "../../../web/assets/js/wire.js";

/** @import { Message } from "../../../web/assets/js/wire.js" */

/**
 * Python's description of a net, for drawing: see playground/live/player.py.
 * @typedef {{
 *   task: string, loss: string, rate: number, classes: number, levels: number, outputs: number,
 *   train_rows: number, batches: number, batch_size: number, max_layers: number, max_units: number,
 *   features: { name: string, label: string, on: boolean }[], hidden: number[], activations: string[],
 *   shapes: [fanOut: number, columns: number][], shown: number[], tile: number, grid: number, leads: boolean,
 *   low: number, high: number,
 *   statistics: string[], palette: { classes: string[], neutral: { light: string, dark: string } },
 * }} Net
 *
 * @typedef {[layer: number, unit: number]} Focus
 * @typedef {ReturnType<typeof frameLayout>} Layout
 * @typedef {{
 *   position: number, weights: Float32Array, tiles: Uint8Array, output: Uint8Array, leads: Uint8Array | null,
 *   focus: Uint8Array | null, focusOf: Focus | null, wrong: Uint8Array | null, first: number[],
 *   trainLoss: number, testLoss: number, trainScore: number, testScore: number,
 *   rate: number, penalty: number, gradientNorm: number,
 * }} Frame
 */

/**
 * The layout of a frame of this net. Names and sizes are read from the message, never assumed.
 * @param {Net} net
 */
export function frameLayout(net) {
  let offset = 0, tile = 0;
  const layers = net.shapes.map(([fanOut, columns], index) => {
    const layer = { offset, columns, fanOut, fanIn: columns - 1, shown: net.shown[index], tile };
    offset += fanOut * columns;
    tile += net.shown[index] * net.tile * net.tile;
    return layer;
  });
  // Python's gradient_norm is gradientNorm here.
  const statistics = net.statistics.map((name) => name.replace(/_(.)/g, (_, letter) => letter.toUpperCase()));
  return { layers, statistics, weights: offset, tiles: tile, cells: net.grid * net.grid, leads: net.leads };
}

/**
 * The frames of a message, as views. `focus` is the unit of a frame's focus map, `first` the first unit of each layer
 * that has a tile.
 * @param {Message} message
 * @param {Layout} layout
 * @returns {Frame[]}
 */
export function frames({ header, section }, layout) {
  const bytes = fromDifferences(section("frames"), header.frame_bytes);
  const list = [], wrong = section("wrong");
  for (let index = 0; index < header.count; index++) {
    const made = frame(bytes.subarray(index * header.frame_bytes, (index + 1) * header.frame_bytes), header, layout);
    // A bit for each row of data, if the ask wanted them.
    const size = wrong.length / header.count;
    made.wrong = size ? wrong.subarray(index * size, (index + 1) * size) : null;
    list.push(made);
  }
  return list;
}

function frame({ buffer, byteOffset: start }, /** @type {any} */ { focus, first }, layout) {
  const statistics = new Float64Array(buffer, start + 8, layout.statistics.length);
  const weights = new Float32Array(buffer, statistics.byteOffset + statistics.byteLength, layout.weights);
  const tiles = new Uint8Array(buffer, weights.byteOffset + weights.byteLength, layout.tiles);
  let offset = tiles.byteOffset + layout.tiles - layout.cells;
  const map = () => new Uint8Array(buffer, (offset += layout.cells), layout.cells);
  const made = /** @type {Frame} */ ({ weights, tiles, output: map(), focusOf: focus, first });
  made.position = new Float64Array(buffer, start, 1)[0];
  layout.statistics.forEach((name, index) => (made[name] = statistics[index]));
  made.leads = layout.leads ? map() : null;
  made.focus = focus ? map() : null;
  return made;
}
