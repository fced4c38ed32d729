// What everything that plays has in common: pictures in hand, and the clock that shows them. Python computes only when
// asked, so whoever stops asking stops the work: a closed or hidden tab has no animation frames and asks for nothing.

const AHEAD = 200;             // ms of pictures in hand when the next chunk is asked for: longer than a busy answer
const CHUNK = 160;             // ms of pictures in one answer
const MOST = 12;
const SLACK = 8;               // half a display refresh: a picture due in 3 ms is drawn now, not 16 ms late

export const CALM = 250;       // ms between pictures for those who asked for reduced motion

/** @import { Channel } from "./channel.js" */

/** How many pictures are asked for at once, when each lasts so many milliseconds. @param {number} lasts */
export function chunkOf(lasts) {
  return Math.min(MOST, Math.max(1, Math.round(CHUNK / lasts)));
}

/**
 * A subclass asks for what is wanted next (`pump`), knows how long the next picture is waited for (`lasts`, in ms), and
 * shows the first of its queue (`advance`).
 * @template Picture
 */
export class Playback {
  /** `changed` is told when playing or the like changed. @param {Channel} channel @param {() => void} changed */
  constructor(channel, changed) {
    this.channel = channel;
    this.changed = changed;
    this.queue = /** @type {Picture[]} */ ([]);  // computed, not yet shown
    this.playing = false;
    this.restart = false;      // a reset is asked for
    this.due = 0;              // when the picture that is shown had to be there
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

  /** Whether there is enough in hand of pictures that last so long. @param {number} lasts */
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
        // After a stall the clock starts from now: pictures are never hurried to catch up.
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
