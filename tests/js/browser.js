// What a browser has and Node has not, at the command of the test: the clock, pictures, sockets; and Python's messages.

import { Channel } from "../../playground/web/assets/js/channel.js";

/** A clock that stands still until `pass`, and a display of 60 pictures a second, for the test `t`. */
export function makeBrowser(t, { calm = false } = {}) {
  let now = 1000, last = 0;
  const waiting = new Map();
  t.mock.timers.enable({ apis: ["setTimeout"] });
  t.mock.method(performance, "now", () => now);
  set({
    matchMedia: () => ({ matches: calm }),
    requestAnimationFrame: (act) => waiting.set(++last, act) && last,
    cancelAnimationFrame: (request) => waiting.delete(request),
    reportError: (error) => { throw error; },
  });
  const pass = (ms) => {
    now += ms;
    t.mock.timers.tick(ms);
  };
  /** One refresh of the display, so long after the last one. */
  const refresh = (ms = 1000 / 60) => {
    pass(ms);
    const due = [...waiting.values()];
    waiting.clear();
    for (const act of due) act(now);
  };
  return { pass, refresh, waiting, get now() { return now; } };
}

/** Puts these in the place of the browser's own. Each file of tests has a process to itself. */
export function set(globals) {
  for (const [name, value] of Object.entries(globals)) Object.defineProperty(globalThis, name, { value, configurable: true });
}

/** A channel whose line writes down what is asked; `gen` and `seq` are of the present. */
export function makeChannel() {
  const asks = [], notes = [];
  const channel = new Channel({ take: () => {}, note: (text) => notes.push(text) });
  channel.connection = { send: (ask) => asks.push(ask), mount: () => {}, renew: () => {}, destroy: () => {} };
  return { channel, asks, notes };
}

/** A message as Python packs it: see playground/web/wire.py. */
export function pack(header, sections = {}) {
  const places = {}, parts = [];
  let at = 0;
  for (const [name, array] of Object.entries(sections)) {
    const raw = Buffer.from(array.buffer, array.byteOffset, array.byteLength), room = Math.ceil(raw.length / 8) * 8;
    places[name] = [at, raw.length];
    parts.push(raw, Buffer.alloc(room - raw.length));
    at += room;
  }
  const text = Buffer.from(JSON.stringify({ ...header, sections: places }));
  const length = Math.ceil((4 + text.length) / 8) * 8 - 4, start = Buffer.alloc(4 + length, " ");
  start.writeUInt32LE(length);
  text.copy(start, 4);
  return aligned(Buffer.concat([start, ...parts]));
}

/** The bytes at the beginning of a buffer of their own, as they come by a socket; Node's small ones share one. */
export function aligned(bytes) {
  return new Uint8Array(bytes);
}
