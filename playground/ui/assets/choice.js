// A choice from a table: a button that opens a list with a picture of each entry. The focus stays on the button, and the
// list's active entry is named by aria-activedescendant (ARIA's select-only combobox). The list is a popover, so it lies
// above everything and closes by a click elsewhere or Escape.

import { component } from "../../web/assets/js/component.js";
import { element, svg, write } from "../../web/assets/js/dom.js";
import { found, moved } from "./js/list_keys.js";

const TYPED = 600;             // ms within which letters belong to one word
const GAP = 4;

/** @typedef {{ name: string, label: string, help: string, formula: string, sketch: [string, string][] }} Entry */

/** All tables, fetched once for all choices of the page. @type {Promise<Record<string, Entry[]>> | undefined} */
let tables;

function fetchTables(path) {
  if (!tables) {
    tables = fetch(new URL(`../../${path}`, import.meta.url)).then((answer) => answer.json());
    tables.catch(() => (tables = undefined));   // the next run of the page tries again
  }
  return tables;
}

class Choice {
  /** @type {any} */ data;
  /** @type {(event: string, value: string) => void} */ trigger;
  /** @type {Entry[]} */ entries = [];
  active = -1;
  typed = "";
  typedAt = -Infinity;

  constructor(root) {
    const part = (name) => root.querySelector(name);
    this.root = root;
    this.box = part(".box");
    this.list = part(".list");
    this.pop = part(".pop");
    this.help = part(".help");
    this.about = part(".about");
    this.title = part(".title");
    this.value = part(".value");
    this.box.popoverTargetElement = this.pop;
    this.box.onkeydown = (event) => this.press(event);
    // The focus stays where it is: on the button.
    this.pop.onpointerdown = (event) => event.preventDefault();
    this.pop.onmousedown = (event) => event.preventDefault();
    this.list.onpointermove = (event) => this.activate(this.indexOf(event), false);
    this.list.onclick = (event) => this.choose(this.indexOf(event));
    this.pop.onbeforetoggle = ({ newState }) => {
      this.box.setAttribute("aria-expanded", String(newState === "open"));
      if (newState === "open") this.opening();
      else this.box.removeAttribute("aria-activedescendant");
    };
    this.pop.ontoggle = ({ newState }) => newState === "open" && this.place();
    this.move = ({ target }) => this.isOpen && !(target instanceof Node && this.root.contains(target)) && this.place();
    addEventListener("resize", this.move);
    document.addEventListener("scroll", this.move, true);
  }

  get isOpen() {
    return this.box.getAttribute("aria-expanded") === "true";
  }

  mount(data, trigger) {
    this.data = data;
    this.trigger = trigger;
    write(this.title, data.title);
    write(this.about, data.about);
    if (data.about) this.box.setAttribute("aria-description", data.about);
    fetchTables(data.contents).then((table) => this.fill(table[data.field]));
  }

  /** @param {Entry[]} table */
  fill(table) {
    const { names, extra, value } = this.data, byName = new Map(table.map((entry) => [entry.name, entry]));
    const entries = names.map((name) => byName.get(name) ?? { name, label: extra[name], help: "", formula: "", sketch: [] });
    if (entries.map(({ name }) => name).join() !== this.entries.map(({ name }) => name).join()) {
      this.entries = entries;
      const pictured = entries.some(({ sketch }) => sketch.length);
      this.list.replaceChildren(...entries.map((entry) => optionOf(entry, pictured)));
    }
    this.show(value);
  }

  show(value) {
    this.entries.forEach(({ name, label }, index) => {
      this.list.children[index].setAttribute("aria-selected", String(name === value));
      if (name === value) write(this.value, label);
    });
    this.shown = value;
  }

  // --- open and closed ------------------------------------------------------------------------

  opening() {
    this.activate(Math.max(0, this.entries.findIndex(({ name }) => name === this.shown)));
  }

  /** Below the button, or above it where there is more room; closed where the button has left the window. */
  place() {
    const { left, top, bottom } = this.box.getBoundingClientRect(), { style } = this.pop;
    if (bottom < 0 || top > innerHeight) return this.pop.hidePopover();
    const below = innerHeight - bottom - 2 * GAP, above = top - 2 * GAP;
    style.maxHeight = "none";
    const height = this.pop.offsetHeight, down = height <= below || below >= above;
    style.maxHeight = `${Math.floor(down ? below : above)}px`;
    style.left = `${Math.max(2 * GAP, Math.min(left, innerWidth - this.pop.offsetWidth - 2 * GAP))}px`;
    style.top = `${down ? bottom + GAP : Math.max(GAP, top - GAP - height)}px`;
    this.activate(this.active);
  }

  activate(index, scroll = true) {
    if (index < 0 || !this.entries[index]) return;
    this.list.children[this.active]?.classList.remove("active");
    this.active = index;
    const option = this.list.children[index], { help, formula } = this.entries[index];
    option.classList.add("active");
    this.box.setAttribute("aria-activedescendant", option.id);
    this.help.replaceChildren(help, ...(formula ? [element("br"), formula] : []));
    if (scroll) option.scrollIntoView({ block: "nearest" });
  }

  indexOf(event) {
    return [...this.list.children].indexOf(event.target.closest("[role=option]"));
  }

  choose(index) {
    const entry = this.entries[index];
    if (!entry) return;
    this.pop.hidePopover();
    if (entry.name === this.shown) return;
    this.show(entry.name);
    this.trigger("chosen", entry.name);
  }

  // --- keys -----------------------------------------------------------------------------------

  /** @param {KeyboardEvent} event */
  press(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { key } = event, typing = event.timeStamp - this.typedAt < TYPED, to = moved(key, this.active, this.entries.length);
    if (to >= 0) {
      if (this.isOpen) this.activate(to);
      else this.pop.showPopover();
    } else if (this.isOpen && (key === "Enter" || (key === " " && !typing))) {
      this.choose(this.active);
    } else if (this.isOpen && key === "Tab") {
      return this.pop.hidePopover();
    } else if (key.length === 1 && (key !== " " || (this.isOpen && typing))) {
      this.type(key, typing, event.timeStamp);
    } else {
      return;
    }
    event.preventDefault();
  }

  type(key, typing, now) {
    this.typed = typing && key !== this.typed ? this.typed + key : key;
    this.typedAt = now;
    if (!this.isOpen) this.pop.showPopover();
    this.activate(found(this.entries.map(({ label }) => label), this.typed, this.active));
  }

  destroy() {
    removeEventListener("resize", this.move);
    document.removeEventListener("scroll", this.move, true);
    if (this.isOpen) this.pop.hidePopover();
  }
}

/** @param {Entry} entry @param {boolean} pictured whether entries of the list have a picture, this one perhaps an empty one */
function optionOf({ name, label, help, sketch }, pictured) {
  const looks = { role: "option", id: `option-${name}`, "aria-selected": "false", "aria-description": help };
  const picture = svg("svg", { viewBox: "0 0 48 32", "aria-hidden": "true" });
  picture.append(...sketch.map(([look, d]) => svg("path", { class: look, d })));
  return element("div", looks, ...(pictured ? [picture] : []), label);
}

export default component(".choice", Choice);
