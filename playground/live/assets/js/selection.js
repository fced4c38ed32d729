// What is looked at: the target of the pointer or the focus, else the one that was clicked. The large map, its title and
// legend, the card and the marks in the network follow it.

import { focusOf, sameTarget, targetName } from "./targets.js";
import { capital } from "../../../web/assets/js/format.js";

/** @import { Focus, Layout, Net } from "./frames.js" */

const LOOK_DELAY = 40;         // ms for which a unit is pointed at before its map is requested

export class Selection {
  /** @type {Net} */ net;
  /** @type {Layout} */ layout;

  /** `redraw` draws the frame again. */
  constructor({ map, network, inspector, announcer, player, redraw }) {
    this.map = map;
    this.network = network;
    this.inspector = inspector;
    this.announcer = announcer;
    this.player = player;
    this.redraw = redraw;
    this.target = null;          // of the pointer or the focus
    this.pinned = null;          // by a click
    this.byFinger = false;
  }

  /** @param {Net} net @param {Layout} layout */
  adopt(net, layout) {
    this.net = net;
    this.layout = layout;
  }

  /** What the large map shows; null for the output. */
  get looked() {
    return this.target ?? this.pinned;
  }

  /** The unit whose scale the legend shows; null for the output. @returns {Focus | null} */
  get unit() {
    const { looked } = this;
    return looked?.kind === "input" ? [0, looked.index] : /** @type {Focus | null} */ (focusOf(looked, this.net));
  }

  inspect(target, aloud = false) {
    if (sameTarget(target, this.target)) return;
    this.target = target;
    this.refocus();
    if (aloud && target) this.announcer.say(this.inspector.words());
  }

  /** A click on the pinned target releases it. */
  pin(target, byFinger) {
    this.byFinger = byFinger;
    this.pinned = sameTarget(target, this.pinned) ? null : target;
    if (byFinger) this.target = null;
    this.refocus();
  }

  /** A link or a bias at the pointer, or null. */
  point(tip, x, y) {
    const { net, layout, player, inspector } = this;
    if (inspector.tip && !tip && this.looked) this.refocus();
    else inspector.point(tip, { net, layout, frame: player.drawn, x, y });
  }

  /** The network may have been rebuilt: the target may have moved or disappeared. */
  reopen() {
    if (this.looked && this.network.buttonOf(this.looked)) this.refocus();
    else this.dismiss();
  }

  dismiss() {
    if (!this.looked && !this.inspector.tip) return;
    this.target = this.pinned = null;
    this.inspector.close();
    this.refocus();
  }

  refocus() {
    const { net, layout, network, looked, pinned } = this;
    if (!net) return;
    this.map.setTitle(looked ? this.titleOf(looked) : "Output");
    this.map.drawLegend(this.unit);
    const button = looked && network.buttonOf(looked);
    this.inspector.open(button ? looked : null, { net, layout, frame: this.player.drawn, button });
    network.mark(looked, pinned);
    this.redraw();
    clearTimeout(this.delay);
    this.delay = setTimeout(() => this.player.setFocus(focusOf(looked, net)), LOOK_DELAY);
  }

  titleOf(target) {
    const name = capital(targetName(target, this.net));
    if (!sameTarget(target, this.pinned)) return name;
    return this.byFinger ? `${name} · pinned` : `${name} · pinned, Esc to release`;
  }

  destroy() {
    clearTimeout(this.delay);
  }
}
