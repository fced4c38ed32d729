// The positions of the network's columns and units. Column 0 contains the features, the last one the outputs.
//
// Hidden layers and features begin at the same height, directly below their heads and names: a unit that is added or
// removed at the end of a column moves nothing else, so the button stays under the pointer.

const LABEL = 60;              // room for a feature's name left of its map, also with the text spacing of WCAG 1.4.12
const EDGE = 8, WORD = 30;     // room right of the outputs; what the words about them need to each side
const LARGEST = 88, SMALLEST = 16;
const SHARE = 0.52;            // most width of a unit, as a share of the distance between columns
const ROW = 44;                // height of a feature's row if the page does not set the height
const LOOSE = 36;              // least distance of two features where that fits: a name is a target, too
const BUTTON = 32, LINE = 16, SPACE = 4;
const DIGIT = 9;               // width of a digit of a number of units
const NAME = 88;               // width of an activation's name
const PAGE = 122;              // width of the two buttons and the units of a page

/**
 * Unit size, and the x of each column and the y of its units' centers; what stands `above` and `below` them needs so much
 * height. `height` is that of all, or null if it is free. Columns are at least `least` apart.
 */
export function arrange(net, width, height, least) {
  const counts = [net.features.length, ...net.shown], gaps = counts.length - 1, rows = Math.max(...counts);
  const beside = (size) => LABEL + size / 2 + Math.max(WORD, EDGE + size / 2);
  const plane = Math.max(width, Math.ceil(beside(least * SHARE) + least * gaps));
  const widest = Math.min(LARGEST, ((plane - LABEL - EDGE) * SHARE) / (gaps + SHARE));
  const distance = (size) => (plane - beside(size)) / gaps;
  const tightest = distance(widest), digits = String(Math.max(0, ...net.hidden)).length;
  const stacked = tightest < headWidth(digits);
  const names = activationNames(net.activations, tightest), lines = 1 + Math.max(0, ...names.map(({ line }) => line));
  const paged = net.hidden.some((count, index) => count > net.shown[index]), tight = tightest < PAGE;
  const above = (net.hidden.length ? (stacked ? 2 * BUTTON + LINE + SPACE : BUTTON) : 0) + LINE * lines + SPACE;
  const below = (paged ? (tight ? 2 * BUTTON + LINE : BUTTON) : 0) + SPACE;
  const free = height === null ? net.features.length * ROW : height - above - below;
  const size = Math.max(SMALLEST, Math.floor(Math.min(widest, (free / rows) * 0.86) / 4) * 4);
  // Rows are at most a little less than a unit apart. The gap is a whole number of tile pixels, so that one small canvas
  // can contain a whole column.
  const gapOf = (pitch) => Math.max(1, Math.floor((Math.min(pitch - size, Math.max(size * 0.8, 24)) * net.tile) / size));
  const columnOf = (count, gap) => ({ count, gap, pitch: size + (gap * size) / net.tile });
  const common = gapOf(free / rows), loose = gapOf(Math.max(free / rows, Math.min(free / counts[0], LOOSE)));
  const sizes = counts.map((count, index) => columnOf(count, index ? common : loose));
  const between = distance(size);
  const columns = sizes.map((column, index) => {
    const tall = column.count * column.pitch, before = sizes[index - 1];
    // The outputs have no controls: they stand in the middle of the layer before them.
    const top = index === gaps ? Math.max(0, (before.count * before.pitch - tall) / 2) : 0;
    const x = Math.round(LABEL + size / 2 + between * index);
    return { ...column, x, top, ys: Array.from({ length: column.count }, (_, unit) => top + (unit + 0.5) * column.pitch) };
  });
  const tall = Math.max(free, ...columns.map(({ count, pitch }) => count * pitch));
  return { width: plane, height: tall, above, below, stacked, tight, names, size, between, columns };
}

/** The width of − n + for a number of so many digits. */
export function headWidth(digits) {
  return 2 * BUTTON + DIGIT * digits + SPACE;
}

/**
 * The names of the layers' activations: `text` over the layers `from` … `to`. Where columns are narrower than a name,
 * neighbors with the same activation share one, and different names stand on two lines in turn.
 */
export function activationNames(activations, between) {
  const names = activations.map((text, index) => ({ text, from: index, to: index, line: 0 }));
  if (between >= NAME) return names;
  const runs = [];
  for (const name of names) {
    if (runs.at(-1)?.text === name.text) runs.at(-1).to = name.to;
    else runs.push(name);
  }
  runs.forEach((run, index) => (run.line = index % 2));
  return runs;
}

/** The links drawn: one for each weight between units that are both shown, of each layer those from `first` on. */
export function connect(net, layout, geometry, first) {
  const active = net.features.flatMap((feature, index) => (feature.on ? [index] : []));
  const links = [];
  layout.layers.forEach((layer, l) => {
    const from = geometry.columns[l], to = geometry.columns[l + 1];
    const sources = l === 0 ? active : from.ys.map((_, row) => row), firstInput = l === 0 ? 0 : first[l - 1];
    for (let row = 0; row < layer.shown; row++) {
      sources.forEach((source, place) => {
        const unit = first[l] + row, input = firstInput + place, index = layer.offset + unit * layer.columns + input;
        const start = { x0: from.x + geometry.size / 2, y0: from.ys[source] };
        const end = { x1: to.x - geometry.size / 2, y1: to.ys[row] };
        links.push({ layer: l + 1, unit, input, index, ...start, ...end });
      });
    }
  });
  return links;
}

/** A cubic curve with horizontal ends at the units. */
export function curve({ x0, y0, x1, y1 }) {
  const middle = (x0 + x1) / 2;
  return `M${x0} ${y0}C${middle} ${y0} ${middle} ${y1} ${x1} ${y1}`;
}

/** The share of its height that the curve has covered at the share `across` of its width; the same for all links. */
export function descent(across) {
  // x(t) = 1.5 t − 1.5 t² + t³ is monotone; three Newton steps from t = x are exact to a hundredth of a pixel.
  let t = across;
  for (let round = 0; round < 4; round++) t -= (1.5 * t - 1.5 * t * t + t ** 3 - across) / (1.5 - 3 * t + 3 * t * t);
  return t * t * (3 - 2 * t);
}
