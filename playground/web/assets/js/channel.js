// What the browser keeps of its side of a channel: the generation that it is in, the number seen last, and the one ask
// that is on its way. See playground/web/channel.py.

import { Connection } from "./connection.js";
import { isSqueezed, unpack, unsqueezed } from "./wire.js";

const PATIENCE = 2500;         // ms until an ask is repeated
const COUNTER = 2 ** 20;       // generations of one player or show; above it is its own random number

const TOLD = 8000;             // ms that a sentence about the past stands

const WAITING = "Waiting for the server …";
const AGAIN = "The connection was lost for long. This is the same start.";

/** @import { Bytes, Message } from "./wire.js" */
/** @typedef {{ gen: number, seq: number, kind: string, [name: string]: any }} Ask */

export class Channel {
  /**
   * `take` is given every message that was not seen before; `note` what is to be told of the server.
   * @param {{ take: (message: Message) => void, note: (text: string) => void }} listener
   */
  constructor({ take, note }) {
    this.take = take;
    this.note = note;
    this.gen = this.seen = this.asked = 0;
    this.pending = /** @type {Ask | null} */ (null);  // the one on its way
    this.connection = new Connection({
      receive: (bytes) => this.receive(bytes),
      ready: () => this.resume(),
      seen: () => `${this.gen} ${this.seen}`,
      lost: () => (this.silence = setTimeout(() => this.note(WAITING), PATIENCE)),
    });
  }

  /**
   * What the component is given at every run of the page, with the way back by its fragment.
   * @param {Bytes} data
   * @param {(ask: Ask) => void} byFragment
   */
  mount(data, byFragment) {
    const { header, section } = unpack(data), payload = section("payload");
    if (payload.length) this.receive(payload);
    this.connection.mount(header.token, byFragment);
  }

  /** Payloads are taken in the order in which they come, however long each takes to unsqueeze. @param {Bytes} bytes */
  receive(bytes) {
    if (!this.unsqueezing && !isSqueezed(bytes)) return this.read(bytes);
    const before = this.unsqueezing, message = isSqueezed(bytes) ? unsqueezed(bytes) : Promise.resolve(bytes);
    // One that cannot be read is reported, in its turn too, and does not hold up those behind it.
    const turn = Promise.allSettled([message, before]).then(() => message).then((whole) => this.read(whole)).catch(reportError)
      .then(() => {
        if (this.unsqueezing === turn) this.unsqueezing = null;
      });
    this.unsqueezing = turn;
  }

  /** Does it when all that has come is read. */
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

  /** Says it for a while. */
  tell(text) {
    clearTimeout(this.telling);
    this.note(text);
    this.telling = setTimeout(() => {
      this.telling = null;
      this.note("");
    }, TOLD);
  }

  /** The way is open, perhaps again: what was asked last may have been lost. */
  resume() {
    clearTimeout(this.silence);
    if (this.pending) this.connection.send(this.pending);
    else if (!this.telling) this.note("");
  }

  /** Whether a message was not seen before: the same bytes come again with every rerun of the page. */
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

  /** The next message of this generation has come. */
  follow({ seq }) {
    this.seen = seq;
    this.settle(seq);
  }

  /** Asks, in place of what was asked last. @param {{ kind: string, [name: string]: any }} question */
  ask(question) {
    this.settle();
    this.asked = Math.max(this.asked, this.seen) + 1;
    this.pending = { gen: this.gen, seq: this.asked, ...question };
    this.connection.send(this.pending);
    this.expect();
  }

  /**
   * Says something that needs no answer, where there is a connection: a fragment's run would be too slow for it. Gives whether
   * it was said.
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

  /** What was asked up to this number is answered. */
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
