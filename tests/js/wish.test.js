import assert from "node:assert/strict";
import test from "node:test";

import { Wish } from "../../playground/live/assets/js/wish.js";

const FEATURES = ["x1", "x2", "x1*x2"];
const net = (features, hidden) => ({ features: FEATURES.map((name) => ({ name, on: features.includes(name) })), hidden });
const PRESENT = net(["x1", "x2"], [4]);
const WANTED = { features: ["x1", "x1*x2"], hidden: [4, 2] };

test("without a wish the net is wanted as it is", () => {
  assert.deepEqual(new Wish().of(PRESENT), { features: ["x1", "x2"], hidden: [4] });
});

test("a wish holds until its net has come", () => {
  const wish = new Wish();
  wish.make(WANTED);
  assert.deepEqual([wish.of(PRESENT), wish.unsaid], [WANTED, true]);
  wish.compare(net(WANTED.features, WANTED.hidden));
  assert.deepEqual([wish.lists, wish.unsaid], [null, false]);
});

test("a wish that another generation has passed over is told again, and after three of them is taken for refused", () => {
  const wish = new Wish();
  wish.make(WANTED);
  for (let generation = 0; generation < 2; generation++) {
    wish.unsaid = false;
    wish.compare(PRESENT);
    assert.deepEqual([wish.lists, wish.unsaid], [WANTED, true]);
  }
  wish.compare(PRESENT);
  assert.deepEqual([wish.lists, wish.unsaid], [null, false]);
});

test("another wish has its own three generations", () => {
  const wish = new Wish();
  wish.make(WANTED);
  wish.compare(PRESENT);
  wish.compare(PRESENT);
  wish.make({ ...WANTED, hidden: [3] });
  wish.compare(PRESENT);
  assert.deepEqual(wish.lists.hidden, [3]);
});

test("a net that comes without a wish makes none", () => {
  const wish = new Wish();
  wish.compare(PRESENT);
  assert.deepEqual([wish.lists, wish.unsaid], [null, false]);
});
