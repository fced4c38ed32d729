// Requests frames from Python and plays them.

import { CALM, Playback } from "../../../web/assets/js/playback.js";
import { Meter } from "./meter.js";
import { Steps } from "./steps.js";
import { chunkLength, lasting, stride, USUAL } from "./speeds.js";

const FIRST = 3;               // frames in the first chunk after a change: few, so that its effect appears soon
const HELD = 150;              // most ms for which the picture waits for the answer to a setting

/** @import { Focus, Frame, Net } from "./frames.js" */
/** @import { PendingEdit } from "./pending_edit.js" */
/** @import { Channel } from "../../../web/assets/js/channel.js" */
/** @import { Header } from "../../../web/assets/js/wire.js" */

/** @extends {Playback<Frame>} */
export class Player extends Playback {
  /** @type {Net} */ net;
  /** @type {Frame} */ shown;     // the current frame
  /** @type {Frame} */ drawn;     // the frame on the screen; older than `shown` only with reduced motion

  /**
   * `channel` sends asks to Python; `draw` shows a frame; `changed` is called when the state, such as playing, changes;
   * `refused` is called when a pending edit was rejected.
   * @param {PendingEdit} pendingEdit
   * @param {Channel} channel
   * @param {{ draw: (frame: Frame) => void, changed: () => void, refused: () => void }} listener
   */
  constructor(pendingEdit, channel, { draw, changed, refused }) {
    super(channel, changed);
    this.pendingEdit = pendingEdit;
    this.draw = draw;
    this.refused = refused;
    this.steps = new Steps();
    this.stale = false;        // Python is ahead, with frames that will not be shown
    this.focus = /** @type {Focus | null} */ (null);
    this.left = /** @type {{ gen: number, at: number } | null} */ (null);  // the run to which undo returns
    this.wants = { errors: false, numbers: false };  // besides the frames
    this.told = NaN;           // the position whose numbers came last
    this.first = /** @type {number[]} */ ([]);   // of each layer, the first unit whose tile is wanted
    this.error = /** @type {string | null} */ (null);
    this.frames = 0;
    this.meter = new Meter();
    this.held = 0;             // time until which no other picture is shown
    this.speed = USUAL;
  }

  // --- user actions ---------------------------------------------------------------------------

  play() {
    if (this.playing || this.error || !this.net) return;
    this.steps.clear();
    this.meter.reset();
    super.play();
  }

  pause() {
    if (!this.playing) return;
    this.rest();
    this.pump();
  }

  toggle() {
    if (!this.steps.halt()) super.toggle();
  }

  rest() {
    this.playing = false;
    // Redraw everything: parts that are updated less often during play must match this frame.
    this.drawn = this.shown;
    this.draw(this.shown);
    this.changed();
  }

  /** `held`: by a key that repeats. */
  step(unit, held = false) {
    if (this.error || !this.net) return;
    this.pause();
    this.steps.add(unit, held);
    this.pump();
  }

  reset() {
    if (!this.net) return;
    this.steps.clear();
    this.steps.interrupt();
    super.reset();
  }

  /** Returns to the run that was replaced last, if there is one: by a reset, a change or another experiment. */
  undo() {
    if (this.net && this.left) this.ask({ kind: "undo", n: 1, at: this.left.at });
  }

  setSpeed(index) {
    const same = stride(this.speed).join() === stride(index).join();
    this.speed = index;
    this.meter.reset();
    // Discard frames that were computed ahead at the old speed, also those in transit. A step does not depend on the
    // speed.
    if (!same && (this.queue.length || (this.channel.pending && !this.steps.pending))) this.rewind();
    this.pump();
  }

  /** What is wanted besides the frames: which rows are wrong, and the numbers. */
  want(wants) {
    Object.assign(this.wants, wants);
    this.pump();
  }

  /** Values of dragged sliders. The picture waits for Python's answer, so that no outdated one is shown. */
  drag(values) {
    const [unit, count, parts] = stride(this.speed), { playing, focus, first, shown } = this;
    const next = playing && !this.trouble ? { ...this.wants, n: FIRST, unit, count, parts, focus, first } : {};
    const said = this.channel.say({ kind: "set", values, at: shown?.position ?? null, ...next });
    if (said && playing) this.held = performance.now() + HELD;
  }

  /** Requests a net with exactly these features and hidden layers. */
  edit(lists) {
    this.pendingEdit.make(lists);
    this.pump();
  }

  /**
   * Changes settings of the experiment, by their names in Python. The texts are those of a link. If one of them is
   * illegal, nothing changes. With `restart` a new run begins also if the present one could go on.
   * @param {Record<string, string>} values
   */
  apply(values, restart = false) {
    if (this.net) this.ask({ kind: "apply", n: 1, values, restart });
  }

  /** Opens the experiment of a link. What the link does not set has its default. @param {Record<string, string>} link */
  open(link) {
    if (this.net) this.ask({ kind: "open", n: 1, link });
  }

  /** Sets the unit whose large map is requested with the frames; null for none. */
  setFocus(focus) {
    this.focus = focus;
    this.pump();
  }

  /** Sets the units whose tiles are drawn, by the first one of each layer. Frames computed ahead have other tiles. */
  setFirst(first) {
    this.first = first;
    if (this.queue.length || (this.channel.pending && !this.steps.pending)) this.rewind();
    this.pump();
  }

  // --- messages -------------------------------------------------------------------------------

  /** Requests the whole state. If Python still has this frame of the run, it goes back to it. */
  hello({ gen, at }) {
    this.ask({ kind: "hello", n: 1, gen, at });
  }

  /** @param {Header} header @param {Net} net @param {Frame[]} frames */
  start(header, net, frames) {
    const playing = this.playing && !this.restart;
    this.leave(header.left);
    this.begin(header);
    this.net = net;
    this.restart = false;
    this.error = header.error;
    this.playing = playing && !this.error;
    this.steps.clear();
    this.shown = this.drawn = frames[0];
    this.due = performance.now();
    this.meter.reset();
    this.paint(this.shown, this.due);
    this.changed();
    this.proceed();
  }

  /**
   * Takes Python's label of the run that was replaced last. It was replaced now if it is the current one.
   * @param {{ gen: number, epoch: number } | null} [left]
   */
  leave(left) {
    if (!left) this.left = null;
    else if (left.gen !== this.left?.gen) {
      this.left = { gen: left.gen, at: left.gen === this.gen ? this.shown.position : left.epoch };
    }
  }

  /**
   * A live setting has changed: discard what was computed ahead, and keep the current frame.
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
    // If Python has received an edit and does not answer with another net, it rejected the edit or nothing changed.
    const { pending } = this.channel, { lists } = this.pendingEdit;
    const received = lists && pending?.seq === header.seq && pending.edit === lists;
    this.channel.follow(header);
    if (received) {
      this.pendingEdit.drop();
      this.refused();
    }
    if (header.numbers) this.told = header.numbers.at;
    if (header.kind === "look") this.lookAgain(frames[0]);
    // If the message about a slider was slow, the answer begins before the frames shown in the meantime.
    else if (!this.stale) this.queue.push(...frames.filter(({ position }) => position > this.shown.position));
    if (this.steps.pending && header.kind === "chunk") this.takeStepFrom(header);
    if (header.error && !this.stale) this.trouble = header.error;
    this.proceed();
  }

  begin(header) {
    this.channel.begin(header);
    this.held = 0;
    this.told = NaN;
    this.queue.length = 0;
    this.trouble = null;
    this.stale = false;
    this.steps.interrupt();
  }

  /** Takes the current frame with the map of another unit; the queued frames stay valid. */
  lookAgain(frame) {
    if (!frame || frame.position !== this.shown.position) return;
    this.shown = frame;
    this.paint(frame, performance.now());
  }

  /** The answer to a step has arrived: its frame, or the position reached so far. */
  takeStepFrom(header) {
    const frame = this.queue.pop();
    this.queue.length = 0;
    this.steps.take(frame, header.position);
    if (frame) {
      this.shown = frame;
      this.paint(frame, performance.now());
    }
    this.changed();
  }

  proceed() {
    this.pump();
    this.wake();
  }

  /** Whether training diverged and all frames before that have been shown. */
  stop() {
    this.error = this.trouble;
    this.trouble = null;
    this.steps.clear();
    this.rest();
  }

  /** Discards what was computed ahead: with the next ask, Python goes back to the current frame. */
  rewind() {
    this.queue.length = 0;
    this.trouble = null;
    this.stale = true;
  }

  // --- asks -----------------------------------------------------------------------------------

  /** Sends the next ask, if any. A reset and an edit are sent at once; other asks wait for the pending one. */
  pump() {
    if (this.restart && this.channel.pending?.kind !== "reset") return this.ask({ kind: "reset", n: 1 });
    if (this.pendingEdit.unsent) return this.ask({ kind: "look", n: 1 });
    if (this.channel.pending || !this.net) return;
    if (this.trouble && !this.queue.length) return this.stop();
    if (this.steps.units.length && this.takeStep()) return;
    if (this.needsLook()) return this.ask({ kind: "look", n: 1 });
    if (!this.playing || this.trouble) return;
    if (this.stocked(lasting(this.speed, this.net))) return;
    const [unit, count, parts] = stride(this.speed);
    const n = chunkLength(this.speed, this.net);
    this.ask({ kind: "next", n: this.channel.seen ? n : Math.min(n, FIRST), unit, count, parts });
  }

  /** While paused, the current frame may lack the map of the selected unit, or tiles: request it again with them, once. */
  needsLook() {
    const { focus, first, shown, wants } = this;
    const lacking = (wants.errors && this.net.classes > 0 && !shown.wrong) || (wants.numbers && this.told !== shown.position);
    const complete = !lacking && (!focus || shown.focusOf?.join() === focus.join()) && shown.first.join() === first.join();
    if (this.playing || complete) return false;
    const looked = [this.gen, shown.position, focus, first, wants.errors, wants.numbers].join();
    if (looked === this.looked) return false;
    this.looked = looked;
    return true;
  }

  /** A frame computed ahead is used if it is exactly one step away; otherwise Python goes back and computes one. */
  takeStep() {
    const { steps, queue } = this;
    if (!queue.length) {
      this.ask(steps.ask());
      return true;
    }
    const found = steps.indexIn(queue, this.shown.position, this.net.batches);
    if (found < 0) {
      this.rewind();
      return this.takeStep();
    }
    steps.units.shift();
    [this.shown] = queue.splice(0, found + 1).slice(-1);
    this.paint(this.shown, performance.now());
    return steps.units.length > 0 && this.takeStep();
  }

  /** @param {{ kind: string, n: number, [name: string]: any }} ask */
  ask({ kind, n, unit = "epoch", count = 1, parts = 1, gen = this.gen, at = this.shown?.position ?? null, ...more }) {
    const back = kind === "next" && this.stale;
    if (back) this.stale = false;
    this.pendingEdit.unsent = false;
    const { focus, first, pendingEdit: { lists: edit } } = this;
    this.channel.ask({ gen, kind, n, unit, count, parts, focus, first, at, back, edit, ...this.wants, ...more });
  }

  // --- the clock ------------------------------------------------------------------------------

  lasts() {
    return performance.now() < this.held ? Infinity : lasting(this.speed, this.net, this.queue[0].position - this.shown.position);
  }

  advance(now) {
    this.shown = this.queue.shift() ?? this.shown;
    if (!this.calm.matches || now - this.last >= CALM) this.paint(this.shown, now);
    this.meter.measure(now, this.shown.position);
  }

  paint(frame, now) {
    this.drawn = frame;
    this.last = now;
    this.frames += 1;
    this.draw(frame);
  }
}
