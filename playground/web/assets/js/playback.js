// The base class of both players: a queue of pictures and the clock that shows them. Python computes only on request. A
// closed or hidden tab has no animation frames and sends no asks, so the work stops.

const AHEAD = 200;             // ms of queued pictures below which the next chunk is requested: longer than an answer takes
const CHUNK = 160;             // ms of pictures in one answer
const MOST = 12;
const SLACK = 8;               // half a display refresh: a picture due in 3 ms is drawn now instead of 13 ms late

export const CALM = 250;       // ms between pictures if the user prefers reduced motion

/** @import { Channel } from "./channel.js" */

/** Number of pictures per chunk, for pictures of `lasts` milliseconds. @param {number} lasts */
export function chunkOf(lasts) {
  return Math.min(MOST, Math.max(1, Math.round(CHUNK / lasts)));
}

/**
 * A subclass sends the next ask (`pump`), returns the time before the next picture (`lasts`, in ms), and shows the first
 * picture of the queue (`advance`).
 * @template Picture
 */
export class Playback {
  /** `changed` is called when the state, such as playing, changes. @param {Channel} channel @param {() => void} changed */
  constructor(channel, changed) {
    this.channel = channel;
    this.changed = changed;
    this.queue = /** @type {Picture[]} */ ([]);  // computed, not yet shown
    this.playing = false;
    this.restart = false;      // a reset was requested
    this.due = 0;              // the time at which the current picture was due
    this.calm = matchMedia("(prefers-reduced-motion: reduce)");
    this.tick = this.tick.bind(this);
  }

  play(due = performance.now()) {
    this.playing = true;
    this.due = due;
    this.changed();
    this.pump();
    this.wake();
  }

  pause() {
    if (!this.playing) return;
    this.playing = false;
    this.changed();
  }

  toggle() {
    if (this.playing) this.pause();
    else this.play();
  }

  reset() {
    this.playing = false;
    this.queue.length = 0;
    this.restart = true;
    this.changed();
    this.pump();
  }

  /** Whether the queue is long enough, for pictures of `lasts` milliseconds. @param {number} lasts */
  stocked(lasts) {
    return this.queue.length >= Math.ceil(AHEAD / lasts);
  }

  get gen() {
    return this.channel.gen;
  }

  wake() {
    if (this.playing) this.request ??= requestAnimationFrame(this.tick);
  }

  tick(now) {
    this.request = undefined;
    if (this.playing && this.queue.length) {
      const gap = this.lasts(), due = this.due + gap;
      if (now >= due - SLACK) {
        // After a stall the clock starts from now: pictures are never shown faster to catch up.
        this.due = now > due + gap ? now : due;
        this.advance(now);
      }
    }
    this.pump();
    this.wake();
  }

  pump() {}

  lasts() {
    return 0;
  }

  advance(_now) {}

  destroy() {
    this.playing = false;
    if (this.request) cancelAnimationFrame(this.request);
  }
}
