// What a key means in a list: where it moves, and which label the typed letters find.

const PAGE = 5;

/**
 * The entry that a key leads to, from the one at `at` of `count`; -1 if the key does not move.
 * @param {string} key @param {number} at @param {number} count
 */
export function moved(key, at, count) {
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: count - 1, PageDown: at + PAGE, PageUp: at - PAGE }[key];
  return to === undefined ? -1 : Math.min(count - 1, Math.max(0, to));
}

/**
 * The index of the next label that begins with what was typed; more than one letter may find the one at `at` again. -1 if
 * there is none.
 * @param {string[]} labels @param {string} typed @param {number} at
 */
export function found(labels, typed, at) {
  const from = typed.length > 1 ? at : at + 1;
  const order = labels.map((_, k) => (from + k) % labels.length);
  return order.find((k) => labels[k].toLowerCase().startsWith(typed.toLowerCase())) ?? -1;
}
