import assert from "node:assert/strict";
import test from "node:test";
import { deflateSync } from "node:zlib";

import { Channel } from "../../playground/web/assets/js/channel.js";
import { aligned, makeBrowser, makeChannel, pack, set } from "./browser.js";

const PATIENCE = 2500, TOLD = 8000, COUNTER = 2 ** 20;
const WAITING = "Waiting for the server …";
const AGAIN = "The server was restarted: same start again.";

const squeeze = (message) => aligned(Buffer.concat([Buffer.alloc(8), deflateSync(message)]));

/** A channel that keeps its numbers as a player does, and writes down what it takes and sends. */
function made(t) {
  makeBrowser(t);
  const { channel, asks, notes } = makeChannel(), taken = [];
  channel.note = (text) => text !== notes.at(-1) && notes.push(text);
  channel.take = ({ header }) => {
    taken.push(header.seq);
    if (header.kind === "chunk") channel.follow(header);
    else channel.begin(header);
  };
  t.after(() => channel.destroy());
  return { channel, asks, notes, taken, pass: (ms) => t.mock.timers.tick(ms) };
}

const told = (kind, gen, seq) => pack({ kind, gen, seq });

async function allRead(channel) {
  await new Promise((read) => channel.whenRead(read));
}

test("a generation begins once, however often its start comes", (t) => {
  const { channel, taken } = made(t);
  for (const message of [told("start", 5, 0), told("start", 5, 0), told("change", 5, 0)]) channel.receive(message);
  assert.deepEqual(taken, [0]);
  channel.receive(told("start", 4, 0));
  assert.equal(channel.gen, 4, "a server that was started again counts from elsewhere");
});

test("a chunk is taken once, in its own generation, and not after a later one", (t) => {
  const { channel, taken } = made(t);
  channel.receive(told("start", 5, 0));
  for (const [gen, seq] of [[5, 1], [5, 1], [5, 3], [5, 2], [4, 4], [6, 4]]) channel.receive(told("chunk", gen, seq));
  assert.deepEqual(taken, [0, 1, 3]);
});

test("asks are numbered on from what was seen and from what was asked", (t) => {
  const { channel, asks } = made(t);
  channel.receive(told("start", 5, 7));
  channel.ask({ kind: "next" });
  channel.ask({ kind: "look" });
  channel.receive(told("chunk", 5, 9));
  channel.ask({ kind: "next" });
  assert.deepEqual(asks, [
    { gen: 5, seq: 8, kind: "next" }, { gen: 5, seq: 9, kind: "look" }, { gen: 5, seq: 10, kind: "next" },
  ]);
});

test("an ask is settled by its answer and not by that of the one before", (t) => {
  const { channel } = made(t);
  channel.receive(told("start", 5, 0));
  channel.ask({ kind: "next" });
  channel.ask({ kind: "look" });
  channel.receive(told("chunk", 5, 1));
  assert.equal(channel.pending.kind, "look");
  channel.receive(told("chunk", 5, 2));
  assert.equal(channel.pending, null);
});

test("another generation settles every ask", (t) => {
  const { channel } = made(t);
  channel.receive(told("start", 5, 0));
  channel.ask({ kind: "next" });
  channel.receive(told("change", 6, 0));
  assert.equal(channel.pending, null);
});

test("an ask that is not answered is repeated with the same number, and the learner is told", (t) => {
  const { channel, asks, notes, pass } = made(t);
  channel.receive(told("start", 5, 0));
  channel.ask({ kind: "next" });
  pass(PATIENCE - 1);
  assert.equal(asks.length, 1);
  pass(1);
  pass(PATIENCE);
  assert.deepEqual(asks, Array(3).fill({ gen: 5, seq: 1, kind: "next" }));
  assert.equal(notes.at(-1), WAITING);
  channel.receive(told("chunk", 5, 1));
  assert.equal(notes.at(-1), "");
  pass(10 * PATIENCE);
  assert.equal(asks.length, 3);
});

test("a connection on which an ask stays unanswered twice is opened anew", (t) => {
  const { channel, pass } = made(t), renewed = [];
  channel.connection.renew = () => renewed.push(true);
  channel.ask({ kind: "next" });
  pass(PATIENCE);
  assert.equal(renewed.length, 0);
  pass(PATIENCE);
  assert.equal(renewed.length, 1);
});

test("only the last ask is repeated", (t) => {
  const { channel, asks, pass } = made(t);
  channel.ask({ kind: "next" });
  channel.ask({ kind: "look" });
  pass(PATIENCE);
  assert.deepEqual(asks.map(({ kind }) => kind), ["next", "look", "look"]);
});

test("what needs no answer has the number of no ask, and is not repeated", (t) => {
  const { channel, asks, pass } = made(t), said = [];
  channel.connection.say = (words) => said.push(words);
  channel.receive(told("start", 5, 3));
  channel.say({ kind: "set", values: { rate: 1 } });
  pass(10 * PATIENCE);
  assert.deepEqual([said, asks, channel.pending], [[{ gen: 5, seq: 0, kind: "set", values: { rate: 1 } }], [], null]);
});

test("a server that was started again is told of, for a while", (t) => {
  const { channel, notes, pass } = made(t);
  channel.receive(told("start", 3 * COUNTER + 5, 0));
  channel.receive(told("start", 3 * COUNTER + 6, 0));
  assert.ok(!notes.includes(AGAIN));
  channel.receive(told("start", 7 * COUNTER, 0));
  channel.receive(told("chunk", 7 * COUNTER, 1));
  pass(TOLD - 1);
  assert.equal(notes.at(-1), AGAIN);
  pass(1);
  assert.equal(notes.at(-1), "");
  notes.push(WAITING);
  channel.receive(told("chunk", 7 * COUNTER, 2));
  assert.equal(notes.at(-1), "", "from then on a payload ends what was told before it");
});

test("what is told of twice stands for as long after the second time", (t) => {
  const { channel, notes, pass } = made(t);
  for (const start of [3, 5, 7]) {
    channel.receive(told("start", start * COUNTER, 0));
    pass(TOLD - 1);
  }
  assert.equal(notes.at(-1), AGAIN);
  channel.destroy();
  pass(TOLD);
  assert.equal(notes.at(-1), AGAIN, "a view that is gone is told nothing");
});

test("that the server was started again stands also when the connection opens after it", (t) => {
  const { channel, notes } = made(t);
  channel.receive(told("start", 3 * COUNTER, 0));
  channel.receive(told("start", 7 * COUNTER, 0));
  channel.resume();
  assert.equal(notes.at(-1), AGAIN);
});

test("when the way is open, what was asked last is sent again", (t) => {
  const { channel, asks } = made(t);
  channel.ask({ kind: "hello" });
  channel.resume();
  assert.deepEqual(asks, Array(2).fill({ gen: 0, seq: 1, kind: "hello" }));
});

/** A channel with its own connection, which never gets beyond its socket. */
function lined(t) {
  makeBrowser(t);
  const notes = [], channel = new Channel({ take: () => {}, note: (text) => notes.push(text) });
  t.after(() => channel.destroy());
  set({ WebSocket: class { close() {} } });
  return { channel, notes };
}

test("a connection that is lost is told of unless it is soon back", (t) => {
  const { channel, notes } = lined(t);
  channel.connection.lost();
  t.mock.timers.tick(PATIENCE - 1);
  channel.connection.ready();
  t.mock.timers.tick(PATIENCE);
  assert.deepEqual(notes, [""]);
  channel.connection.lost();
  t.mock.timers.tick(PATIENCE);
  assert.equal(notes.at(-1), WAITING);
});

test("a connection that is lost is not told of when a payload has come in another way, or the view is gone", (t) => {
  for (const end of [(channel) => channel.receive(told("start", 5, 0)), (channel) => channel.destroy()]) {
    const { channel, notes } = lined(t);
    channel.connection.lost();
    end(channel);
    t.mock.timers.tick(10 * PATIENCE);
    assert.ok(!notes.includes(WAITING));
    t.mock.timers.reset();
  }
});

test("a run of the page brings the token and, at times, a payload", (t) => {
  const { channel } = lined(t);
  const taken = [];
  channel.take = ({ header }) => taken.push(header.gen);
  const byFragment = () => {};
  channel.mount(pack({ token: "one" }, { payload: told("start", 5, 0) }), byFragment);
  channel.mount(pack({ token: "two" }), byFragment);
  assert.deepEqual(taken, [5]);
  assert.equal(channel.connection.token, "two");
});

test("payloads are read in the order in which they come, squeezed or not", async (t) => {
  const { channel, taken } = made(t);
  channel.receive(told("start", 5, 0));
  const long = pack({ kind: "chunk", gen: 5, seq: 1 }, { frames: new Uint8Array(1e6) });
  channel.receive(squeeze(long));
  channel.receive(told("chunk", 5, 2));
  channel.receive(squeeze(told("chunk", 5, 3)));
  assert.deepEqual(taken, [0], "nothing is read before the squeezed one");
  await allRead(channel);
  assert.deepEqual(taken, [0, 1, 2, 3]);
  channel.receive(told("chunk", 5, 4));
  assert.deepEqual(taken, [0, 1, 2, 3, 4], "what has nothing to wait for is read at once");
});

test("a payload that cannot be read is reported, and does not hold up those behind it", async (t) => {
  const { channel, taken } = made(t), { take } = channel, reported = [];
  set({ reportError: ({ message }) => reported.push(message) });
  channel.receive(told("start", 5, 0));
  channel.take = (message) => {
    if (message.header.seq === 1) throw new Error("cannot be drawn");
    take(message);
  };
  for (const seq of [1, 2]) channel.receive(squeeze(told("chunk", 5, seq)));
  channel.receive(aligned(Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 1])));
  await allRead(channel);
  assert.deepEqual(taken, [0, 2]);
  // The third is known as broken at once, and has its turn all the same after those that take longer to unsqueeze.
  assert.equal(reported[0], "cannot be drawn");
  assert.equal(reported.length, 2);
});

test("a channel that is destroyed reads nothing, repeats nothing and says nothing", async (t) => {
  const { channel, asks, notes, taken, pass } = made(t);
  channel.ask({ kind: "hello" });
  channel.receive(squeeze(told("start", 5, 0)));
  const reading = channel.unsqueezing;
  channel.destroy();
  channel.receive(told("start", 6, 0));
  await reading;
  pass(10 * PATIENCE);
  assert.deepEqual([taken, asks.length, notes], [[], 1, []]);
});
