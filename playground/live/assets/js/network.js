// The diagram of the network: features, layers, outputs and their controls. The DOM is rebuilt when the shape of the net
// or the space for it changes, never for a frame.

import { arrange, connect } from "./geometry.js";
import { Links } from "./links.js";
import { Column, MARK } from "./units.js";
import { element } from "../../../web/assets/js/dom.js";
import { inputTarget, targetName, unitTarget } from "./targets.js";

const HEAD = 40;               // room above the columns for the controls − n +
const FOOT = 28;               // room below for the activation's name
const ROW = 44;                // height of a feature's row if the page does not set the height

export class Network {
  /** @type {ReturnType<typeof arrange>} */ geometry;
  /** @type {Column[]} */ columns;

  /**
   * Calls `inspect(target, by the keyboard)` and `point(link or bias, x, y)` for the target of the pointer or the focus,
   * `pin(target)` for a click, and `edit(features and hidden layers)` for a requested change. `pendingEdit` is the last
   * requested change.
   */
  constructor(section, pendingEdit, { inspect, point, pin, edit }) {
    this.section = section;
    this.pendingEdit = pendingEdit;
    this.inspect = inspect;
    this.point = point;
    this.pin = pin;
    this.edit = edit;
    this.box = section.querySelector(".box");
    this.plane = section.querySelector(".plane");
    this.links = new Links(section.querySelector(".links"));
    this.maps = section.querySelector(".maps");
    this.buttons = section.querySelector(".buttons");
    this.depth = section.querySelector(".depth-count");
    this.fewer = section.querySelector(".fewer");
    this.more = section.querySelector(".more");
    this.key = "";
    this.listen();
  }

  // --- building -------------------------------------------------------------------------------

  /** Rebuilds the diagram if the net's shape, its features or the space for it have changed. */
  build(net, layout) {
    const { clientWidth: width, clientHeight: height } = this.box;
    const scrolls = getComputedStyle(this.box).position !== "absolute";
    const free = scrolls ? net.features.length * ROW : height - HEAD - FOOT;
    const { features, hidden, shown, activations, outputs, loss } = net;
    const key = JSON.stringify([width, free, features, hidden, shown, activations, outputs, loss]);
    if (width === 0) return;
    if (key === this.key) return this.showPendingEdit();
    this.key = key;
    const focused = this.section.getRootNode().activeElement?.dataset.name;
    this.net = net;
    this.layout = layout;
    // A scrolling box has room for targets of the size of a finger.
    const geometry = (this.geometry = arrange(net, width, free, scrolls ? 72 : 50));
    this.plane.style.width = geometry.width + "px";
    this.plane.style.height = geometry.height + HEAD + FOOT + "px";
    this.plane.style.setProperty("--size", geometry.size + "px");
    this.links.build(connect(net, layout, geometry), geometry);
    this.columns = geometry.columns.map((column, index) => new Column(net.tile, geometry, column, index > 0));
    this.maps.replaceChildren(...this.columns.map((column) => column.canvas));
    this.buttons.replaceChildren(...this.features(), ...this.units(), ...this.heads());
    this.showPendingEdit();
    this.rove(this.home ?? this.buttons.querySelector(".target"));
    if (focused) this.find(focused)?.focus({ preventScroll: true });
    // A net that is too wide for its box needs a scroll bar, which reduces the height.
    if (!scrolls && this.box.clientHeight !== height) this.build(net, layout);
  }

  features() {
    const { geometry, net } = this;
    const [column] = geometry.columns;
    return net.features.map((feature, index) => {
      const label = element("span", { className: "label", textContent: feature.label });
      const button = this.target("feature", inputTarget(index), "input " + feature.name, label);
      return place(button, 0, column.ys[index] - geometry.pitch / 2, column.x + geometry.size / 2, geometry.pitch);
    });
  }

  target(className, target, name, ...content) {
    const looks = { type: "button", className: `target ${className}`, target, "data-name": name };
    return element("button", { ...looks, "aria-label": targetName(target, this.net) }, ...content);
  }

  units() {
    const { geometry, net } = this;
    const half = geometry.size / 2, scale = geometry.size / net.tile, mark = MARK * scale;
    return geometry.columns.slice(1).flatMap((column, index) =>
      column.ys.flatMap((y, unit) => {
        const target = unitTarget(index + 1, unit), bias = element("span", { className: "bias", bias: target });
        const button = this.target("unit", target, `unit ${index + 1} ${unit}`);
        return [
          place(button, column.x - half, y - half, geometry.size, geometry.size),
          place(bias, column.x - half - mark - scale, y + half - mark, mark, mark),
        ];
      }));
  }

  /** The title and number of units above each column, and the activation below it. */
  heads() {
    const { geometry, net } = this;
    const outputs = geometry.columns[geometry.columns.length - 1];
    const parts = [];
    net.hidden.forEach((count, index) => {
      const column = geometry.columns[index + 1];
      const width = Math.min(120, geometry.between);
      const fewer = control("−", `Remove a unit from layer ${index + 1}`, `fewer ${index}`, [index, -1]);
      const more = control("+", `Add a unit to layer ${index + 1}`, `more ${index}`, [index, 1]);
      const head = element("div", { className: "head" }, fewer, element("span", { className: "count" }), more);
      parts.push(
        place(head, column.x - width / 2, -HEAD, width, 32),
        place(foot(net.activations[index]), column.x - geometry.between / 2, geometry.height + 4, geometry.between, 20),
      );
      if (net.shown[index] < count) {
        const under = Math.min(geometry.height - 12, column.ys[column.count - 1] + geometry.pitch / 2);
        const rest = foot(`+${count - net.shown[index]} more`);
        parts.push(place(rest, column.x - geometry.between / 2, under, geometry.between, 20));
      }
    });
    const name = foot(net.outputs > 1 ? "outputs" : "output");
    const rule = foot(net.outputs > 1 && net.loss === "cross-entropy" ? "softmax" : "");
    parts.push(place(name, outputs.x - 40, -HEAD + 6, 80, 20), place(rule, outputs.x - 40, geometry.height + 4, 80, 20));
    return parts;
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
    const { net, layout, columns } = this;
    const size = net.tile * net.tile;
    layout.layers.forEach((layer, l) => {
      const column = columns[l + 1];
      for (let unit = 0; unit < layer.shown; unit++) {
        column.tileOf(unit, frame.tiles, layer.tile + unit * size, palette.unit(net, l + 1, unit, hard));
        const bias = frame.weights[layer.offset + (unit + 1) * layer.columns - 1];
        column.markOf(unit, palette.signed[127 + Math.round(127 * Math.max(-1, Math.min(1, bias)))]);
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
      this.inspect(button?.target ?? null);
      if (button) return this.aim(null);
      const { left, top } = this.links.svg.getBoundingClientRect();
      const link = target.closest(".head, .foot") ? null : this.links.at(event.clientX - left, event.clientY - top);
      this.aim(target.bias ? { bias: target.bias } : link && { link }, event.clientX, event.clientY);
    };
    plane.onpointerleave = ({ pointerType }) => {
      if (pointerType === "touch") return;   // lifting a finger does not move it to another target
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
    this.section.onclick = ({ target }) => {
      const button = target.closest("button");
      if (button?.matches(".feature")) this.toggle(this.net.features[button.target.index].name);
      else if (button?.resize) this.resizeLayer(...button.resize);
      else if (button === this.fewer) this.reshape((hidden) => hidden.slice(0, -1));
      else if (button === this.more) this.reshape((hidden) => [...hidden, hidden.at(-1) ?? 4]);
      else this.pin(button?.target ?? null);
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
    const { columns } = this.geometry;
    const next = Math.max(0, Math.min(columns.length - 1, column + move[0]));
    // Left and right move to the unit nearest in height, up and down to the neighbor.
    const y = columns[column].ys[row];
    const unit = move[0] ? nearest(columns[next].ys, y) : Math.max(0, Math.min(columns[next].count - 1, row + move[1]));
    const name = next === 0 ? "input " + this.net.features[unit].name : `unit ${next} ${unit}`;
    this.find(name)?.focus();
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

  buttonOf(target) {
    const { kind, index, layer, unit } = target;
    return this.find(kind === "input" ? "input " + this.net.features[index].name : `unit ${layer} ${unit}`);
  }
}

function nearest(ys, y) {
  return ys.reduce((best, other, index) => (Math.abs(other - y) < Math.abs(ys[best] - y) ? index : best), 0);
}

function control(sign, title, name, resize) {
  const looks = { type: "button", className: "small", textContent: sign, title, resize, "data-name": name };
  return element("button", { ...looks, "aria-label": title });
}

function foot(words = "") {
  return element("div", { className: "foot", textContent: words });
}

function place(made, left, top, width, height) {
  Object.assign(made.style, { left: left + "px", top: top + "px", width: width + "px", height: height + "px" });
  return made;
}
