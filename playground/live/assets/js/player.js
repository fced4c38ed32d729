// Pulls frames from Python and plays them.

import { CALM, Playback } from "../../../web/assets/js/playback.js";
import { chunkLength, lasting, stride, USUAL } from "./speeds.js";

const FIRST = 3;               // frames in the first chunk after a change: few, so that its effect is seen soon
const HELD = 150;              // ms that the picture stays for a setting, whether Python answers or not
const MOST_STEPS = 3;          // steps waiting, when a key is held down for longer than Python can follow

/** @import { Focus, Frame, Net } from "./frames.js" */
/** @import { PendingEdit } from "./pending_edit.js" */
/** @import { Channel } from "../../../web/assets/js/channel.js" */
/** @import { Header } from "../../../web/assets/js/wire.js" */

/** @extends {Playback<Frame>} */
export class Player extends Playback {
  /** @type {Net} */ net;
  /** @type {Frame} */ shown;     // the state we are in
  /** @type {Frame} */ drawn;     // the one on the screen; behind `shown` only under reduced motion

  /**
   * `channel` goes to Python; `draw` shows a frame; `changed` says that playing or the like changed, `refused` that a
   * pending edit has come to nothing.
   * @param {PendingEdit} pendingEdit
   * @param {Channel} channel
   * @param {{ draw: (frame: Frame) => void, changed: () => void, refused: () => void }} listener
   */
  constructor(pendingEdit, channel, { draw, changed, refused }) {
    super(channel, changed);
    this.pendingEdit = pendingEdit;
    this.draw = draw;
    this.refused = refused;
    this.steps = /** @type {("epoch" | "batch")[]} */ ([]);  // asked for
    this.stale = false;        // Python is ahead of what is shown, with frames that nobody will show
    this.stepping = false;     // the pending ask is for a step
    this.focus = /** @type {Focus | null} */ (null);
    this.error = /** @type {string | null} */ (null);
    this.frames = 0;
    this.reached = 0;
    this.held = 0;             // until then no other picture is shown
    this.speed = USUAL;
  }

  // --- what the user does ---------------------------------------------------------------------

  play() {
    if (this.playing || this.error || !this.net) return;
    this.steps.length = 0;
    this.remark();
    super.play();
  }

  pause() {
    if (!this.playing) return;
    this.rest();
    this.pump();
  }

  rest() {
    this.playing = false;
    // Once more and whole: what is thinned out in play has to be of this very frame when it stands still.
    this.drawn = this.shown;
    this.draw(this.shown);
    this.changed();
  }

  /** `held`: by a key that repeats itself. Every other step is meant, however fast they come. */
  step(unit, held = false) {
    if (this.error || !this.net) return;
    this.pause();
    if (!held || this.steps.length < MOST_STEPS) this.steps.push(unit);
    this.pump();
  }

  reset() {
    if (!this.net) return;
    this.steps.length = 0;
    super.reset();
  }

  setSpeed(index) {
    const same = stride(this.speed).join() === stride(index).join();
    this.speed = index;
    this.remark();
    // Frames computed ahead at the old stride would be played first: forget them, those on their way too. A step has no
    // stride.
    if (!same && (this.queue.length || (this.channel.pending && !this.stepping))) this.rewind();
    this.pump();
  }

  /** Stops of sliders that are dragged. The picture stays until Python answers: none is shown that is no more true. */
  drag(values) {
    const [unit, count, parts] = stride(this.speed), { playing, focus, shown } = this;
    const next = playing && !this.trouble ? { n: FIRST, unit, count, parts, focus } : {};
    const said = this.channel.say({ kind: "set", values, at: shown?.position ?? null, ...next });
    if (said && playing) this.held = performance.now() + HELD;
  }

  /** Asks for a net with these features and hidden layers, complete. */
  edit(lists) {
    this.pendingEdit.make(lists);
    this.pump();
  }

  /** The unit whose large map is wanted with the frames; null for none. */
  setFocus(focus) {
    this.focus = focus;
    this.pump();
  }

  // --- messages -------------------------------------------------------------------------------

  /** Asks for everything; if Python still knows this moment of a run, it goes back to it. */
  hello({ gen, at }) {
    this.ask({ kind: "hello", n: 1, gen, at });
  }

  /** @param {Header} header @param {Net} net @param {Frame[]} frames */
  start(header, net, frames) {
    const playing = this.playing && !this.restart;
    this.begin(header);
    this.net = net;
    this.restart = false;
    this.error = header.error;
    this.playing = playing && !this.error;
    this.steps.length = 0;
    this.shown = this.drawn = frames[0];
    this.due = performance.now();
    this.remark();
    this.paint(this.shown, this.due);
    this.changed();
    this.proceed();
  }

  /**
   * A setting that acts at once: what was computed ahead is forgotten, what is shown stays.
   * @param {Header} header @param {Net} net
   */
  change(header, net) {
    this.begin(header);
    this.net = net;
    this.error = header.error;
    this.changed();
    this.proceed();
  }

  /** @param {Header} header @param {Frame[]} frames */
  chunk(header, frames) {
    // An edit that Python has received and does not answer by another net is refused, or is what there is.
    const { pending } = this.channel, { lists } = this.pendingEdit;
    const received = lists && pending?.seq === header.seq && pending.edit === lists;
    this.channel.follow(header);
    if (received) {
      this.pendingEdit.drop();
      this.refused();
    }
    if (header.kind === "look") this.lookAgain(frames[0]);
    // Where Python was slow to hear of a slider, it begins before what has been shown meanwhile.
    else if (!this.stale) this.queue.push(...frames.filter(({ position }) => position > this.shown.position));
    if (this.stepping && header.kind === "chunk") this.finishStep();
    if (header.error && !this.stale) this.trouble = header.error;
    this.proceed();
  }

  begin(header) {
    this.channel.begin(header);
    this.held = 0;
    this.queue.length = 0;
    this.trouble = null;
    this.stepping = this.stale = false;
  }

  /** The frame that is shown, with the map of another unit; what is queued behind it stays good. */
  lookAgain(frame) {
    if (!frame || frame.position !== this.shown.position) return;
    this.shown = frame;
    this.paint(frame, performance.now());
  }

  finishStep() {
    this.stepping = false;
    this.steps.shift();
    const frame = this.queue.pop();
    this.queue.length = 0;
    if (!frame) return;
    this.shown = frame;
    this.paint(frame, performance.now());
  }

  proceed() {
    this.pump();
    this.wake();
  }

  /** The run diverged and what was computed before that has been shown. */
  stop() {
    this.error = this.trouble;
    this.trouble = null;
    this.steps.length = 0;
    this.rest();
  }

  /** Forgets what was computed ahead: Python goes back to the frame shown with the next ask. */
  rewind() {
    this.queue.length = 0;
    this.trouble = null;
    this.stale = true;
  }

  // --- asking ---------------------------------------------------------------------------------

  /** Asks for what is wanted next, if anything. A reset and an edit wait for nobody; the rest is one at a time. */
  pump() {
    if (this.restart && this.channel.pending?.kind !== "reset") return this.ask({ kind: "reset", n: 1 });
    if (this.pendingEdit.unsent) return this.ask({ kind: "look", n: 1 });
    if (this.channel.pending || !this.net) return;
    if (this.trouble && !this.queue.length) return this.stop();
    if (this.steps.length && this.takeStep()) return;
    if (this.needsLook()) return this.ask({ kind: "look", n: 1 });
    if (!this.playing || this.trouble) return;
    if (this.stocked(lasting(this.speed, this.net))) return;
    const [unit, count, parts] = stride(this.speed);
    const n = chunkLength(this.speed, this.net);
    this.ask({ kind: "next", n: this.channel.seen ? n : Math.min(n, FIRST), unit, count, parts });
  }

  /** At rest, the frame shown may lack the map of the unit looked at: it is asked for again with it, once. */
  needsLook() {
    if (this.playing || !this.focus || this.shown.focusOf?.join() === this.focus.join()) return false;
    const looked = [this.gen, this.shown.position, this.focus].join();
    if (looked === this.looked) return false;
    this.looked = looked;
    return true;
  }

  /** A frame computed ahead serves if it is exactly one step away; else Python goes back and makes one. */
  takeStep() {
    if (!this.queue.length) {
      this.ask({ kind: "next", n: 1, unit: this.steps[0], count: 1 });
      this.stepping = true;
      return true;
    }
    const step = this.steps[0] === "epoch" ? 1 : 1 / this.net.batches;
    const away = this.queue[0].position - this.shown.position;
    if (Math.abs(away - step) > 1e-6) {
      this.rewind();
      return this.takeStep();
    }
    this.steps.shift();
    this.shown = this.queue.shift() ?? this.shown;
    this.paint(this.shown, performance.now());
    return this.steps.length > 0 && this.takeStep();
  }

  ask({ kind, n, unit = "epoch", count = 1, parts = 1, gen = this.gen, at = this.shown?.position ?? null }) {
    const back = kind === "next" && this.stale;
    if (back) this.stale = false;
    this.pendingEdit.unsent = false;
    const { focus, pendingEdit: { lists: edit } } = this;
    this.channel.ask({ gen, kind, n, unit, count, parts, focus, at, back, edit });
  }

  // --- the clock ------------------------------------------------------------------------------

  lasts() {
    return performance.now() < this.held ? Infinity : lasting(this.speed, this.net, this.queue[0].position - this.shown.position);
  }

  advance(now) {
    this.shown = this.queue.shift() ?? this.shown;
    if (!this.calm.matches || now - this.last >= CALM) this.paint(this.shown, now);
    this.measure(now);
  }

  paint(frame, now) {
    this.drawn = frame;
    this.last = now;
    this.frames += 1;
    this.draw(frame);
  }

  remark() {
    this.mark = null;
    this.reached = 0;
  }

  /** Epochs per second over the last half second or more. */
  measure(now) {
    this.mark ??= { now, position: this.shown.position };
    const seconds = (now - this.mark.now) / 1000;
    if (seconds < 0.5) return;
    this.reached = (this.shown.position - this.mark.position) / seconds;
    this.mark = { now, position: this.shown.position };
  }
}
