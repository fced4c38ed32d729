import assert from "node:assert/strict";
import test from "node:test";
import { deflateSync } from "node:zlib";

import { doubles, floats, fromDifferences, isSqueezed, unpack, unsqueezed } from "../../playground/web/assets/js/wire.js";
import { aligned, pack } from "./browser.js";

const HISTORY = Float64Array.of(0, 0.5, 1e300, NaN, -0);
const WEIGHTS = Float32Array.of(1.5, -2, Infinity);
const MESSAGE = pack({ kind: "chunk", label: "x₁²" }, { history: HISTORY, weights: WEIGHTS, map: Uint8Array.of(1, 2, 3) });

test("what Python packs is unpacked without loss", () => {
  const { header, section } = unpack(MESSAGE);
  assert.equal(header.kind, "chunk");
  assert.equal(header.label, "x₁²");
  assert.deepEqual(doubles(section("history")), HISTORY);
  assert.deepEqual(floats(section("weights")), WEIGHTS);
  assert.deepEqual([...section("map")], [1, 2, 3]);
});

test("a section that is not there is empty", () => {
  assert.equal(unpack(MESSAGE).section("train").length, 0);
  assert.equal(doubles(unpack(pack({ kind: "look" })).section("history")).length, 0);
});

test("sections are views, not copies", () => {
  assert.equal(unpack(MESSAGE).section("history").buffer, MESSAGE.buffer);
});

test("a message may lie anywhere within a larger one", () => {
  for (let at = 0; at < 16; at++) {
    const larger = new Uint8Array(at + MESSAGE.length + 5);
    larger.set(MESSAGE, at);
    const { section } = unpack(larger.subarray(at, at + MESSAGE.length));
    assert.deepEqual(doubles(section("history")), HISTORY);
    assert.deepEqual(floats(section("weights")), WEIGHTS);
  }
});

test("a message within another one's section is unpacked, as the page's data carry it", () => {
  const { section } = unpack(pack({ token: "t" }, { payload: MESSAGE }));
  assert.deepEqual(doubles(unpack(section("payload")).section("history")), HISTORY);
});

test("a squeezed message is known as such and unsqueezed", async () => {
  const squeezed = aligned(Buffer.concat([Buffer.alloc(8), deflateSync(MESSAGE, { level: 1 })]));
  assert.ok(isSqueezed(squeezed));
  assert.ok(!isSqueezed(MESSAGE));
  assert.ok(!isSqueezed(new Uint8Array(8)));
  assert.deepEqual(await unsqueezed(squeezed), MESSAGE);
});

test("differences from frame to frame are added up, modulo 256", () => {
  const frames = Uint8Array.of(0, 10, 255, 5, 246, 2, 0, 0, 255);
  assert.deepEqual([...fromDifferences(frames, 3)], [0, 10, 255, 5, 0, 1, 5, 0, 0]);
  assert.deepEqual([...fromDifferences(Uint8Array.of(7, 8), 2)], [7, 8]);
  assert.deepEqual([...fromDifferences(new Uint8Array(0), 2)], []);
});
