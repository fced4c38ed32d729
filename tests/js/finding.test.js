import assert from "node:assert/strict";
import test from "node:test";

import { FindingLine } from "../../playground/live/assets/js/finding.js";
import { set } from "./browser.js";

/** As much of an element as the line uses. */
function stub() {
  return {
    dataset: {}, children: [], text: "", firstChild: null,
    get textContent() { return this.text; },
    set textContent(text) {
      this.text = text;
      const own = this;
      this.firstChild = { get data() { return own.text; }, set data(data) { own.text = data; } };
    },
    replaceChildren(...children) { this.children = children; },
    append(...children) { this.text += children.join(""); },
    setAttribute() {},
  };
}

function made(t) {
  let now = 0;
  t.mock.method(performance, "now", () => now);
  set({ location: { search: "?a=b" }, document: { createElement: stub } });
  const parts = {}, calls = [];
  const line = { dataset: { kind: "none" }, querySelector: (name) => (parts[name] ??= stub()) };
  const announcer = { last: 0, say: (words) => { calls.push(["say", words]); announcer.last = now; } };
  const note = (name) => (value) => calls.push([name, value]);
  const shown = new FindingLine(line, announcer, { act: note("act"), learn: note("learn"), pause: () => calls.push(["pause"]), told: note("told") });
  calls.length = 0;
  return { shown, line, parts, calls, pass: (ms) => (now += ms), text: () => parts[".finding-sentence"].text };
}

const finding = (at, kind, more = {}) => ({
  at, kind, since: 1, sentence: `It is ${kind}.`, why: `Because of ${kind}.`, actions: [], lesson: "optimizers", ended: false, stop: null,
  ...more,
});

test("a finding is shown with the frame from which on it holds", (t) => {
  const { shown, text, calls } = made(t);
  shown.take(finding(5, "falling"));
  shown.draw(4.9, false);
  assert.equal(text(), "");
  shown.draw(5, false);
  assert.equal(text(), "It is falling.");
  assert.deepEqual(calls, [["told", "It is falling."]]);
});

test("of several that hold, the last one is shown; one of the past takes the place of those of the future", (t) => {
  const { shown, text } = made(t);
  shown.take(finding(5, "falling"));
  shown.take(finding(10, "plateau"));
  shown.draw(12, false);
  assert.equal(text(), "It is plateau.");
  shown.take(finding(20, "solved"));
  shown.take(finding(15, "falling"));
  shown.draw(30, false);
  assert.equal(text(), "It is falling.");
});

test("what was known of another run is forgotten", (t) => {
  const { shown, text } = made(t);
  shown.take(finding(5, "falling"));
  shown.forget();
  shown.draw(9, false);
  assert.equal(text(), "");
});

test("a button carries out its action, and the link opens the lesson", (t) => {
  const { shown, parts, calls } = made(t);
  const action = { label: "Rate 0.3", values: { rate: "0.3" }, restart: true };
  shown.take(finding(0, "diverged", { actions: [action] }));
  shown.draw(0, false);
  const [button] = parts[".finding-actions"].children;
  assert.equal(button.text, "Rate 0.3");
  button.onclick();
  parts[".finding-lesson"].onclick({ preventDefault: () => {} });
  assert.deepEqual(calls.slice(1), [["act", action], ["learn", "optimizers"]]);
  assert.equal(parts[".finding-lesson"].href, "optimizers?a=b");
});

test("the browser itself opens the lesson in another tab", (t) => {
  const { shown, parts, calls } = made(t);
  shown.take(finding(0, "falling"));
  shown.draw(0, false);
  parts[".finding-lesson"].onclick({ ctrlKey: true, preventDefault: () => assert.fail("kept from it") });
  assert.deepEqual(calls.slice(1), []);
  assert.equal(parts[".finding-lesson"].href, "optimizers?a=b");
});

test("the line explains an error only if its finding is that of a run that has ended", (t) => {
  const { shown } = made(t);
  shown.take(finding(1, "falling"));
  shown.take(finding(2, "diverged", { ended: true }));
  shown.draw(1, false);
  assert.equal(shown.explains, false);
  shown.draw(2, false);
  assert.equal(shown.explains, true);
});

test("the buttons stay the same elements while they say the same", (t) => {
  const { shown, parts } = made(t);
  const actions = [{ label: "Rate 0.3", values: { rate: "0.3" }, restart: false }];
  for (const at of [0, 1]) {
    shown.take(finding(at, "jumping", { actions: actions.map((action) => ({ ...action })) }));
    shown.draw(at, true);
    parts.first ??= parts[".finding-actions"].children[0];
  }
  assert.equal(parts[".finding-actions"].children[0], parts.first);
});

test("play ends when nothing changes, but only after ten seconds, and says so", (t) => {
  const { shown, calls, pass, text } = made(t);
  shown.state(true);
  shown.take(finding(1, "solved", { stop: "Stopped: nothing has changed since epoch 1." }));
  pass(9999);
  shown.draw(1, true);
  assert.ok(!calls.some(([name]) => name === "pause"));
  pass(1);
  shown.draw(2, true);
  assert.equal(calls.filter(([name]) => name === "pause").length, 1);
  assert.equal(text(), "Stopped: nothing has changed since epoch 1.");
});

test("pressing Play again goes on, and it does not end again for the same reason", (t) => {
  const { shown, calls, pass, text } = made(t);
  const still = (at) => finding(at, "solved", { stop: "Stopped: nothing has changed since epoch 1." });
  const pauses = () => calls.filter(([name]) => name === "pause").length;
  shown.state(true);
  shown.take(still(1));
  pass(10000);
  shown.draw(1, true);
  shown.state(false);
  shown.state(true);
  assert.equal(text(), "It is solved.");
  shown.take(still(2));
  pass(60000);
  shown.draw(2, true);
  assert.equal(pauses(), 1);
  // When something has changed in between it is another reason.
  shown.take(finding(3, "falling"));
  shown.draw(3, true);
  shown.take(still(4));
  shown.draw(4, true);
  assert.equal(pauses(), 2);
});

test("a change of kind is said aloud in play, at most every ten seconds", (t) => {
  const { shown, calls, pass } = made(t);
  const said = () => calls.filter(([name]) => name === "say").map(([, words]) => words);
  const show = (at, kind) => {
    shown.take(finding(at, kind));
    shown.draw(at, true);
  };
  pass(10000);
  show(1, "falling");
  pass(1000);
  show(2, "plateau");
  pass(1000);
  show(3, "solved");
  assert.deepEqual(said(), ["It is falling."]);
  pass(8000);
  shown.draw(4, true);
  shown.draw(5, true);
  assert.deepEqual(said(), ["It is falling.", "It is solved."]);
});
