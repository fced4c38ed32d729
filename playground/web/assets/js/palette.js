// Converts bytes to colors. The signed scale runs from class 0 through the theme's neutral color to class 1. It is the
// same for weights, activations, points and maps, so a value has one color everywhere.

/** Weights are drawn in steps of 1/16 up to 5, so that a link is updated only when it visibly changes. */
export const LINK_STEPS = 16;
export const LINK_TOP = 5 * LINK_STEPS;

/** The byte for NaN and infinity. It is drawn with stripes, because no color of a scale stands for it. */
export const UNKNOWN = 255;

/** The log-odds that a byte encodes: see `odds` in playground/web/encode.py. */
export const ODDS = Float32Array.from({ length: 256 }, (_, byte) => {
  const root = (byte - 127) / 127, part = Math.min(root * root, 1 - 1 / 256);
  return byte === UNKNOWN ? NaN : (Math.sign(root) * 2 * part) / (1 - part);
});

/** The probability for given log-odds. */
export const shareOf = (odds) => 1 / (1 + Math.exp(-odds));

/** Shares of the text color over the background. In dark, lighter stripes would be as light as the points on them. */
const STRIPES = { light: [0.32, 0.14], dark: [0.18, 0.08] };

/** The offset of a cell's colors in a table: a table contains all colors twice, once for each stripe. */
export function stripe(row, column) {
  return ((row + column) & 2) << 7;
}

/** Maps are drawn a little paler than points, so that a point in the region of its own class remains visible. */
const FIELD = 0.8;

/** @typedef {number[]} Color red, green and blue, 0 to 255 */

export class Palette {
  /** @type {Color} */ text;
  /** @type {Color} */ background;
  /** @type {Color} */ neutral;     // of the signed scale, where it is 0
  /** @type {Color[]} */ classes;
  /** @type {Uint32Array[]} */ one;     // tables of pixels, see `shades`
  /** @type {Uint32Array[]} */ oneHard;

  constructor(root) {
    this.root = root;
    this.key = "";
  }

  /**
   * Reads the theme; returns whether anything changed since the last call.
   * @param {{ palette: { classes: string[], neutral: { light: string, dark: string } } }} net
   */
  refresh(net) {
    const style = getComputedStyle(this.root);
    const { color, backgroundColor, fontFamily } = style;
    const key = JSON.stringify([color, backgroundColor, fontFamily, net.palette]);
    if (key === this.key) return false;
    this.key = key;
    this.text = rgb(style.color);
    this.background = rgb(style.backgroundColor);
    this.font = style.fontFamily;
    this.dark = luminance(this.background) < 0.5;
    this.root.style.colorScheme = this.dark ? "dark" : "light";
    this.neutral = hex(net.palette.neutral[this.dark ? "dark" : "light"]);
    this.classes = net.palette.classes.map(hex);
    this.fill();
    return true;
  }

  fill() {
    const shades = (color) => this.shades(color);
    const share = (byte) => Math.min(1, Math.max(-1, (byte - 127) / 127));
    this.signed = shades((byte) => this.field(share(byte)));
    this.signedHard = shades((byte) => this.field(Math.sign(byte - 127)));
    // One of two classes is always predicted, while a value may be 0.
    this.odds = shades((byte) => this.field(2 * shareOf(ODDS[byte]) - 1));
    this.decided = shades((byte) => this.field(byte > 127 ? 1 : -1));
    this.one = this.classes.map((_, c) => shades((byte) => this.towards(c, shareOf(ODDS[byte]))));
    this.oneHard = this.classes.map((_, c) => shades((byte) => this.towards(c, byte >= 127 ? 1 : 0)));
    this.linkColors = [];
    this.linkWidths = [];
    for (let level = -LINK_TOP; level <= LINK_TOP; level++) {
      const weight = level / LINK_STEPS;
      this.linkColors.push(css(this.scale(Math.max(-1, Math.min(1, weight)))));
      this.linkWidths.push((0.6 + 0.95 * Math.abs(weight)).toFixed(2));
    }
  }

  /** The pixels for 256 bytes, for each stripe. */
  shades(color) {
    const unknown = STRIPES[this.dark ? "dark" : "light"].map((part) => mix(this.background, this.text, part));
    const colorOf = (byte, stripe) => (byte === UNKNOWN ? unknown[stripe] : color(byte));
    return Uint32Array.from({ length: 512 }, (_, at) => pixel(colorOf(at & 255, at >> 8)));
  }

  /** The color of a signed value in [-1, 1]. */
  scale(value) {
    return mix(this.neutral, this.classes[value < 0 ? 0 : 1], Math.abs(value));
  }

  field(value) {
    return mix(this.neutral, this.classes[value < 0 ? 0 : 1], FIELD * Math.abs(value));
  }

  towards(c, share) {
    return mix(this.neutral, this.classes[Math.min(c, this.classes.length - 1)], FIELD * share);
  }

  /** The theme's text color, mixed with the background. */
  ink(share) {
    return css(mix(this.background, this.text, share));
  }

  /** The table for a unit's tile. */
  unit(net, layer, unit, hard) {
    if (layer === net.shapes.length && net.outputs > 1) return (hard ? this.oneHard : this.one)[unit];
    if (layer === net.shapes.length && net.classes) return hard ? this.decided : this.odds;
    return hard ? this.signedHard : this.signed;
  }
}

/** @param {Color} color */
export function css([r, g, b]) {
  return `rgb(${Math.round(r)} ${Math.round(g)} ${Math.round(b)})`;
}

/** @param {Color} from @param {Color} to @returns {Color} */
export function mix(from, to, share) {
  return from.map((value, index) => value + (to[index] - value) * share);
}

/** A color as a 32-bit pixel of an ImageData (little endian: alpha first). */
export function pixel(color) {
  const [r, g, b] = color.map(Math.round);
  return ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0;
}

function hex(text) {
  const value = parseInt(text.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

function rgb(text) {
  return (text.match(/[\d.]+/g) ?? ["0", "0", "0"]).slice(0, 3).map(Number);
}

/** @param {Color} color */
function luminance([r, g, b]) {
  return (0.2126 * r + 0.7152 * g + 0.0722 * b) / 255;
}
