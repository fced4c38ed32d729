// The boundaries between classes as lines: marching squares (Lorensen and Cline 1987, in two dimensions) over a grid of
// points. Each point has its winning class and its lead over the next one; between points the lead is interpolated.

/**
 * Row by row. `leads`, of the winner over the next class, are at least 0, and NaN where unknown.
 * @typedef {{ side: number, winners: Uint8Array, leads: Float32Array }} Regions
 *
 * @typedef {{ moveTo(x: number, y: number): void, lineTo(x: number, y: number): void }} Path
 */

/**
 * Whether a boundary crosses the square whose upper left corner is the point `at`.
 * @param {Regions} regions
 * @param {number} at
 */
export function isOpen({ side, winners, leads }, at) {
  const here = winners[at];
  if (here === winners[at + 1] && here === winners[at + side] && here === winners[at + side + 1]) return false;
  return !Number.isNaN(leads[at] + leads[at + 1] + leads[at + side] + leads[at + side + 1]);
}

/**
 * The winner and its lead at a position within a square, 0 … 1 across and down. Exact for the two classes that meet; a
 * corner does not contain the score of a third one, only that it is lower.
 * @param {Regions} regions
 * @returns {[winner: number, lead: number]}
 */
export function winnerIn({ side, winners, leads }, at, across, down) {
  const [a, b, c, d] = [at, at + 1, at + side, at + side + 1], left = 1 - across, up = 1 - down;
  const ahead = (own, corner, share) => (winners[corner] === own ? share : -share) * leads[corner];
  let winner = 0, lead = -Infinity;
  for (let corner = a; corner <= d; corner = corner === b ? c : corner + 1) {
    const own = winners[corner];
    const sum = ahead(own, a, left * up) + ahead(own, b, across * up) + ahead(own, c, left * down) + ahead(own, d, across * down);
    if (sum > lead) [winner, lead] = [own, sum];
  }
  return [winner, lead];
}

/**
 * Draws the lines, in units of the squares' sides.
 * @param {Regions} regions
 * @param {Path} path
 */
export function drawContour(regions, path) {
  const { side, winners, leads } = regions;
  /** The position between two corners, 0 … 1, at which the winner changes. */
  const turn = (from, to) => (leads[from] + leads[to] > 0 ? leads[from] / (leads[from] + leads[to]) : 0.5);
  for (let row = 0; row + 1 < side; row++) {
    for (let column = 0, a = row * side; column + 1 < side; column++, a++) {
      if (!isOpen(regions, a)) continue;
      const b = a + 1, d = a + side, c = d + 1, crossings = [];
      if (winners[a] !== winners[b]) crossings.push([column + turn(a, b), row]);
      if (winners[b] !== winners[c]) crossings.push([column + 1, row + turn(b, c)]);
      if (winners[d] !== winners[c]) crossings.push([column + turn(d, c), row + 1]);
      if (winners[a] !== winners[d]) crossings.push([column, row + turn(a, d)]);
      const [first, second, third, fourth] = crossings;
      // Opposite corners of one class are connected if that class leads at the saddle between them.
      const ahead = leads[a] * leads[c] - leads[b] * leads[d];
      if (crossings.length === 2) join(path, first, second);
      else if (winners[a] === winners[c] && ahead > 0) {
        join(path, first, second);
        join(path, third, fourth);
      } else if (winners[b] === winners[d] && ahead <= 0) {
        join(path, first, fourth);
        join(path, second, third);
      } else {
        // Three or four classes: their boundaries meet in a point.
        const middle = [0, 1].map((axis) => crossings.reduce((sum, place) => sum + place[axis], 0) / crossings.length);
        for (const place of crossings) join(path, place, middle);
      }
    }
  }
}

function join(path, from, to) {
  path.moveTo(from[0], from[1]);
  path.lineTo(to[0], to[1]);
}
