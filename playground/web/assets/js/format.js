// Number formats: fixed widths for numbers that change at frame rate, a true minus sign, and only significant digits.

const MINUS = "\u2212";

/** 12345 -> "012,345": the width of the counter never changes. */
export function epochText(epoch) {
  const digits = String(Math.max(0, Math.floor(epoch))).padStart(6, "0");
  return digits.replace(/\B(?=(\d{3})+$)/g, ",");
}

/** A number of epochs in a sentence: 12345.6 -> "12,345". */
export function countText(epochs) {
  return String(Math.floor(epochs)).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** The last batch of the current epoch: "batch 03 of 25", with a fixed width. */
export function batchText(position, { train_rows: rows, batch_size: size, batches }) {
  const done = Math.min(batches, Math.ceil(((position % 1) * rows) / size - 1e-6));
  return `batch\u00a0${String(done).padStart(String(batches).length, "0")} of\u00a0${batches}`;
}

/** Three decimals, or powers of ten for very large and very small numbers: at most 8 characters. */
export function lossText(value) {
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "–";
  if (value !== 0 && (Math.abs(value) < 0.001 || Math.abs(value) >= 1000)) return powerText(value);
  return signed(value.toFixed(3));
}

export function percentText(share) {
  return Number.isFinite(share) ? (100 * share).toFixed(1) + " %" : "–";
}

/** R² can be anything below 1; far below zero the digits no longer matter. */
export function r2Text(value) {
  if (!Number.isFinite(value)) return "–";
  return value < -99 ? "< " + MINUS + "99" : signed(value.toFixed(3));
}

/** A weight or a coordinate to three significant digits. */
export function valueText(value) {
  if (Number.isNaN(value)) return "–";
  // Beyond the range of single precision, in which weights are sent.
  if (!Number.isFinite(value)) return value > 0 ? "> 3e38" : "< " + MINUS + "3e38";
  const size = Math.abs(value);
  if (size !== 0 && (size < 0.001 || size >= 10000)) return powerText(value);
  return signed(size >= 100 ? value.toFixed(0) : value.toFixed(size >= 10 ? 1 : size >= 0.1 ? 2 : 3));
}

/** A rate such as the epochs per second reached: two or three digits. */
export function rateText(value) {
  return value >= 99.5 ? String(Math.round(value)) : value >= 0.95 ? value.toFixed(1) : value.toPrecision(1);
}

/** A learning rate: three significant digits, at most 8 characters. */
export function stepText(value) {
  return value < 0.0001 || value >= 999.5 ? powerText(value) : value.toPrecision(3);
}

/** The shortest text for an axis tick. */
export function tickText(value) {
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size < 0.001 || size >= 1e6) return powerText(value).replace(".0", "");
  if (size >= 10000) return signed(String(value / 1000)) + "k";
  return signed(String(+value.toPrecision(3)));
}

function powerText(value) {
  const [digits, power] = value.toExponential(1).split("e");
  return signed(digits) + "e" + signed(String(+power));
}

function signed(text) {
  return text.replace("-", MINUS);
}

export function capital(words) {
  return words[0].toUpperCase() + words.slice(1);
}
