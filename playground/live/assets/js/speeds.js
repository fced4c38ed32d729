// How fast the training is shown, and what follows from it: what lies between two pictures and how long they last.

import { chunkOf } from "../../../web/assets/js/playback.js";

/** At most sixty pictures a second, in ms; faster training puts more epochs into one. */
export const PICTURE = 1000 / 60;
const FAST_TRAINING = 12;      // ms of training per picture when it goes as fast as it can
const FAST_CHUNK = 4;          // pictures in one answer then: it is bounded by the server's time

/** @type {{ words: string, batches?: number, epochs?: any, fast?: boolean }[]} */
const SPEEDS = [
  { words: "10 batches/s", batches: 10 },
  { words: "1 epoch/s", epochs: 1 },
  { words: "5 epochs/s", epochs: 5 },
  { words: "15 epochs/s", epochs: 15 },
  { words: "30 epochs/s", epochs: 30 },
  { words: "60 epochs/s", epochs: 60 },
  { words: "120 epochs/s", epochs: 120 },
  { words: "300 epochs/s", epochs: 300 },
  { words: "as fast as it goes", fast: true },
];

export const FASTEST = SPEEDS.length - 1;
export const USUAL = 4;

export function speedWords(speed) {
  return SPEEDS[speed].words;
}

/**
 * What lies between two pictures.
 * @param {number} speed
 * @returns {[unit: "time" | "batch" | "epoch", count: number, parts: number]}
 */
export function stride(speed) {
  const { batches, epochs, fast } = SPEEDS[speed];
  if (fast) return ["time", FAST_TRAINING, 1];
  return batches ? ["batch", 1, 1] : ["epoch", Math.max(1, Math.round(epochs / 60)), epochs === 30 ? 2 : 1];
}

/**
 * Milliseconds that a picture stays when `epochs` lie between it and the one before, or as many as usual.
 * @param {number} speed
 * @param {{ batches: number }} net
 * @param {number} [epochs]
 */
export function lasting(speed, net, epochs) {
  const { batches, epochs: rate, fast } = SPEEDS[speed];
  if (fast) return PICTURE;
  const perSecond = rate ?? (batches ?? 1) / net.batches;
  const [unit, count, parts] = stride(speed);
  const usual = (1000 * (unit === "batch" ? count / net.batches : count / parts)) / perSecond;
  // A picture further off than usual, left over from another speed, is not waited for as long as it would deserve.
  const wanted = epochs === undefined ? usual : Math.min((1000 * epochs) / perSecond, 2 * usual);
  // Parts of an epoch are not all equal: each may be a little shorter than a refresh of the display.
  return Math.max(0.8 * PICTURE, wanted);
}

/** Pictures to ask for at once. @param {number} speed @param {{ batches: number }} net */
export function chunkLength(speed, net) {
  return SPEEDS[speed].fast ? FAST_CHUNK : chunkOf(lasting(speed, net));
}
