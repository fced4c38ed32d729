// The colors of a scene: those of the palette and of the theme, by the names that Python uses.

import { css, mix, Palette, pixel } from "../../../web/assets/js/palette.js";

export class Theme extends Palette {
  maps = new Map();

  /** Reads the theme; returns whether anything changed. */
  refresh(palette) {
    this.palette = palette;
    const changed = super.refresh({ palette });
    if (changed) this.maps = new Map();
    return changed;
  }

  /** A color by its name in a Style. */
  color(name) {
    const [, kind, number] = /^(class|compared)?(\d*)/.exec(name) ?? [];
    if (kind === "class") return css(this.classes[+number % this.classes.length]);
    if (kind === "compared") return this.palette.compared[this.dark ? "dark" : "light"][+number];
    if (name === "quiet") return this.ink(0.6);
    return name === "accent" ? getComputedStyle(this.root).getPropertyValue("--accent") : this.ink(1);
  }

  /** The pixels for the bytes of a map with this coloring. */
  table(colors, classes) {
    const key = colors + classes;
    if (!this.maps.has(key)) this.maps.set(key, this.makeTable(colors, classes));
    return this.maps.get(key);
  }

  makeTable(colors, classes) {
    if (colors === "sequential") return Uint32Array.from({ length: 256 }, (_, byte) => pixel(this.shade(byte / 254)));
    if (colors === "signed" || classes <= 2) return this.signed;
    const levels = Math.floor(255 / classes);
    return this.shades((byte) => this.towards(Math.min(classes - 1, Math.floor(byte / levels)), (byte % levels) / (levels - 1)));
  }

  /** From pale to dark, as [r, g, b]: a single hue, so that only lightness shows the value. */
  shade(share) {
    const from = mix(this.background, this.text, 0.03);
    const to = this.dark ? [150, 190, 235] : [40, 82, 130];
    return mix(from, to, Math.min(1, Math.max(0, share)));
  }
}
