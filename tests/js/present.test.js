import assert from "node:assert/strict";
import test from "node:test";

import { set } from "./browser.js";

test("a screen that the browser gives after present mode was left is given back", async () => {
  const given = deferred(), calls = [];
  set({
    window: { matchMedia: () => ({ matches: false }) },
    document: {
      createElement: stub, addEventListener() {}, removeEventListener() {}, querySelectorAll: () => [],
      documentElement: { requestFullscreen: () => given.promise }, fullscreenElement: null,
      exitFullscreen: () => calls.push("exit"),
    },
    location: { search: "" },
  });
  const { Present } = await import("../../playground/live/assets/js/present.js");
  const present = new Present(stub(), () => {});
  present.enter();
  present.leave();
  given.resolve();
  await given.promise;
  assert.deepEqual(calls, ["exit"]);
  assert.equal(present.full, false);
});

/** As much of an element as present mode uses. */
function stub() {
  return {
    setAttribute() {}, removeAttribute() {}, toggleAttribute() {}, append() {}, showPopover() {}, hidePopover() {},
    querySelector: () => stub(),
  };
}

function deferred() {
  let resolve;
  const promise = new Promise((done) => (resolve = done));
  return { promise, resolve };
}
