// The card with details of a unit, an input, a link or a bias. Beside the map it is a strip at the foot of the network,
// where it covers nothing. In the narrow layout it floats a row above or below its target, with a copy of the target's map,
// because the large one may be off screen.

import { contextOf, element, fit, write } from "../../../web/assets/js/dom.js";
import { sourceName, targetName } from "./targets.js";
import { capital, valueText } from "../../../web/assets/js/format.js";

const CELL = 96, BETWEEN = 12; // width of a weight with its label, and between two of them
const LINES = 2, FLOATING = 4; // lines of weights in the strip, and in the floating card
const COPY = 96;               // side of the copy of a map
const AWAY = 52;               // from the target to the floating card: its neighbors stay visible
const BAR = 72;                // height of what stays at the top of a narrow window

/** @import { Layout, Net } from "./frames.js" */

export class Inspector {
  /** @type {Net} */ net;
  /** @type {Layout} */ layout;
  /** @type {{ value: HTMLElement, index: number }[]} */ values;

  /** @param {HTMLElement} card */
  constructor(card) {
    this.card = card;
    this.canvas = element("canvas", { className: "copy", "aria-hidden": "true" });
    this.context = contextOf(this.canvas);
    this.target = null;
    this.tip = null;
    this.floating = false;       // asked for once, because the answer may lay out the page
    this.close();
  }

  get floats() {
    return getComputedStyle(this.card).position === "absolute";
  }

  /** Opens the card for a unit or input at its button, or closes it. */
  open(target, { net, layout, frame, button }) {
    Object.assign(this, { target, net, layout });
    if (!target && this.tip) return;
    if (!target) return this.close();
    this.tip = null;
    const name = capital(targetName(target, net));
    if (target.kind === "input") {
      const used = net.features[target.index].on;
      this.write(name, used ? "An input of the network. Click to remove it." : "Not used. Click to add it to the inputs.");
    } else {
      this.write(name, "", [{ label: "bias", index: this.biasOf(target) }], this.weights(target, frame));
    }
    this.stand(button.getBoundingClientRect());
    this.update(frame);
  }

  /** A link or a bias: one value. */
  point(tip, { net, layout, frame, x, y }) {
    if (!tip) {
      if (this.tip && !this.target) this.close();
      this.tip = null;
      return;
    }
    Object.assign(this, { tip, target: null, net, layout });
    const { link, bias } = tip;
    const unit = bias ?? { kind: "unit", layer: link.layer, unit: link.unit };
    const name = targetName(unit, net);
    const label = bias ? `Bias of ${name}` : `Weight from ${sourceName(net, link.layer, link.input)} to ${name}`;
    this.write("", "", [{ label, index: bias ? this.biasOf(unit) : link.index }]);
    this.stand(new DOMRect(x, y, 0, 0));
    this.update(frame);
  }

  biasOf({ layer, unit }) {
    const { offset, columns } = this.layout.layers[layer - 1];
    return offset + (unit + 1) * columns - 1;
  }

  /** The weights for which there is room; if there are more, the largest. @returns {{ label: string, index?: number }[]} */
  weights({ layer, unit }, frame) {
    const { offset, columns, fanIn } = this.layout.layers[layer - 1], { floats } = this;
    const first = offset + unit * columns, across = Math.max(1, Math.floor((this.room(floats) + BETWEEN) / (CELL + BETWEEN)));
    const inputs = Array.from({ length: fanIn }, (_, input) => input), most = across * (floats ? FLOATING : LINES);
    const size = (input) => Math.abs(frame.weights[first + input]);
    const listed = fanIn > most ? inputs.sort((a, b) => size(b) - size(a)).slice(0, most - 1) : inputs;
    /** @type {{ label: string, index?: number }[]} */
    const cells = listed.map((input) => ({ label: sourceName(this.net, layer, input), index: first + input }));
    return fanIn > most ? [...cells, { label: `and ${fanIn - most + 1} smaller` }] : cells;
  }

  /** The width that weights may use. */
  room(floats) {
    const { clientWidth } = /** @type {HTMLElement} */ (this.card.parentElement);
    return floats ? clientWidth - 16 - 24 - COPY - 12 : clientWidth;
  }

  write(title, note, first = [], weights = []) {
    this.values = [];
    const row = ({ label, index }) => {
      const value = element("b");
      if (index !== undefined) this.values.push({ value, index });
      return element("span", { className: "pair" }, element("span", {}, label), ...(index === undefined ? [] : [value]));
    };
    const head = title ? [element("strong", {}, title)] : [], said = note ? [element("p", {}, note)] : [];
    const table = weights.length ? [element("div", { className: "weights" }, ...weights.map(row))] : [];
    this.card.replaceChildren(this.canvas, element("div", { className: "about" }, ...head, ...first.map(row), ...said), ...table);
    this.canvas.hidden = !title;
    this.card.classList.add("open");
  }

  /** Updates the numbers with each frame, so that values can be followed during training. */
  update(frame) {
    if (!frame) return;
    for (const { value, index } of this.values) write(value, valueText(frame.weights[index]));
  }

  /** Copies the map of the target where the large one may be off screen. */
  copy(map) {
    if (!this.target || !this.floating) return;
    fit(this.context, COPY, COPY);
    this.context.drawImage(map, 0, 0, COPY, COPY);
  }

  /** Places a floating card above its target, where no hand is over it, or below if there is no room. */
  stand(place) {
    const { card } = this;
    this.floating = this.floats;
    if (!this.floating) return;
    const top = place.top - AWAY - card.offsetHeight, home = /** @type {HTMLElement} */ (card.parentElement).getBoundingClientRect();
    card.style.top = (top > BAR ? top : place.bottom + AWAY) - home.top + "px";
  }

  /** The text of the card, for a screen reader. */
  words() {
    const parts = [...this.card.querySelectorAll("strong, .pair, p")];
    return parts.map((part) => [...part.childNodes].map((node) => node.textContent).join(" ")).join(", ");
  }

  close() {
    this.target = this.tip = null;
    this.values = [];
    this.card.classList.remove("open");
    this.card.replaceChildren(element("p", {}, "Point at a unit, an input or a link to read its values."));
  }
}
