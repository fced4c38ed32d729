import assert from "node:assert/strict";
import test from "node:test";

import { Connection } from "../../playground/web/assets/js/connection.js";
import { makeBrowser, set } from "./browser.js";

const HANDSHAKE = 1500, LONGEST = 1000;
const UNKNOWN_TOKEN = 4401, REPLACED = 4409, IDLE = 1000, BROKEN = 1006;

class Socket {
  static CONNECTING = 0;
  static made = [];

  constructor(address) {
    Object.assign(this, { address, readyState: 0, sent: [], closed: false });
    Socket.made.push(this);
  }

  send(text) {
    assert.equal(this.readyState, 1, "a browser refuses to send before the socket is open");
    this.sent.push(text);
  }

  close() {
    this.closed = true;
    this.readyState = 3;
  }

  // What the server does.

  open() {
    this.readyState = 1;
    this.onopen();
  }

  greet() {
    this.open();
    this.onmessage({ data: "" });
  }

  say(...bytes) {
    this.onmessage({ data: Uint8Array.from(bytes).buffer });
  }

  hangUp(code) {
    this.readyState = 3;
    this.onclose({ code });
  }
}

function made(t) {
  const happened = [], byFragment = [];
  const connection = new Connection({
    receive: (bytes) => happened.push([...bytes]),
    ready: () => happened.push("ready"),
    lost: () => happened.push("lost"),
    seen: () => "7 3",
  });
  t.after(() => connection.destroy());
  makeBrowser(t);
  set({ WebSocket: Socket });
  Socket.made = [];
  const mount = (token = "token") => connection.mount(token, (ask) => byFragment.push(ask));
  mount();
  return { connection, happened, byFragment, mount, pass: (ms) => t.mock.timers.tick(ms) };
}

/** One that has worked. */
function opened(t) {
  const all = made(t);
  latest().greet();
  return all;
}

const latest = () => Socket.made.at(-1);
const count = () => Socket.made.length;

test("a connection says its token first and is ready when the server has greeted", (t) => {
  const { happened, pass } = made(t);
  assert.equal(latest().binaryType, "arraybuffer");
  latest().open();
  assert.deepEqual([latest().sent, happened], [["token 7 3"], []]);
  latest().onmessage({ data: "" });
  assert.deepEqual(happened, ["ready"]);
  pass(10 * HANDSHAKE);
  assert.deepEqual([happened, count()], [["ready"], 1]);
});

test("an open connection sends asks up as text and takes bytes down", (t) => {
  const { connection, happened, byFragment } = opened(t);
  connection.send({ kind: "next", n: 3 });
  latest().say(1, 2);
  latest().say(3);
  assert.deepEqual(latest().sent, ["token 7 3", '{"kind":"next","n":3}']);
  assert.deepEqual(happened, ["ready", [1, 2], [3]]);
  assert.deepEqual(byFragment, []);
});

test("what may be lost is said by an open connection only", (t) => {
  const { connection, byFragment, pass } = made(t);
  connection.say({ kind: "set" });
  latest().greet();
  connection.say({ kind: "set" });
  assert.deepEqual(latest().sent, ["token 7 3", '{"kind":"set"}']);
  latest().hangUp(IDLE);
  connection.say({ kind: "set" });
  pass(100 * HANDSHAKE);
  assert.deepEqual([count(), byFragment], [1, []]);
});

test("what is asked while a connection opens is not sent: whoever asks is told when it is ready", (t) => {
  const { connection, byFragment } = made(t);
  connection.send({ kind: "hello" });
  latest().greet();
  assert.deepEqual([latest().sent, byFragment, count()], [["token 7 3"], [], 1]);
});

for (const [how, refuse] of [
  ["does not open in time", (pass) => pass(HANDSHAKE)],
  ["opens but is not greeted in time", (pass) => { latest().open(); pass(HANDSHAKE); }],
  ["is closed before it has worked", () => latest().hangUp(BROKEN)],
]) {
  test(`where a connection ${how}, asks go by the fragment from then on`, (t) => {
    const { connection, happened, byFragment, pass } = made(t);
    refuse(pass);
    assert.deepEqual(happened, ["ready"], "what was asked meanwhile can be asked again");
    connection.send({ kind: "hello" });
    pass(100 * HANDSHAKE);
    assert.deepEqual([byFragment, count()], [[{ kind: "hello" }], 1]);
  });
}

test("a socket that is given up while it connects is closed when it opens, not before", (t) => {
  const { pass } = made(t), [socket] = Socket.made;
  pass(HANDSHAKE);
  assert.equal(socket.closed, false, "a browser warns of that");
  socket.open();
  assert.deepEqual([socket.closed, socket.sent], [true, []]);
});

test("a connection that has worked is opened again, ever more slowly", (t) => {
  const { happened, byFragment, connection, pass } = opened(t);
  latest().hangUp(BROKEN);
  connection.send({ kind: "next" });
  for (const wait of [250, 500, LONGEST, LONGEST]) {
    const before = count();
    pass(wait - 1);
    assert.equal(count(), before);
    pass(1);
    assert.equal(count(), before + 1);
    latest().hangUp(BROKEN);
  }
  pass(LONGEST);
  assert.deepEqual([happened, byFragment], [["ready", "lost"], []], "told once, and never given up");
  latest().greet();
  latest().hangUp(BROKEN);
  pass(250);
  assert.equal(count(), 7, "the waits begin anew when it has worked again");
  assert.deepEqual(happened, ["ready", "lost", "ready", "lost"]);
});

test("a connection that has worked and is not greeted in time is tried again", (t) => {
  const { pass } = opened(t);
  latest().hangUp(BROKEN);
  for (const wait of [250, HANDSHAKE, 500]) pass(wait);
  assert.equal(count(), 3);
});

test("a server that does not know the token is asked again with another token only", (t) => {
  const { connection, mount, byFragment, happened, pass } = opened(t);
  latest().hangUp(UNKNOWN_TOKEN);
  connection.send({ kind: "next" });
  mount();
  pass(100 * HANDSHAKE);
  assert.deepEqual([count(), byFragment], [1, []]);
  mount("another");
  latest().greet();
  assert.deepEqual(latest().sent, ["another 7 3"]);
  assert.deepEqual(happened, ["ready", "ready"]);
});

for (const [why, code] of [["was idle", IDLE], ["gave way to another view", REPLACED]]) {
  test(`a connection that ${why} stays closed until the next ask`, (t) => {
    const { connection, happened, pass } = opened(t);
    latest().hangUp(code);
    pass(100 * HANDSHAKE);
    assert.deepEqual([count(), happened], [1, ["ready"]]);
    connection.send({ kind: "next" });
    connection.send({ kind: "next" });
    latest().greet();
    assert.deepEqual([count(), happened], [2, ["ready", "ready"]]);
  });
}

test("a run of the page with the same token leaves the connection alone, one with another token opens another", (t) => {
  const { mount, happened } = opened(t), [first] = Socket.made;
  mount();
  assert.equal(count(), 1);
  mount("another");
  assert.deepEqual([count(), first.closed], [2, true]);
  first.say(1);
  first.hangUp(BROKEN);
  assert.deepEqual(happened, ["ready"], "what the first one still says is not heard");
});

test("a run of the page brings the way by its fragment anew", (t) => {
  const { connection, byFragment, pass } = made(t), later = [];
  pass(HANDSHAKE);
  connection.mount("token", (ask) => later.push(ask));
  connection.send({ kind: "next" });
  assert.deepEqual([byFragment, later], [[], [{ kind: "next" }]]);
});

for (const [when, bring] of [
  ["open", () => latest().greet()],
  ["opening", () => {}],
  ["to be opened again", () => { latest().greet(); latest().hangUp(BROKEN); }],
]) {
  test(`a connection that is destroyed while it is ${when} does nothing more`, (t) => {
    const { connection, happened, byFragment, pass } = made(t);
    bring();
    const before = [...happened], socket = latest();
    connection.destroy();
    connection.send({ kind: "next" });
    pass(100 * HANDSHAKE);
    if (socket.readyState === 0) socket.open();
    assert.deepEqual([happened, byFragment, count()], [before, [], 1]);
    assert.ok(socket.readyState === 3);
  });
}

test("a server that never knew the token is asked by the fragment: another process may have it", (t) => {
  const { connection, byFragment } = made(t);
  latest().open();
  latest().hangUp(UNKNOWN_TOKEN);
  connection.send({ kind: "next" });
  assert.deepEqual(byFragment, [{ kind: "next" }]);
});

test("a way that was refused is tried again after a while, when the page runs", (t) => {
  const { connection, mount, byFragment } = made(t);
  latest().hangUp(BROKEN);
  mount();
  assert.equal(count(), 1);
  connection.tried -= 60_000;
  mount();
  connection.send({ kind: "look" });
  assert.deepEqual([count(), byFragment], [2, [{ kind: "look" }]]);
  latest().greet();
  connection.send({ kind: "next" });
  assert.equal(latest().sent.at(-1), '{"kind":"next"}');
});

test("a connection that has worked and does no more gives way to the fragment", (t) => {
  const { connection, byFragment, pass } = opened(t);
  latest().hangUp(BROKEN);
  for (let time = 0; time < 30; time++) {
    pass(LONGEST);
    if (latest().readyState < 3) latest().hangUp(BROKEN);
  }
  connection.send({ kind: "next" });
  assert.deepEqual([connection.state, byFragment], ["refused", [{ kind: "next" }]]);
});

test("an open connection that is silent is opened anew", (t) => {
  const { connection, pass } = opened(t);
  connection.renew();
  pass(LONGEST);
  assert.equal(count(), 2);
});
