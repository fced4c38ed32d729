import assert from "node:assert/strict";
import test from "node:test";

import { RATES, FramePlayer } from "../../playground/scene/assets/js/frame_player.js";
import { makeBrowser, makeChannel } from "./browser.js";

const CALM = 250, MOST = 12;

/** A player that Python has introduced to a show, at position 0, with 60 pictures a second. */
function started(t, { calm, ...more } = {}) {
  const browser = makeBrowser(t, { calm }), { channel, asks } = makeChannel(), shown = [];
  let told = null;
  const state = () => [player.playing, player.over];
  const player = new FramePlayer(channel, { show: ({ position }) => shown.push(position), changed: () => (told = state()) });
  t.after(() => {
    assert.deepEqual(told, state(), "the view is told of all that changes");
    player.destroy();
    channel.destroy();
  });
  /** Python's answer to what was asked last: pictures at these positions. */
  const answer = (positions, { over = false, preparing = false, seq = channel.asked } = {}) =>
    player.chunk({ gen: channel.gen, seq, over, preparing }, positions.map((position) => ({ number: position, position })));
  const start = ({ moves = true, preparing = false, fresh = true } = {}) =>
    player.start({ gen: channel.gen + 1, seq: 0, preparing, scene: { moves, fresh } }, { number: 0, position: 0 });
  player.rate = 60;
  start(more);
  const all = { player, channel, asks, browser, shown, answer, start, last: () => asks.at(-1) };
  if (!more.preparing) shown.length = 0;
  return all;
}

/** The same, playing, with pictures 1 to `ahead` in hand. */
function playing(t, ahead = 20, options) {
  const all = started(t, options);
  all.player.play();
  all.answer(Array.from({ length: ahead }, (_, index) => index + 1));
  return all;
}

// --- asking -----------------------------------------------------------------------------------

test("a player that stands still asks for nothing", (t) => {
  const { asks, browser } = started(t);
  browser.pass(1000);
  assert.deepEqual([asks, browser.waiting.size], [[], 0]);
});

test("play asks for one chunk at a time, until there is enough in hand", (t) => {
  const { player, asks, answer } = started(t);
  player.play();
  player.pump();
  assert.deepEqual(asks.map(({ kind, n }) => [kind, n]), [["next", 10]]);
  answer([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  assert.equal(asks.length, 2);
  answer([11, 12, 13, 14]);
  assert.equal(asks.length, 2, "fourteen are more than 200 ms");
});

test("at every rate a chunk holds one picture at least and no more than a click can wait for", (t) => {
  for (const rate of RATES) {
    const { player, last } = started(t);
    player.rate = rate;
    player.play();
    const { n } = last();
    assert.ok(n >= 1 && n <= MOST && (n === 1 || (1000 * n) / rate <= 250), `${rate}: ${n}`);
    t.mock.timers.reset();
  }
});

test("before the first start nothing is asked but hello", (t) => {
  makeBrowser(t);
  const { channel, asks } = makeChannel(), player = new FramePlayer(channel, { show: () => {}, changed: () => {} });
  player.play();
  assert.deepEqual(asks, []);
  player.hello();
  assert.deepEqual(asks, [{ gen: 0, seq: 1, kind: "hello", at: -1 }]);
  player.destroy();
  channel.destroy();
});

// --- playing ----------------------------------------------------------------------------------

test("pictures are shown one after the other, each in its time", (t) => {
  const { browser, shown, player } = playing(t);
  for (let refresh = 0; refresh < 4; refresh++) browser.refresh();
  assert.deepEqual(shown, [1, 2, 3, 4]);
  player.rate = 20;
  while (shown.at(-1) < 6) browser.refresh();
  for (let refresh = 0; refresh < 12; refresh++) browser.refresh();
  assert.equal(shown.at(-1), 6 + 4);
});

test("after a stall the clock starts from now: pictures are never hurried to catch up", (t) => {
  const { browser, shown } = playing(t);
  browser.refresh();
  browser.refresh(5000);
  assert.deepEqual(shown, [1, 2]);
  browser.refresh(4);
  assert.deepEqual(shown, [1, 2]);
  browser.refresh();
  assert.deepEqual(shown, [1, 2, 3]);
});

test("under reduced motion there are four pictures a second at most", (t) => {
  const { browser, shown } = playing(t, 20, { calm: true });
  browser.refresh();
  for (let refresh = 0; refresh < 60; refresh++) browser.refresh();
  assert.equal(shown.length, 1 + 1000 / CALM);
});

test("pause keeps what was computed, and play goes on with it", (t) => {
  const { player, browser, shown, asks } = playing(t);
  browser.refresh();
  const before = asks.length;
  player.pause();
  for (let refresh = 0; refresh < 10; refresh++) browser.refresh();
  assert.deepEqual([shown, asks.length], [[1], before]);
  player.play();
  for (let refresh = 0; refresh < 2; refresh++) browser.refresh();
  assert.deepEqual(shown, [1, 2, 3]);
});

test("a show that is over stops after its last picture, and is not played again", (t) => {
  const { player, browser, shown, answer, asks } = started(t);
  player.play();
  answer([1, 2], { over: true });
  browser.refresh();
  assert.deepEqual([player.over, player.playing], [false, true]);
  browser.refresh();
  assert.deepEqual([shown, player.over, player.playing], [[1, 2], true, false]);
  player.play();
  player.step();
  browser.refresh();
  assert.deepEqual([shown, player.playing, asks.length], [[1, 2], false, 1]);
});

test("a show that is over can be reset", (t) => {
  const { player, answer, start, last } = started(t);
  player.play();
  answer([], { over: true });
  assert.ok(player.over);
  player.reset();
  assert.equal(last().kind, "reset");
  start();
  assert.deepEqual([player.over, player.playing], [false, false]);
});

// --- stepping ---------------------------------------------------------------------------------

test("a step shows what is in hand, and asks for one picture where nothing is", (t) => {
  const { player, browser, shown, asks, answer } = playing(t, 14);
  browser.refresh();
  player.step();
  assert.deepEqual([player.playing, shown, asks.length], [false, [1, 2], 1]);
  for (let step = 0; step < 12; step++) player.step();
  player.step();
  assert.deepEqual([shown.at(-1), asks.at(-1).n], [14, 1]);
  answer([15]);
  assert.deepEqual([shown.at(-1), player.steps], [15, 0]);
});

test("every step that is clicked is made", (t) => {
  const { player, shown, answer } = started(t);
  for (let click = 0; click < 3; click++) player.step();
  for (const position of [1, 2, 3]) answer([position]);
  assert.deepEqual([shown, player.steps], [[1, 2, 3], 0]);
});

test("the last step ends the show", (t) => {
  const { player, answer, shown } = started(t);
  player.step();
  player.step();
  answer([1], { over: true });
  assert.deepEqual([shown, player.over, player.steps], [[1], true, 0]);
});

// --- settings ---------------------------------------------------------------------------------

test("settings are gathered while one is on its way, and the latest value counts", (t) => {
  const { player, asks, start } = playing(t);
  asks.length = 0;
  for (const rate of [1, 2, 3]) player.set({ rate });
  player.set({ seed: 7 });
  assert.deepEqual(asks.map(({ kind, values }) => [kind, values]), [["set", { rate: 1 }]]);
  start();
  start();
  assert.deepEqual(asks.slice(0, 2).map(({ values }) => values), [{ rate: 1 }, { rate: 3, seed: 7 }]);
  assert.deepEqual(asks.slice(2).map(({ kind }) => kind), ["next"], "all is told");
});

test("a new start forgets what was computed, and playing goes on where something moves", (t) => {
  for (const moves of [true, false]) {
    const { player, shown, start, asks, answer, browser } = playing(t);
    asks.length = 0;
    start({ moves });
    assert.deepEqual([player.queue, player.playing, shown, asks.length], [[], moves, [0], moves ? 1 : 0]);
    if (moves) answer([1]);
    browser.refresh();
    assert.deepEqual(shown, moves ? [0, 1] : [0]);
    t.mock.timers.reset();
  }
});

test("a setting says which picture is shown, and what was computed without it is not shown", (t) => {
  const { player, browser, shown, last, start, answer } = playing(t);
  browser.refresh();
  browser.refresh();
  player.set({ rate: 1 });
  assert.deepEqual([last().kind, last().at, shown, player.playing], ["set", 2, [1, 2], true]);
  answer([21, 22], { over: true, seq: last().seq - 1 });
  for (let refresh = 0; refresh < 5; refresh++) browser.refresh();
  assert.deepEqual([shown, player.over, player.playing], [[1, 2], false, true]);
  start({ fresh: false });
  assert.deepEqual([last().kind, last().at], ["next", 0]);
  answer([1]);
  browser.refresh();
  assert.deepEqual(shown, [1, 2, 0, 1]);
});

test("a setting that is changed while the last pictures are shown leaves the show playing", (t) => {
  const { player, browser, answer, last, start } = started(t);
  player.play();
  answer([1, 2, 3], { over: true });
  browser.refresh();
  player.set({ rate: 1 });
  player.step();
  assert.deepEqual([player.over, last().at], [false, 1]);
  start({ fresh: false });
  assert.equal(player.over, false);
});

test("a reset ends at rest and forgets what was computed", (t) => {
  const { player, last, start, browser, shown } = playing(t);
  player.reset();
  assert.deepEqual([player.playing, player.queue, last().kind], [false, [], "reset"]);
  start();
  browser.refresh();
  assert.deepEqual(shown, [0]);
});

test("a setting that is on its way is not lost by a reset, which is asked for when it has come", (t) => {
  const { player, asks, start, channel } = playing(t);
  asks.length = 0;
  player.set({ rate: 1 });
  player.set({ rate: 2 });
  player.reset();
  assert.deepEqual([channel.pending.kind, channel.pending.values], ["set", { rate: 1 }], "it may have to be asked again");
  start({ fresh: false });
  assert.deepEqual(channel.pending.values, { rate: 2 });
  start({ fresh: false });
  assert.deepEqual([channel.pending.kind, player.playing], ["reset", false]);
  start();
  assert.deepEqual(asks.map(({ kind, gen }) => [kind, gen]), [["set", 1], ["set", 2], ["reset", 3]]);
});

test("a reset is not asked for where a setting has begun the show anew", (t) => {
  const { player, asks, start } = playing(t);
  asks.length = 0;
  player.set({ rate: 1 });
  player.reset();
  start();
  assert.deepEqual(asks.map(({ kind }) => kind), ["set"]);
});

test("a reset that another setting of the page has overtaken is asked for again", (t) => {
  const { player, start, channel } = playing(t);
  player.reset();
  start({ fresh: false });
  assert.equal(channel.pending.kind, "reset");
  start();
  assert.equal(channel.pending, null);
});

test("settings wait for a reset that is on its way, and are told after it", (t) => {
  const { player, asks, start } = playing(t);
  asks.length = 0;
  player.reset();
  player.set({ rate: 1 });
  start();
  assert.deepEqual(asks.map(({ kind }) => kind), ["reset", "set"]);
});

// --- preparing --------------------------------------------------------------------------------

test("what is being prepared is asked for and shown as it comes, without Play", (t) => {
  const { player, asks, shown, answer } = started(t, { preparing: true });
  assert.deepEqual(asks.map(({ kind, n }) => [kind, n]), [["next", 1]]);
  answer([0, 0], { preparing: true });
  assert.deepEqual([shown.length, asks.length, player.playing], [3, 2, false]);
  answer([0]);
  assert.deepEqual([shown.length, asks.length, player.preparing], [4, 2, false]);
});

test("a step that is clicked while the show is prepared waits for it", (t) => {
  const { player, shown, answer } = started(t, { preparing: true });
  player.step();
  answer([0], { preparing: true });
  assert.deepEqual([shown, player.steps], [[0, 0], 1]);
  answer([0]);
  answer([1]);
  assert.deepEqual([shown, player.steps], [[0, 0, 0, 1], 0]);
});

test("a player that is destroyed shows no more", (t) => {
  const { player, browser, shown } = playing(t);
  player.destroy();
  browser.refresh();
  assert.deepEqual([shown, browser.waiting.size], [[], 0]);
  player.changed();            // the view is gone, and told no more
});
