// How a net lies in a frame and on the page.

import assert from "node:assert/strict";
import test from "node:test";

import { frameLayout, frames } from "../../playground/live/assets/js/frames.js";
import { activationNames, arrange, connect, curve, descent, headWidth } from "../../playground/live/assets/js/geometry.js";
import { firstUnits, pageText, showing, turned } from "../../playground/live/assets/js/pages.js";
import { unpack } from "../../playground/web/assets/js/wire.js";
import { pack } from "./browser.js";

const EDGE = 8, WORD = 30, SMALLEST = 16, LEAST = 38, TILE = 12;

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

/** A net of the table's nine features, wide layers drawn in part. */
function drawn(hidden, outputs = 1, activations = hidden.map(() => "GELU")) {
  const features = Array.from({ length: 9 }, (_, index) => ({ name: "x" + index, on: index < 2 }));
  const sizes = [2, ...hidden, outputs], shown = sizes.slice(1).map((size) => Math.min(16, size));
  const shapes = sizes.slice(1).map((fanOut, layer) => [fanOut, sizes[layer] + 1]);
  return { features, hidden, shown, shapes, activations, outputs, tile: 20, grid: 4, leads: false, statistics: [] };
}

const DEEP = Array(8).fill(4);
const NETS = [[], [3, 2], [8, 8, 8], [1, 16, 1], DEEP, [128], Array(8).fill(128)].flatMap((hidden) => [drawn(hidden), drawn(hidden, 5)]);
const ROOMS = [[444, 484], [520, 520], [700, 590], [1100, 1100]];   // the first two on a projector and on a laptop
const HEAD = 32;

for (const [width, height] of ROOMS) {
  test(`in ${width} × ${height} a whole net fits, and its units do not overlap`, () => {
    for (const each of NETS) {
      const made = arrange(each, width, height, LEAST), { columns, size, between, width: wide, height: tall } = made;
      assert.deepEqual([wide, size >= SMALLEST, size % 4], [width, true, 0]);
      assert.ok(made.above + tall + made.below <= height + 1e-9, "no scrolling");
      assert.ok(between >= LEAST && between > size);
      columns.slice(1).forEach(({ x }, index) => assert.ok(Math.abs(x - columns[index].x - between) <= 1));
      assert.deepEqual(columns.map(({ count, ys }) => [count, ys.length]), [9, ...each.shown].map((count) => [count, count]));
      for (const { x, gap, pitch, ys } of columns) {
        assert.ok(Number.isInteger(gap) && gap >= 1 && Math.abs(pitch - size - (gap * size) / each.tile) < 1e-9, "whole tile pixels");
        assert.ok(x - size / 2 >= EDGE && x + size / 2 <= wide - EDGE + 1);
        assert.ok(ys[0] - pitch / 2 >= -1e-9 && ys.at(-1) + pitch / 2 <= tall + 1e-9);
        ys.slice(1).forEach((y, index) => assert.ok(Math.abs(y - ys[index] - pitch) < 1e-9));
      }
      assert.ok(wide - columns.at(-1).x >= WORD - 1, "room for the words about the outputs");
    }
  });
}

test("a head is as wide as its buttons and its number: where columns are narrower, it stands upright", () => {
  for (const each of NETS) {
    for (const [width, height] of ROOMS) {
      const { stacked, between, above } = arrange(each, width, height, LEAST), digits = String(Math.max(0, ...each.hidden)).length;
      if (!stacked) assert.ok(between >= headWidth(digits) && headWidth(digits) >= 2 * HEAD + 8 * digits);
      if (each.hidden.length) assert.ok(above >= (stacked ? 2 * HEAD : HEAD) && between >= HEAD);
    }
  }
});

test("a unit more moves no head and no other unit of its column", () => {
  const before = arrange(drawn([4, 4]), 444, 484, LEAST), after = arrange(drawn([5, 4]), 444, 484, LEAST);
  assert.deepEqual(after.columns[1].ys.slice(0, 4), before.columns[1].ys);
  assert.deepEqual([after.above, after.columns[2]], [before.above, before.columns[2]]);
});

test("features stay apart next to wide layers, because their names are targets", () => {
  const { columns: [features, layer] } = arrange(drawn([16]), 444, 484, LEAST);
  assert.ok(features.pitch >= HEAD && layer.pitch < features.pitch);
});

test("a scrolling box decides the width, not the height", () => {
  const { width, height, between } = arrange(drawn(DEEP), 360, null, 72);
  assert.ok(width > 360 && between >= 72 && height >= 9 * HEAD);
});

test("names of activations that do not fit are shared by neighbors, else in turn on two lines", () => {
  assert.deepEqual(activationNames(["ReLU", "ReLU"], 100).map(({ from, to }) => [from, to]), [[0, 0], [1, 1]]);
  const names = activationNames(["ReLU", "ReLU", "Tanh", "Sine", "Sine"], 40);
  assert.deepEqual(names.map(({ text, from, to, line }) => [text, from, to, line]), [["ReLU", 0, 1, 0], ["Tanh", 2, 2, 1], ["Sine", 3, 4, 0]]);
});

test("every weight between two units that are shown has its link, from the one to the other", () => {
  for (const each of NETS) {
    for (const first of [each.shapes.map(() => 0), each.shapes.map(([size], layer) => size - each.shown[layer])]) {
      const layout = frameLayout(each), geometry = arrange(each, 700, 590, LEAST), half = geometry.size / 2;
      const links = connect(each, layout, geometry, first);
      const expected = each.shown.reduce((sum, count, index) => sum + count * (index ? each.shown[index - 1] : 2), 0);
      assert.equal(new Set(links.map(({ index }) => index)).size, expected);
      for (const { layer, unit, input, index, x0, y0, x1, y1 } of links) {
        const { offset, columns, fanIn } = layout.layers[layer - 1], source = layer === 1 ? input : input - first[layer - 2];
        assert.ok(input < fanIn);
        assert.equal(index, offset + unit * columns + input);
        assert.deepEqual([x0, y0], [geometry.columns[layer - 1].x + half, geometry.columns[layer - 1].ys[source]]);
        assert.deepEqual([x1, y1], [geometry.columns[layer].x - half, geometry.columns[layer].ys[unit - first[layer - 1]]]);
      }
    }
  }
});

// --- pages ------------------------------------------------------------------------------------

test("pages of a wide layer end with its last unit, and none of the others is turned", () => {
  const net = drawn([40, 20]), pages = [[0, 0, 0]];
  for (let turn = 0; turn < 3; turn++) pages.push(turned(net, pages.at(-1), 0, 1));
  assert.deepEqual(pages, [[0, 0, 0], [16, 0, 0], [24, 0, 0], [24, 0, 0]]);
  assert.deepEqual(turned(net, [24, 4, 0], 0, -1), [8, 4, 0]);
  assert.equal(pageText(24, 16), "25–40");
});

test("the page with a unit is turned to, and is kept if it is the present one", () => {
  const net = drawn([40, 20]), here = [8, 0, 0];
  assert.equal(showing(net, here, 0, 8), here);
  assert.equal(showing(net, here, 0, 23), here);
  assert.deepEqual(showing(net, here, 0, 24), [24, 0, 0]);
  assert.deepEqual(showing(net, here, 0, 7), [0, 0, 0]);
  assert.deepEqual(showing(net, here, 1, 19), [8, 4, 0]);
});

test("another net keeps the pages that it has", () => {
  assert.deepEqual(firstUnits(drawn([40, 20]), []), [0, 0, 0]);
  assert.deepEqual(firstUnits(drawn([30, 128, 3]), [24, 4, 0]), [14, 4, 0, 0]);
  assert.deepEqual(firstUnits(drawn([]), [24, 4, 0]), [0]);
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
