// @ts-check
// Pulls pictures from Python and plays them. Python computes only when asked, so whoever stops asking stops the work.

const AHEAD = 220;             // ms of pictures in hand when the next chunk is asked for
const CHUNK = 160;             // ms of pictures in one answer
const MOST = 12;
const SLACK = 8;               // half a display refresh
const CALM = 250;              // ms between pictures for those who asked for reduced motion

export const RATES = [1, 2, 5, 10, 20, 30, 60];

/** @import { Channel } from "../../../web/assets/js/channel.js" */
/** @import { Header } from "../../../web/assets/js/wire.js" */
/** @typedef {{ position: number, values: Map<string, Record<string, any>> }} Picture */

export class Reel {
  /**
   * `channel` goes to Python, `show` takes a picture, `changed` says that playing or the like changed.
   * @param {Channel} channel
   * @param {{ show: (picture: Picture) => void, changed: () => void }} listener
   */
  constructor(channel, { show, changed }) {
    this.channel = channel;
    this.show = show;
    this.changed = changed;
    this.queue = /** @type {Picture[]} */ ([]);
    this.playing = this.over = this.last = this.preparing = false;
    this.steps = 0;
    this.wishes = /** @type {Record<string, any>} */ (null);  // settings changed here that Python has not been told of
    this.rate = 30;
    this.calm = matchMedia("(prefers-reduced-motion: reduce)");
    this.tick = this.tick.bind(this);
  }

  // --- what the user does ---------------------------------------------------------------------

  play() {
    if (this.playing || this.over) return;
    this.playing = true;
    this.due = performance.now();
    this.changed();
    this.pump();
    this.wake();
  }

  pause() {
    if (!this.playing) return;
    this.playing = false;
    this.changed();
  }

  step() {
    if (this.over) return;
    this.pause();
    this.steps += 1;
    this.takeSteps();
    this.pump();
  }

  reset() {
    this.playing = false;
    this.steps = 0;
    this.queue.length = 0;
    this.changed();
    this.ask({ kind: "reset" });
  }

  /** Settings wished for; while one wish is on its way the next ones are gathered. */
  set(values) {
    this.wishes = { ...this.wishes, ...values };
    this.pump();
  }

  // --- messages -------------------------------------------------------------------------------

  /** @param {Header} header @param {Picture} frame */
  start(header, frame) {
    this.channel.begin(header);
    this.queue.length = 0;
    this.over = this.last = false;
    this.preparing = header.preparing;
    this.steps = 0;
    if (!header.scene.moves) this.playing = false;
    this.show(frame);
    this.due = performance.now();
    this.changed();
    this.pump();
    this.wake();
  }

  /** @param {Header} header @param {Picture[]} frames */
  chunk(header, frames) {
    this.channel.follow(header);
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

  /** What is still being prepared is no step of the way: it is shown as it comes. */
  showAll() {
    while (this.queue.length) this.show(this.queue.shift());
    this.changed();
  }

  takeSteps() {
    if (this.preparing) return;
    while (this.steps && this.queue.length) {
      this.steps -= 1;
      this.show(this.queue.shift());
    }
    this.finish();
  }

  // --- asking ---------------------------------------------------------------------------------

  hello() {
    this.ask({ kind: "hello" });
  }

  /** Asks for what is wanted next. A wish waits only for a wish; the rest is one at a time. */
  pump() {
    if (this.wishes && this.channel.pending?.kind !== "set") {
      const values = this.wishes;
      this.wishes = null;
      return this.ask({ kind: "set", values });
    }
    if (this.channel.pending || this.last || this.over || !this.gen) return;
    if ((this.steps || (this.preparing && !this.playing)) && !this.queue.length) return this.ask({ kind: "next", n: 1 });
    if (!this.playing || this.queue.length >= (AHEAD * this.rate) / 1000) return;
    this.ask({ kind: "next", n: Math.min(MOST, Math.max(1, Math.round((CHUNK * this.rate) / 1000))) });
  }

  ask(question) {
    this.channel.ask(question);
  }

  get gen() {
    return this.channel.gen;
  }

  // --- playing --------------------------------------------------------------------------------

  wake() {
    if (this.playing) this.frame ??= requestAnimationFrame(this.tick);
  }

  tick(now) {
    this.frame = null;
    if (!this.playing) return;
    const lasts = Math.max(1000 / this.rate, this.calm.matches ? CALM : 0);
    if (now >= this.due - SLACK && this.queue.length) {
      this.show(this.queue.shift());
      // After a stall the clock starts from now: pictures are never hurried to catch up.
      this.due = now > this.due + lasts ? now + lasts : this.due + lasts;
      this.finish();
    }
    this.pump();
    this.wake();
  }

  destroy() {
    this.playing = false;
    cancelAnimationFrame(this.frame);
  }
}
