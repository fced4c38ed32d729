// The diagram of the network: features, layers, outputs and their controls. The DOM is rebuilt when the shape of the net
// or the space for it changes, never for a frame.

import { arrange, connect } from "./geometry.js";
import { Links } from "./links.js";
import { heads, names, outputWords, pagers, place } from "./heads.js";
import { showing, turned } from "./pages.js";
import { Column, MARK } from "./units.js";
import { element } from "../../../web/assets/js/dom.js";
import { inputTarget, sameTarget, targetName, unitTarget } from "./targets.js";

const APART = 38;              // least distance of two columns
const FINGER = 72;             // the same in a scrolling box, which has room for targets of the size of a finger
const TARGET = 32;             // least side of what can be clicked, as far as its neighbors let it

export class Network {
  /** @type {ReturnType<typeof arrange>} */ geometry;
  /** @type {Column[]} */ columns;

  /**
   * Calls `inspect(target, by the keyboard)` and `point(link or bias, x, y)` for the target of the pointer or the focus,
   * `pin(target, by a finger)` for a click, `edit(features and hidden layers)` for a requested change, and `page(first)`
   * for other units of wide layers. `pendingEdit` is the last requested change.
   */
  constructor(section, pendingEdit, { inspect, point, pin, edit, page }) {
    this.section = section;
    this.pendingEdit = pendingEdit;
    this.inspect = inspect;
    this.point = point;
    this.pin = pin;
    this.edit = edit;
    this.page = page;
    this.box = section.querySelector(".box");
    this.plane = section.querySelector(".plane");
    this.links = new Links(section.querySelector(".links"));
    this.maps = section.querySelector(".maps");
    this.buttons = section.querySelector(".buttons");
    this.depth = section.querySelector(".depth-count");
    this.fewer = section.querySelector(".fewer");
    this.more = section.querySelector(".more");
    this.key = "";
    this.spent = null;           // the feature that was clicked, until the pointer leaves it
    this.listen();
  }

  // --- building -------------------------------------------------------------------------------

  /** Rebuilds the diagram if the net's shape, its features, the units shown or the space for it have changed. */
  build(net, layout, first) {
    const { clientWidth: width, clientHeight: height } = this.box;
    const scrolls = getComputedStyle(this.box).position !== "absolute";
    const { features, hidden, shown, activations, outputs, loss } = net;
    const key = JSON.stringify([width, scrolls || height, features, hidden, shown, activations, outputs, loss, first]);
    if (width === 0) return;
    if (key === this.key) return this.showPendingEdit();
    this.key = key;
    const focused = this.section.getRootNode().activeElement?.dataset.name;
    this.net = net;
    this.layout = layout;
    this.first = first;
    const geometry = (this.geometry = arrange(net, width, scrolls ? null : height, scrolls ? FINGER : APART));
    const { above, below, size } = geometry, tall = above + geometry.height + below;
    Object.assign(this.plane.style, { width: geometry.width + "px", height: tall + "px" });
    this.plane.style.setProperty("--size", size + "px");
    this.plane.style.setProperty("--above", above + "px");
    this.box.classList.toggle("tall", !scrolls && tall > height + 1);
    this.box.classList.toggle("wide", geometry.width > width);
    this.links.build(connect(net, layout, geometry, first), geometry);
    this.columns = geometry.columns.map((column, index) => new Column(net.tile, geometry, column, index > 0));
    this.maps.replaceChildren(...this.columns.map((column) => column.canvas));
    this.buttons.replaceChildren(
      ...this.features(), ...this.units(),
      ...heads(net, geometry), ...names(geometry), ...pagers(net, geometry, first), ...outputWords(net, geometry),
    );
    this.showPendingEdit();
    this.rove(this.home ?? this.buttons.querySelector(".target"));
    if (focused) this.find(focused)?.focus({ preventScroll: true });
    // A net that is too wide for its box needs a scroll bar, which reduces the height.
    if (!scrolls && this.box.clientHeight !== height) this.build(net, layout, first);
  }

  features() {
    const { geometry, net } = this;
    const [column] = geometry.columns;
    return net.features.map((feature, index) => {
      const label = element("span", { className: "label", textContent: feature.label });
      const button = this.target("feature", inputTarget(index), "input " + feature.name, label);
      return place(button, 0, column.ys[index] - column.pitch / 2, column.x + geometry.size / 2, column.pitch);
    });
  }

  target(className, target, name, ...content) {
    const looks = { type: "button", className: `target ${className}`, target, "data-name": name };
    return element("button", { ...looks, "aria-label": targetName(target, this.net) }, ...content);
  }

  units() {
    const { geometry, net } = this;
    const half = geometry.size / 2, scale = geometry.size / net.tile, mark = MARK * scale;
    const beyond = (room) => Math.min(0, geometry.size - Math.min(TARGET, room)) / 2 + "px";
    this.plane.style.setProperty("--beyond", `${beyond(geometry.columns[1].pitch)} ${beyond(geometry.between)}`);
    return geometry.columns.slice(1).flatMap((column, index) =>
      column.ys.flatMap((y, row) => {
        const unit = this.first[index] + row, target = unitTarget(index + 1, unit);
        const bias = element("span", { className: "bias", bias: target });
        const button = this.target("unit", target, `unit ${index + 1} ${unit}`);
        button.setAttribute("aria-pressed", "false");
        return [
          place(button, column.x - half, y - half, geometry.size, geometry.size),
          place(bias, column.x - half - mark - scale, y + half - mark, mark, mark),
        ];
      }));
  }

  /** Shows a requested change in words, numbers and marks at once; the rest follows with the new net. */
  showPendingEdit() {
    const { net } = this;
    if (!net) return;
    const { features, hidden } = this.pendingEdit.of(net);
    net.features.forEach(({ name }) => this.find("input " + name).setAttribute("aria-pressed", features.includes(name)));
    this.depth.textContent = hidden.length + (hidden.length === 1 ? " hidden layer" : " hidden layers");
    this.fewer.disabled = hidden.length === 0;
    this.more.disabled = hidden.length >= net.max_layers;
    net.hidden.forEach((_, index) => {
      const fewer = this.find(`fewer ${index}`), more = this.find(`more ${index}`);
      const count = hidden[index] ?? 0;      // 0 for a layer that will be removed
      fewer.disabled = count <= 1;
      more.disabled = count === 0 || count >= net.max_units;
      more.previousSibling.textContent = count || "–";
    });
  }

  // --- drawing --------------------------------------------------------------------------------

  /** Maps of features do not change during training: they are drawn once for a net, theme or switch. */
  drawInputs(inputs, palette, hard) {
    const { net, columns: [column] } = this;
    const step = (net.grid - 1) / net.tile, tile = new Uint8Array(net.tile * net.tile);
    net.features.forEach((_, index) => {
      const cells = inputs.subarray(index * net.grid * net.grid);
      const nearest = (at) => Math.floor((at + 0.5) * step);
      for (let at = 0; at < tile.length; at++) {
        tile[at] = cells[nearest(Math.floor(at / net.tile)) * net.grid + nearest(at % net.tile)];
      }
      column.tileOf(index, tile, 0, hard ? palette.signedHard : palette.signed);
    });
    column.show();
  }

  draw(frame, palette, hard) {
    this.links.draw(frame.weights, palette);
    const { net, layout, columns, first } = this;
    const size = net.tile * net.tile;
    layout.layers.forEach((layer, l) => {
      const column = columns[l + 1], same = frame.first[l] === first[l];   // else the tiles are those of another page
      for (let row = 0; row < layer.shown; row++) {
        const unit = first[l] + row;
        if (same) column.tileOf(row, frame.tiles, layer.tile + row * size, palette.unit(net, l + 1, unit, hard));
        const bias = frame.weights[layer.offset + (unit + 1) * layer.columns - 1];
        column.markOf(row, palette.signed[127 + Math.round(127 * Math.max(-1, Math.min(1, bias)))]);
      }
      column.show();
    });
  }

  // --- pointer, keys and edits ----------------------------------------------------------------

  listen() {
    const { plane } = this;
    plane.onpointermove = plane.onpointerdown = (event) => {
      const { target } = event;
      const button = target.closest(".target");
      this.byFinger = event.pointerType === "touch";
      if (button?.dataset.name !== this.spent) this.spent = null;
      // A finger looks at what it taps. After a click on a feature, the output shows what it does.
      if (!this.byFinger) this.inspect((!this.spent && button?.target) || null);
      if (button) return this.aim(null);
      const { left, top } = this.links.svg.getBoundingClientRect();
      const link = target.closest(".head, .pager, .over") ? null : this.links.at(event.clientX - left, event.clientY - top);
      this.aim(target.bias ? { bias: target.bias } : link && { link }, event.clientX, event.clientY);
    };
    plane.onpointerleave = ({ pointerType }) => {
      if (pointerType === "touch") return;   // lifting a finger does not move it to another target
      this.spent = null;
      this.inspect(null);
      this.aim(null);
    };
    this.buttons.addEventListener("focusin", ({ target }) => {
      if (!target.target) return;
      this.rove(target);
      this.focused = target.matches(":focus-visible");
      if (this.focused) this.inspect(target.target, true);
    });
    this.buttons.addEventListener("focusout", () => this.focused && this.inspect(null));
    this.section.onclick = ({ target, detail }) => {
      const button = target.closest("button");
      if (button?.matches(".feature")) {
        this.spent = detail ? button.dataset.name : null;
        if (this.spent) this.inspect(null);
        this.toggle(this.net.features[button.target.index].name);
      } else if (button?.turn) this.page(turned(this.net, this.first, ...button.turn));
      else if (button?.resize) this.resizeLayer(...button.resize);
      else if (button === this.fewer) this.reshape((hidden) => hidden.slice(0, -1));
      else if (button === this.more) this.reshape((hidden) => [...hidden, hidden.at(-1) ?? 4]);
      else {
        if (target.closest(".card")) this.aim(null);
        this.pin(button?.target ?? null, this.byFinger);
      }
    };
    this.buttons.onkeydown = (event) => this.walk(event);
  }

  aim(what, x, y) {
    this.links.highlight(what?.link);
    this.point(what, x, y);
  }

  toggle(name) {
    const { features, hidden } = this.pendingEdit.of(this.net);
    const wanted = (other) => features.includes(other) !== (other === name);
    this.want({ features: this.net.features.map((feature) => feature.name).filter(wanted), hidden });
  }

  resizeLayer(index, change) {
    this.reshape((hidden) => hidden.map((count, other) => (other === index ? count + change : count)));
  }

  reshape(change) {
    const { features, hidden } = this.pendingEdit.of(this.net);
    this.want({ features, hidden: change(hidden) });
  }

  want(lists) {
    this.edit(lists);
    this.showPendingEdit();
  }

  /** One stop for the Tab key; the arrow keys move between features and units. */
  walk(event) {
    const here = event.target.target;
    if (!here || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const [column, row] = here.kind === "input" ? [0, here.index] : [here.layer, here.unit];
    const move = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!move) return;
    event.preventDefault();
    const { columns } = this.geometry, next = Math.max(0, Math.min(columns.length - 1, column + move[0]));
    // Left and right move to the unit nearest in height, up and down to the neighbor, which may be on another page.
    const firstOf = (other) => (other === 0 ? 0 : this.first[other - 1]);
    let found = row + move[1];
    if (move[0]) found = firstOf(next) + nearest(columns[next].ys, columns[column].ys[row - firstOf(column)]);
    const count = next === 0 ? this.net.features.length : this.net.shapes[next - 1][0];
    found = Math.max(0, Math.min(count - 1, found));
    if (next > 0) this.show(next - 1, found);
    const name = next === 0 ? "input " + this.net.features[found].name : `unit ${next} ${found}`;
    this.find(name)?.focus();
  }

  /** Turns to the page with this unit. */
  show(layer, unit) {
    const first = showing(this.net, this.first, layer, unit);
    if (first !== this.first) this.page(first);
  }

  rove(button) {
    for (const other of this.buttons.querySelectorAll(".target")) other.tabIndex = -1;
    const stop = button?.isConnected ? button : this.buttons.querySelector(".target");
    if (stop) stop.tabIndex = 0;
    this.home = stop;
  }

  find(name) {
    return this.section.querySelector(`[data-name="${CSS.escape(name)}"]`);
  }

  /** Marks the target that is looked at, and the one that is pinned. */
  mark(looked, pinned) {
    for (const button of this.buttons.querySelectorAll(".target")) {
      button.classList.toggle("looked", !!sameTarget(button.target, looked));
      if (button.matches(".unit")) button.setAttribute("aria-pressed", String(!!sameTarget(button.target, pinned)));
    }
  }

  buttonOf(target) {
    const { kind, index, layer, unit } = target;
    return this.find(kind === "input" ? "input " + this.net.features[index].name : `unit ${layer} ${unit}`);
  }
}

function nearest(ys, y) {
  return ys.reduce((best, other, index) => (Math.abs(other - y) < Math.abs(ys[best] - y) ? index : best), 0);
}
