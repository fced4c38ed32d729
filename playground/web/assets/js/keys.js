// Space, K, →, R and Escape, wherever the focus is, unless it is somewhere that has its own use for them.

const roles = (names) => names.split(" ").map((name) => `[role=${name}]`).join(", ");
const BOXES = "input[type=checkbox], input[type=radio]";
const TYPING =
  "input:not([type=range], [type=checkbox], [type=radio]), textarea, select, [contenteditable], "
  + roles("textbox combobox listbox spinbutton");
const ARROWS = "input, .target, .curve, " + roles("slider tab radio menuitem option");
const SPACE = `button, a[href], summary, ${BOXES}, ` + roles("button tab option menuitem checkbox switch radio");
const LETS_GO = SPACE + ", input[type=range], [role=combobox][aria-expanded=false]";

const RETURNS = 400;           // ms after Escape in which a button may get the focus back

/** Listens to the whole document and returns the function that stops listening. */
export function listenToKeys({ toggle, step, reset, dismiss }) {
  const play = (event) => event.repeat || toggle();
  const acts = {
    " ": (event, at) => !event.shiftKey && !at.closest(SPACE) && (() => play(event)),
    k: (event) => !event.shiftKey && (() => play(event)),
    ArrowRight: (event, at) => !at.closest(ARROWS) && (() => step(event.shiftKey ? "batch" : "epoch", event.repeat)),
    r: (event) => !event.shiftKey && (() => event.repeat || reset()),
  };
  const listener = (event) => {
    // Modifiers belong to the browser; an input method is still composing what is typed.
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return;
    if (event.key === "Escape") return dismiss();
    const [at] = event.composedPath();
    if (!(at instanceof Element) || at.closest(TYPING)) return;
    const act = acts[event.key.length === 1 ? event.key.toLowerCase() : event.key]?.(event, at);
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  };
  // Capturing, so that a key used here is not also taken by the page, where R would rerun the script.
  document.addEventListener("keydown", listener, true);
  const freed = freeKeysAfterPointer();
  return () => {
    document.removeEventListener("keydown", listener, true);
    freed();
  };
}

/**
 * What was used with the pointer lets go of the keyboard: the space bar is for Play, not for the button that was clicked
 * last. What is typed into keeps it until Escape, and what was come to by the keyboard keeps it for good.
 */
function freeKeysAfterPointer() {
  let byPointer = false;
  let came = false;              // the focus came by the pointer, whatever was typed since
  let escaped = -Infinity;
  // Only then has the focus come to what was clicked, and has a list been opened or closed.
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
    // What closes gives the focus back to the button that opened it.
    focusin: ({ timeStamp }) => timeStamp - escaped < RETURNS && setTimeout(() => focused()?.blur()),
    pointerup: () => later(letGo),
    // A click that no pointer made is one of Enter, or of a screen reader.
    click: ({ detail }) => detail && later(letGo),
    // A list of the browser's own does not tell whether it is open, but it is closed when something was chosen.
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
  if (at?.matches(LETS_GO)) at.blur();
}
