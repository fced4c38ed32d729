import assert from "node:assert/strict";
import test from "node:test";

import { keep, kept } from "../../playground/web/assets/js/storage.js";
import { set } from "./browser.js";

test("a text is kept until it is replaced by none", () => {
  const texts = new Map();
  set({ localStorage: {
    getItem: (name) => texts.get(name) ?? null,
    setItem: (name, text) => texts.set(name, text),
    removeItem: (name) => texts.delete(name),
  } });
  assert.equal(kept("colors"), null);
  assert.ok(keep("colors", "dark"));
  assert.equal(kept("colors"), "dark");
  assert.ok(keep("colors", null));
  assert.equal(kept("colors"), null);
});

test("where the browser keeps nothing, the page goes on without", () => {
  Object.defineProperty(globalThis, "localStorage", { configurable: true, get() { throw new Error("denied"); } });
  assert.equal(kept("colors"), null);
  assert.equal(keep("colors", "dark"), false);
});
