// The controls of a scene: Play, Step, Reset, the counter, the speed, the lesson's buttons and the settings.

import { Controls } from "./controls.js";
import { element, write } from "../../../web/assets/js/dom.js";
import { capital } from "../../../web/assets/js/format.js";
import { Drive } from "../../../web/assets/js/drive.js";
import { RATES } from "./frame_player.js";

const habit = { rate: /** @type {number | null} */ (null) };   // the chosen speed is kept during a visit to another page

export class Transport {
  constructor(root, player) {
    const part = (name) => root.querySelector(name);
    this.player = player;
    this.driven = part(".transport .drive");
    this.drive = new Drive(this.driven, player, { reset: "from the beginning", step: "Step", stepTitle: "one picture (→)" });
    this.counter = part(".counter output");
    this.counts = part(".counter .name");
    this.note = part(".note");
    this.tempo = part(".tempo select");
    this.buttons = part(".buttons");
    this.controls = new Controls(part(".controls"), (values) => player.set(values));
    this.tempo.append(...RATES.map((rate) => element("option", { value: rate, textContent: `${rate} /s` })));
    this.tempo.onchange = () => {
      habit.rate = player.rate = +this.tempo.value;
      player.pump();
    };
  }

  build({ moves, counts, rate, buttons, controls }) {
    this.driven.hidden = !moves;
    this.counts.textContent = capital(counts);
    this.player.rate = habit.rate ?? rate;
    this.tempo.value = this.player.rate;
    const said = JSON.stringify(buttons);
    if (said !== this.said) this.buttons.replaceChildren(...buttons.map((button) => this.push(button)));
    this.said = said;
    this.controls.build(controls);
  }

  push({ label, sets, primary, disabled }) {
    const button = element("button", { type: "button", className: primary ? "push primary" : "push", textContent: label, disabled });
    button.onclick = () => this.player.set(sets);
    return button;
  }

  /** Shows a message about the server. */
  showNote(text) {
    write(this.note, text);
  }

  count(position) {
    write(this.counter, Number.isInteger(position) ? position.toLocaleString("en") : position.toFixed(1));
  }
}
