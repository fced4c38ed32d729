// The row that drives the training, with the keys Space, → and R, and the numbers reached.

import { epochText, lossText, percentText, r2Text, rateText } from "./format.js";
import { SPEEDS } from "./player.js";

/** Where typing, or a widget's own arrows, come before our keys. */
const TYPING = "input, textarea, select, [contenteditable]:not([contenteditable=false]), [role=textbox], [role=combobox], [role=listbox], [role=slider], [role=spinbutton]";
const PRESSED = "button, a[href], summary, [role=button], [role=tab], [role=option], [role=menuitem], [role=checkbox], [role=switch], [role=radio]";

export class Transport {
  constructor(root, player) {
    this.player = player;
    const part = (name) => root.querySelector(name);
    this.playButton = part(".play");
    this.stepButton = part(".step");
    this.resetButton = part(".reset");
    this.epoch = part(".epoch output");
    this.words = part(".speed-words");
    this.reached = part(".reached");
    this.slider = part(".speed input");
    this.message = part(".message");
    this.cells = {
      trainLoss: part(".train-loss"), testLoss: part(".test-loss"),
      trainScore: part(".train-score"), testScore: part(".test-score"), score: part(".score-name"),
    };
    this.slider.max = SPEEDS.length - 1;
    this.listen();
    this.showSpeed();
  }

  listen() {
    const { player } = this;
    this.playButton.onclick = () => this.toggle();
    this.stepButton.onclick = (event) => this.press(event, () => player.step(event.shiftKey ? "batch" : "epoch"));
    this.resetButton.onclick = (event) => this.press(event, () => player.reset());
    this.slider.oninput = () => {
      player.setSpeed(+this.slider.value);
      this.showSpeed();
    };
    this.onKey = (event) => this.key(event);
    // Capturing, so that a key used here is not also taken by the page (where R would rerun the script).
    document.addEventListener("keydown", this.onKey, true);
  }

  /** A button clicked with the mouse lets go of the keyboard: the space bar is for Play. */
  press(event, act) {
    if (event.detail) event.currentTarget.blur();
    act();
  }

  toggle() {
    if (this.player.playing) this.player.pause();
    else this.player.play();
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return;
    const [at] = event.composedPath();
    if (!(at instanceof Element) || at.closest(TYPING)) return;
    if (event.key === " ") {
      if (at.closest(PRESSED) || event.shiftKey) return;
      if (!event.repeat) this.toggle();
    } else if (event.key === "ArrowRight") {
      // Inside the network and the chart the arrows walk.
      if (at.closest(".target, .curve")) return;
      this.player.step(event.shiftKey ? "batch" : "epoch");
    } else if (event.key.toLowerCase() === "r" && !event.shiftKey) {
      if (!event.repeat) this.player.reset();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  showSpeed() {
    const { words } = SPEEDS[this.player.speed];
    this.slider.value = this.player.speed;
    this.slider.setAttribute("aria-valuetext", words);
    this.words.textContent = words;
  }

  /** Playing, paused, diverged. */
  showState({ playing, problem, net }) {
    const { playButton, stepButton } = this;
    playButton.classList.toggle("playing", playing);
    playButton.setAttribute("aria-label", playing ? "Pause" : "Play");
    playButton.title = playing ? "Pause (Space)" : "Play (Space)";
    playButton.disabled = stepButton.disabled = !net || !!problem;
    this.resetButton.disabled = !net;
    if (!playing) this.reached.textContent = "";
    this.message.classList.toggle("problem", !!problem);
    if (problem) this.say(problem);
    else if (playing || this.player.shown?.position > 0) this.say("");
  }

  say(words) {
    if (this.message.textContent !== words) this.message.textContent = words;
  }

  showNet(net) {
    this.regression = net.problem === "regression";
    this.cells.score.textContent = this.regression ? "R²" : "Accuracy";
  }

  draw(frame) {
    const score = this.regression ? r2Text : percentText, { cells } = this;
    write(this.epoch, epochText(frame.position));
    write(cells.trainLoss, lossText(frame.trainLoss));
    write(cells.testLoss, lossText(frame.testLoss));
    write(cells.trainScore, score(frame.trainScore));
    write(cells.testScore, score(frame.testScore));
    const { playing, reached } = this.player;
    if (playing && reached) write(this.reached, rateText(reached) + " epochs/s");
  }

  destroy() {
    document.removeEventListener("keydown", this.onKey, true);
  }
}

function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
