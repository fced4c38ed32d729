// The card with details of a unit, an input, a link or a bias. It appears beside its target, never over it, and takes no
// pointer events.

import { element, write } from "../../../web/assets/js/dom.js";
import { sourceName, targetName } from "./targets.js";
import { capital, valueText } from "../../../web/assets/js/format.js";

const ROWS = 9;                // most weights listed; if there are more, the largest

/** @import { Layout, Net } from "./frames.js" */

export class Inspector {
  /** @type {Net} */ net;
  /** @type {Layout} */ layout;

  constructor(root) {
    this.root = root;
    this.card = root.querySelector(".card");
    this.target = null;
    this.tip = null;
  }

  /** Opens the card for a unit or input at its button, or closes it. */
  open(target, { net, layout, frame, button, within }) {
    Object.assign(this, { target, net, layout });
    if (!target && this.tip) return;
    if (!target) return this.close();
    this.tip = null;
    const rows = target.kind === "unit" ? this.unitRows(frame) : [];
    const feature = target.kind === "input" && net.features[target.index];
    const used = feature?.on ? "An input of the network. Click to remove it." : "Not used. Click to add it to the inputs.";
    this.write(capital(targetName(target, net)), feature ? used : "", rows);
    this.stand(button.getBoundingClientRect(), within.getBoundingClientRect());
    this.update(frame);
  }

  /** A link or a bias: one value, close to the pointer. */
  point(tip, { net, layout, frame, x, y, within }) {
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
    const row = { label, index: bias ? this.biasOf(unit) : link.index };
    this.write("", "", [row]);
    this.stand({ left: x - 4, right: x + 4, top: y - 4, bottom: y + 4 }, within.getBoundingClientRect());
    this.update(frame);
  }

  biasOf({ layer, unit }) {
    const { offset, columns } = this.layout.layers[layer - 1];
    return offset + (unit + 1) * columns - 1;
  }

  unitRows(frame) {
    const { layer, unit } = this.target;
    const { offset, columns, fanIn } = this.layout.layers[layer - 1];
    const first = offset + unit * columns;
    const inputs = Array.from({ length: fanIn }, (_, input) => input);
    const size = (input) => Math.abs(frame.weights[first + input]);
    const listed = fanIn > ROWS ? inputs.sort((a, b) => size(b) - size(a)).slice(0, ROWS) : inputs;
    /** @type {{ label: string, index?: number }[]} */
    const rows = listed.map((input) => ({ label: sourceName(this.net, layer, input), index: first + input }));
    if (fanIn > ROWS) rows.push({ label: `and ${fanIn - ROWS} smaller weights` });
    return [...rows, { label: "bias", index: this.biasOf(this.target) }];
  }

  write(title, note, rows) {
    const made = rows.map(({ label, index }) => {
      const value = element("b");
      return { row: element("div", {}, label, value), value, index };
    });
    this.values = made.filter(({ index }) => index !== undefined);
    const head = title ? [element("strong", {}, title)] : [];
    this.card.replaceChildren(...head, ...(note ? [element("p", {}, note)] : []), ...made.map(({ row }) => row));
    this.card.hidden = false;
  }

  /** Updates the numbers with each frame, so that values can be followed during training. */
  update(frame) {
    if (this.card.hidden || !frame) return;
    for (const { value, index } of this.values) write(value, valueText(frame.weights[index]));
  }

  /** Places the card to the right of its target, to the left, or below: where there is room inside `within`. */
  stand(place, within) {
    const { card, root } = this;
    const home = root.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = card;
    const room = { left: Math.max(within.left, home.left), right: Math.min(within.right, home.right) };
    let left = place.right + 12, top = place.top;
    if (left + width > room.right) left = place.left - 12 - width;
    if (left < room.left) {
      left = Math.max(room.left, Math.min(place.left, room.right - width));
      top = place.bottom + 12;
      if (top + height > home.bottom) top = place.top - 12 - height;
    }
    top = Math.min(top, home.bottom - height);
    card.style.transform = `translate(${Math.round(left - home.left)}px, ${Math.round(top - home.top)}px)`;
  }

  /** The text of the card, for a screen reader. */
  words() {
    const parts = [...this.card.children].map((part) => [...part.childNodes].map((node) => node.textContent).join(" "));
    return parts.join(", ");
  }

  close() {
    this.card.hidden = true;
    this.target = this.tip = null;
  }
}
