// Makes the page's sliders act while they are dragged. Streamlit sends a value when the slider is released, or by a run
// of the page after each key. Until then this module sends it by the connection. The key is the name of the field.

const KEY = /\bst-key-(\w+?)-\d+\b/;
const APART = 33;              // least ms between two values that are sent: each begins a generation

/**
 * Calls `tell` with the values of sliders in use, by name; returns the function that stops watching.
 * @param {(stops: Record<string, string>) => void} tell
 */
export function watchSliders(tell) {
  let stops = /** @type {Record<string, string>} */ ({}), last = -Infinity, later = 0;
  const send = () => {
    [later, last] = [0, performance.now()];
    tell(stops);
    stops = {};
  };
  const observer = new MutationObserver((changes) => {
    for (const change of changes) {
      const target = /** @type {Element} */ (change.target), text = target.getAttribute("aria-valuetext");
      // Only sliders that the user moves: Python moves sliders, too, and then knows the value. A run of the page sets it
      // once more.
      const box = text !== change.oldValue && target === document.activeElement && target.closest("[class*=st-key-]");
      const name = box && KEY.exec(box.className)?.[1];
      if (name && text) stops[name] = text;
    }
    if (later || !Object.keys(stops).length) return;
    const wait = last + APART - performance.now();
    if (wait > 0) later = setTimeout(send, wait);
    else send();
  });
  observer.observe(document.body, { subtree: true, attributeFilter: ["aria-valuetext"], attributeOldValue: true });
  return () => {
    observer.disconnect();
    clearTimeout(later);
  };
}
