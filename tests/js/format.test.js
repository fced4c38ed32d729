import assert from "node:assert/strict";
import test from "node:test";

import * as texts from "../../playground/web/assets/js/format.js";

const { batchText, epochText, lossText, percentText, r2Text, rateText, stepText, tickText, valueText } = texts;

const all = (write, values) => values.map(write);

test("the counter of epochs is as wide at its end as at its beginning", () => {
  assert.deepEqual(all(epochText, [0, 12.9, 12345, 499_999]), ["000,000", "000,012", "012,345", "499,999"]);
});

test("batches are counted within their epoch", () => {
  const net = { train_rows: 250, batch_size: 10, batches: 25 };
  const expected = ["00", "01", "24"].map((done) => `batch\u00a0${done} of\u00a025`);
  assert.deepEqual(all((at) => batchText(at, net), [3, 3.04, 3.96]), expected);
});

test("a loss has at most 8 characters, whatever it is", () => {
  for (let power = -320; power < 309; power++) assert.ok(lossText(9.996 * 10 ** power).length <= 8, `10^${power}`);
  assert.deepEqual(all(lossText, [0, 0.5, 0.0005, 1234, Infinity, NaN]), ["0.000", "0.500", "5.0e−4", "1.2e3", "∞", "–"]);
});

test("what is no number is a dash", () => {
  assert.deepEqual([percentText(NaN), r2Text(NaN), valueText(NaN)], ["–", "–", "–"]);
});

test("shares, scores and weights have the digits that mean something", () => {
  assert.deepEqual(all(percentText, [0.5, 0.998]), ["50.0 %", "99.8 %"]);
  assert.deepEqual(all(r2Text, [0.5, -3, -100]), ["0.500", "−3.000", "< −99"]);
  const weights = ["0.000", "−0.032", "0.40", "−12.3", "123", "1.2e4", "< −3e38"];
  assert.deepEqual(all(valueText, [0, -0.0321, 0.4, -12.34, 123.4, 12345, -Infinity]), weights);
});

test("rates and ticks are short", () => {
  assert.deepEqual(all(rateText, [0.31, 1.25, 29.97, 312.4]), ["0.3", "1.3", "30.0", "312"]);
  assert.deepEqual(all(stepText, [0.03, 0.00003, 1000]), ["0.0300", "3.0e−5", "1.0e3"]);
  assert.deepEqual(all(tickText, [0, -0.5, 20_000, 1e-5, 3e7]), ["0", "−0.5", "20k", "1e−5", "3e7"]);
});
