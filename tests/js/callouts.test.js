// Where a callout stands: in the window, beside what it explains, and never over Play; and what it says.

import assert from "node:assert/strict";
import test from "node:test";

import { placed, textOf } from "../../playground/live/assets/js/callouts.js";

const SIZE = { width: 272, height: 128 };
const rect = (left, top, width, height) => ({ left, top, right: left + width, bottom: top + height });
const apart = (a, b) => a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top;

test("a callout lies in the window, and over neither its target nor Play, wherever the target is", () => {
  for (const [width, height] of [[1280, 720], [1920, 1080], [420, 900], [360, 640]]) {
    const play = rect(56, 60, 48, 48);
    for (let left = 0; left < width - 40; left += 20) {
      for (let top = 120; top < height - 40; top += 20) {
        const target = rect(left, top, 40, 40), place = placed(target, SIZE, { width, height }, [play]);
        const box = rect(place.left, place.top, SIZE.width, SIZE.height);
        assert.ok(box.left >= 0 && box.top >= 0 && box.right <= width && box.bottom <= height, `${width}: ${left}, ${top}`);
        assert.ok(apart(box, target) && apart(box, play), `${width}: ${left}, ${top}`);
      }
    }
  }
});

test("where no side has room it stands at the foot of the window", () => {
  assert.deepEqual(placed(rect(0, 0, 420, 900), SIZE, { width: 420, height: 900 }, []), { left: 74, top: 764 });
});

test("what the colors mean depends on the task, and a screen without a pointer is told to tap", () => {
  const callout = { text: "two", touched: "tap", number: "a number", classes: "many", part: "" };
  assert.deepEqual([0, 2, 5].map((classes) => textOf(callout, classes, false)), ["a number", "two", "many"]);
  assert.equal(textOf(callout, 5, true), "tap");
  assert.equal(textOf({ text: "one for all", part: "" }, 0, true), "one for all");
});
