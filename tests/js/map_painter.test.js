// Colors between the points of a grid, and what is read there.

import assert from "node:assert/strict";
import test from "node:test";

import { MapPainter } from "../../playground/live/assets/js/map_painter.js";
import { Palette, shareOf, UNKNOWN } from "../../playground/web/assets/js/palette.js";
import { set } from "./browser.js";

const GRID = 9, TILE = 4, SIDE = 24;               // three pixels to each side of a square
const THEME = { color: "rgb(0, 0, 0)", backgroundColor: "rgb(255, 255, 255)", fontFamily: "any" };
const COLORS = { classes: ["#f08a24", "#0877bd", "#009e73", "#cc79a7", "#e3d22e"], neutral: { light: "#e8eaeb", dark: "#23272e" } };

/** A field of a net with so many classes, none for a regression; `pixel(x, y)` is what it drew last. */
function makePainter(classes) {
  set({ getComputedStyle: () => THEME });
  const context = { createImageData: (width, height) => ({ data: new Uint8ClampedArray(4 * width * height) }), putImageData: () => {} };
  const net = { grid: GRID, tile: TILE, classes, levels: Math.floor(255 / Math.max(2, classes)), palette: COLORS };
  const palette = new Palette({ style: {} }), painter = new MapPainter({ getContext: () => context });
  palette.refresh(net);
  painter.build(net, palette);
  return { painter, palette, net, pixel: (x, y) => painter.pixels[y * SIDE + x] };
}

/** A map whose byte at column x and row y is `of(x, y)`. */
function mapOf(kind, of, more = {}) {
  return { kind, offset: 0, side: GRID, bytes: Uint8Array.from({ length: GRID * GRID }, (_, at) => of(at % GRID, Math.floor(at / GRID))), ...more };
}

const parts = (pixel) => [0, 8, 16].map((shift) => (pixel >> shift) & 255);
const near = (pixel, color, within) => parts(pixel).forEach((part, index) => assert.ok(Math.abs(part - color[index]) <= within));

/** The byte for log-odds: see playground/web/encode.py. */
const code = (odds) => Math.floor(127.5 + Math.sign(odds) * 127 * Math.sqrt(Math.abs(odds) / (Math.abs(odds) + 2)));

test("a field of one value has its color everywhere, that of the unit's tile", () => {
  for (const [classes, kind, unit] of [[0, "value"], [2, "odds"], [5, "odds", 3]]) {
    const { painter, palette, pixel } = makePainter(classes);
    const table = kind === "value" ? palette.signed : unit === undefined ? palette.odds : palette.one[unit];
    for (let byte = 0; byte < UNKNOWN; byte++) {
      painter.draw(mapOf(kind, () => byte, { unit }), false);
      for (const [x, y] of [[0, 0], [11, 7], [23, 23]]) near(pixel(x, y), parts(table[byte]), 2);
    }
  }
});

test("log-odds are interpolated, so that a place has the probability that lies between", () => {
  const { painter, palette, pixel } = makePainter(2), map = mapOf("odds", (x) => code(x - 3.3));
  painter.draw(map, false);
  for (let x = 0; x < SIDE; x++) {
    const p = shareOf((x + 0.5) / 3 - 3.3);
    assert.ok(Math.abs(painter.at((x + 0.5) / SIDE, 0.4) - p) < 0.01);
    near(pixel(x, 9), palette.field(2 * p - 1), 3);
  }
});

test("discretized, a side of the boundary has one color, however flat or steep it is", () => {
  for (const slope of [0.01, 1, 100]) {
    const { painter, palette, pixel } = makePainter(2), lines = [];
    painter.draw(mapOf("odds", (x) => code((x - 3.4) * slope)), true);
    for (let x = 0; x < SIDE; x++) assert.equal(pixel(x, 9), palette.decided[x < 10 ? 0 : 254]);    // 3.4 · 3 pixels
    painter.drawContour({ moveTo: (x) => lines.push(x), lineTo: (x) => lines.push(x) });
    assert.equal(lines.length, 2 * (GRID - 1));
    for (const x of lines) assert.ok(Math.abs(x - 3.4) < 0.03, String(x));
    assert.ok(Math.abs(painter.at(0.9, 0.5) - shareOf(3.8 * slope)) < 0.01, "the reading is not discretized");
  }
  const { painter, palette, pixel } = makePainter(0);
  painter.draw(mapOf("value", (x) => (x < 3 ? 127 : 140)), true);
  assert.deepEqual([pixel(2, 2), pixel(20, 2)], [palette.signedHard[127], palette.signedHard[254]]);
});

test("a net that says the same for both classes everywhere has no boundary, and predicts the first", () => {
  const { painter, palette, pixel } = makePainter(2);
  painter.draw(mapOf("odds", () => 127), true);
  painter.drawContour({ moveTo: () => assert.fail(), lineTo: () => assert.fail() });
  assert.equal(pixel(5, 5), palette.decided[0]);
});

test("what is unknown is striped and reads so, round the points of which that is true and nowhere else", () => {
  for (const [kind, classes] of [["value", 0], ["odds", 2], ["winner", 3]]) {
    const { painter, palette, pixel } = makePainter(classes), stripes = [palette.signed[UNKNOWN], palette.signed[UNKNOWN + 256]];
    const leads = new Uint8Array(GRID * GRID).fill(200).fill(UNKNOWN, 4 * GRID + 4, 4 * GRID + 5);
    painter.draw(mapOf(kind, (x, y) => (x === 4 && y === 4 ? UNKNOWN : 60), { leads }), false);
    for (let y = 0; y < SIDE; y++) {
      for (let x = 0; x < SIDE; x++) {
        const away = Math.max(Math.abs((x + 0.5) / 3 - 4), Math.abs((y + 0.5) / 3 - 4)), unknown = away < 0.5;
        if (Math.abs(away - 0.5) < 0.01) continue;         // halfway between two points
        assert.equal(stripes.includes(pixel(x, y)), unknown);
        assert.equal(painter.at((x + 0.5) / SIDE, (y + 0.5) / SIDE) === null, unknown);
      }
    }
    painter.draw(mapOf(kind, () => UNKNOWN, { leads: leads.fill(UNKNOWN) }), false);
    assert.deepEqual(new Set(painter.pixels), new Set(stripes));
    if (classes) painter.drawContour({ moveTo: () => assert.fail(), lineTo: () => assert.fail() });
  }
});

test("of many classes the winner is drawn and read on its own side, and at the boundary it is no surer than its lead", () => {
  const { painter, palette, net, pixel } = makePainter(5), sure = net.levels - 1;
  const leads = Uint8Array.from({ length: GRID * GRID }, (_, at) => code(4 * Math.abs((at % GRID) - 3.25)));
  const map = mapOf("winner", (x) => (x < 3.25 ? 1 : 4) * net.levels + sure, { leads });
  painter.draw(map, true);
  for (let x = 0; x < SIDE; x++) near(pixel(x, 8), palette.towards((x + 0.5) / 3 < 3.25 ? 1 : 4, 1), 1);
  painter.draw(map, false);
  assert.deepEqual(painter.at(0.1, 0.5), [1, 1]);
  const [winner, p] = painter.at(3.3 / 8, 0.5);
  assert.equal(winner, 4);
  assert.ok(Math.abs(p - shareOf(0.2)) < 0.03);
  near(pixel(9, 8), palette.towards(1, (5 * shareOf(4 * (3.25 - 9.5 / 3)) - 1) / 4), 4);
});

test("a tile, enlarged, has the points at the centers of its cells and is flat beyond them", () => {
  const { painter, palette, pixel } = makePainter(0), bytes = Uint8Array.from({ length: 40 }, (_, at) => 60 * (at % TILE));
  painter.draw({ kind: "value", bytes, offset: 8, side: TILE }, false);
  for (const [x, byte] of [[0, 0], [2, 0], [6, 35], [23, 180]]) near(pixel(x, 13), parts(palette.signed[byte]), 4);
});

test("discretized, a unit's tile is neutral where it is 0, and nowhere else", () => {
  const { palette, net } = makePainter(0), table = palette.unit({ ...net, shapes: [[1, 1], [1, 1]], outputs: 1 }, 1, 0, true);
  assert.deepEqual(parts(table[127]), parts(palette.signed[127]));
  for (const [byte, end] of [[0, 0], [126, 0], [128, 254], [254, 254]]) assert.equal(table[byte], palette.signed[end]);
});

test("in dark, stripes for what is unknown are darker than every point on them", (t) => {
  const { palette, net } = makePainter(2), light = (color) => color.reduce((sum, part, index) => sum + part * [0.2126, 0.7152, 0.0722][index], 0);
  t.after(() => set({ getComputedStyle: () => THEME }));
  set({ getComputedStyle: () => ({ ...THEME, color: "rgb(250, 250, 250)", backgroundColor: "rgb(20, 24, 29)" }) });
  palette.refresh(net);
  assert.ok(palette.dark);
  const stripes = [palette.signed[UNKNOWN], palette.signed[UNKNOWN + 256]].map((pixel) => light(parts(pixel)));
  assert.ok(Math.abs(stripes[0] - stripes[1]) > 15, "seen as stripes");
  for (const color of palette.classes) assert.ok(light(color) > 1.5 * Math.max(...stripes));
});
