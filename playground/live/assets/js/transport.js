// The row of controls that run the training, and its numbers.

import { element, setRange, write } from "../../../web/assets/js/dom.js";
import { Drive } from "../../../web/assets/js/drive.js";
import { batchText, countText, epochText, lossText, percentText, r2Text, stepText } from "../../../web/assets/js/format.js";
import { FASTEST, reachedText, speedWords, stride } from "./speeds.js";

/** @import { Net } from "./frames.js" */

const WORDS = { reset: "the same start again", step: "Step one epoch", stepTitle: "one epoch (→), with Shift one batch" };
const LONG = 100;              // epochs of a run from which on its loss is worth a button
const READABLE = 100;          // ms between updates of the numbers while playing
const SLOW = 1 / 3;            // epochs between two pictures below which batches are counted

export class Transport {
  /** @type {Net} */ net;
  written = -Infinity;           // time of the last update of the numbers

  constructor(root, player) {
    this.player = player;
    const part = (name) => root.querySelector(name);
    this.drive = new Drive(part(".drive"), player, WORDS);
    this.undo = element("button", { type: "button", className: "undo", hidden: true, textContent: "Undo" });
    part(".drive").append(this.undo);
    this.epoch = part(".epoch output");
    this.batch = part(".batch");
    this.words = part(".speed-words");
    this.reached = part(".reached");
    this.slider = part(".speed input");
    this.message = part(".message");
    this.hint = part(".hint");
    this.cells = {
      trainLoss: part(".train-loss"), testLoss: part(".test-loss"),
      trainScore: part(".train-score"), testScore: part(".test-score"), score: part(".score-name"),
      rate: part(".rate"), penalty: part(".penalty"), gradient: part(".gradient"),
    };
    this.slider.max = FASTEST;
    this.listen();
    this.showSpeed();
  }

  listen() {
    const { player } = this;
    this.undo.onclick = () => player.undo();
    this.slider.oninput = () => {
      player.setSpeed(+this.slider.value);
      this.showSpeed();
    };
  }

  showSpeed() {
    const words = speedWords(this.player.speed);
    setRange(this.slider, this.player.speed);
    this.slider.setAttribute("aria-valuetext", words);
    this.words.textContent = words;
  }

  /** Shows the state: playing, paused or ended. `explained`: the line below the map says why it has ended. */
  showState({ playing, error, net, left, steps: { reached }, shown }, explained) {
    this.undo.hidden = !(left?.at > LONG);
    if (left) this.undo.title = `Undo: bring back the run at epoch ${countText(left.at)} (Z)`;
    if (net) this.drive.showState(playing || reached !== null, !!error);
    this.showProgress(reached, shown);
    if (!playing) this.reached.textContent = "";
    // A hint before the first Play, a message after the last epoch, otherwise nothing.
    this.played ||= playing || reached !== null;
    this.hint.hidden = this.played || !net || !!error;
    this.error = explained ? "" : error ?? "";
    this.showNote(this.note);
  }

  /** Shows how far a step is that takes several answers, or null: the batch counts, and a ring around the button fills. */
  showProgress(reached, shown) {
    const { style, classList } = this.drive.playButton;
    classList.toggle("working", reached !== null);
    if (reached === null) return;
    const from = shown.position;
    style.setProperty("--done", `${Math.round((360 * (reached - from)) / (Math.floor(from) + 1 - from))}deg`);
    write(this.batch, batchText(reached, this.net));
  }

  /** Shows a message about the server, unless there is an error of the run. */
  showNote(note = "") {
    this.note = note;
    write(this.message, this.error || note);
  }

  showNet(net) {
    this.net = net;
    this.regression = net.task === "regression";
    this.cells.score.textContent = this.regression ? "R²" : "Accuracy";
  }

  /** The counter is updated with every frame, the other numbers ten times a second, so that they can be read. */
  draw(frame, playing) {
    const score = this.regression ? r2Text : percentText, { cells } = this;
    if (!this.played && frame.position > 0) this.hint.hidden = this.played = true;
    write(this.epoch, epochText(frame.position));
    write(this.batch, this.counted(frame.position, playing) ? batchText(frame.position, this.net) : "");
    const now = performance.now();
    if (playing && now - this.written < READABLE) return;
    this.written = now;
    write(cells.trainLoss, lossText(frame.trainLoss));
    write(cells.testLoss, lossText(frame.testLoss));
    write(cells.trainScore, score(frame.trainScore));
    write(cells.testScore, score(frame.testScore));
    // Readings without information are hidden, but keep their space.
    writeRow(cells.rate, frame.rate === this.net.rate ? "" : stepText(frame.rate));
    writeRow(cells.penalty, frame.penalty === 0 ? "" : lossText(frame.penalty));
    writeRow(cells.gradient, frame.position === 0 ? "" : lossText(frame.gradientNorm));
    const { speed, meter } = this.player;
    if (playing) write(this.reached, reachedText(speed, meter.reached, this.net));
  }

  /** Whether batches are counted: within an epoch, or when playing or stepping batch by batch. */
  counted(position, playing) {
    const moved = position - this.position;
    this.position = position;
    const byBatch = playing && stride(this.player.speed)[0] === "batch";
    if (moved) this.slow = moved > 0 && (byBatch || moved < SLOW);
    return this.slow || (!playing && position % 1 > 0);
  }
}

/** Shows a number with its name; without a number both are hidden. */
function writeRow(element, text) {
  const { parentNode: { style } } = element, visibility = text ? "" : "hidden";
  if (style.visibility !== visibility) style.visibility = visibility;
  if (text) write(element, text);
}
