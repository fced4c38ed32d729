// Reads the values of the curve at the epoch under the pointer, or by the arrow keys.

import { lossText, percentText, r2Text } from "../../../web/assets/js/format.js";

const MOVES = { ArrowLeft: -1, ArrowRight: 1, PageDown: -10, PageUp: 10, Home: -Infinity, End: Infinity };

/** @import { Chart } from "./chart.js" */

export class Cursor {
  at = /** @type {number | null} */ (null);      // an epoch; the end of the curve may lie within one

  /** @param {Chart} chart @param {any} section */
  constructor(chart, section) {
    this.chart = chart;
    this.ruler = section.querySelector(".ruler");
    this.keys = [...section.querySelectorAll(".keys b")];
    this.listen(chart.stage);
  }

  listen(stage) {
    stage.onpointermove = ({ offsetX }) => {
      const epoch = this.chart.epochAt(offsetX);
      if (epoch !== null) this.set(Math.round(epoch));
    };
    stage.onpointerleave = () => this.set(null);
    stage.onfocus = () => stage.matches(":focus-visible") && this.set(this.chart.last);
    stage.onblur = () => this.set(null);
    stage.onkeydown = (event) => {
      const move = MOVES[event.key];
      if (event.key === "Escape") this.set(null);
      if (move === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      const moved = (this.at ?? this.chart.last) + move * (event.shiftKey ? 10 : 1);
      this.set(move < 0 ? Math.ceil(moved) : Math.floor(moved));
    };
  }

  set(epoch) {
    if (!this.chart.width) return;     // nothing has been drawn yet
    const { last } = this.chart;
    this.at = epoch === null ? null : Math.max(0, epoch > Math.floor(last) ? last : epoch);
    this.show();
  }

  show() {
    const { at, chart, ruler } = this, { stage } = chart;
    ruler.hidden = at === null;
    this.keys.forEach((key, index) => (key.textContent = ["train", "test"][index]));
    if (at === null) {
      stage.setAttribute("aria-valuenow", chart.epoch);
      return stage.removeAttribute("aria-valuetext");
    }
    const epoch = Math.floor(at);
    ruler.style.transform = `translateX(${chart.x(at)}px)`;
    ruler.firstChild.textContent = epoch;
    const write = chart.metric === "loss" ? lossText : chart.net.task === "regression" ? r2Text : percentText;
    // The values replace the words in the legend, so nothing moves and nothing is covered.
    const [train, test] = chart.series.map((series) => write(chart.at(at, series)));
    this.keys[0].textContent = train;
    this.keys[1].textContent = test;
    stage.setAttribute("aria-valuenow", epoch);
    stage.setAttribute("aria-valuetext", `epoch ${epoch}, train ${train}, test ${test}`);
  }
}
