// The speeds, and for each one the amount of training between two pictures and the time between them.

import { rateText } from "../../../web/assets/js/format.js";
import { chunkOf } from "../../../web/assets/js/playback.js";

/** At most sixty pictures a second, in ms; at higher speeds there are more epochs between two. */
export const PICTURE = 1000 / 60;
const FAST_TRAINING = 12;      // ms of training per picture at the highest speed
const FAST_CHUNK = 4;          // pictures per answer at that speed, which the server's time limits
const NEARLY = 0.9;            // share of the chosen speed above which the actual speed is not shown

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
 * The training between two pictures.
 * @param {number} speed
 * @returns {[unit: "time" | "batch" | "epoch", count: number, parts: number]}
 */
export function stride(speed) {
  const { batches, epochs, fast } = SPEEDS[speed];
  if (fast) return ["time", FAST_TRAINING, 1];
  return batches ? ["batch", 1, 1] : ["epoch", Math.max(1, Math.round(epochs / 60)), epochs === 30 ? 2 : 1];
}

/**
 * Milliseconds for which a picture is shown when `epochs` lie between it and the previous one; by default as usual.
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
  // A picture that is further away than usual, from a former speed, does not get all of its time.
  const wanted = epochs === undefined ? usual : Math.min((1000 * epochs) / perSecond, 2 * usual);
  // Parts of an epoch differ in length: each may be a little shorter than a refresh of the display.
  return Math.max(0.8 * PICTURE, wanted);
}

/** Number of pictures per ask. @param {number} speed @param {{ batches: number }} net */
export function chunkLength(speed, net) {
  return SPEEDS[speed].fast ? FAST_CHUNK : chunkOf(lasting(speed, net));
}

/**
 * The actual speed in the unit of the chosen one, if it is lower. At the highest speed there is none to reach.
 * @param {number} speed @param {number} reached in epochs per second, 0 if unknown @param {{ batches: number }} net
 */
export function reachedText(speed, reached, net) {
  if (!reached) return "";
  const { batches, epochs, fast } = SPEEDS[speed];
  if (fast) return `${rateText(reached)} epochs/s`;
  const got = batches ? reached * net.batches : reached;
  return got < NEARLY * (batches ?? epochs) ? `reached ${rateText(got)}/s` : "";
}
