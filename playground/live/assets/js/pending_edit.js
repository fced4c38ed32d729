// The edit that the user requested, until Python shows it. Clicks may be faster than Python's answers, so an edit always
// contains all features and hidden layers, and is sent with every ask.

const MOST_GENERATIONS = 3;    // generations to wait before treating the edit as rejected

/** @import { Net } from "./frames.js" */
/** @typedef {{ features: string[], hidden: number[] }} Lists */

export class PendingEdit {
  constructor() {
    this.lists = /** @type {Lists | null} */ (null);
    this.missed = 0;
    this.unsent = false;
  }

  /** The requested features and hidden layers, or the current ones. */
  of(net) {
    return this.lists ?? listsOf(net);
  }

  /** @param {Lists} lists */
  make(lists) {
    this.lists = lists;
    this.missed = 0;
    this.unsent = true;
  }

  /** Compares a new net with the edit. If they differ, the edit must be requested again in the new generation. */
  compare(net) {
    if (!this.lists) return;
    this.missed += 1;
    const met = JSON.stringify(listsOf(net)) === JSON.stringify(this.lists);
    if (met || this.missed === MOST_GENERATIONS) this.drop();
    else this.unsent = true;
  }

  drop() {
    this.lists = null;
    this.unsent = false;
  }
}

/** @param {Net} net */
function listsOf(net) {
  return { features: net.features.filter((feature) => feature.on).map((feature) => feature.name), hidden: net.hidden };
}
