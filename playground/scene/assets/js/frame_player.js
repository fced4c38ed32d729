// Requests a lesson's pictures from Python and plays them.

import { CALM, chunkOf, Playback } from "../../../web/assets/js/playback.js";

export const RATES = [1, 2, 5, 10, 20, 30, 60];

/** @import { Channel } from "../../../web/assets/js/channel.js" */
/** @import { Header } from "../../../web/assets/js/wire.js" */
/** @typedef {{ number: number, position: number, values: Map<string, Record<string, any>> }} Picture */

/** @extends {Playback<Picture>} */
export class FramePlayer extends Playback {
  /**
   * `channel` sends asks to Python, `show` draws a picture, `changed` is called when the state, such as playing, changes.
   * @param {Channel} channel
   * @param {{ show: (picture: Picture) => void, changed: () => void }} listener
   */
  constructor(channel, { show, changed }) {
    super(channel, changed);
    this.show = show;
    this.over = this.last = this.preparing = false;
    this.steps = 0;
    this.at = -1;              // number of the current picture
    this.unsent = /** @type {Record<string, any> | null} */ (null);  // changed settings that have not been sent to Python
    this.rate = 30;
  }

  // --- user actions ---------------------------------------------------------------------------

  play() {
    // A queued picture is shown at once, also at the slowest speed.
    if (!this.playing && !this.over) super.play(-Infinity);
  }

  step() {
    if (this.over) return;
    this.pause();
    this.steps += 1;
    this.takeSteps();
    this.pump();
  }

  reset() {
    this.steps = 0;
    super.reset();
  }

  /** Changes settings. While one message is pending, further changes are collected. */
  set(values) {
    this.unsent = { ...this.unsent, ...values };
    this.pump();
  }

  // --- messages -------------------------------------------------------------------------------

  /** @param {Header} header @param {Picture} frame */
  start(header, frame) {
    // A new generation has already been reset; a pending setting may have changed the show while it played.
    if (header.scene.fresh && this.channel.pending?.kind !== "hello") this.restart = false;
    this.channel.begin(header);
    this.queue.length = 0;
    this.over = this.last = false;
    this.preparing = header.preparing;
    this.steps = 0;
    if (!header.scene.moves) this.playing = false;
    this.present(frame);
    this.changed();
    this.pump();
    this.wake();
  }

  /** @param {Header} header @param {Picture[]} frames */
  chunk(header, frames) {
    this.channel.follow(header);
    if (this.channel.pending?.kind === "set") return;   // computed before Python heard of it
    this.queue.push(...frames);
    this.last = header.over;
    const was = this.preparing;
    this.preparing = header.preparing;
    if (was && !this.playing) this.showAll();
    this.takeSteps();
    this.finish();
    this.pump();
    this.wake();
  }

  /** The last picture has been shown. */
  finish() {
    if (!this.last || this.queue.length || this.over) return;
    this.over = true;
    this.playing = false;
    this.steps = 0;
    this.changed();
  }

  /** Pictures of a show that is being prepared are not steps: they are shown as they arrive. */
  showAll() {
    while (this.queue.length) this.takeFirst();
    this.changed();
  }

  takeSteps() {
    if (this.preparing) return;
    while (this.steps && this.queue.length) {
      this.steps -= 1;
      this.takeFirst();
    }
    this.finish();
  }

  // --- asks -----------------------------------------------------------------------------------

  hello() {
    this.ask({ kind: "hello" });
  }

  /**
   * Sends the next ask, one at a time; but a setting and a reset wait only for each other. Pictures that were computed
   * without a new setting are discarded: Python continues from the current picture.
   */
  pump() {
    const { unsent, channel: { pending } } = this;
    if (pending?.kind === "set" || pending?.kind === "reset") return;
    if (unsent) {
      this.unsent = null;
      this.queue.length = 0;
      this.last = false;
      return this.ask({ kind: "set", values: unsent });
    }
    if (this.restart) return this.ask({ kind: "reset" });
    if (pending || this.last || this.over || !this.gen) return;
    if ((this.steps || (this.preparing && !this.playing)) && !this.queue.length) return this.ask({ kind: "next", n: 1 });
    if (this.playing && !this.stocked(this.lasts())) this.ask({ kind: "next", n: chunkOf(1000 / this.rate) });
  }

  ask(question) {
    this.channel.ask({ ...question, at: this.at });
  }

  // --- the clock ------------------------------------------------------------------------------

  lasts() {
    return Math.max(1000 / this.rate, this.calm.matches ? CALM : 0);
  }

  advance() {
    this.takeFirst();
    this.finish();
  }

  takeFirst() {
    const first = this.queue.shift();
    if (first) this.present(first);
  }

  /** @param {Picture} picture */
  present(picture) {
    this.at = picture.number;
    this.show(picture);
  }
}
