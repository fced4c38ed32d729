// Sliders of the page, whose stops are told while they are moved.

import assert from "node:assert/strict";
import test from "node:test";

import { watchSliders } from "../../playground/live/assets/js/sliders.js";
import { makeBrowser, set } from "./browser.js";

/** A page with a slider that has the focus; `move` writes what it shows, as Streamlit does. */
function page(t, name = "rate") {
  const browser = makeBrowser(t), told = [];
  const box = { className: `stElementContainer st-key-${name}-0 other` };
  const slider = { text: "0.01", getAttribute: () => slider.text, closest: () => box };
  const document = { body: {}, activeElement: slider };
  let notify;
  set({ document, MutationObserver: class { constructor(act) { notify = act; } observe() {} disconnect() {} } });
  const stop = watchSliders((stops) => told.push(stops));
  const move = (text, target = slider) => {
    const oldValue = target.text;
    target.text = text;
    notify([{ target, oldValue }]);
  };
  return { browser, told, move, stop, document, slider };
}

test("a stop is told at once, and those that follow soon as the last of them", (t) => {
  const { browser, told, move } = page(t);
  move("0.03");
  assert.deepEqual(told, [{ rate: "0.03" }]);
  for (const text of ["0.1", "0.3", "1"]) move(text);
  assert.equal(told.length, 1);
  browser.pass(40);
  assert.deepEqual(told.slice(1), [{ rate: "1" }]);
  browser.pass(40);
  move("3");
  assert.deepEqual(told.slice(2), [{ rate: "3" }]);
});

test("a stop that a run of the page writes once more is not told again", (t) => {
  const { browser, told, move } = page(t);
  move("0.03");
  browser.pass(100);
  move("0.03");
  browser.pass(100);
  assert.equal(told.length, 1);
});

test("what Python moves is not told", (t) => {
  const { told, move, document } = page(t);
  document.activeElement = document.body;
  move("0.03");
  assert.deepEqual(told, []);
});

test("nothing is told when nobody watches any more", (t) => {
  const { browser, told, move, stop } = page(t);
  move("0.03");
  move("0.1");
  stop();
  browser.pass(100);
  assert.equal(told.length, 1);
});
