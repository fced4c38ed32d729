// @ts-check
// What drives a scene: Play, Step, Reset, the counter, the speed, the lesson's buttons and the settings.

import { Controls } from "./controls.js";
import { element } from "../../../web/assets/js/dom.js";
import { RATES } from "./reel.js";

const habit = { rate: null };   // the speed chosen outlives a visit to another page

export class Deck {
  constructor(root, reel) {
    const part = (name) => root.querySelector(name);
    this.reel = reel;
    this.drive = part(".deck .drive");
    this.playButton = part(".play");
    this.stepButton = part(".step");
    this.resetButton = part(".reset");
    this.counter = part(".counter output");
    this.counts = part(".counter .name");
    this.note = part(".note");
    this.tempo = part(".tempo select");
    this.buttons = part(".buttons");
    this.controls = new Controls(part(".controls"), (values) => reel.set(values));
    this.playButton.onclick = () => this.toggle();
    this.stepButton.onclick = () => reel.step();
    this.resetButton.onclick = () => reel.reset();
    this.tempo.append(...RATES.map((rate) => element("option", { value: rate, textContent: `${rate} /s` })));
    this.tempo.onchange = () => {
      habit.rate = reel.rate = +this.tempo.value;
      reel.pump();
    };
  }

  toggle() {
    if (this.reel.playing) this.reel.pause();
    else this.reel.play();
  }

  build({ moves, counts, rate, buttons, controls }) {
    this.drive.hidden = !moves;
    this.counts.textContent = counts[0].toUpperCase() + counts.slice(1);
    this.reel.rate = habit.rate ?? rate;
    this.tempo.value = this.reel.rate;
    const said = JSON.stringify(buttons);
    if (said !== this.said) this.buttons.replaceChildren(...buttons.map((button) => this.push(button)));
    this.said = said;
    this.controls.build(controls);
  }

  push({ label, sets, primary, disabled }) {
    const button = element("button", { type: "button", className: primary ? "push primary" : "push", textContent: label, disabled });
    button.onclick = () => this.reel.set(sets);
    return button;
  }

  /** What is to be told of the server. */
  showNote(text) {
    if (this.note.textContent !== text) this.note.textContent = text;
  }

  count(position) {
    const text = Number.isInteger(position) ? position.toLocaleString("en") : position.toFixed(1);
    if (this.counter.textContent !== text) this.counter.textContent = text;
  }

  showState(playing, over) {
    const { playButton } = this;
    playButton.classList.toggle("playing", playing);
    playButton.setAttribute("aria-label", playing ? "Pause" : "Play");
    playButton.title = playing ? "Pause (Space)" : "Play (Space)";
    playButton.disabled = this.stepButton.disabled = over;
    this.resetButton.disabled = false;
  }
}
