import assert from "node:assert/strict";
import test from "node:test";

import { Errors, isWrong } from "../../playground/live/assets/js/errors.js";
import { layOut } from "../../playground/live/assets/js/numbers.js";
import { playing, started } from "./learner.js";
import { set } from "./browser.js";

const LAYERS = [{ units: 4, gradient: 0.25, dead: 1, saturated: 2 }, { units: 1, gradient: null, dead: null, saturated: null }];

test("the numbers of a classification, in the order of the tables", () => {
  const part = { confusion: [[1200, 5], [0, 7]], recall: [0.996, null] };
  const { texts } = layOut({ at: 1234.5, parameters: 17, clipped: 0.25, layers: LAYERS, sets: { train: part, test: part } });
  const set = ["1,200", "5", "99.6 %", "0", "7", "–"];
  assert.deepEqual(texts, ["1,234", "17", "25.0 %", ...set, ...set, "4", "0.250", "1", "2", "1", "–", "–", "–"]);
});

test("the numbers of a regression, without clipping", () => {
  const part = { r2: 0.5, rmse: 0.125 };
  const { texts } = layOut({ at: 0, parameters: 3, clipped: null, layers: [], sets: { train: part, test: { r2: null, rmse: null } } });
  assert.deepEqual(texts, ["0", "3", "off", "0.500", "0.125", "–", "–"]);
});

// --- asking -----------------------------------------------------------------------------------

test("numbers and wrong rows are asked for while they are wanted, and no longer", (t) => {
  const { player, asks, last, answer } = started(t);
  player.want({ numbers: true });
  assert.deepEqual([last().kind, last().numbers, last().errors], ["look", true, false]);
  answer([0], { kind: "look", numbers: { at: 0 } });
  player.pump();
  assert.equal(asks.length, 1, "the frame on the screen has them");
  player.want({ numbers: false });
  assert.equal(asks.length, 1);
  player.play();
  assert.deepEqual([last().kind, last().numbers], ["next", false]);
});

test("while it plays, the next frames bring them", (t) => {
  const { player, asks, last, answer } = playing(t);
  const before = asks.length;
  player.want({ errors: true });
  assert.ok(asks.slice(before).every(({ kind }) => kind === "next"));
  answer([20, 21]);
  assert.equal(last().kind, "next");
});

// --- rings ------------------------------------------------------------------------------------

test("a bit for each row, the highest bit of a byte first", () => {
  const wrong = new Uint8Array([0b10000001, 0b01000000]);
  const rows = Array.from({ length: 16 }, (_, row) => row).filter((row) => isWrong(wrong, row));
  assert.deepEqual(rows, [0, 7, 9]);
});

test("rings are drawn around the wrong points that are shown, and only when they change", () => {
  const rings = [], calls = [];
  set({
    devicePixelRatio: 1,
    Path2D: class { moveTo() {} arc(x, y, radius) { rings.push([x, y, radius]); } },
  });
  const context = { canvas: {}, setTransform() {}, clearRect: () => calls.push("clear"), stroke: () => calls.push("stroke") };
  const errors = new Errors({ getContext: () => context });
  const rows = new Float32Array([1, 2, 0, 3, 4, 1]);
  const look = { side: 100, place: (x, y) => [10 * x, 10 * y], palette: { ink: () => "black", dark: false } };
  errors.arrange({ ...look, sets: [{ rows, first: 0, radius: 3 }] });
  calls.length = 0;
  errors.draw(new Uint8Array([0b01000000]));
  assert.deepEqual(rings, [[30, 40, 5.5]]);
  errors.draw(new Uint8Array([0b01000000]));
  assert.deepEqual(calls, ["clear", "stroke", "stroke"]);
  // As test points, whose first row is the ninth.
  errors.arrange({ ...look, sets: [{ rows, first: 8, radius: 3 }] });
  rings.length = 0;
  errors.draw(new Uint8Array([0b01000000, 0b10000000]));
  assert.deepEqual(rings, [[10, 20, 5.5]]);
  // Of a point outside the square, its mark at the rim.
  errors.arrange({ ...look, place: () => [-20, 140], sets: [{ rows, first: 0, radius: 3 }] });
  rings.length = 0;
  errors.draw(new Uint8Array([0b10000000]));
  assert.deepEqual(rings, [[5.5, 94.5, 5.5]]);
  calls.length = 0;
  errors.draw(null);
  assert.deepEqual(calls, ["clear"]);
});
