import assert from "node:assert/strict";
import test from "node:test";

import { HALVES, NET, ONE_EPOCH, playing, started } from "./learner.js";

const FIRST = 3;
const DIVERGED = "Training diverged.";

// --- changes ----------------------------------------------------------------------------------

test("a change in mid-run forgets what was computed ahead, and playing goes on from the frame shown", (t) => {
  const { player, browser, drawn, change, last, answer } = playing(t);
  browser.refresh();
  change();
  assert.deepEqual([player.queue, player.playing, player.shown.position], [[], true, 1]);
  assert.deepEqual([last().kind, last().n, last().gen, last().at], ["next", FIRST, 2, 1]);
  answer([2]);
  browser.refresh();
  assert.deepEqual(drawn, [1, 2]);
});

test("a step that is on its way is asked for anew after a change", (t) => {
  const { player, asks, change, answer, drawn } = started(t);
  player.step("epoch");
  change();
  assert.deepEqual(asks.map(({ kind, gen, n }) => [kind, gen, n]), [["next", 1, 1], ["next", 2, 1]]);
  answer([1]);
  assert.deepEqual([drawn, player.steps.units], [[1], []]);
});

test("a change of speed that keeps what lies between two pictures keeps what was computed", (t) => {
  const { player } = playing(t);
  player.setSpeed(ONE_EPOCH);
  assert.deepEqual([player.queue.length, player.stale], [6, false]);
});

test("another change of speed goes back to the frame shown, and forgets what is still on its way", (t) => {
  const { player, browser, drawn, last, answer } = playing(t, 2);
  browser.refresh();
  assert.equal(last().kind, "next");
  player.setSpeed(HALVES);
  assert.equal(player.queue.length, 0);
  answer([3, 4]);
  assert.equal(player.queue.length, 0, "computed at the old speed");
  assert.deepEqual([last().parts, last().at, last().back], [2, 1, true]);
  answer([1.5]);
  browser.refresh();
  assert.deepEqual(drawn, [1, 1.5]);
  assert.equal(last().back, false);
});

test("a new run begins from its first frame and goes on if the last one did", (t) => {
  for (const go of [true, false]) {
    const { player, drawn, start, last, asks } = playing(t);
    if (!go) player.pause();
    asks.length = drawn.length = 0;
    start();
    assert.deepEqual([drawn, player.playing, player.queue], [[0], go, []]);
    assert.deepEqual([asks.length, last()?.n], go ? [1, FIRST] : [0, undefined]);
    t.mock.timers.reset();
  }
});

test("a reset waits for nobody, is asked for once, and ends at rest", (t) => {
  const { player, asks, start, channel } = playing(t);
  player.pump();
  asks.length = 0;
  player.reset();
  assert.deepEqual(player.queue, []);
  player.pump();
  player.reset();
  assert.deepEqual(asks.map(({ kind }) => kind), ["reset"]);
  assert.deepEqual([player.playing, channel.pending.kind], [false, "reset"]);
  start();
  assert.deepEqual([player.playing, player.restart, asks.length], [false, false, 1]);
});

test("a reset gives up the steps that wait, and so does a new run", (t) => {
  const { player, asks, start, answer } = started(t);
  for (const end of [() => player.reset(), () => {}]) {
    player.step("epoch");
    player.step("epoch");
    end();
    start();
    asks.length = 0;
    answer([]);
    assert.deepEqual([player.steps.units, asks], [[], []]);
  }
});

// --- divergence -------------------------------------------------------------------------------

test("a run that diverged stops after what was computed before, and says so then", (t) => {
  const { player, browser, drawn, answer, asks } = started(t);
  player.play();
  answer([1, 2], { error: DIVERGED });
  assert.equal(player.error, null);
  browser.refresh();
  assert.deepEqual([player.error, player.playing], [null, true]);
  browser.refresh();
  assert.deepEqual([player.error, player.playing, player.shown.position, asks.length], [DIVERGED, false, 2, 1]);
  player.play();
  player.step("epoch");
  assert.deepEqual([player.playing, asks.length], [false, 1]);
  assert.deepEqual(drawn.slice(0, 2), [1, 2]);
});

test("the frame at which a diverged run stops is drawn as a whole, as at a pause", (t) => {
  const { player, browser, drawn, answer } = started(t, { calm: true });
  player.play();
  answer([1, 2], { error: DIVERGED });
  browser.refresh();
  browser.refresh();
  assert.deepEqual([player.error, drawn, player.drawn.position], [DIVERGED, [2], 2]);
});

test("a step that diverges is shown with the error", (t) => {
  const { player, drawn, answer } = started(t);
  player.step("epoch");
  answer([1], { error: DIVERGED });
  assert.deepEqual([drawn[0], player.error, player.steps.units], [1, DIVERGED, []]);
});

test("a change may end the error, and another start does", (t) => {
  const { player, start, change } = started(t, { error: DIVERGED });
  assert.equal(player.error, DIVERGED);
  change({ error: DIVERGED });
  assert.equal(player.error, DIVERGED);
  change();
  assert.equal(player.error, null);
  start(0, { error: DIVERGED });
  start();
  assert.equal(player.error, null);
});

test("a error computed ahead is forgotten with a change", (t) => {
  const { player, answer, change, browser } = started(t);
  player.play();
  answer([1, 2], { error: DIVERGED });
  change();
  browser.refresh();
  assert.deepEqual([player.error, player.playing], [null, true]);
});

test("a error computed ahead is forgotten with the frames, when the speed is changed", (t) => {
  const { player, answer, last } = started(t);
  player.play();
  answer([1, 2], { error: DIVERGED });
  player.setSpeed(HALVES);
  assert.deepEqual([player.trouble, last().back, player.playing], [null, true, true]);
});

// --- looking closely --------------------------------------------------------------------------

test("at rest the map of the unit looked at is asked for once", (t) => {
  const { player, asks, answer, drawn } = started(t);
  player.setFocus([1, 2]);
  player.pump();
  assert.deepEqual(asks.map(({ kind, focus, at }) => [kind, focus, at]), [["look", [1, 2], 0]]);
  answer([0], { kind: "look", focus: [1, 2] });
  player.pump();
  assert.deepEqual([asks.length, drawn, player.shown.focusOf], [1, [0], [1, 2]]);
});

test("a map that does not come is not asked for again, until another frame is shown", (t) => {
  const { player, asks, answer } = started(t);
  player.setFocus([1, 2]);
  answer([0], { kind: "look" });
  player.pump();
  assert.equal(asks.length, 1);
  player.step("epoch");
  answer([1]);
  assert.deepEqual(asks.map(({ kind, at }) => [kind, at]), [["look", 0], ["next", 0], ["look", 1]]);
});

test("a look keeps what was computed ahead, and one that comes too late is not shown", (t) => {
  const { player, answer, drawn, browser } = playing(t);
  player.pause();
  player.setFocus([1, 0]);
  answer([0], { kind: "look", focus: [1, 0] });
  assert.deepEqual([player.shown.focusOf, player.queue.length], [[1, 0], 6]);
  player.setFocus([1, 1]);
  player.play();
  browser.refresh();
  drawn.length = 0;
  answer([0], { kind: "look", focus: [1, 1] });
  assert.deepEqual([drawn, player.shown.position, player.queue.length], [[], 1, 5]);
});

test("in play the unit looked at is asked for with the next frames", (t) => {
  const { player, asks, browser } = playing(t);
  asks.length = 0;
  player.setFocus([1, 0]);
  browser.refresh();
  assert.deepEqual(asks.map(({ kind, focus }) => [kind, focus]), [["next", [1, 0]]]);
});

test("at rest the tiles of another page are asked for once", (t) => {
  const { player, asks, answer } = started(t);
  player.setFirst([16, 0]);
  player.pump();
  assert.deepEqual(asks.map(({ kind, first, at }) => [kind, first, at]), [["look", [16, 0], 0]]);
  answer([0], { kind: "look", first: [16, 0] });
  player.pump();
  assert.deepEqual([asks.length, player.shown.first], [1, [16, 0]]);
});

test("in play another page is asked for from the frame shown, and tiles of the last one are not shown any more", (t) => {
  const { player, last, browser, answer, drawn } = playing(t, 2);
  browser.refresh();
  player.setFirst([16, 0]);
  answer([3, 4]);
  const { kind, first, at, back } = last();
  assert.deepEqual([kind, first, at, back], ["next", [16, 0], 1, true]);
  answer([2], { first: [16, 0] });
  browser.refresh();
  assert.deepEqual([drawn, player.shown.first], [[1, 2], [16, 0]]);
});

// --- edits -----------------------------------------------------------------------------------

const WIDER = { features: ["x1"], hidden: [5] };

test("an edit is told at once and travels with every ask until it is granted", (t) => {
  const { player, asks, last, pendingEdit, start, answer } = playing(t);
  player.pump();
  player.edit(WIDER);
  assert.deepEqual([last().kind, last().edit], ["look", WIDER]);
  const before = asks.length;
  player.pump();
  assert.equal(asks.length, before);
  answer([0], { kind: "look", seq: last().seq - 1 });
  assert.ok(asks.slice(asks.findIndex(({ edit }) => edit)).every(({ edit }) => edit === WIDER));
  pendingEdit.compare({ ...NET, hidden: [5] });
  start();
  assert.equal(last().edit, null);
});

test("an edit that is received and not granted is refused", (t) => {
  const { player, answer, refused, pendingEdit } = started(t);
  player.edit(WIDER);
  answer([0], { kind: "look", seq: 0 });
  assert.deepEqual([refused, pendingEdit.lists], [[], WIDER]);
  answer([0], { kind: "look" });
  assert.deepEqual([refused, pendingEdit.lists], [[null], null]);
});

test("a player that is destroyed draws no more", (t) => {
  const { player, browser, drawn } = playing(t);
  player.destroy();
  browser.refresh();
  assert.deepEqual([drawn, browser.waiting.size], [[], 0]);
  player.changed();          // the view is gone, and told no more
});

// --- sliders that are dragged -----------------------------------------------------------------

/** The same, playing, with a line that takes what is said. */
function dragging(t) {
  const all = playing(t), said = [];
  all.channel.connection.say = (words) => said.push(words) > 0;
  return { ...all, said };
}

test("a picture stays while a slider waits for its answer, and what it says is where Python goes on", (t) => {
  const { player, browser, drawn, said, change, answer } = dragging(t);
  browser.refresh();
  player.drag({ rate: "0.03" });
  const { kind, values, at, n, unit } = said[0];
  assert.deepEqual([kind, values, at, n, unit], ["set", { rate: "0.03" }, 1, 3, "epoch"]);
  for (let refresh = 0; refresh < 5; refresh++) browser.refresh();
  assert.deepEqual(drawn, [1]);
  change();
  answer([2, 3, 4], { seq: 1 });
  for (let refresh = 0; refresh < 3; refresh++) browser.refresh();
  assert.deepEqual(drawn, [1, 2, 3, 4]);
});

test("where Python does not answer a slider, it goes on playing", (t) => {
  const { player, browser, drawn } = dragging(t);
  browser.refresh();
  player.drag({ rate: "0.01" });
  for (let refresh = 0; refresh < 12; refresh++) browser.refresh();
  assert.ok(drawn.length > 1);
});

test("what was shown before a slow answer came is not shown again", (t) => {
  const { player, browser, drawn, change, answer } = dragging(t);
  browser.refresh();
  player.drag({ rate: "0.03" });
  browser.refresh(200);
  browser.refresh();
  assert.deepEqual(drawn, [1, 2, 3]);
  change();
  answer([2, 3, 4], { seq: 1 });
  browser.refresh();
  assert.deepEqual(drawn, [1, 2, 3, 4]);
});

test("where nothing can be said, or nothing plays, nothing waits for a slider", (t) => {
  const { player, browser, drawn, said, channel } = dragging(t);
  channel.connection.say = () => false;
  player.drag({ rate: "0.03" });
  browser.refresh();
  assert.deepEqual(drawn, [1]);
  channel.connection.say = (words) => said.push(words) > 0;
  player.pause();
  player.drag({ rate: "0.1" });
  assert.equal(said[0].unit, undefined);
});
