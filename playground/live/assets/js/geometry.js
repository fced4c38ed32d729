// The positions of the network's columns and units. Column 0 contains the features, the last one the outputs.

const LABEL = 48;              // room for a feature's name left of its map
const EDGE = 8;
const LARGEST = 56, SMALLEST = 16;
const SHARE = 0.48;            // width of a unit, as a share of the distance between columns

/** Unit size, and the x of each column and the y of its units' centers. Columns are at least `least` apart. */
export function arrange(net, width, height, least) {
  const counts = [net.features.length, ...net.shown];
  const rows = Math.max(...counts);
  const needed = LABEL + EDGE + 32 + least * (counts.length - 1);
  const plane = Math.max(width, needed);
  // The gap between columns is a little wider than a column, the gap between rows at least a quarter of a unit. But no
  // unit is smaller than the smallest size.
  const fit = Math.min(LARGEST, (height / rows) * 0.8, ((plane - LABEL - EDGE) * SHARE) / (counts.length - 1 + SHARE));
  const size = Math.max(SMALLEST, Math.floor(fit / 4) * 4);
  const free = Math.max(height / rows - size, size / 4);
  // The gap is a whole number of tile pixels, so that one small canvas can contain a whole column.
  const gap = Math.max(1, Math.floor((Math.min(free, Math.max(size * 0.8, 24)) * net.tile) / size));
  const pitch = size + (gap * size) / net.tile;
  const tall = Math.max(height, rows * pitch);
  const first = LABEL + size / 2, last = plane - EDGE - size / 2;
  const columns = counts.map((count, index) => {
    const x = Math.round(first + ((last - first) * index) / (counts.length - 1));
    const top = (tall - count * pitch) / 2;
    return { x, count, top, ys: Array.from({ length: count }, (_, unit) => top + (unit + 0.5) * pitch) };
  });
  return { width: plane, height: tall, size, gap, pitch, between: (last - first) / (counts.length - 1), columns };
}

/** The links drawn: one for each weight between units that are both shown. */
export function connect(net, layout, geometry) {
  const active = net.features.flatMap((feature, index) => (feature.on ? [index] : []));
  const links = [];
  layout.layers.forEach((layer, l) => {
    const from = geometry.columns[l], to = geometry.columns[l + 1];
    const sources = l === 0 ? active : from.ys.map((_, unit) => unit);
    for (let unit = 0; unit < layer.shown; unit++) {
      sources.forEach((source, input) => {
        const index = layer.offset + unit * layer.columns + input;
        const start = { x0: from.x + geometry.size / 2, y0: from.ys[source] };
        const end = { x1: to.x - geometry.size / 2, y1: to.ys[unit] };
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
