// @ts-check
// The page's sliders act while they are dragged. Streamlit tells Python of a value when the slider is let go, or a fifth
// of a second after a key; what it shows meanwhile is sent by the line. Its key is the name of the field.

const KEY = /\bst-key-(\w+?)-\d+\b/;
const APART = 33;              // ms between two values that are sent: each begins a generation

/** Calls `tell(name, text)` for every stop that a slider in use shows; gives the function that stops watching. */
export function watchSliders(tell) {
  const shown = new Map();
  let last = 0, later = null;
  const send = () => {
    later = null;
    last = performance.now();
    shown.forEach((text, name) => tell(name, text));
    shown.clear();
  };
  const observer = new MutationObserver((changes) => {
    for (const change of changes) {
      const target = /** @type {Element} */ (change.target);
      // Only what somebody moves: Python moves sliders, too, and then knows the value.
      const box = target === document.activeElement && target.closest("[class*=st-key-]");
      const [, name] = (box && KEY.exec(box.className)) || [];
      if (name) shown.set(name, target.getAttribute("aria-valuetext"));
    }
    if (shown.size) later ??= setTimeout(send, last + APART - performance.now());
  });
  observer.observe(document.body, { subtree: true, attributeFilter: ["aria-valuetext"] });
  return () => {
    observer.disconnect();
    clearTimeout(later);
  };
}
