// The net that the user wants, until Python shows it. Clicks come faster than Python answers, so an edit always says the
// whole of it, and travels with every ask.

const MOST_GENERATIONS = 3;    // that may come without it before it is taken for refused

/** @import { Net } from "./frames.js" */
/** @typedef {{ features: string[], hidden: number[] }} Lists */

export class PendingEdit {
  constructor() {
    this.lists = /** @type {Lists | null} */ (null);
    this.missed = 0;
    this.unsent = false;
  }

  /** The features and the hidden layers as asked for, or as they are. */
  of(net) {
    return this.lists ?? listsOf(net);
  }

  /** @param {Lists} lists */
  make(lists) {
    this.lists = lists;
    this.missed = 0;
    this.unsent = true;
  }

  /** A net has come: is it the one? If not, it has to be asked for under the new generation. */
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
