// How a net lies in a frame and on the page.

import assert from "node:assert/strict";
import test from "node:test";

import { frameLayout, frames } from "../../playground/live/assets/js/frames.js";
import { arrange, connect, curve, descent } from "../../playground/live/assets/js/geometry.js";
import { unpack } from "../../playground/web/assets/js/wire.js";
import { pack } from "./browser.js";

const EDGE = 8, SMALLEST = 16, LEAST = 52, TILE = 12;

/** A net as Python tells it: two of three features are on, and of a wide layer only some units are shown. */
function net(hidden = [3, 2], shown = [...hidden, 1], leads = false) {
  const sizes = [2, ...hidden, 1];
  return {
    features: [{ name: "x1", on: true }, { name: "x2", on: false }, { name: "x1*x2", on: true }],
    hidden, shown, shapes: sizes.slice(1).map((fanOut, layer) => [fanOut, sizes[layer] + 1]),
    tile: TILE, grid: 4, leads, statistics: ["train_loss", "gradient_norm"],
  };
}

// --- frames -----------------------------------------------------------------------------------

/** One frame as Python lays it: see playground/live/frames.py. */
function laid(position, { weights, tiles, leads }, value, focused) {
  const parts = [
    Float64Array.of(position, value, value + 1),
    Float32Array.from({ length: weights }, (_, index) => value + index),
    new Uint8Array(tiles).fill(value),
    new Uint8Array(16).fill(value + 1),
    new Uint8Array(leads ? 16 : 0).fill(value + 3),
    new Uint8Array(focused ? 16 : 0).fill(value + 2),
  ];
  const bytes = Buffer.concat(parts.map((part) => new Uint8Array(part.buffer)));
  return Buffer.concat([bytes, Buffer.alloc(-bytes.length & 7)]);
}

function message(list, focus) {
  const differences = Buffer.concat(list), size = list[0]?.length ?? 8;
  for (let at = differences.length - 1; at >= size; at--) differences[at] -= differences[at - size];
  return unpack(pack({ count: list.length, frame_bytes: size, focus }, { frames: differences }));
}

test("the layers of a net lie in a frame one after the other", () => {
  const { layers, weights, tiles, cells } = frameLayout(net([30, 2], [10, 2, 1]));
  const matrices = layers.map(({ offset, columns, fanOut, fanIn }) => [offset, columns, fanOut, fanIn]);
  assert.deepEqual(matrices, [[0, 3, 30, 2], [90, 31, 2, 30], [152, 3, 1, 2]]);
  assert.deepEqual(layers.map(({ tile, shown }) => [tile, shown]), [[0, 10], [10 * 144, 2], [12 * 144, 1]]);
  assert.deepEqual([weights, tiles, cells], [155, 13 * 144, 16]);
});

test("each frame of a message has its own position, statistics, weights and maps", () => {
  const values = [10, 200, 3];
  for (const [focus, leads] of [[null, false], [[1, 0], false], [null, true], [[1, 0], true]]) {
    const layout = frameLayout(net([3, 2], [3, 2, 1], leads));
    const list = frames(message(values.map((value, index) => laid(index / 2, layout, value, focus)), focus), layout);
    assert.equal(list.length, 3);
    list.forEach((frame, index) => {
      const value = values[index], { position, trainLoss, gradientNorm, weights, tiles, output } = frame;
      assert.deepEqual([position, trainLoss, gradientNorm], [index / 2, value, value + 1]);
      assert.deepEqual([weights.length, weights[1], weights.at(-1)], [20, value + 1, value + 19]);
      assert.deepEqual([tiles[0], tiles.at(-1), output[0], output.at(-1)], [value, value, value + 1, value + 1]);
      assert.equal(frame.leads?.at(-1), leads ? value + 3 : undefined);
      assert.deepEqual([frame.focusOf, frame.focus?.at(-1)], focus ? [focus, value + 2] : [null, undefined]);
    });
  }
});

test("a message without frames has none", () => {
  assert.deepEqual(frames(message([], null), frameLayout(net())), []);
});

// --- places -----------------------------------------------------------------------------------

const NETS = [net([]), net(), net([8, 8, 8]), net([1, 16, 1]), net(Array(8).fill(4)), net([64], [16, 1])];
const ROOMS = [[300, 132], [460, 300], [700, 590], [1100, 800]];

for (const [width, height] of ROOMS) {
  test(`in ${width} × ${height} units do not overlap, are large enough and lie inside`, () => {
    for (const each of NETS) {
      const { columns, size, gap, pitch, between, width: wide, height: tall } = arrange(each, width, height, LEAST);
      assert.ok(wide >= width && tall >= height && size >= SMALLEST && size % 4 === 0);
      assert.ok(Number.isInteger(gap) && gap >= 1, "a whole number of a tile's pixels");
      assert.ok(pitch > size && between >= LEAST && between > size);
      assert.ok(Math.abs(columns.at(-1).x + size / 2 - (wide - EDGE)) <= 1, "the outputs stand at the right edge");
      columns.slice(1).forEach(({ x }, index) => assert.ok(Math.abs(x - columns[index].x - between) <= 1));
      assert.deepEqual(columns.map(({ count, ys }) => [count, ys.length]), [3, ...each.shown].map((count) => [count, count]));
      for (const { x, top, ys } of columns) {
        assert.ok(x - size / 2 >= EDGE && x + size / 2 <= wide - EDGE + 1 && top >= -1e-9);
        assert.ok(ys[0] - pitch / 2 >= -1e-9 && ys.at(-1) + pitch / 2 <= tall + 1e-9);
        ys.slice(1).forEach((y, index) => assert.ok(Math.abs(y - ys[index] - pitch) < 1e-9));
      }
    }
  });
}

test("every weight between two units that are shown has its link, from the one to the other", () => {
  for (const each of NETS) {
    const layout = frameLayout(each), geometry = arrange(each, 700, 590, LEAST), half = geometry.size / 2;
    const links = connect(each, layout, geometry);
    const expected = each.shown.reduce((sum, count, index) => sum + count * (index ? each.shown[index - 1] : 2), 0);
    assert.equal(new Set(links.map(({ index }) => index)).size, expected);
    for (const { layer, unit, input, index, x0, y0, x1, y1 } of links) {
      const { offset, columns, fanIn } = layout.layers[layer - 1], source = layer === 1 ? [0, 2][input] : input;
      assert.ok(input < fanIn);
      assert.equal(index, offset + unit * columns + input);
      assert.deepEqual([x0, y0], [geometry.columns[layer - 1].x + half, geometry.columns[layer - 1].ys[source]]);
      assert.deepEqual([x1, y1], [geometry.columns[layer].x - half, geometry.columns[layer].ys[unit]]);
    }
  }
});

test("the share of its descent is that of the curve which is drawn", () => {
  const [x0, y0, x1, y1] = [10, 200, 110, 40];
  const [a, b, c, d, e, f, g, h] = curve({ x0, y0, x1, y1 }).match(/[\d.]+/g).map(Number);
  const bezier = (t, p, q, r, s) => p * (1 - t) ** 3 + 3 * q * t * (1 - t) ** 2 + 3 * r * t * t * (1 - t) + s * t ** 3;
  for (let t = 0; t <= 1; t += 0.05) {
    const x = bezier(t, a, c, e, g), y = bezier(t, b, d, f, h);
    assert.ok(Math.abs(y0 + (y1 - y0) * descent((x - x0) / (x1 - x0)) - y) < 0.01, "a hundredth of a pixel");
  }
});
