// Announces changes to screen readers: user actions at once, progress from time to time.

import { percentText, r2Text } from "../../../web/assets/js/format.js";

const EVERY = 10000;           // ms between reports while playing

export class Announcer {
  constructor(region) {
    this.region = region;
    this.last = 0;
  }

  say(words) {
    this.region.textContent = words;
    this.last = performance.now();
  }

  report(frame, net, words = "") {
    const regression = net.task === "regression";
    const score = regression ? "R squared " + r2Text(frame.testScore) : "accuracy " + percentText(frame.testScore);
    this.say(`${words}Epoch ${Math.floor(frame.position)}, test ${score}.`);
  }

  /** Call it for every frame. */
  follow(frame, net) {
    if (performance.now() - this.last > EVERY) this.report(frame, net);
  }
}
