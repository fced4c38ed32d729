// The keys Space, K, →, R, Z, F and Escape, on the whole page, unless the focused element uses them itself.

const roles = (names) => names.split(" ").map((name) => `[role=${name}]`).join(", ");
const BOXES = "input[type=checkbox], input[type=radio]";
const TYPING =
  "input:not([type=range], [type=checkbox], [type=radio]), textarea, select, [contenteditable], "
  + roles("textbox combobox listbox spinbutton");
const ARROWS = "input, .target, .curve, " + roles("slider tab radio menuitem option");
const SPACE = `button, a[href], summary, ${BOXES}, ` + roles("button tab option menuitem checkbox switch radio");
const LETS_GO = SPACE + ", input[type=range], [role=combobox][aria-expanded=false]";

const RETURNS = 400;           // ms after Escape during which a button may regain the focus

/** For `other`: what a key does beyond those below. @returns {(() => void) | null} */
const noKey = (_key) => null;

/** Listens to the whole document and returns the function that stops listening. */
export function listenToKeys({ toggle, step, reset, undo = () => {}, present = () => {}, other = noKey, dismiss }) {
  const play = (event) => event.repeat || toggle();
  const acts = {
    " ": (event, at) => !event.shiftKey && !at.closest(SPACE) && (() => play(event)),
    k: (event) => !event.shiftKey && (() => play(event)),
    ArrowRight: (event, at) => !at.closest(ARROWS) && (() => step(event.shiftKey ? "batch" : "epoch", event.repeat)),
    r: (event) => !event.shiftKey && (() => event.repeat || reset()),
    z: (event) => !event.shiftKey && (() => event.repeat || undo()),
    f: (event) => !event.shiftKey && (() => event.repeat || present()),
  };
  const listener = (event) => {
    // Shortcuts with modifiers belong to the browser; an input method may still be composing text.
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return;
    if (event.key === "Escape") return dismiss();
    const [at] = event.composedPath();
    if (!(at instanceof Element) || at.closest(TYPING) || at.closest("dialog")) return;
    const act = acts[event.key.length === 1 ? event.key.toLowerCase() : event.key]?.(event, at) || other(event.key);
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  };
  // Capture the event, so that a key handled here does not reach Streamlit, where R reruns the script.
  document.addEventListener("keydown", listener, true);
  const freed = freeKeysAfterPointer();
  return () => {
    document.removeEventListener("keydown", listener, true);
    freed();
  };
}

/**
 * An element that was used with the pointer gives up the focus: the space bar plays and does not press the last clicked
 * button. A text field keeps the focus until Escape, and an element reached by the keyboard always keeps it.
 */
function freeKeysAfterPointer() {
  let byPointer = false;
  let came = false;              // the pointer set the focus, whatever was typed since
  let escaped = -Infinity;
  // Wait until the clicked element has the focus and a list has been opened or closed.
  const later = (act) => setTimeout(() => byPointer && act());
  /** @type {Record<string, (event: any) => void>} */
  const events = {
    pointerdown: () => (byPointer = came = true),
    keydown: ({ key, timeStamp }) => {
      byPointer = false;
      if (key === "Tab") came = false;
      if (key !== "Escape" || !came) return;
      escaped = timeStamp;
      setTimeout(() => focused()?.blur());
    },
    // A popover that closes returns the focus to the button that opened it.
    focusin: ({ timeStamp }) => timeStamp - escaped < RETURNS && setTimeout(() => focused()?.blur()),
    pointerup: () => later(letGo),
    // A click without a pointer comes from Enter or from a screen reader.
    click: ({ detail }) => detail && later(letGo),
    // A native list does not report whether it is open, but it closes when an option is chosen.
    input: (event) => {
      const [at] = event.composedPath();
      if (at.matches("select")) later(() => at.blur());
    },
  };
  for (const [name, act] of Object.entries(events)) document.addEventListener(name, act, true);
  return () => Object.entries(events).forEach(([name, act]) => document.removeEventListener(name, act, true));
}

function focused() {
  let at = /** @type {any} */ (document.activeElement);
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  return at;
}

function letGo() {
  const at = focused();
  if (at?.matches(LETS_GO) && !at.matches("[role=combobox][aria-expanded=true]")) at.blur();
}
