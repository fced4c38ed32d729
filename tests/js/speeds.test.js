import assert from "node:assert/strict";
import test from "node:test";

import * as speeds from "../../playground/live/assets/js/speeds.js";

const { chunkLength, FASTEST, lasting, PICTURE, speedWords, stride, USUAL } = speeds;
const NETS = [1, 2, 7, 25, 500].map((batches) => ({ batches }));
const SPEEDS = Array.from({ length: FASTEST }, (_, speed) => speed);

/** Epochs between two pictures. */
function between(speed, { batches }) {
  const [unit, count, parts] = stride(speed);
  return unit === "batch" ? count / batches : count / parts;
}

for (const speed of SPEEDS) {
  const [number, unit] = speedWords(speed).split(" ");

  test(`${speedWords(speed)}: pictures a second times what lies between two of them is what the words say`, () => {
    for (const net of NETS) {
      const told = unit === "batches/s" ? number / net.batches : +number;
      const shown = (1000 / lasting(speed, net)) * between(speed, net);
      assert.ok(Math.abs(shown / told - 1) < 1e-12);
    }
  });

  test(`${speedWords(speed)}: sixty pictures a second at most, and no more in a chunk than a click can wait for`, () => {
    for (const net of NETS) {
      const lasts = lasting(speed, net), n = chunkLength(speed, net);
      assert.ok(lasts >= PICTURE * (1 - 1e-12));
      assert.ok(Number.isInteger(n) && n >= 1 && n <= 12);
      assert.ok(n === 1 || n * lasts <= 1.25 * 160, `${n} pictures of ${lasts} ms`);
    }
  });

  test(`${speedWords(speed)}: a picture that is nearer or further off than usual stays as much shorter or longer`, () => {
    for (const net of NETS) {
      const usual = lasting(speed, net), epochs = between(speed, net);
      assert.ok(Math.abs(lasting(speed, net, epochs) - usual) < 1e-9);
      assert.ok(Math.abs(lasting(speed, net, 1.5 * epochs) - 1.5 * usual) < 1e-9);
      assert.ok(Math.abs(lasting(speed, net, 1000 * epochs) - 2 * usual) < 1e-9);
      assert.equal(lasting(speed, net, 0), 0.8 * PICTURE);
    }
  });
}

test("as fast as it goes: a picture every refresh, each after some time of training", () => {
  const [net] = NETS;
  assert.equal(speedWords(FASTEST), "as fast as it goes");
  assert.equal(stride(FASTEST)[0], "time");
  assert.ok(stride(FASTEST)[1] < PICTURE, "training leaves time to draw");
  for (const epochs of [undefined, 0, 100]) assert.equal(lasting(FASTEST, net, epochs), PICTURE);
  assert.equal(chunkLength(FASTEST, net), 4);
});

test("the usual speed shows a picture at every refresh", () => {
  assert.equal(lasting(USUAL, { batches: 25 }), PICTURE);
});

test("the speed reached is told in the unit of the speed, and only where it falls short", () => {
  const net = { batches: 25 }, told = (speed, reached) => speeds.reachedText(speed, reached, net);
  assert.deepEqual([told(0, 10 / 25), told(0, 9.2 / 25), told(0, 4 / 25)], ["", "", "reached 4.0/s"]);
  assert.deepEqual([told(USUAL, 30), told(USUAL, 28), told(USUAL, 20), told(USUAL, 0.04)], ["", "", "reached 20.0/s", "reached 0.04/s"]);
  assert.deepEqual([told(FASTEST, 743), told(USUAL, 0)], ["743 epochs/s", ""], "as fast as it goes is no number to reach");
});
