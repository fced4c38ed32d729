// The browser's side of a channel: its generation, the last number seen, and the one pending ask.
// See playground/web/channel.py.

import { Connection } from "./connection.js";
import { isSqueezed, unpack, unsqueezed } from "./wire.js";

const PATIENCE = 2500;         // ms until an ask is repeated
const COUNTER = 2 ** 20;       // generations of one channel; the bits above are the channel's random number

const TOLD = 8000;             // ms for which a message about a past event is shown

const WAITING = "Waiting for the server …";
const AGAIN = "The server was restarted: same start again.";

/** @import { Bytes, Message } from "./wire.js" */
/** @typedef {{ gen: number, seq: number, kind: string, [name: string]: any }} Ask */

export class Channel {
  /**
   * `take` receives every new message; `note` receives the text about the state of the server.
   * @param {{ take: (message: Message) => void, note: (text: string) => void }} listener
   */
  constructor({ take, note }) {
    this.take = take;
    this.note = note;
    this.gen = this.seen = this.asked = 0;
    this.pending = /** @type {Ask | null} */ (null);  // sent, and not yet answered
    this.connection = new Connection({
      receive: (bytes) => this.receive(bytes),
      ready: () => this.resume(),
      seen: () => `${this.gen} ${this.seen}`,
      lost: () => (this.silence = setTimeout(() => this.note(WAITING), PATIENCE)),
    });
  }

  /**
   * Takes the data that the component receives at every run of the page, and the function to ask by its fragment.
   * Returns the data's header.
   * @param {Bytes} data
   * @param {(ask: Ask) => void} byFragment
   */
  mount(data, byFragment) {
    const { header, section } = unpack(data), payload = section("payload");
    if (payload.length) this.receive(payload);
    this.connection.mount(header.token, byFragment);
    return header;
  }

  /** Payloads are processed in the order of arrival, however long each takes to decompress. @param {Bytes} bytes */
  receive(bytes) {
    if (!this.unsqueezing && !isSqueezed(bytes)) return this.read(bytes);
    const before = this.unsqueezing, message = isSqueezed(bytes) ? unsqueezed(bytes) : Promise.resolve(bytes);
    // A payload that cannot be read is reported in its turn and does not block those behind it.
    const turn = Promise.allSettled([message, before]).then(() => message).then((whole) => this.read(whole)).catch(reportError)
      .then(() => {
        if (this.unsqueezing === turn) this.unsqueezing = null;
      });
    this.unsqueezing = turn;
  }

  /** Runs a function after all payloads received so far have been processed. */
  whenRead(act) {
    if (this.unsqueezing) this.unsqueezing.then(() => this.whenRead(act));
    else if (!this.destroyed) act();
  }

  read(bytes) {
    if (this.destroyed) return;
    const message = unpack(bytes);
    if (!this.accepts(message.header)) return;
    clearTimeout(this.silence);
    const { gen } = this;
    this.take(message);
    if (gen && Math.floor(gen / COUNTER) !== Math.floor(this.gen / COUNTER)) this.tell(AGAIN);
    else if (!this.telling) this.note("");
  }

  /** Shows a message for a while. */
  tell(text) {
    clearTimeout(this.telling);
    this.note(text);
    this.telling = setTimeout(() => {
      this.telling = null;
      this.note("");
    }, TOLD);
  }

  /** The connection is open, perhaps again: the last ask may have been lost. */
  resume() {
    clearTimeout(this.silence);
    if (this.pending) this.connection.send(this.pending);
    else if (!this.telling) this.note("");
  }

  /** Whether a message is new: every rerun of the page delivers the same bytes again. */
  accepts({ kind, gen, seq }) {
    const begins = kind === "start" || kind === "change";
    return begins ? gen !== this.gen : gen === this.gen && seq > this.seen;
  }

  /** Another generation has begun. */
  begin({ gen, seq }) {
    this.gen = gen;
    this.seen = this.asked = seq;
    this.settle();
  }

  /** The next message of this generation has arrived. */
  follow({ seq }) {
    this.seen = seq;
    this.settle(seq);
  }

  /** Sends an ask, which replaces the last one. @param {{ kind: string, [name: string]: any }} question */
  ask(question) {
    this.settle();
    this.asked = Math.max(this.asked, this.seen) + 1;
    this.pending = { gen: this.gen, seq: this.asked, ...question };
    this.connection.send(this.pending);
    this.expect();
  }

  /**
   * Sends a message that needs no answer, if the WebSocket is open: a fragment rerun would be too slow. Returns whether it
   * was sent.
   * @param {{ kind: string, [name: string]: any }} question
   */
  say(question) {
    return this.connection.say({ gen: this.gen, seq: 0, ...question });
  }

  expect(again = 0) {
    this.retry = setTimeout(() => {
      this.note(WAITING);
      if (again) this.connection.renew();
      if (this.pending) this.connection.send(this.pending);
      this.expect(again + 1);
    }, PATIENCE);
  }

  /** All asks up to this number are answered. */
  settle(seq = Infinity) {
    if (!this.pending || this.pending.seq > seq) return;
    clearTimeout(this.retry);
    this.pending = null;
  }

  destroy() {
    this.destroyed = true;
    this.settle();
    clearTimeout(this.silence);
    clearTimeout(this.telling);
    this.connection.destroy();
  }
}
