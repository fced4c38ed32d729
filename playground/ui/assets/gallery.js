// The gallery of experiments: a button, the dialog that it opens, and the sentence of the experiment that is open.

import { component } from "../../web/assets/js/component.js";
import { element, svg } from "../../web/assets/js/dom.js";
import { Palette } from "../../web/assets/js/palette.js";
import { drawPoints } from "./js/thumbnail.js";

const SIZE = 64;
const RADIUS = 1.5;
const NET = { width: 64, height: 22, most: 8 };
const NONE = "Good experiments by name, each with one thing to see.";

/** @typedef {{ name: string, label: string, sentence: string, points: string, signed: boolean, layers: number[] }} Preset */

/** The shape of a net: a column of dots for each layer; of a large layer as many as have room. @param {number[]} layers */
export function shape(layers) {
  const { width, height, most } = NET, columns = layers.length;
  return layers.flatMap((units, column) => {
    const dots = Math.min(units, most);
    return Array.from({ length: dots }, (_, dot) => ({
      cx: ((column + 0.5) * width) / columns,
      cy: height / 2 + (dot - (dots - 1) / 2) * (height / most),
    }));
  });
}

class Gallery {
  /** @type {Preset[]} */ presets = [];
  /** @type {any} */ data;
  /** @type {any} */ colors;
  /** @type {(event: string, value: string) => void} */ trigger;

  constructor(root) {
    const part = (name) => root.querySelector(name);
    this.root = root;
    this.dialog = part("dialog");
    this.tiles = part(".tiles");
    this.sentence = part(".sentence");
    this.palette = new Palette(root);
    part(".opener").onclick = () => this.open();
    part(".close").onclick = () => this.dialog.close();
    // A click beside the dialog reaches its backdrop, which belongs to the dialog itself.
    this.dialog.onclick = (event) => event.target === this.dialog && this.dialog.close();
  }

  mount(data, trigger) {
    this.data = data;
    this.trigger = trigger;
    this.sentence.replaceChildren(...(data.open ? [element("b", {}, `${data.label}.`), ` ${data.sentence}`] : [NONE]));
    this.mark();
    this.draw();
  }

  async open() {
    this.dialog.showModal();
    if (this.presets.length) return this.draw();
    const answer = await fetch(new URL(`../../${this.data.contents}`, import.meta.url));
    const { presets, palette } = await answer.json();
    this.presets = presets;
    this.colors = palette;
    this.tiles.replaceChildren(...presets.map((preset) => this.tile(preset)));
    this.mark();
    this.draw();
  }

  /** @param {Preset} preset */
  tile({ name, label, sentence, layers }) {
    const net = svg("svg", { viewBox: `0 0 ${NET.width} ${NET.height}`, "aria-hidden": "true" });
    net.append(...shape(layers).map((place) => svg("circle", { ...place, r: 1.1 })));
    const pictures = element("span", { className: "pictures" }, element("canvas"), net);
    const onclick = () => {
      this.dialog.close();
      this.trigger("opened", name);
    };
    const words = [element("strong", {}, label), element("p", {}, sentence)];
    return element("li", {}, element("button", { type: "button", value: name, onclick }, pictures, ...words));
  }

  mark() {
    for (const button of this.tiles.querySelectorAll("button")) {
      button.setAttribute("aria-current", String(button.value === this.data.open));
    }
  }

  draw() {
    if (!this.presets.length || !this.palette.refresh({ palette: this.colors })) return;
    const canvases = this.tiles.querySelectorAll("canvas");
    this.presets.forEach(({ points, signed }, at) => drawPoints(canvases[at], points, signed, this.palette, SIZE, RADIUS));
  }

  destroy() {
    this.dialog.close();
  }
}

export default component(".gallery", Gallery);
