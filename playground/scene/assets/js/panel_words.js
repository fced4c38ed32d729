// A sentence about the current state, with its numbers.

import { element, write } from "../../../web/assets/js/dom.js";
import { Panel } from "./panel.js";

export class WordsPanel extends Panel {
  constructor(spec, host) {
    super(spec, host);
    this.text = element("p", { className: "text" });
    this.formula = element("p", { className: "formula" });
    this.list = element("dl");
    this.stage.append(this.text, this.formula, this.list);
    this.cells = [];
  }

  draw() {
    const { text = "", tone = "", formula = "", numbers = [] } = this.values;
    write(this.text, text);
    this.text.className = `text ${tone}`;
    write(this.formula, formula);
    this.formula.hidden = !formula;
    this.list.hidden = !numbers.length;
    if (this.cells.length !== numbers.length) {
      this.cells = numbers.map(() => [element("dt"), element("dd")]);
      this.list.replaceChildren(...this.cells.map((pair) => element("div", {}, ...pair)));
    }
    numbers.forEach(([label, value], index) => {
      write(this.cells[index][0], label);
      write(this.cells[index][1], String(value));
    });
  }

  spoken() {
    return this.values.text;
  }
}
