// What the large map shows.

import assert from "node:assert/strict";
import test from "node:test";

import { pictureOf } from "../../playground/live/assets/js/picture.js";
import { inputTarget, unitTarget } from "../../playground/live/assets/js/targets.js";

const TILE = 20, GRID = 81;
const layers = [{ tile: 0 }, { tile: 16 * TILE * TILE }];
const inputs = new Uint8Array(1), output = new Uint8Array(2), tiles = new Uint8Array(3), focus = new Uint8Array(4), leads = new Uint8Array(5);
const net = { hidden: [40], shown: [16, 1], outputs: 1, classes: 2, leads: false, tile: TILE, grid: GRID };
const parts = (changes = {}) => ({ net: { ...net, ...changes }, layout: { layers, cells: GRID * GRID }, inputs });
const frame = { output, tiles, leads: null, focus: null, focusOf: null, first: [16, 0] };

test("without a target it is the output, by what the net says", () => {
  for (const [changes, kind, name] of [[{ classes: 0 }, "value", "ŷ"], [{}, "odds", "p(1)"], [{ classes: 3, leads: true, outputs: 3 }, "winner", "p(1)"]]) {
    const picture = pictureOf(null, { ...frame, leads }, parts(changes));
    assert.deepEqual([picture.kind, picture.name, picture.bytes, picture.output], [kind, name, output, true]);
  }
  assert.equal(pictureOf(unitTarget(2, 0), frame, parts()).bytes, output, "the only output is the whole output");
});

test("an input has the map that came with the run", () => {
  const { bytes, offset, side } = pictureOf(inputTarget(3), frame, parts());
  assert.deepEqual([bytes, offset, side], [inputs, 3 * GRID * GRID, GRID]);
});

test("a unit has its own map, before that its tile, and none if it is on another page than the frame", () => {
  const own = { ...frame, focus, focusOf: [1, 20] };
  assert.equal(pictureOf(unitTarget(1, 20), own, parts()).bytes, focus);
  const { bytes, offset, side } = pictureOf(unitTarget(1, 20), frame, parts());
  assert.deepEqual([bytes, offset, side], [tiles, 4 * TILE * TILE, TILE]);
  for (const unit of [15, 32]) assert.equal(pictureOf(unitTarget(1, unit), frame, parts()), null);
});

test("one of several outputs has the probability of its class", () => {
  const { kind, unit, offset } = pictureOf(unitTarget(2, 1), { ...frame, first: [0, 0] }, parts({ outputs: 3, shown: [16, 3], classes: 3 }));
  assert.deepEqual([kind, unit, offset], ["odds", 1, 17 * TILE * TILE]);
});
