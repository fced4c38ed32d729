// A scene: its panels and controls and the data flow between them. Messages from Python arrive in `take`, requests of the
// user leave by the channel, and the player decides which picture is shown.

import { Channel } from "../../../web/assets/js/channel.js";
import { Transport } from "./transport.js";
import { element } from "../../../web/assets/js/dom.js";
import { Theme } from "./theme.js";
import { listenToKeys } from "../../../web/assets/js/keys.js";
import { makePanel } from "./panels.js";
import { FramePlayer } from "./frame_player.js";

const TYPES = { f4: Float32Array, i4: Int32Array, u1: Uint8Array };

export class Scene {
  constructor(root) {
    this.root = root;
    this.panels = new Map();
    this.theme = new Theme(root);
    this.frames = 0;
    this.channel = new Channel({
      take: (message) => this.take(message),
      note: (text) => this.transport.showNote(text),
    });
    this.player = new FramePlayer(this.channel, {
      show: (frame) => this.show(frame),
      changed: () => this.showState(),
    });
    this.transport = new Transport(root, this.player);
    this.unlisten = listenToKeys({
      toggle: () => this.moves && this.player.toggle(),
      step: () => this.moves && this.player.step(),
      reset: () => this.moves && this.player.reset(),
      dismiss: () => this.panels.forEach((panel) => panel.dismiss?.()),
    });
    this.observer = new ResizeObserver(() => this.resize());
    this.observer.observe(root);
  }

  mount(data, trigger) {
    this.channel.mount(data, (ask) => trigger("ask", ask));
    this.channel.whenRead(() => {
      if (!this.channel.gen && !this.channel.pending) this.player.hello();
      if (this.palette && this.theme.refresh(this.palette)) this.panels.forEach((panel) => panel.repaint());
    });
  }

  take(message) {
    const { header } = message;
    const frames = header.frames.map((told) => pictureOf(told, message));
    if (header.kind === "chunk") return this.player.chunk(header, frames);
    this.palette = header.palette;
    this.theme.refresh(this.palette);
    this.build(header.scene);
    keepAddress(header.scene.query);
    this.player.start(header, frames[0]);
  }

  /** Keeps panels with an unchanged declaration, so that nothing flickers when only values change. */
  build(spec) {
    this.moves = spec.moves;
    const shape = JSON.stringify(spec.rows);
    if (shape !== this.shape) {
      const before = this.panels;
      this.panels = new Map();
      const rows = spec.rows.map((row) => element("div", { className: "row" }, ...row.map((each) => this.panel(each, before))));
      this.root.querySelector(".panels").replaceChildren(...rows);
      before.forEach((panel) => panel.destroy?.());
      this.shape = shape;
    }
    if (spec.fresh) this.panels.forEach((panel) => panel.clear());
    this.transport.build(spec);
  }

  panel(spec, before) {
    const same = JSON.stringify(spec);
    let panel = before.get(spec.id);
    if (panel?.declared === same) before.delete(spec.id);
    else panel = makePanel(spec, { theme: this.theme, set: (values) => this.player.set(values) });
    panel.declared = same;
    this.panels.set(spec.id, panel);
    return panel.element;
  }

  show({ position, values }) {
    for (const [id, own] of values) {
      if (this.panels.has(id)) this.panels.get(id).take(own);
      else console.warn(`${id} is no panel of this scene`);
    }
    this.frames += 1;
    this.transport.count(position);
    Object.assign(this.root.dataset, { position, frames: this.frames, gen: this.player.gen });
  }

  showState() {
    const { playing, over, preparing } = this.player;
    this.root.dataset.playing = String(playing);
    this.root.dataset.preparing = String(preparing);
    this.transport.drive.showState(playing, over);
    if (!playing) this.announce();
  }

  /** Announces the sentences of the page to screen readers while it is paused. */
  announce() {
    const words = [...this.panels.values()].map((panel) => panel.spoken?.()).filter(Boolean).join(" ");
    const region = this.root.querySelector(".announcer");
    if (words !== region.textContent) region.textContent = words;
  }

  resize() {
    this.panels.forEach((panel) => panel.resize());
  }

  destroy() {
    this.player.destroy();
    this.channel.destroy();
    this.unlisten();
    this.observer.disconnect();
    this.panels.forEach((panel) => panel.destroy?.());
  }
}

/** Updates the link. It replaces the entry of the history: dragging a slider must not add entries. */
function keepAddress(query) {
  const { pathname, search } = window.location;
  if (search.slice(1) !== query) window.history.replaceState(window.history.state, "", query ? `${pathname}?${query}` : pathname);
}

/** A picture's values, by panel and slot. Arrays are views into the message. */
function pictureOf(told, { section }) {
  const values = new Map();
  const put = (name, value) => {
    const dot = name.indexOf("."), panel = name.slice(0, dot);
    if (!values.has(panel)) values.set(panel, {});
    values.get(panel)[name.slice(dot + 1)] = value;
  };
  Object.entries(told.values).forEach(([name, value]) => put(name, value));
  Object.entries(told.arrays).forEach(([name, [type, shape, key]]) => {
    const bytes = section(key), Type = TYPES[type];
    const data = new Type(bytes.buffer, bytes.byteOffset, bytes.byteLength / Type.BYTES_PER_ELEMENT);
    put(name, { data, shape, rows: shape[0] ?? 1, columns: shape[1] ?? 1 });
  });
  return { number: told.number, position: told.position, values };
}
