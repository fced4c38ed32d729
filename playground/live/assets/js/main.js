// What Streamlit calls: once at the start and again at every rerun and change of theme.

import { keepSteady } from "../../../web/assets/js/steady.js";
import { LiveView } from "./view.js";

const views = new WeakMap();   // one view per place on the page, however often it is rerun

export default function live({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".live");
  let view = views.get(parentElement);
  if (view?.root !== root) {
    view?.destroy();
    view = new LiveView(root);
    views.set(parentElement, view);
    keepSteady(parentElement);
  }
  view.mount(data, setTriggerValue);
  return () => {
    // Streamlit also runs the clean-up of a call that a newer one has overtaken: only a root that
    // has left the page is really gone.
    if (root.isConnected) return;
    view.destroy();
    views.delete(parentElement);
  };
}
