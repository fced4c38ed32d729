// The live view: its parts and the data flow between them. Messages from Python arrive in `take`, requests of the user
// leave by the channel, and the player decides which frame is drawn.

import { Announcer } from "./announcer.js";
import { BigMap } from "./map.js";
import { Callouts } from "./callouts.js";
import { Channel } from "../../../web/assets/js/channel.js";
import { Chart } from "./chart.js";
import { FindingLine } from "./finding.js";
import { History } from "../../../web/assets/js/history.js";
import { countText } from "../../../web/assets/js/format.js";
import { Inspector } from "./inspector.js";
import { listenToKeys } from "../../../web/assets/js/keys.js";
import { NumbersPanel } from "./numbers.js";
import { Network } from "./network.js";
import { Palette } from "../../../web/assets/js/palette.js";
import { Player } from "./player.js";
import { Present } from "./present.js";
import { Transport } from "./transport.js";
import { watchSliders } from "./sliders.js";
import { frameLayout, frames } from "./frames.js";
import { doubles, floats } from "../../../web/assets/js/wire.js";
import { PendingEdit } from "./pending_edit.js";
import { firstUnits } from "./pages.js";
import { pictureOf } from "./picture.js";
import { Selection } from "./selection.js";
import { habits, Switches } from "./switches.js";

/** The state shown last, and its time, are kept, too. */
const last = { gen: 0, at: null, playing: false, time: -Infinity };
const pendingEdit = new PendingEdit();

/** @import { Layout, Net } from "./frames.js" */

const MOMENT = 3000;           // ms within which a view that replaces another one continues its state

export class LiveView {
  /** @type {Layout} */ layout;
  /** @type {Uint8Array} */ inputs;
  /** @type {Net} */ net;

  constructor(root) {
    this.root = root;
    this.history = new History();
    this.palette = new Palette(root);
    this.channel = new Channel({
      take: (message) => this.take(message),
      note: (text) => this.transport.showNote(text),
    });
    this.player = new Player(pendingEdit, this.channel, {
      draw: (frame) => this.draw(frame),
      changed: () => this.showState(),
      refused: () => this.repaint(),
    });
    if (habits.speed !== null) this.player.speed = habits.speed;
    // Streamlit sometimes removes the view and inserts a new one while the user is working.
    if (performance.now() - last.time < MOMENT) this.player.playing = last.playing;
    else pendingEdit.drop();
    this.transport = new Transport(root, this.player);
    this.network = new Network(root.querySelector(".network"), pendingEdit, {
      inspect: (target, aloud) => this.selection.inspect(target, aloud),
      point: (tip, x, y) => this.selection.point(tip, x, y),
      pin: (target, byFinger) => this.selection.pin(target, byFinger),
      edit: (lists) => this.edit(lists),
      page: (first) => this.page(first),
    });
    this.map = new BigMap(root.querySelector(".result"));
    this.chart = new Chart(root.querySelector(".result"), this.history, () => this.switches.show());
    this.inspector = new Inspector(root.querySelector(".card"));
    this.announcer = new Announcer(root.querySelector(".announcer"));
    this.callouts = new Callouts(root);
    const { map, network, inspector, announcer, player } = this;
    this.selection = new Selection({ map, network, inspector, announcer, player, redraw: () => this.redraw() });
    this.finding = new FindingLine(root.querySelector(".finding"), this.announcer, {
      act: ({ values, restart }) => this.player.apply(values, restart),
      learn: (lesson) => this.trigger("lesson", lesson),
      pause: () => this.player.pause(),
      told: (sentence) => this.map.describe(sentence),
    });
    this.present = new Present(root, (link) => this.player.open(link));
    this.numbers = new NumbersPanel(root, (wanted) => this.player.want({ numbers: wanted }));
    this.player.wants.errors = habits.errors;
    this.switches = new Switches(root, this.chart, this.network.links, (change) => this.show(change));
    this.map.stage.onclick = () => this.selection.dismiss();
    this.deafen = listenToKeys({
      toggle: () => this.player.toggle(),
      step: (unit, held) => this.player.step(unit, held),
      reset: () => this.player.reset(),
      undo: () => this.player.undo(),
      present: () => this.present.toggle(),
      other: (key) => this.present.act(key),
      dismiss: () => this.player.steps.halt() || this.numbers.close() || (this.present.on ? this.present.leave() : this.selection.dismiss()),
    });
    this.unwatch = watchSliders((values) => this.player.drag(values));
    this.observer = new ResizeObserver(() => this.resize());
    this.observer.observe(root);
  }

  // --- messages -------------------------------------------------------------------------------

  /** Called at every run of the page with the latest data, which may not be new. */
  mount(data, trigger) {
    this.trigger = trigger;
    this.present.presets = this.channel.mount(data, (ask) => trigger("ask", ask)).presets ?? [];
    this.channel.whenRead(() => {
      if (!this.net && !this.channel.pending) this.player.hello(last);
      if (this.net && this.palette.refresh(this.net)) this.repaint();
    });
  }

  take(message) {
    const { header } = message;
    if (header.kind === "start" || header.kind === "change") {
      this.finding.forget();
      this.numbers.forget();
    }
    this.finding.take(header.finding);
    this.numbers.take(header.numbers);
    if (header.kind === "chunk" || header.kind === "look") {
      this.history.take(doubles(message.section("history")));
      return this.player.chunk(header, frames(message, this.layout));
    }
    // The page does not know about changes made in the view yet: its link and its controls must be updated.
    if (header.edited) this.trigger("edited", header.gen);
    if (header.kind === "start") return this.begin(message);
    if (!this.net) return;
    // A live setting does not change the drawing, but a pending edit may have been rejected.
    this.adopt(header.net);
    this.network.showPendingEdit();
    this.player.change(header, header.net);
  }

  begin(message) {
    const { header } = message, undone = this.channel.pending?.kind === "undo";
    this.history.clear();
    this.history.take(doubles(message.section("history")));
    // Copy them, so that the message can be released.
    this.train = floats(message.section("train").slice());
    this.test = floats(message.section("test").slice());
    this.inputs = message.section("inputs").slice();
    this.adopt(header.net);
    this.arrange();
    this.player.start(header, header.net, frames(message, this.layout));
    if (undone) this.announcer.say(`The former run is back at epoch ${countText(this.player.shown.position)}.`);
    this.selection.reopen();
  }

  adopt(net) {
    this.net = net;
    this.root.dataset.classes = net.classes;
    this.layout = frameLayout(net);
    this.player.first = firstUnits(net, this.player.first);
    this.selection.adopt(net, this.layout);
    pendingEdit.compare(net);
    this.palette.refresh(net);
    this.transport.showNet(net);
    this.switches.showTask(net.task);
  }

  // --- drawing --------------------------------------------------------------------------------

  /** Draws everything that does not change with each frame. */
  arrange() {
    const { net, layout, palette } = this;
    this.network.build(net, layout, this.player.first);
    this.network.drawInputs(this.inputs, palette, habits.hard);
    this.map.build(net, palette);
    this.map.drawData(this.train, habits.test ? this.test : null);
    this.map.drawLegend(this.selection.unit);
    this.chart.build(net, palette);
  }

  /** Redraws after a change of theme, size or a switch. */
  repaint() {
    this.network.links.forget();
    this.arrange();
    this.redraw();
    this.selection.reopen();
  }

  draw(frame) {
    if (devicePixelRatio !== this.ratio) this.resize();
    const { root, net, player } = this;
    this.network.draw(frame, this.palette, habits.hard);
    this.drawMap(frame);
    this.chart.advance(Math.floor(frame.position));
    this.transport.draw(frame, player.playing);
    this.inspector.update(frame);
    if (player.playing) this.announcer.follow(frame, net);
    root.dataset.epoch = Math.floor(frame.position);
    Object.assign(root.dataset, { frames: player.frames, gen: player.gen });
    this.remember();
    this.numbers.draw(frame.position, player.playing);
    this.finding.draw(frame.position, player.playing);   // last, because it may end the play
  }

  remember() {
    const { gen, shown, playing } = this.player;
    if (shown) Object.assign(last, { gen, at: shown.position, playing, time: performance.now() });
  }

  /** Draws the same frame again with other options. */
  redraw() {
    const frame = this.player.drawn;
    if (!frame || this.player.net !== this.net) return;   // the first frame of a new net has not been shown yet
    this.network.draw(frame, this.palette, habits.hard);
    this.drawMap(frame);
  }

  drawMap(frame) {
    this.map.errors.draw(habits.errors ? frame.wrong : null);
    const picture = pictureOf(this.selection.looked, frame, this);
    if (!picture) return;
    this.map.draw(picture, habits.hard);
    this.inspector.copy(this.map.painter.canvas);
  }

  resize() {
    const { clientWidth, clientHeight } = this.root, place = this.root.querySelector(".strip-place");
    // On a phone the page puts the data sets there.
    document.documentElement.style.setProperty("--strip-top", `${place.offsetTop}px`);
    this.ratio = devicePixelRatio;
    const size = [clientWidth, clientHeight, this.ratio].join();
    if (!this.net || size === this.size) return;
    this.size = size;
    this.numbers.place();
    this.repaint();
  }

  // --- changes in the drawing -----------------------------------------------------------------

  edit(lists) {
    this.present.forget();
    this.player.edit(lists);
    this.remember();
  }

  /** Draws other units of wide layers, from `first` on in each layer. */
  page(first) {
    this.player.setFirst(first);
    this.network.build(this.net, this.layout, first);
    this.network.drawInputs(this.inputs, this.palette, habits.hard);
    this.redraw();
    this.selection.reopen();
  }

  // --- switches and state ---------------------------------------------------------------------

  show(change) {
    Object.assign(habits, change);
    this.switches.show();
    this.chart.set({ metric: habits.metric, log: habits.log });
    this.player.want({ errors: habits.errors });
    if (!this.net) return;
    this.map.drawData(this.train, habits.test ? this.test : null);
    this.network.drawInputs(this.inputs, this.palette, habits.hard);
    this.redraw();
  }

  showState() {
    const { player, root, announcer } = this, { playing, error, shown } = player;
    root.dataset.playing = playing;
    habits.speed = player.speed;
    this.remember();
    this.transport.showState(player, this.finding.explains);
    this.finding.state(playing);
    this.chart.stop(error ? shown : null);
    if (error && error !== this.said) announcer.say(error);
    else if (playing !== this.wasPlaying && shown) {
      if (playing) announcer.say("Playing.");
      else if (player.restart) announcer.say("Reset.");
      else announcer.report(shown, this.net, "Paused. ");
    }
    this.said = error;
    this.wasPlaying = playing;
  }

  destroy() {
    this.callouts.destroy();
    this.player.destroy();
    this.channel.destroy();
    this.deafen();
    this.unwatch();
    this.observer.disconnect();
    this.present.destroy();
    this.selection.destroy();
  }
}

