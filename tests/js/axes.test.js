// History, ticks, and what an axis shows.

import assert from "node:assert/strict";
import test from "node:test";

import { largestSane, lossAxis, logAxis, scoreAxis, spared, suitedAxis } from "../../playground/live/assets/js/range.js";
import { Axis } from "../../playground/web/assets/js/axis.js";
import * as scales from "../../playground/web/assets/js/history.js";

const { axisEnd, History, linearTicks, roundUp, TEST_LOSS, TEST_SCORE, TRAIN_LOSS, TRAIN_SCORE } = scales;
const LOSSES = [TRAIN_LOSS, TEST_LOSS];

/** A number that looks random and is the same in each run. */
function* random(seed = 1) {
  for (let state = seed; ;) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    yield state / 2 ** 32;
  }
}

function near(one, other) {
  assert.ok(Math.abs(one - other) <= 1e-9 * Math.max(1, Math.abs(other)), `${one} is not ${other}`);
}

// --- history ----------------------------------------------------------------------------------

test("rows are found by their epoch, and one that comes twice changes nothing", () => {
  const history = new History(), rows = Float64Array.of(0, 1, 2, 3, 4, 1, 5, 6, 7, 8);
  history.take(rows);
  history.take(rows);
  assert.equal(history.length, 2);
  assert.deepEqual([TRAIN_LOSS, TEST_LOSS, TRAIN_SCORE, TEST_SCORE].map((series) => history.at(1, series)), [5, 6, 7, 8]);
  assert.ok(Number.isNaN(history.at(2, TRAIN_LOSS)));
});

test("a history grows and keeps what it has", () => {
  const history = new History();
  for (const epoch of [0, 1023, 1024, 100_000]) history.take(Float64Array.of(epoch, epoch, 0, 0, 0));
  assert.equal(history.length, 100_001);
  for (const epoch of [0, 1023, 1024, 100_000]) assert.equal(history.at(epoch, TRAIN_LOSS), epoch);
  assert.ok(Number.isNaN(history.at(5000, TRAIN_LOSS)), "an epoch that was left out is not known");
  history.clear();
  assert.ok(Number.isNaN(history.at(0, TRAIN_LOSS)) && history.length === 0);
  history.take(Float64Array.of(2000, 1, 0, 0, 0));
  assert.ok(Number.isNaN(history.at(1024, TRAIN_LOSS)), "nothing of the last run is left");
});

test("of two series the larger and the smaller, and of what is no number the other", () => {
  const history = new History();
  history.take(Float64Array.of(0, 1, 2, 0, 0, 1, NaN, 3, 0, 0, 2, 4, NaN, 0, 0, 3, NaN, NaN, 0, 0));
  assert.deepEqual([0, 1, 2, 3].map((epoch) => history.peak(epoch, LOSSES)), [2, 3, 4, NaN]);
  assert.deepEqual([0, 1, 2, 3].map((epoch) => history.dip(epoch, LOSSES)), [1, 3, 4, NaN]);
});

// --- round numbers ----------------------------------------------------------------------------

test("the epoch axis ends at or after the epoch, at a round number, and moves rarely", () => {
  const ends = new Set();
  for (let epoch = 0; epoch <= 20_000; epoch++) {
    const end = axisEnd(epoch);
    assert.ok(end >= epoch && end <= Math.max(20, 2.5 * epoch));
    ends.add(end);
  }
  assert.deepEqual([...ends], [20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000]);
});

test("ticks are round, evenly spaced, within their range, and about as many as asked for", () => {
  const draw = random();
  for (let round = 0; round < 2000; round++) {
    const low = (draw.next().value - 0.5) * 10 ** (12 * draw.next().value - 6);
    const high = low + 10 ** (12 * draw.next().value - 6), count = 3 + Math.floor(4 * draw.next().value);
    const ticks = linearTicks(low, high, count), step = ticks[1] - ticks[0];
    assert.ok(ticks.length >= 1 && ticks.length <= count + 1, `${low} … ${high}: ${ticks}`);
    if (ticks.length < 2) continue;
    for (const tick of ticks) assert.ok(tick >= low - 1e-5 * step && tick <= high + 1e-5 * step);
    assert.match(step.toExponential(3), /^(1|2|5)\.000e/);
    ticks.forEach((tick, index) => near(tick, ticks[0] + index * step));
  }
});

test("the tick at zero is zero", () => {
  assert.ok(linearTicks(-0.3, 0.3, 6).includes(0));
  assert.deepEqual(linearTicks(-1, 1, 4), [-1, -0.5, 0, 0.5, 1]);
});

test("a round number above is at most two thirds larger than the value", () => {
  for (let value = 1e-12; value < 1e12; value *= 1.037) {
    const round = roundUp(value);
    assert.ok(round >= value * 0.9999 && round <= value * 1.67, `${value}: ${round}`);
  }
  const rounded = [0.15, 1, 1.1, 4, 7.1, 1000].map((value) => +roundUp(value).toPrecision(12));
  assert.deepEqual(rounded, [0.15, 1, 1.5, 5, 10, 1000]);
});

// --- axes of the curves -----------------------------------------------------------------------

test("the loss axis shows all, unless a few are far beyond the others", () => {
  assert.equal(lossAxis(Float64Array.of(1.4, 0.9, 0.5), 1).high, 1.5);
  assert.equal(lossAxis(Float64Array.of(140, 0.9, 0.5), 1).high, 1);
  assert.equal(lossAxis(Float64Array.of(140, 130, 0.5), 1).high, 150, "two are more than the one that is spared");
  assert.equal(lossAxis(Float64Array.of(2.6, 0.9, 0.5), 1).high, 3, "what is not far is shown");
});

test("the loss axis spares as many of many epochs as a sorted list would tell", () => {
  const draw = random(7);
  for (let round = 0; round < 300; round++) {
    const length = 2 + Math.floor(200 * draw.next().value);
    const peaks = Float64Array.from({ length }, () => Math.round(20 * draw.next().value) ** 4);
    const few = Math.floor(10 * draw.next().value), sorted = Float64Array.from(peaks).sort();
    const largest = sorted.at(-1), usual = sorted.at(-1 - few) || largest;
    const needed = largest > 3 * usual ? usual : largest;
    assert.equal(lossAxis(peaks, few).high, roundUp(needed || 1));
  }
});

test("the loss axis is made anew for a value beyond it, and where some are spared only for one more than that", () => {
  const all = lossAxis(Float64Array.of(0.9, 0.5), 1);
  assert.deepEqual([all.outgrown(1), all.outgrown(1.1)], [false, true]);
  const most = lossAxis(Float64Array.of(140, 0.9, 0.9, 0.5), 2);
  assert.deepEqual([most.outgrown(90), most.outgrown(0.9), most.outgrown(90)], [false, false, true]);
});

test("a loss that is 0, infinite or unknown has an axis", () => {
  for (const peaks of [[0], [0, 0], [Infinity], [Infinity, 0]]) {
    const { low, high, ticks } = lossAxis(Float64Array.from(peaks), 1);
    assert.ok(low === 0 && high > 0 && Number.isFinite(high) && ticks.length > 1, `${peaks}: ${high}`);
  }
});

test("the logarithmic axis has whole decades round all values", () => {
  const axis = logAxis(Float64Array.of(30, 2, 0), Float64Array.of(20, 0.004, 0));
  assert.deepEqual([axis.low, axis.high, axis.log], [0.001, 100, true]);
  assert.deepEqual(axis.ticks, [0.001, 0.01, 0.1, 1, 10, 100]);
  assert.deepEqual([axis.outgrown(50, 0.002), axis.outgrown(101, 1), axis.outgrown(1, 0.0009)], [false, true, true]);
  assert.deepEqual([axis.outgrown(NaN, NaN), axis.outgrown(Infinity, 0)], [false, false]);
});

test("the logarithmic axis has two ends and at most seven ticks, whatever the values", () => {
  for (const [high, low] of [[0, 0], [1, 1], [Infinity, 0], [1e300, 1e-300], [5, 4.9], [1e-9, 1e-9]]) {
    const axis = logAxis(Float64Array.of(high), Float64Array.of(low));
    assert.ok(axis.low > 0 && axis.high > axis.low && Number.isFinite(axis.high));
    assert.ok(axis.ticks.length >= 2 && axis.ticks.length <= 7);
  }
});

test("an axis is logarithmic where what it shows spans more than two decades", () => {
  const suited = (peaks, dips = peaks, few = 1) => suitedAxis(Float64Array.from(peaks), Float64Array.from(dips), few);
  assert.equal(suited([0.7, 0.5, 0.01]).log, false);
  assert.equal(suited([0.7, 0.5, 0.006]).log, true);
  assert.equal(suited([0.7, 0.5, 0.05], [0.6, 0.4, 0.006]).log, true, "of both curves");
  assert.equal(suited([48, 0.3, 0.2, 0.01]).log, false, "the first loss lies above a linear axis");
  assert.equal(suited([48, 0.3, 0.2, 0.002]).log, true);
  assert.equal(suited([0.7, 0.5, 0]).log, false, "0 has no logarithm");
  assert.deepEqual([[0], [NaN], [Infinity]].map((peaks) => suited(peaks).log), [false, false, false]);
  const axis = suited([0.7, 0.5, 0.1]);
  assert.deepEqual([[0.6, 0.008], [0.6, 0.006], [0.6, 0], [9, 0.5]].map(([high, low]) => axis.outgrown(high, low)), [false, true, false, true]);
});

test("a logarithmic axis stays one", () => {
  const losses = [48, 0.3, 0.2, 0.15, 0.1, 0.002, ...Array.from({ length: 500 }, () => 0.0021)];
  for (let epoch = 6; epoch < losses.length; epoch++) {
    const upTo = () => Float64Array.from(losses.slice(0, epoch));
    assert.ok(suitedAxis(upTo(), upTo(), spared(epoch, axisEnd(epoch))).log, `epoch ${epoch}`);
  }
});

test("a loss of ten thousand times the first one leaves the axis, unless the first one is 0 or unknown", () => {
  assert.deepEqual([0.5, 0, NaN].map(largestSane), [5000, Infinity, Infinity]);
});

test("the axis of R² begins at 0, and at −1 where more than a few are below", () => {
  const axis = scoreAxis(Float64Array.of(-5, 0.2, 0.9), 1);
  assert.deepEqual([axis.low, axis.high], [0, 1]);
  assert.deepEqual([axis.outgrown(1, 0.5), axis.outgrown(1, -0.1), axis.outgrown(1, -0.1)], [false, true, true]);
  assert.equal(scoreAxis(Float64Array.of(-5, -0.2, 0.9), 1).low, -1);
  assert.ok(!scoreAxis(Float64Array.of(-5, -0.2, 0.9), 1).outgrown(1, -9), "there it ends");
});

test("a twentieth of the axis may lie beyond it, once more than the first is there", () => {
  assert.deepEqual([[0, 20], [1, 20], [30, 50], [90, 1000]].map(([epoch, end]) => spared(epoch, end)), [0, 1, 2, 50]);
});

// --- axes of pictures -------------------------------------------------------------------------

test("an axis grows to round numbers, unless it is fixed", () => {
  const grown = new Axis(0.13, 0.87), fixed = new Axis(0.13, 0.87, { fixed: true });
  assert.deepEqual([grown.low, grown.high], [0, 1]);
  assert.deepEqual([fixed.low, fixed.high], [0.13, 0.87]);
});

test("a value and its share of an axis are each other's inverse", () => {
  for (const axis of [new Axis(-3, 7), new Axis(0.02, 500, { log: true }), new Axis(2, 11, { fixed: true })]) {
    near(axis.share(axis.low), 0);
    near(axis.share(axis.high), 1);
    for (const share of [0, 0.2, 0.5, 1]) near(axis.share(axis.value(share)), share);
    for (const tick of axis.ticks) assert.ok(axis.share(tick) > -1e-9 && axis.share(tick) < 1 + 1e-9);
  }
});

test("a logarithmic axis has whole decades, at least one and at most seven ticks", () => {
  const axis = new Axis(0.02, 500, { log: true });
  near(axis.low, 0.01);
  near(axis.high, 1000);
  for (const [low, high] of [[1, 1], [1e-20, 1e20], [0, 5], [0.3, 0.4]]) {
    const { ticks, low: from, high: to } = new Axis(low, high, { log: true });
    assert.ok(from > 0 && to >= 10 * from * (1 - 1e-12));
    assert.ok(ticks.length >= 2 && ticks.length <= 7, `${low} … ${high}: ${ticks}`);
  }
});

test("an axis of one value, or of none, still has two ends", () => {
  for (const [low, high] of [[3, 3], [0, 0], [1e9, 1e9], [undefined, undefined], [Infinity, -Infinity], [NaN, 1]]) {
    for (const log of [false, true]) {
      const axis = new Axis(low, high, { log });
      assert.ok(axis.high > axis.low && axis.ticks.length > 0, `${low} … ${high}: ${axis.low} … ${axis.high}`);
    }
  }
});
