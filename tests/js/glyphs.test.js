// Where the glyphs of the classes stand in the field.

import assert from "node:assert/strict";
import test from "node:test";

import { depths, glyphPlaces, takenBy } from "../../playground/live/assets/js/glyphs.js";

const SIDE = 41;

/** Regions whose winner at column x and row y is `of(x, y)`; null where unknown. */
function regionsOf(of) {
  const all = Array.from({ length: SIDE * SIDE }, (_, at) => of(at % SIDE, Math.floor(at / SIDE)));
  return { side: SIDE, winners: Uint8Array.from(all, (label) => label ?? 0), leads: Float32Array.from(all, (label) => (label === null ? NaN : 1)) };
}

const placeOf = (at) => [at % SIDE, Math.floor(at / SIDE)];

/** The distance to the nearest other point, tried out; across a region it is at most 8.3 % longer in steps. */
function slowDepth({ winners, leads }, at) {
  const [x, y] = placeOf(at);
  if (Number.isNaN(leads[at])) return 0;
  let least = Math.min(x + 1, y + 1, SIDE - x, SIDE - y);
  for (let other = 0; other < winners.length; other++) {
    const [a, b] = placeOf(other);
    if (winners[other] !== winners[at] || Number.isNaN(leads[other])) least = Math.min(least, Math.hypot(a - x, b - y));
  }
  return least;
}

test("the depth of a point is its distance from other classes, from what is unknown and from the rim", () => {
  for (const of of [(x, y) => (Math.hypot(x - 14, y - 22) < 9 ? 1 : 0), (x, y) => (x + y > 50 ? null : x > 2 * y ? 2 : 1)]) {
    const regions = regionsOf(of), found = depths(regions);
    for (let at = 0; at < found.length; at += 7) {
      const exact = slowDepth(regions, at);
      assert.ok(found[at] >= exact - 1e-5 && found[at] <= 1.083 * exact + 1e-5, `${placeOf(at)}: ${found[at]}, ${exact}`);
    }
  }
});

test("a glyph stands in the middle of the largest part of its region", () => {
  const small = (x, y) => Math.hypot(x - 34, y - 6) < 4, large = (x, y) => Math.hypot(x - 12, y - 28) < 9;
  const places = glyphPlaces(regionsOf((x, y) => (small(x, y) || large(x, y) ? 1 : 0)), 3, 2, []);
  const [x, y] = placeOf(places[1]);
  assert.ok(Math.hypot(x - 12, y - 28) < 1.5);
  assert.equal(places[2], null, "a class that wins nowhere has none");
});

test("a region that is too narrow has no glyph", () => {
  const regions = regionsOf((x) => (x > 18 && x < 23 ? 1 : 0));
  assert.equal(glyphPlaces(regions, 2, 4, [])[1], null);
  assert.notEqual(glyphPlaces(regions, 2, 2, [])[1], null);
});

test("a glyph stays while its place is good, and leaves a place that another class has taken", () => {
  const disc = (middle) => regionsOf((x, y) => (Math.hypot(x - middle, y - 20) < 10 ? 1 : 0));
  const [, first] = glyphPlaces(disc(14), 2, 2, []);
  assert.deepEqual(placeOf(first), [14, 20]);
  assert.equal(glyphPlaces(disc(16), 2, 2, [null, first])[1], first);
  assert.deepEqual(placeOf(glyphPlaces(disc(26), 2, 2, [null, first])[1]), [26, 20]);
});

test("a glyph stands free of the data, if there is room", () => {
  const regions = regionsOf((x) => (x > 20 ? 1 : 0)), net = { grid: SIDE, low: -20, high: 20 };
  const taken = takenBy(Float32Array.of(10, 0, 1, 10, 5, 1, 10, -5, 1, 99, 0, 1), net);
  assert.deepEqual(placeOf(taken.indexOf(1)), [30, 15]);
  assert.equal(taken.reduce((sum, each) => sum + each), 3);
  const [x, y] = placeOf(glyphPlaces(regions, 2, 5, [], taken)[1]);
  for (const row of [15, 20, 25]) assert.ok(Math.hypot(x - 30, y - row) >= 5);
  const crowded = new Uint8Array(SIDE * SIDE).fill(1);
  assert.deepEqual(glyphPlaces(regions, 2, 5, [], crowded), glyphPlaces(regions, 2, 5, []));
});

test("where nothing is known there are no glyphs", () => {
  assert.deepEqual(glyphPlaces(regionsOf(() => null), 3, 1, []), [null, null, null]);
});
