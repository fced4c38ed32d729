// The row that drives the training, and the numbers reached.

import { epochText, lossText, percentText, r2Text, rateText, stepText } from "./format.js";
import { FASTEST, speedWords } from "./speeds.js";

const READABLE = 100;          // ms between numbers in play

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
    this.playButton.onclick = () => this.toggle();
    this.stepButton.onclick = ({ shiftKey }) => player.step(shiftKey ? "batch" : "epoch");
    this.resetButton.onclick = () => player.reset();
    this.slider.oninput = () => {
      player.setSpeed(+this.slider.value);
      this.showSpeed();
    };
  }

  toggle() {
    if (this.player.playing) this.player.pause();
    else this.player.play();
  }

  showSpeed() {
    const words = speedWords(this.player.speed);
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
    // A hint for those who have not played yet; a sentence when something went wrong; else nothing.
    this.played ||= playing || this.player.shown?.position > 0;
    this.hint.hidden = this.played || !net || !!problem;
    write(this.message, problem ?? "");
  }

  showNet(net) {
    this.rate = net.rate;
    this.regression = net.problem === "regression";
    this.cells.score.textContent = this.regression ? "R²" : "Accuracy";
  }

  /** The counter follows every frame; numbers nobody can read at sixty a second follow ten times a second. */
  draw(frame, playing) {
    const score = this.regression ? r2Text : percentText, { cells } = this;
    write(this.epoch, epochText(frame.position));
    const now = performance.now();
    if (playing && now - this.written < READABLE) return;
    this.written = now;
    write(cells.trainLoss, lossText(frame.trainLoss));
    write(cells.testLoss, lossText(frame.testLoss));
    write(cells.trainScore, score(frame.trainScore));
    write(cells.testScore, score(frame.testScore));
    // What goes without saying is left out, but keeps its place.
    writeRow(cells.rate, frame.rate === this.rate ? "" : stepText(frame.rate));
    writeRow(cells.penalty, frame.penalty === 0 ? "" : lossText(frame.penalty));
    writeRow(cells.gradient, frame.position === 0 ? "" : lossText(frame.gradientNorm));
    const { reached } = this.player;
    if (playing) write(this.reached, reached ? `reached ${rateText(reached)}/s` : "");
  }
}

/** A number with its name before it; without a number both are hidden. */
function writeRow(element, text) {
  const { parentNode: { style } } = element, visibility = text ? "" : "hidden";
  if (style.visibility !== visibility) style.visibility = visibility;
  if (text) write(element, text);
}

/** Changing the text node in place is cheaper than putting in another, which counts at frame rate. */
function write(element, text) {
  const { firstChild } = element;
  if (!firstChild) element.textContent = text;
  else if (firstChild.data !== text) firstChild.data = text;
}
