// A table of cells colored by value. Cells that can be chosen are buttons.

import { element, write } from "../../../web/assets/js/dom.js";
import { css } from "../../../web/assets/js/palette.js";
import { Panel } from "./panel.js";

export class MatrixPanel extends Panel {
  changed({ columns, lines }) {
    if (columns || lines) this.build();
  }

  build() {
    const { columns = [], lines = [] } = this.values, { pick, x, y } = this.spec;
    this.cells = lines.map((line, row) => columns.map((column, k) => {
      const words = pick ? element("button", { type: "button" }) : element("span");
      if (pick) words.onclick = () => this.set({ [pick[0]]: row, [pick[1]]: k });
      const cell = element("td", {}, words);
      cell.style.height = `${this.spec.height}px`;
      return Object.assign(cell, { words, where: `${y} ${line}, ${x} ${column}`.trim() });
    }));
    const named = y && x ? `${y} \\ ${x}` : y || x, corner = element(named ? "th" : "td", { textContent: named });
    const head = element("tr", {}, corner, ...columns.map((name) => element("th", { scope: "col", textContent: name })));
    const body = this.cells.map((cells, row) => element("tr", {}, element("th", { scope: "row", textContent: lines[row] }), ...cells));
    this.stage.replaceChildren(element("table", { className: "matrix" }, element("thead", {}, head), element("tbody", {}, ...body)));
  }

  draw() {
    const { values, texts, picked } = this.values;
    if (!values || !this.cells || !this.theme.palette) return;
    const { low, high } = this.spec;
    this.cells.forEach((cells, row) => cells.forEach((cell, column) => {
      const value = values.data[row * values.columns + column], known = Number.isFinite(value);
      const share = Math.min(1, Math.max(0, (value - low) / (high - low)));
      const color = this.spec.colors === "signed" ? this.theme.field(2 * share - 1) : this.theme.shade(share);
      cell.style.background = known ? css(color) : "";
      cell.style.color = known ? readable(color) : "";
      const text = texts?.[row]?.[column] ?? (known ? this.said(value) : "");
      write(cell.words, text);
      // Screen readers read a cell that is not a button with its row and column; it must not have another name.
      if (this.spec.pick) cell.words.setAttribute("aria-label", `${cell.where}: ${text || "not known yet"}`);
      cell.classList.toggle("picked", picked?.[0] === row && picked?.[1] === column);
    }));
  }

  said(value) {
    return this.spec.unit === "%" ? `${Math.round(100 * value)} %` : String(+value.toPrecision(3));
  }
}

/** Black or white, whichever reads better on a color (WCAG's relative luminance). */
function readable(color) {
  const [r, g, b] = color.map((part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.179 ? "#000" : "#fff";
}
