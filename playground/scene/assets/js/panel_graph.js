// A computational graph: gates as boxes, left to right. A gate's value is shown where its edges begin, and the gradient
// of an edge near the gate where the edge ends.

import { element, svg, write } from "../../../web/assets/js/dom.js";
import { valueText } from "../../../web/assets/js/format.js";
import { Panel } from "./panel.js";

const GRAPH_GIVEN = ["input", "target", "parameter", "running"];
const GRAPH_WIDE = 64, GRAPH_TALL = 36, GRAPH_EDGE = 12;
const GRAPH_COLUMN = [148, 220];    // least and most pixels between columns
const GRAPH_ROW = [60, 76];         // pixels between rows, if there are many or few
const GRAPH_MANY = 6;               // number of rows that counts as many
const GRAPH_BACK = 0.7;             // position of the gradient along an edge
const GRAPH_ARCH = 64;              // greatest height of an edge that passes around gates
const GRAPH_CROWD = 12;             // edges between two columns above which only those of the active gate show gradients

export class GraphPanel extends Panel {
  /** @type {Map<string, any>} */ boxes;
  column = 0;                    // pixels between columns
  row = 0;
  top = 0;

  constructor(spec, host) {
    super(spec, host);
    this.stage.classList.add("graph-box");
    this.stage.style.overflowX = "auto";
    this.said = element("p", { className: "note" });
    this.stage.after(this.said);
  }

  changed({ graph }) {
    if (graph) this.build(graph);
  }

  resize() {
    const { graph } = this.values;
    if (graph && this.stage.clientWidth !== this.built) this.build(graph);
    this.draw();
  }

  left({ x }) {
    return GRAPH_EDGE + this.column * x;
  }

  middle({ y }) {
    return this.top + this.row * y;
  }

  build({ nodes, edges }) {
    const at = new Map(nodes.map((node) => [node.id, node]));
    const right = Math.max(...nodes.map(({ x }) => x)), bottom = Math.max(...nodes.map(({ y }) => y));
    const room = (this.stage.clientWidth - 2 * GRAPH_EDGE - GRAPH_WIDE) / Math.max(1, right);
    this.column = Math.floor(Math.min(GRAPH_COLUMN[1], Math.max(GRAPH_COLUMN[0], room)));
    this.row = GRAPH_ROW[bottom < GRAPH_MANY ? 1 : 0];
    const sides = edges.map(({ from, to }) => this.side(nodes, at.get(from), at.get(to)));
    const [above, below] = [-1, 1].map((side) => (sides.includes(side) ? GRAPH_ARCH : 8));
    this.top = GRAPH_EDGE + above + GRAPH_TALL / 2;
    const width = 2 * GRAPH_EDGE + GRAPH_WIDE + this.column * right, height = 2 * GRAPH_EDGE + above + below + GRAPH_TALL + this.row * bottom;
    const picture = svg("svg", { width, height, viewBox: `0 0 ${width} ${height}`, role: "group", "aria-label": this.spec.title });
    const pair = ({ from, to }) => `${at.get(from).x} ${at.get(to).x}`;
    const between = new Map(), told = new Set();
    for (const edge of edges) between.set(pair(edge), (between.get(pair(edge)) ?? 0) + 1);
    this.links = edges.map((edge, index) => {
      const link = this.link(picture, at.get(edge.from), at.get(edge.to), sides[index]);
      // Only the first edge of a gate shows its value.
      link.first = !told.has(edge.from);
      link.crowded = between.get(pair(edge)) > GRAPH_CROWD;
      told.add(edge.from);
      return link;
    });
    this.boxes = new Map(nodes.map((node, index) => [node.id, this.box(picture, node, index)]));
    this.stage.replaceChildren(picture);
    this.built = this.stage.clientWidth;
    this.revealed = null;
  }

  /** How an edge passes gates in its way: −1 above them, 1 below, 0 if there are none. */
  side(nodes, from, to) {
    const between = nodes.filter(({ x }) => x > from.x && x < to.x);
    const off = ({ x, y }) => y - (from.y + ((to.y - from.y) * (x - from.x)) / (to.x - from.x));
    if (!between.some((node) => Math.abs(off(node)) < 0.6)) return 0;
    const near = (side) => between.filter((node) => side * off(node) >= 0.6 && side * off(node) < 1.6).length;
    return near(1) < near(-1) ? 1 : -1;
  }

  link(picture, from, to, side) {
    const [x0, y0, x1, y1] = [this.left(from) + GRAPH_WIDE, this.middle(from), this.left(to), this.middle(to)];
    const arch = Math.min(GRAPH_ARCH, 28 + 12 * (to.x - from.x)) / 0.75; // the curve rises to ¾ of its handles
    const bend = side ? Math.min(60, (x1 - x0) / 3) : (x1 - x0) / 2;
    const [h0, h1] = side ? [side * Math.max(side * y0, side * y1) + side * arch].flatMap((y) => [y, y]) : [y0, y1];
    const path = svg("path", { d: `M${x0} ${y0}C${x0 + bend} ${h0} ${x1 - bend} ${h1} ${x1} ${y1}`, fill: "none", "stroke-width": 1.5 });
    const t = GRAPH_BACK, along = (a, b, c, d) => a * (1 - t) ** 3 + 3 * b * t * (1 - t) ** 2 + 3 * c * t * t * (1 - t) + d * t ** 3;
    const [x, y] = [along(x0, x0 + bend, x1 - bend, x1), along(y0, h0, h1, y1)];
    const words = (attributes) => svg("text", { "font-size": 12, "paint-order": "stroke", "stroke-width": 3, ...attributes });
    const value = words({ x: x0 + 6, y: y0 - 5 });
    const grad = words({ x, y: y + 13, "text-anchor": "middle", "font-style": "italic" });
    picture.append(path, value, grad);
    return { path, value, grad, from: from.id, to: to.id };
  }

  box(picture, node, index) {
    const group = svg("g", { transform: `translate(${this.left(node)} ${this.middle(node) - GRAPH_TALL / 2})` });
    const rim = svg("rect", { width: GRAPH_WIDE, height: GRAPH_TALL, rx: GRAPH_GIVEN.includes(node.kind) ? 4 : 18, "stroke-width": 1.5 });
    const label = svg("text", { x: GRAPH_WIDE / 2, y: GRAPH_TALL / 2 + 5, "text-anchor": "middle", "font-size": 14 });
    label.textContent = node.label;
    const hint = svg("title", {});
    hint.textContent = node.hint ?? node.label;
    group.append(rim, label, hint);
    picture.append(group);
    if (node.label.length > 7) label.setAttribute("textLength", String(GRAPH_WIDE - 8));
    if (this.spec.pick) this.pickable(group, node, index);
    return { x: this.left(node), rim, label };
  }

  pickable(group, node, index) {
    const choose = () => this.set({ [this.spec.pick]: index });
    group.style.cursor = "pointer";
    group.setAttribute("role", "button");
    group.setAttribute("tabindex", 0);
    // For voice control, the accessible name begins with the visible text of the gate (WCAG 2.5.3).
    const hint = node.hint || node.label;
    group.setAttribute("aria-label", hint.startsWith(node.label) ? hint : `${node.label}: ${hint}`);
    group.onclick = choose;
    group.onkeydown = (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      event.stopPropagation();
      choose();
    };
  }

  draw() {
    const { edges, now } = this.values, { theme } = this;
    if (!this.links || !theme.palette) return;
    this.links.forEach(({ path, value, grad, from, to, first, crowded }, index) => {
      const [v, g] = edges ? [edges.data[2 * index], edges.data[2 * index + 1]] : [NaN, NaN];
      const hot = now?.node && (from === now.node || to === now.node);
      value.textContent = first && Number.isFinite(v) ? valueText(v) : "";
      grad.textContent = (hot || !crowded) && Number.isFinite(g) ? valueText(g) : "";
      value.setAttribute("fill", theme.ink(0.9));
      grad.setAttribute("fill", theme.color("compared1"));
      value.setAttribute("stroke", theme.ink(0));
      grad.setAttribute("stroke", theme.ink(0));
      path.setAttribute("stroke", theme.ink(hot ? 0.8 : Number.isFinite(v) ? 0.35 : 0.15));
    });
    for (const [id, { rim, label }] of this.boxes) {
      const hot = id === now?.node;
      rim.setAttribute("fill", hot ? theme.color(now.phase === "backward" ? "compared1" : "compared0") : theme.ink(0.06));
      rim.setAttribute("stroke", theme.ink(hot ? 0.9 : 0.35));
      label.setAttribute("fill", hot ? theme.ink(0) : theme.ink(0.95));
    }
    write(this.said, now?.text ?? "");
    this.reveal(now?.node);
  }

  /** Scrolls the active gate into view inside the panel, never the page. */
  reveal(id) {
    const box = this.boxes.get(id);
    if (!box || id === this.revealed) return;
    this.revealed = id;
    const { x } = box;
    const { scrollLeft, clientWidth } = this.stage;
    if (x < scrollLeft + GRAPH_EDGE || x + GRAPH_WIDE > scrollLeft + clientWidth - GRAPH_EDGE) this.stage.scrollLeft = x + GRAPH_WIDE / 2 - clientWidth / 2;
  }

  spoken() {
    return this.values.now?.text;
  }
}
