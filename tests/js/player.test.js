import assert from "node:assert/strict";
import test from "node:test";

import { chunkLength, FASTEST, PICTURE } from "../../playground/live/assets/js/speeds.js";
import { HALVES, NET, ONE_EPOCH, playing, started, WHOLE } from "./learner.js";

const FIRST = 3, MOST_STEPS = 3, CALM = 250;

// --- asking -----------------------------------------------------------------------------------

test("a player that stands still asks for nothing", (t) => {
  const { asks, browser } = started(t);
  browser.pass(1000);
  assert.deepEqual([asks, browser.waiting.size], [[], 0]);
});

test("play asks for a few frames first, then for as many as one answer holds, one chunk at a time", (t) => {
  const { player, asks, answer } = started(t);
  player.play();
  player.pump();
  assert.equal(asks.length, 1);
  const { gen, kind, n, unit, count, parts, at, back } = asks[0];
  assert.deepEqual([gen, kind, n, unit, count, parts, at, back], [1, "next", FIRST, "epoch", 1, 1, 0, false]);
  answer([1, 2, 3]);
  assert.deepEqual([asks.length, asks[1].n], [2, chunkLength(WHOLE, NET)]);
});

test("play asks for no more while there is enough in hand", (t) => {
  const { player, asks, answer, browser } = started(t);
  player.play();
  answer(Array.from({ length: 12 }, (_, index) => index + 1));
  assert.equal(asks.length, 1);
  browser.refresh();
  assert.equal(asks.length, 2, "200 ms are twelve pictures");
});

test("what is asked for follows the speed", (t) => {
  const { player, last, answer } = started(t);
  player.setSpeed(HALVES);
  player.play();
  assert.deepEqual([last().unit, last().count, last().parts], ["epoch", 1, 2]);
  answer([0.5]);
  player.setSpeed(0);
  assert.deepEqual([last().unit, last().count, last().parts], ["epoch", 1, 2], "until the ask on its way is answered");
  answer([1]);
  assert.deepEqual([last().unit, last().count, last().back], ["batch", 1, true]);
  answer([0.6]);
  player.setSpeed(FASTEST);
  answer([]);
  assert.equal(last().unit, "time");
});

test("hello says what was seen last", (t) => {
  const { player, last } = started(t);
  player.hello({ gen: 77, at: 12.5 });
  assert.deepEqual([last().kind, last().gen, last().at], ["hello", 77, 12.5]);
});

// --- the clock --------------------------------------------------------------------------------

test("frames are shown one after the other, each in its time", (t) => {
  const { player, browser, drawn } = playing(t);
  for (let refresh = 0; refresh < 4; refresh++) browser.refresh();
  assert.deepEqual(drawn, [1, 2, 3, 4]);
  assert.deepEqual([player.shown.position, player.frames], [4, 5], "with the one at the start");
});

test("a display that is faster than the pictures shows each once", (t) => {
  const { browser, drawn } = playing(t);
  for (let refresh = 0; refresh < 12; refresh++) browser.refresh(PICTURE / 3);
  assert.ok(drawn.length === 4, `${drawn}`);
});

test("after a stall the clock starts from now: frames are never hurried to catch up", (t) => {
  const { browser, drawn } = playing(t);
  browser.refresh();
  browser.refresh(5000);
  assert.deepEqual(drawn, [1, 2]);
  browser.refresh(PICTURE / 4);
  assert.deepEqual(drawn, [1, 2]);
  browser.refresh();
  assert.deepEqual(drawn, [1, 2, 3]);
});

test("when frames come late, playing goes on with the first of them", (t) => {
  const { player, browser, drawn, answer } = playing(t, 1);
  for (let refresh = 0; refresh < 30; refresh++) browser.refresh();
  assert.deepEqual(drawn, [1]);
  answer([2, 3]);
  browser.refresh();
  browser.refresh(1);
  assert.deepEqual([drawn, player.playing], [[1, 2], true]);
});

test("under reduced motion few pictures are drawn, and the run is as fast", (t) => {
  const { player, browser, drawn } = playing(t, 12, { calm: true });
  for (let refresh = 0; refresh < 11; refresh++) browser.refresh();
  assert.deepEqual([drawn.length, player.shown.position, player.drawn.position], [0, 11, 0]);
  browser.refresh(CALM);
  assert.deepEqual(drawn, [12]);
});

test("under reduced motion pausing draws what was reached", (t) => {
  const { player, browser, drawn } = playing(t, 12, { calm: true });
  browser.refresh();
  player.pause();
  assert.deepEqual([drawn, player.drawn], [[1], player.shown]);
});

test("the speed reached is that of the last half second", (t) => {
  const { player, browser } = playing(t, 100);
  for (let refresh = 0; refresh < 40; refresh++) browser.refresh();
  assert.ok(Math.abs(player.meter.reached - 60) < 1e-6, `${player.meter.reached}`);
});

test("the speed reached is measured anew when play begins or the speed is another", (t) => {
  const { player, browser } = playing(t, 100);
  const run = () => {
    for (let refresh = 0; refresh < 40; refresh++) browser.refresh();
    assert.ok(player.meter.reached > 0);
  };
  run();
  player.setSpeed(ONE_EPOCH);
  assert.equal(player.meter.reached, 0);
  player.setSpeed(WHOLE);
  run();
  player.pause();
  player.play();
  assert.equal(player.meter.reached, 0);
});

test("a new run in mid-play does not count the way back as speed", (t) => {
  const { player, browser, start, answer } = playing(t, 100);
  for (let refresh = 0; refresh < 40; refresh++) browser.refresh();
  start();
  assert.equal(player.meter.reached, 0);
  answer(Array.from({ length: 40 }, (_, index) => index + 1));
  for (let refresh = 0; refresh < 40; refresh++) {
    browser.refresh();
    assert.ok(player.meter.reached >= 0, `${player.meter.reached} epochs/s`);
  }
});

// --- pause and step ---------------------------------------------------------------------------

test("pause stops at the frame shown, draws it once more as a whole, and asks for nothing", (t) => {
  const { player, browser, drawn, asks } = playing(t);
  browser.refresh();
  const before = asks.length;
  player.pause();
  player.pause();
  for (let refresh = 0; refresh < 10; refresh++) browser.refresh();
  assert.deepEqual([drawn, asks.length, player.playing], [[1, 1], before, false]);
});

test("what was computed before a pause is shown after it", (t) => {
  const { player, browser, drawn } = playing(t);
  browser.refresh();
  player.pause();
  browser.refresh(10_000);
  assert.equal(browser.waiting.size, 0);
  player.play();
  browser.refresh(1);
  assert.deepEqual(drawn, [1, 1], "the first of them in its time, too");
  for (let refresh = 0; refresh < 3; refresh++) browser.refresh();
  assert.deepEqual(drawn, [1, 1, 2, 3, 4]);
});

test("a step asks for one frame and shows it when it comes", (t) => {
  const { player, last, answer, drawn, asks } = started(t);
  player.step("batch");
  assert.deepEqual([last().kind, last().n, last().unit, last().count, last().back], ["next", 1, "batch", 1, false]);
  answer([0.1]);
  assert.deepEqual([drawn, asks.length], [[0.1], 1]);
});

test("a step takes the frame in hand if it is exactly one step away", (t) => {
  const { player, drawn, asks } = playing(t);
  player.pause();
  const before = asks.length;
  player.step("epoch");
  assert.deepEqual([drawn.at(-1), player.queue.length, asks.length], [1, 5, before]);
});

test("a step of another size goes back to the frame shown and asks from there", (t) => {
  const { player, drawn, last, answer } = playing(t);
  player.step("batch");
  assert.deepEqual([player.queue.length, last().unit, last().at, last().back], [0, "batch", 0, true]);
  answer([0.1]);
  assert.equal(drawn.at(-1), 0.1);
  player.step("batch");
  assert.equal(last().back, false, "Python has gone back");
});

test("every step that is clicked is made, one after the other", (t) => {
  const { player, drawn, answer, asks } = started(t);
  for (let click = 0; click < 5; click++) player.step("epoch");
  for (let epoch = 1; epoch <= 5; epoch++) answer([epoch]);
  assert.deepEqual([drawn, asks.length], [[1, 2, 3, 4, 5], 5]);
});

test("of steps by a key held down only a few wait", (t) => {
  const { player, drawn, answer } = started(t);
  for (let repeat = 0; repeat < 50; repeat++) player.step("epoch", true);
  for (let epoch = 1; epoch <= 5; epoch++) answer([epoch], { seq: epoch });
  assert.equal(drawn.length, MOST_STEPS);
});

test("steps that wait are given up when play begins", (t) => {
  const { player, answer, asks } = started(t);
  for (let click = 0; click < 3; click++) player.step("epoch");
  player.play();
  assert.deepEqual(player.steps.units, []);
  answer([1]);
  assert.deepEqual([asks.at(-1).n > 1, player.playing], [true, true]);
});

test("a step in play pauses first", (t) => {
  const { player, browser, drawn, answer } = playing(t);
  browser.refresh();
  player.step("epoch");
  answer([7, 8]);
  assert.deepEqual([player.playing, drawn], [false, [1, 1, 2]]);
});

test("a step that is on its way is made though the speed is changed meanwhile", (t) => {
  const { player, drawn, answer } = started(t);
  player.step("epoch");
  player.setSpeed(0);
  answer([1]);
  assert.deepEqual([drawn, player.shown.position], [[1], 1]);
});
