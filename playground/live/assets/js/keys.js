// Space, →, R and Escape, wherever the focus is, unless it is somewhere that has its own use for them.

const roles = (names) => names.split(" ").map((name) => `[role=${name}]`).join(", ");
const TYPING = "input:not([type=range]), textarea, select, [contenteditable], " + roles("textbox combobox listbox spinbutton");
const ARROWS = "input, .target, .curve, " + roles("slider tab radio menuitem option");
const SPACE = "button, a[href], summary, " + roles("button tab option menuitem checkbox switch radio");

/** Listens to the whole document and returns the function that stops listening. */
export function listenToKeys({ toggle, step, reset, dismiss }) {
  const acts = {
    " ": (event, at) => !event.shiftKey && !at.closest(SPACE) && (() => event.repeat || toggle()),
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
  return () => document.removeEventListener("keydown", listener, true);
}
