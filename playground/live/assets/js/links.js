// Draws the weights as SVG paths. Their shape is constant. Color and width are updated only when the rounded weight
// changes visibly: this is most of the work of a frame.

import { svg } from "../../../web/assets/js/dom.js";
import { curve, descent } from "./geometry.js";
import { LINK_STEPS, LINK_TOP } from "../../../web/assets/js/palette.js";

const DASH = "6 4";            // pixels drawn and left out
const REACH = 6;               // distance from a link in pixels that counts as pointing at it

export class Links {
  /** @type {Int16Array} */ levels;
  /** @type {SVGPathElement[]} */ paths;
  /** @type {SVGPathElement} */ glow;
  /** @type {Uint8Array} */ dashes;

  constructor(place) {
    this.svg = place;
    this.links = [];
    this.dashed = false;         // whether negative weights are drawn as dashed lines
  }

  build(links, geometry) {
    this.links = links;
    this.svg.setAttribute("width", geometry.width);
    this.svg.setAttribute("height", geometry.height);
    this.glow = svg("path", { class: "glow" });
    this.paths = links.map((link) => svg("path", { d: curve(link) }));
    this.svg.replaceChildren(this.glow, ...this.paths);
    this.dashes = new Uint8Array(links.length);
    this.forget();
  }

  /** Draws negative weights as dashed lines, or no longer, from the next frame on. */
  dash(dashed) {
    if (dashed === this.dashed) return;
    this.dashed = dashed;
    this.forget();
  }

  /** After a change of theme every attribute must be updated. */
  forget() {
    this.levels = new Int16Array(this.links.length).fill(-32768);
  }

  draw(weights, palette) {
    const { links, levels, paths, dashes, dashed } = this;
    for (let i = 0; i < links.length; i++) {
      const rounded = Math.round(weights[links[i].index] * LINK_STEPS);
      const level = LINK_TOP + Math.max(-LINK_TOP, Math.min(LINK_TOP, rounded));
      const before = levels[i];
      if (level === before) continue;
      levels[i] = level;
      const color = palette.linkColors[level];
      if (palette.linkColors[before] !== color) paths[i].setAttribute("stroke", color);
      const width = palette.linkWidths[level];
      if (palette.linkWidths[before] !== width) paths[i].setAttribute("stroke-width", width);
      const dash = Number(dashed && level < LINK_TOP);
      if (dash === dashes[i]) continue;
      dashes[i] = dash;
      if (dash) paths[i].setAttribute("stroke-dasharray", DASH);
      else paths[i].removeAttribute("stroke-dasharray");
    }
  }

  /** The link nearest to a point, or null. All links of a gap have the same x range, so the curve is solved once. */
  at(x, y) {
    let best = null, nearest = REACH, gap = NaN, share = 0;
    for (const link of this.links) {
      if (x < link.x0 || x > link.x1) continue;
      if (link.x0 !== gap) {
        gap = link.x0;
        share = descent((x - link.x0) / (link.x1 - link.x0));
      }
      const steep = Math.abs(link.y1 - link.y0) / (link.x1 - link.x0);
      const away = Math.abs(link.y0 + (link.y1 - link.y0) * share - y) / Math.hypot(1, steep);
      if (away < nearest) [best, nearest] = [link, away];
    }
    return best;
  }

  highlight(link) {
    if (link) this.glow.setAttribute("d", curve(link));
    this.glow.classList.toggle("on", !!link);
  }
}
