import assert from "node:assert/strict";
import test from "node:test";

import { playing, started } from "./learner.js";

test("a change is asked for at once, while frames are on their way, and playing goes on", (t) => {
  const { player, browser, change, drawn, answer, last } = playing(t);
  browser.refresh();
  player.pump();
  player.apply({ rate: "0.3", clip_norm: "1" });
  const { kind, values, at, seq } = last();
  assert.deepEqual([kind, values, at], ["apply", { rate: "0.3", clip_norm: "1" }, 1]);
  answer([7, 8], { seq: seq - 1 });
  assert.equal(last().kind, "apply", "nothing else is asked before the answer");
  change();
  assert.deepEqual([player.playing, last().kind, last().at], [true, "next", 1]);
  answer([2]);
  browser.refresh();
  assert.deepEqual(drawn, [1, 2]);
});

test("a change that restarts goes on playing, and at rest it stays at rest", (t) => {
  for (const go of [true, false]) {
    const { player, start, last } = playing(t);
    if (!go) player.pause();
    player.apply({ hidden: "5" });
    start();
    assert.deepEqual([player.playing, player.shown.position, last().kind], [go, 0, go ? "next" : "apply"]);
    t.mock.timers.reset();
  }
});

test("a change that shall begin anew says so in the same message", (t) => {
  const { player, asks } = started(t);
  player.apply({ rate: "0.3" }, true);
  assert.deepEqual(asks.map(({ kind, restart }) => [kind, restart]), [["apply", true]]);
});

test("a change that is refused changes nothing", (t) => {
  const { player, last, answer } = playing(t);
  player.apply({ rate: "fast" });
  answer([0], { kind: "look" });
  assert.deepEqual([player.playing, player.queue.length, last().kind], [true, 6, "next"]);
});

test("a whole experiment is opened by its link", (t) => {
  const { player, start, last } = started(t);
  player.open({ dataset: "moons" });
  assert.deepEqual([last().kind, last().link], ["open", { dataset: "moons" }]);
  start();
  assert.deepEqual([player.playing, player.shown.position], [false, 0]);
});

test("a run that diverged can go on after a change", (t) => {
  const { player, change, last } = started(t, { error: "Training diverged." });
  player.apply({ rate: "0.3" });
  assert.equal(last().kind, "apply");
  change();
  player.play();
  assert.deepEqual([player.error, player.playing], [null, true]);
});

// --- undo -------------------------------------------------------------------------------------

test("undo asks for the run that was replaced, at the frame that was shown last", (t) => {
  const { player, browser, start, channel, last } = playing(t), { gen } = channel;
  browser.refresh();
  player.reset();
  start(0, { left: { gen, epoch: 0 } });
  assert.deepEqual(player.left, { gen, at: 1 });
  player.undo();
  assert.deepEqual([last().kind, last().at], ["undo", 1]);
  start(1);
  assert.deepEqual([player.left, player.shown.position, player.playing], [null, 1, false]);
});

test("a run that was replaced is remembered through runs that were not trained", (t) => {
  const { player, browser, start, channel } = playing(t), { gen } = channel;
  browser.refresh();
  for (let time = 0; time < 3; time++) start(0, { left: { gen, epoch: 0 } });
  assert.deepEqual(player.left, { gen, at: 1 });
});

test("of a run that another view has shown Python knows the epoch", (t) => {
  const { player, start } = started(t);
  start(0, { left: { gen: 77, epoch: 500 } });
  assert.deepEqual(player.left, { gen: 77, at: 500 });
});

test("without a run to return to undo asks for nothing", (t) => {
  const { player, asks } = started(t);
  player.undo();
  assert.deepEqual(asks, []);
});
