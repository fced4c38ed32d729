// Rows that the map's square does not contain.

import assert from "node:assert/strict";
import test from "node:test";

import { outsideText, rimMarks } from "../../playground/live/assets/js/rim.js";

const rows = (...list) => Float32Array.from(list.flat());

test("rows outside the square are marked at the nearest place of its rim, each with its side", () => {
  const marks = rimMarks(rows([7, 1, 0], [-1, 2, 1], [-6.5, -8, 1], [2, 9, 0]), -6, 6);
  assert.deepEqual(marks, [
    { x1: 6, x2: 1, label: 0, right: 1, up: 0 },
    { x1: -6, x2: -6, label: 1, right: -1, up: -1 },
    { x1: 2, x2: 6, label: 0, right: 0, up: 1 },
  ]);
});

test("a row on the rim is inside", () => {
  assert.deepEqual(rimMarks(rows([6, -6, 0], [-6, 6, 1]), -6, 6), []);
});

test("they are counted in a sentence", () => {
  assert.deepEqual([0, 1, 31].map(outsideText), ["", "1 point lies outside.", "31 points lie outside."]);
});
