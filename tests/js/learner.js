// A player of the live view, what Python answers it, and what it does.

import assert from "node:assert/strict";

import { Player } from "../../playground/live/assets/js/player.js";
import { USUAL } from "../../playground/live/assets/js/speeds.js";
import { PendingEdit } from "../../playground/live/assets/js/pending_edit.js";
import { makeBrowser, makeChannel } from "./browser.js";

export const [ONE_EPOCH, HALVES, WHOLE] = [1, USUAL, 5];      // speeds: 1, 30 and 60 epochs/s
export const NET = { batches: 10, features: [{ name: "x1", on: true }, { name: "x2", on: false }], hidden: [4] };

/** A player that Python has introduced to a run, at epoch 0. */
export function started(t, { calm, ...header } = {}) {
  const browser = makeBrowser(t, { calm }), { channel, asks } = makeChannel();
  const drawn = [], refused = [], pendingEdit = new PendingEdit();
  let told = null;
  const state = () => [player.playing, player.error];
  const player = new Player(pendingEdit, channel, {
    draw: (frame) => drawn.push(frame.position),
    changed: () => (told = state()),
    refused: () => refused.push(pendingEdit.lists),
  });
  t.after(() => {
    assert.deepEqual(told, state(), "the view is told of all that changes");
    player.destroy();
    channel.destroy();
  });
  /** Python's answer to what was asked last: frames at these positions. */
  const answer = (positions, { kind = "chunk", error = null, seq = channel.asked, focus = null, first = [], position, numbers } = {}) =>
    player.chunk({ kind, gen: channel.gen, seq, error, position, numbers },
      positions.map((position) => ({ position, focusOf: focus, first })));
  const start = (position = 0, more = {}) =>
    player.start({ gen: channel.gen + 1, seq: 0, error: null, ...more }, NET, [{ position, focusOf: null, first: [] }]);
  const change = (more = {}) => player.change({ gen: channel.gen + 1, seq: 0, error: null, ...more }, NET);
  start(0, header);
  player.setSpeed(WHOLE);
  drawn.length = 0;
  return { player, channel, asks, browser, drawn, refused, pendingEdit, answer, start, change, last: () => asks.at(-1) };
}

/** The same, playing, with the frames of epochs 1 to `ahead` in hand. */
export function playing(t, ahead = 6, options) {
  const all = started(t, options);
  all.player.play();
  all.answer(Array.from({ length: ahead }, (_, index) => index + 1));
  all.channel.settle();
  return all;
}
