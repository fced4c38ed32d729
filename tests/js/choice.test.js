// The keys of a list with pictures.

import assert from "node:assert/strict";
import test from "node:test";

import { found, moved } from "../../playground/ui/assets/js/list_keys.js";

test("arrows move by one, pages by five, and both stay in the list", () => {
  assert.deepEqual(["ArrowDown", "ArrowUp", "Home", "End", "PageDown", "PageUp"].map((key) => moved(key, 3, 10)), [4, 2, 0, 9, 8, 0]);
  assert.deepEqual([moved("ArrowDown", 9, 10), moved("ArrowUp", 0, 10)], [9, 0]);
  assert.equal(moved("a", 3, 10), -1);
});

test("a letter finds the next label that begins with it, and more letters one that begins with all", () => {
  const labels = ["SGD", "Momentum", "Nesterov", "AdaGrad", "RMSProp", "Adam"];
  assert.equal(found(labels, "a", 0), 3);
  assert.equal(found(labels, "a", 3), 5);
  assert.equal(found(labels, "a", 5), 3);
  assert.equal(found(labels, "adam", 3), 5);
  assert.equal(found(labels, "x", 0), -1);
});
