// What stands around the columns of the network: number of units with its controls, names of activations, pages of wide
// layers, and the words about the outputs.

import { element } from "../../../web/assets/js/dom.js";
import { headWidth } from "./geometry.js";
import { pageText } from "./pages.js";

const BUTTON = 32, LINE = 16, SPACE = 4;
const WORDY = 160;             // width of "113–128 of 128" between two buttons

/** Over each hidden layer − n +, in narrow columns one below the other. */
export function heads(net, geometry) {
  const { stacked, above } = geometry;
  const width = stacked ? BUTTON : headWidth(String(Math.max(0, ...net.hidden)).length);
  return net.hidden.map((_, index) => {
    const fewer = control("−", `Remove a unit from layer ${index + 1}`, { name: `fewer ${index}`, resize: [index, -1] });
    const more = control("+", `Add a unit to layer ${index + 1}`, { name: `more ${index}`, resize: [index, 1] });
    const head = element("div", { className: stacked ? "head stacked" : "head" }, fewer, element("span", { className: "count" }), more);
    const height = stacked ? 2 * BUTTON + LINE + SPACE : BUTTON;
    return place(head, geometry.columns[index + 1].x - width / 2, -above, width, height);
  });
}

/** The activations' names, directly over the layers. */
export function names({ columns, between, names: runs }) {
  return runs.map(({ text, from, to, line }) => {
    const first = columns[from + 1].x, last = columns[to + 1].x, room = to > from ? between * 0.8 : line ? 2 * between : between;
    const name = foot(text, to > from ? "foot shared" : "foot");
    const reach = Math.max(room, 40) / 2;
    return place(name, first - reach, -(LINE + SPACE) - LINE * line, last - first + 2 * reach, LINE);
  });
}

/** Below each layer with more units than are shown: which ones, and buttons to the others. */
export function pagers(net, geometry, first) {
  const { tight, columns, between } = geometry;
  return net.hidden.flatMap((count, index) => {
    const shown = net.shown[index], at = first[index];
    if (shown === count) return [];
    const { x, top, pitch } = columns[index + 1];
    const before = control("‹", `Earlier units of layer ${index + 1}`, { name: `earlier ${index}`, turn: [index, -1], disabled: at === 0 });
    const after = control("›", `Later units of layer ${index + 1}`, { name: `later ${index}`, turn: [index, 1], disabled: at + shown === count });
    const range = pageText(at, shown), all = `${range} of ${count}`;
    const text = element("span", { className: "page", title: `Units ${all}`, textContent: between < WORDY ? range : all });
    const pager = element("div", { className: tight ? "pager stacked" : "pager" }, before, text, after);
    const width = tight ? between : Math.min(between, WORDY), height = tight ? 2 * BUTTON + LINE : BUTTON;
    return [place(pager, x - width / 2, top + shown * pitch + SPACE, width, height)];
  });
}

/** Over and below the outputs. */
export function outputWords(net, { columns }) {
  const { x, top, count, pitch } = columns[columns.length - 1], width = 80;
  const name = foot(net.outputs > 1 ? "outputs" : "output", "foot over");
  const parts = [place(name, x - width / 2, top - LINE - SPACE / 2, width, LINE)];
  if (net.outputs > 1 && net.loss === "cross-entropy") {
    parts.push(place(foot("softmax", "foot over"), x - width / 2, top + count * pitch, width, LINE));
  }
  return parts;
}

function control(sign, title, { name, ...more }) {
  const looks = { type: "button", className: "small", textContent: sign, title, "data-name": name, ...more };
  return element("button", { ...looks, "aria-label": title });
}

function foot(words, className) {
  return element("div", { className }, element("span", {}, words));
}

export function place(made, left, top, width, height) {
  Object.assign(made.style, { left: left + "px", top: top + "px", width: width + "px", height: height + "px" });
  return made;
}
