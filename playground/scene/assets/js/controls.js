// The widget of each setting, built from its declaration: a slider, a choice or a switch. A change is sent at once, also
// while a slider is dragged. Python's answer contains the values that are then in use.

import { element, setRange } from "../../../web/assets/js/dom.js";
import { radios } from "../../../web/assets/js/radios.js";
import { tickText } from "../../../web/assets/js/format.js";

const FEW = 4;                 // choices that stand side by side; more of them drop down
const FEW_LETTERS = 36;

export class Controls {
  /** @param {Element} place @param {(values: Record<string, any>) => void} set */
  constructor(place, set) {
    this.place = place;
    this.set = set;
    this.shape = "";
    this.widgets = new Map();
  }

  build(specs) {
    const shape = JSON.stringify(specs.map(({ value, disabled, ...rest }) => rest));
    if (shape !== this.shape) {
      this.widgets = new Map(specs.map((spec) => [spec.name, widget(spec, (value) => this.set({ [spec.name]: value }))]));
      const boxes = specs.map(({ name, first }) => [...(first ? [element("i", { className: "break" })] : []), this.widgets.get(name).box]);
      this.place.replaceChildren(...boxes.flat());
      this.shape = shape;
    }
    for (const { name, value, disabled } of specs) {
      const { box, show, enable } = this.widgets.get(name);
      box.classList.toggle("off", disabled);
      enable(!disabled);
      // A slider that is being dragged has a later value than Python's answer.
      if (!box.dragged) show(value);
    }
  }
}

function widget(spec, set) {
  if (spec.kind === "switch") return toggle(spec, set);
  if (spec.kind === "choices") return chips(spec, set);
  if (spec.kind === "choice") return spec.options.length <= FEW && letters(spec) <= FEW_LETTERS ? segments(spec, set) : dropDown(spec, set);
  return slider(spec, set);
}

function letters({ options }) {
  return options.reduce((sum, [, label]) => sum + label.length, 0);
}

/** @returns {HTMLDivElement & { dragged?: boolean }} */
function boxOf({ help }, ...parts) {
  return element("div", { className: "control", title: help }, ...parts);
}

function nameOf({ label }) {
  return element("span", { className: "name", textContent: label });
}

function slider(spec, set) {
  const { stops } = spec;
  const value = element("span", { className: "value" });
  const input = element("input", { type: "range", min: 0, max: stops.length - 1, step: 1, "aria-label": spec.label });
  const box = boxOf(spec, nameOf(spec), element("div", { className: "range" }, value, input));
  const say = (number) => {
    if (number === null) value.textContent = "–";   // disabled: there is nothing to set
    else value.textContent = spec.unit && spec.unit.length < 3 ? `${tickText(number)} ${spec.unit}` : tickText(number);
    input.setAttribute("aria-valuetext", value.textContent);
  };
  input.onpointerdown = () => (box.dragged = true);
  input.onchange = input.onpointerup = input.onpointercancel = () => (box.dragged = false);
  input.oninput = () => {
    const number = stops[+input.value];
    setRange(input, +input.value);
    say(number);
    set(number);
  };
  const show = (number) => {
    setRange(input, nearest(stops, number));
    say(number);
  };
  return { box, show, enable: (on) => (input.disabled = !on) };
}

function nearest(stops, number) {
  let best = 0;
  stops.forEach((stop, index) => Math.abs(stop - number) < Math.abs(stops[best] - number) && (best = index));
  return best;
}

function segments(spec, set) {
  const buttons = spec.options.map(([name, label]) => element("button", { type: "button", role: "radio", textContent: label, value: name }));
  const group = element("div", { className: "segments", role: "radiogroup", "aria-label": spec.label }, ...buttons);
  const show = radios(buttons, set);
  const box = boxOf(spec, nameOf(spec), group);
  return { box, show, enable: (on) => buttons.forEach((button) => (button.disabled = !on)) };
}

/** Several out of a few: each is on or off by itself. */
function chips(spec, set) {
  const buttons = spec.options.map(([name, label]) => element("button", { type: "button", textContent: label, value: name }));
  const group = element("div", { className: "segments chips", role: "group", "aria-label": spec.label }, ...buttons);
  const show = (values) => buttons.forEach((button) => button.setAttribute("aria-pressed", values.includes(button.value)));
  for (const button of buttons) {
    button.onclick = () => {
      button.setAttribute("aria-pressed", button.getAttribute("aria-pressed") !== "true");
      set(buttons.filter((each) => each.getAttribute("aria-pressed") === "true").map((each) => each.value));
    };
  }
  const box = boxOf(spec, nameOf(spec), group);
  return { box, show, enable: (on) => buttons.forEach((button) => (button.disabled = !on)) };
}

function dropDown(spec, set) {
  const options = spec.options.map(([name, label]) => element("option", { value: name, textContent: label }));
  const select = element("select", { "aria-label": spec.label }, ...options);
  select.onchange = () => set(select.value);
  const box = boxOf(spec, nameOf(spec), select);
  return { box, show: (value) => (select.value = value), enable: (on) => (select.disabled = !on) };
}

function toggle(spec, set) {
  const input = element("input", { type: "checkbox" });
  input.onchange = () => set(input.checked);
  const label = element("label", { className: "toggle" }, input, spec.label);
  const box = boxOf(spec, nameOf({ label: "\u00a0" }), label);
  return { box, show: (value) => (input.checked = value), enable: (on) => (input.disabled = !on) };
}
