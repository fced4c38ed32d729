// The buttons Reset, Play and Step, for the live view and the lessons.

import { element } from "./dom.js";

const RESET = '<path d="M5 12a7 7 0 1 0 2.2-5.1M7.5 3.2v4h4" />';
const PLAY = '<path class="go" d="M8.5 5.6v12.8L19 12z" /><path class="halt" d="M7.5 6h3v12h-3zM13.5 6h3v12h-3z" />';
const STEP = '<path d="M6.5 6.5 14 12l-7.5 5.5zM17.5 6.5v11" />';

/** @typedef {{ toggle: () => void, step: (unit: "epoch" | "batch") => void, reset: () => void }} Driven */

export class Drive {
  /**
   * Inserts the buttons at the start of `place`. `words` are the names and titles of reset and step.
   * @param {Element} place @param {Driven} player
   * @param {{ reset: string, step: string, stepTitle: string }} words
   */
  constructor(place, player, { reset, step, stepTitle }) {
    this.resetButton = button("round reset", "Reset", `Reset: ${reset} (R)`, RESET);
    this.playButton = button("play", "Play", "Play (Space)", PLAY);
    this.stepButton = button("round step", step, `Step: ${stepTitle}`, STEP);
    this.resetButton.onclick = () => player.reset();
    this.playButton.onclick = () => player.toggle();
    this.stepButton.onclick = ({ shiftKey }) => player.step(shiftKey ? "batch" : "epoch");
    place.prepend(this.resetButton, this.playButton, this.stepButton);
  }

  /** Shows whether it plays, and whether it can continue. @param {boolean} playing @param {boolean} ended */
  showState(playing, ended) {
    const { playButton, stepButton, resetButton } = this, name = playing ? "Pause" : "Play";
    playButton.classList.toggle("playing", playing);
    playButton.setAttribute("aria-label", name);
    playButton.title = `${name} (Space)`;
    playButton.disabled = stepButton.disabled = ended;
    resetButton.disabled = false;
  }
}

function button(className, name, title, icon) {
  const innerHTML = `<svg viewBox="0 0 24 24" aria-hidden="true">${icon}</svg>`;
  return element("button", { type: "button", className, title, disabled: true, innerHTML, "aria-label": name });
}
