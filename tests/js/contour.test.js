// Boundaries between classes as lines, and what is drawn and read on either side of them.

import assert from "node:assert/strict";
import test from "node:test";

import { drawContour, isOpen, winnerIn } from "../../playground/live/assets/js/contour.js";

/** Regions of which all `values` are known: positive ones are class 1, negative ones class 0. */
function ofTwo(side, values) {
  return { side, winners: Uint8Array.from(values, (value) => +(value > 0)), leads: Float32Array.from(values, Math.abs) };
}

/** A function of x and y, 0 … side − 1, at the points of a grid. */
function sampled(side, of) {
  return ofTwo(side, Array.from({ length: side * side }, (_, at) => of(at % side, Math.floor(at / side))));
}

/** The lines as [[x, y], [x, y]], each with the left end first. */
function lines(regions) {
  const list = [];
  drawContour(regions, {
    moveTo: (x, y) => list.push([[x, y]]),
    lineTo: (x, y) => list.at(-1).push([x, y]),
  });
  return list.map((line) => line.sort(([x0, y0], [x1, y1]) => x0 - x1 || y0 - y1));
}

/** Whether a list of lines is this one, in whatever order. */
function same(found, expected) {
  const sorted = (list) => list.map((line) => JSON.stringify(line)).sort();
  assert.deepEqual(sorted(found), sorted(expected));
}

test("a line lies where the interpolated lead is 0, and nowhere if one class wins everywhere", () => {
  same(lines(ofTwo(2, [-1, 3, -1, 3])), [[[0.25, 0], [0.25, 1]]]);
  same(lines(ofTwo(2, [-1, -1, 1, 3])), [[[0, 0.5], [1, 0.25]]]);
  same(lines(ofTwo(2, [-3, 1, 1, 1])), [[[0, 0.75], [0.75, 0]]]);
  same(lines(ofTwo(2, [1, 1, 1, 1])), []);
  same(lines(ofTwo(2, [-1, -1, -1, -1])), []);
});

test("two classes that tie meet halfway", () => {
  same(lines({ side: 2, winners: Uint8Array.of(0, 1, 0, 1), leads: new Float32Array(4) }), [[[0.5, 0], [0.5, 1]]]);
});

test("the boundary of a plane is straight, and that of a circle within a hundredth of it", () => {
  for (const [[x0, y0], [x1, y1]] of lines(sampled(20, (x, y) => x + 2 * y - 25.5))) {
    assert.ok(Math.abs(x0 + 2 * y0 - 25.5) < 1e-5 && Math.abs(x1 + 2 * y1 - 25.5) < 1e-5);
  }
  const circle = lines(sampled(30, (x, y) => Math.hypot(x - 14.3, y - 14.8) - 9));
  for (const end of circle.flat()) assert.ok(Math.abs(Math.hypot(end[0] - 14.3, end[1] - 14.8) - 9) < 0.02);
});

test("a boundary inside the square is closed: each end is the end of two lines", () => {
  const waves = (x, y) => Math.sin(x * 1.3) * Math.sin(y * 1.7) - 0.2;     // with saddles
  const rimmed = (x, y) => (Math.max(Math.abs(x - 12), Math.abs(y - 12)) > 10 ? 5 : waves(x, y));
  for (const of of [(x, y) => Math.hypot(x - 9.1, y - 11.2) - 6, rimmed]) {
    const ends = new Map();
    for (const end of lines(sampled(25, of)).flat()) ends.set(end.join(), (ends.get(end.join()) ?? 0) + 1);
    assert.ok(ends.size > 10);
    for (const [end, count] of ends) assert.equal(count, 2, end);
  }
});

test("at a saddle the class that is ahead in the middle holds its two corners together", () => {
  const cutOff = (corners) => lines(ofTwo(2, corners)).map((line) => line.map(([x, y]) => [Math.round(4 * x) / 4, Math.round(4 * y) / 4]));
  // 3 at two corners against 1: the saddle is theirs, so the lines cut off the other two.
  same(cutOff([3, -1, -1, 3]), [[[0.75, 0], [1, 0.25]], [[0, 0.75], [0.25, 1]]]);
  same(cutOff([1, -3, -3, 1]), [[[0, 0.25], [0.25, 0]], [[0.75, 1], [1, 0.75]]]);
  same(cutOff([-1, 3, 3, -1]), [[[0, 0.25], [0.25, 0]], [[0.75, 1], [1, 0.75]]]);
});

test("lines pass where the class changes that is drawn beside them", () => {
  for (const corners of [[3, -1, -2, 3], [1, -3, -2, 1], [-2, 3, 1, -1], [5, 1, -1, 2], [-1, -4, 2, -3]]) {
    const regions = ofTwo(2, corners);
    for (const [[x0, y0], [x1, y1]] of lines(regions)) {
      const [[dx, dy], step] = [[x1 - x0, y1 - y0], 0.25 / Math.hypot(x1 - x0, y1 - y0)];
      for (const share of [0.02, 0.98]) {
        const [x, y] = [x0 + dx * share, y0 + dy * share];
        const beside = [-1, 1].map((way) => winnerIn(regions, 0, x - way * dy * step, y + way * dx * step)[0]);
        assert.deepEqual(beside.sort(), [0, 1]);
      }
    }
  }
});

test("three and four classes have lines that meet, one to each side that is crossed", () => {
  const at = (winners, leads) => lines({ side: 2, winners: Uint8Array.from(winners), leads: Float32Array.from(leads) });
  const three = at([0, 1, 2, 2], [1, 1, 1, 1]), four = at([0, 1, 2, 3], [1, 1, 1, 1]);
  same(three, [[[0.5, 0], [0.5, 1 / 3]], [[0, 0.5], [0.5, 1 / 3]], [[0.5, 1 / 3], [1, 0.5]]]);
  same(four, [[[0.5, 0], [0.5, 0.5]], [[0, 0.5], [0.5, 0.5]], [[0.5, 0.5], [1, 0.5]], [[0.5, 0.5], [0.5, 1]]]);
  // One class at two corners across, ahead of two others: they are cut off. Behind them all lines meet.
  same(at([0, 1, 2, 0], [3, 1, 1, 3]), [[[0.75, 0], [1, 0.25]], [[0, 0.75], [0.25, 1]]]);
  assert.equal(at([0, 1, 2, 0], [1, 3, 3, 1]).length, 4);
  same(at([1, 0, 0, 2], [1, 3, 3, 1]), [[[0, 0.25], [0.25, 0]], [[0.75, 1], [1, 0.75]]]);
});

test("squares with a corner of which nothing is known are left out", () => {
  const regions = sampled(4, (x) => x - 1.4);
  assert.equal(lines(regions).length, 3);
  regions.leads[5] = NaN;             // second row, second column: a corner of two squares on the line
  assert.equal(lines(regions).length, 1);
  assert.deepEqual([1, 5, 9].map((at) => isOpen(regions, at)), [false, false, true]);
  regions.leads.fill(NaN);
  assert.equal(lines(regions).length, 0);
});

test("in an open square that class wins whose interpolated lead is highest", () => {
  const regions = { side: 2, winners: Uint8Array.of(0, 1, 0, 1), leads: Float32Array.of(1, 3, 1, 3) };
  assert.deepEqual(winnerIn(regions, 0, 0.125, 0.5), [0, 0.5]);
  assert.deepEqual(winnerIn(regions, 0, 0.5, 0.5), [1, 1]);
  const corners = { side: 2, winners: Uint8Array.of(0, 1, 2, 3), leads: Float32Array.of(1, 1, 1, 1) };
  for (const [k, [x, y]] of [[0, 0], [1, 0], [0, 1], [1, 1]].entries()) assert.deepEqual(winnerIn(corners, 0, x, y), [k, 1]);
});
