import assert from "node:assert/strict";
import test from "node:test";

import { playing, started } from "./learner.js";

const half = { kind: "chunk", position: 0.5 };

test("a step that takes long is asked for until it has arrived, and says how far it is", (t) => {
  const { player, asks, answer, drawn, last } = started(t);
  player.step("epoch");
  answer([], half);
  assert.deepEqual([player.steps.reached, drawn, last().unit, last().back], [0.5, [], "step", false]);
  answer([], { position: 0.9 });
  assert.equal(player.steps.reached, 0.9);
  answer([1]);
  assert.deepEqual([player.steps.reached, drawn, asks.length, player.steps.units], [null, [1], 3, []]);
});

for (const [name, end] of [["play", (player) => player.toggle()], ["Escape", (player) => player.steps.halt()]]) {
  test(`a step that takes long ends with ${name} after one more batch`, (t) => {
    const { player, answer, drawn, asks } = started(t);
    player.step("epoch");
    player.step("epoch");
    answer([], half);
    end(player);
    assert.equal(player.playing, false);
    answer([], { position: 0.6 });
    answer([0.7]);
    assert.deepEqual(asks.map(({ unit }) => unit), ["step", "step", "batch"]);
    assert.deepEqual([player.steps.reached, drawn, player.shown.position, player.playing], [null, [0.7], 0.7, false]);
    player.step("epoch");
    answer([1]);
    assert.deepEqual(drawn, [0.7, 1]);
  });
}

test("where no step takes long there is none to end", (t) => {
  const { player, asks } = started(t);
  player.step("epoch");
  assert.equal(player.steps.halt(), false);
  assert.equal(asks.length, 1);
});

test("a reset does not wait for a step", (t) => {
  const { player, answer, start, last, drawn } = started(t);
  player.step("epoch");
  answer([], half);
  player.reset();
  assert.deepEqual([last().kind, player.steps.reached], ["reset", null]);
  answer([1], { seq: last().seq - 1 });
  assert.deepEqual(drawn, []);
  start();
  assert.deepEqual([player.shown.position, player.steps.units, last().kind], [0, [], "reset"]);
});

test("a change begins a step that takes long again", (t) => {
  const { player, answer, change, last, drawn } = started(t);
  player.step("epoch");
  answer([], half);
  change();
  assert.deepEqual([player.steps.reached, last().unit, last().at], [null, "step", 0]);
  answer([1]);
  assert.deepEqual(drawn, [1]);
});

test("from within an epoch a step takes the frame of its end if that was computed ahead", (t) => {
  const { player, channel, answer, asks, drawn } = started(t);
  player.play();
  answer([0.25, 0.5, 0.75, 1, 1.25, 1.5]);
  player.pause();
  channel.settle();
  const before = asks.length;
  player.step("epoch");
  assert.deepEqual([drawn.at(-1), player.queue.map(({ position }) => position), asks.length], [1, [1.25, 1.5], before]);
});

test("a step that diverges in several answers ends with the error", (t) => {
  const { player, answer, drawn } = started(t);
  player.step("epoch");
  answer([], half);
  answer([0.6], { error: "Training diverged." });
  assert.deepEqual([drawn[0], player.error, player.steps.units, player.steps.reached], [0.6, "Training diverged.", [], null]);
});

test("play that begins while a step is on its way goes on from there", (t) => {
  const { player, answer, last } = playing(t, 0);
  player.pause();
  player.step("epoch");
  player.play();
  answer([], half);
  assert.deepEqual([player.steps.reached, player.playing, last().unit, last().back], [null, true, "epoch", false]);
});
