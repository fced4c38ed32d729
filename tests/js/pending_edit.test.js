import assert from "node:assert/strict";
import test from "node:test";

import { PendingEdit } from "../../playground/live/assets/js/pending_edit.js";

const FEATURES = ["x1", "x2", "x1*x2"];
const net = (features, hidden) => ({ features: FEATURES.map((name) => ({ name, on: features.includes(name) })), hidden });
const PRESENT = net(["x1", "x2"], [4]);
const WANTED = { features: ["x1", "x1*x2"], hidden: [4, 2] };

test("without an edit the net is wanted as it is", () => {
  assert.deepEqual(new PendingEdit().of(PRESENT), { features: ["x1", "x2"], hidden: [4] });
});

test("an edit holds until its net has come", () => {
  const pendingEdit = new PendingEdit();
  pendingEdit.make(WANTED);
  assert.deepEqual([pendingEdit.of(PRESENT), pendingEdit.unsent], [WANTED, true]);
  pendingEdit.compare(net(WANTED.features, WANTED.hidden));
  assert.deepEqual([pendingEdit.lists, pendingEdit.unsent], [null, false]);
});

test("an edit that another generation has passed over is told again, and after three of them is taken for refused", () => {
  const pendingEdit = new PendingEdit();
  pendingEdit.make(WANTED);
  for (let generation = 0; generation < 2; generation++) {
    pendingEdit.unsent = false;
    pendingEdit.compare(PRESENT);
    assert.deepEqual([pendingEdit.lists, pendingEdit.unsent], [WANTED, true]);
  }
  pendingEdit.compare(PRESENT);
  assert.deepEqual([pendingEdit.lists, pendingEdit.unsent], [null, false]);
});

test("another edit has its own three generations", () => {
  const pendingEdit = new PendingEdit();
  pendingEdit.make(WANTED);
  pendingEdit.compare(PRESENT);
  pendingEdit.compare(PRESENT);
  pendingEdit.make({ ...WANTED, hidden: [3] });
  pendingEdit.compare(PRESENT);
  assert.deepEqual(pendingEdit.lists.hidden, [3]);
});

test("a net that comes without an edit makes none", () => {
  const pendingEdit = new PendingEdit();
  pendingEdit.compare(PRESENT);
  assert.deepEqual([pendingEdit.lists, pendingEdit.unsent], [null, false]);
});
