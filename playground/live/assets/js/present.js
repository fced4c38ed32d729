// Present mode: the view fills the window, in the browser's top layer, and all around it is out of the way.

import { element } from "../../../web/assets/js/dom.js";
import { switchColors } from "../../../web/assets/js/color_scheme.js";

const AROUND = ".stSidebar, .stAppHeader, .st-key-bar, .st-key-above, .st-key-problems, .st-key-strip";
const [ENTER, LEAVE] = ["Present: fill the window (F)", "Leave the presentation (Esc)"];

const icon = (path) => `<svg viewBox="0 0 24 24" aria-hidden="true"><path d="${path}"/></svg>`;
const SCREEN = icon("M4 9V5h4M16 5h4v4M20 15v4h-4M8 19H4v-4"), CROSS = icon("M6 6l12 12M18 6L6 18");
const COLORS = icon("M12 3a9 9 0 1 0 0 18zM12 3a9 9 0 0 1 0 18");

/** @typedef {{ name: string, label: string, link: Record<string, string> }} Preset */

export class Present {
  on = false;
  full = false;                  // the browser has given its whole screen
  at = -1;                       // the index of the preset that is shown, or -1
  /** @type {Preset[]} */ presets = [];

  /** @param {HTMLElement} root @param {(link: Record<string, string>) => void} open */
  constructor(root, open) {
    this.root = root;
    this.open = open;
    this.name = /** @type {HTMLElement} */ (root.querySelector(".preset-name"));
    this.button = element("button", { type: "button", className: "tool", onclick: () => this.toggle() });
    const colors = element("button", { type: "button", className: "tool", innerHTML: COLORS, onclick: switchColors });
    colors.setAttribute("aria-label", colors.title = "Switch between light and dark");
    root.querySelector(".tools")?.append(colors, this.button);
    this.follow = () => !document.fullscreenElement && this.full && this.leave();
    document.addEventListener("fullscreenchange", this.follow);
    this.show();
  }

  toggle() {
    if (this.on) this.leave();
    else this.enter();
  }

  enter() {
    this.on = true;
    this.at = this.presets.findIndex(({ link }) => isOpen(link));
    this.root.popover = "manual";
    this.root.showPopover();
    this.show();
    // Not every browser gives it, nor every page that embeds this one. The window is filled all the same.
    document.documentElement.requestFullscreen?.().then(() => this.fill(), () => (this.full = false));
  }

  /** The browser has given its whole screen, perhaps after present mode was left again. */
  fill() {
    this.full = this.on;
    if (!this.on) document.exitFullscreen();
  }

  leave() {
    if (!this.on) return;
    this.on = this.full = false;
    this.root.hidePopover();
    this.root.removeAttribute("popover");
    this.show();
    if (document.fullscreenElement) document.exitFullscreen();
  }

  show() {
    const { root, on, button } = this;
    root.toggleAttribute("data-present", on);
    for (const part of document.querySelectorAll(AROUND)) part.toggleAttribute("inert", on);
    button.innerHTML = on ? CROSS : SCREEN;
    button.setAttribute("aria-label", button.title = on ? LEAVE : ENTER);
    this.showName();
  }

  showName() {
    this.name.textContent = this.presets[this.at]?.label ?? "";
  }

  /** A change made by hand: what is shown is no preset any more. */
  forget() {
    this.at = -1;
    this.showName();
  }

  /** What a key does while presenting: the digits open presets, and a clicker's keys the next one and the one before. */
  act(key) {
    if (!this.on) return null;
    const steps = { PageDown: 1, PageUp: -1 }, count = this.presets.length;
    const last = count - 1, first = this.at < 0 ? (key === "PageUp" ? count : -1) : this.at;
    const next = key in steps ? Math.min(last, Math.max(0, first + steps[key])) : /^[1-9]$/.test(key) ? +key - 1 : -1;
    return this.presets[next] ? () => this.choose(next) : null;
  }

  choose(index) {
    this.at = index;
    this.showName();
    this.open(this.presets[index].link);
  }

  destroy() {
    document.removeEventListener("fullscreenchange", this.follow);
    this.leave();
  }
}

/** Whether the page's address is this link, in whatever order. */
function isOpen(link) {
  const here = new URLSearchParams(location.search), there = Object.entries(link);
  return here.size === there.length && there.every(([key, text]) => here.get(key) === text);
}
