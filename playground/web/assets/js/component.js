// A view as a component: Streamlit calls it at the start, and again at every rerun and change of theme.

/** The function that a view's main module must export, for a View of the element that `selector` finds. */
export function component(selector, View) {
  const views = new WeakMap();   // one view per element of the page, however often it is rerun
  return ({ data, parentElement, setTriggerValue }) => {
    const root = parentElement.querySelector(selector);
    let view = views.get(parentElement);
    if (view?.root !== root) {
      view?.destroy();
      view = new View(root);
      views.set(parentElement, view);
      keepFromFading(parentElement);
    }
    view.mount(data, setTriggerValue);
    return () => {
      // Streamlit also cleans up after a call that a newer one has replaced. Only a root that has left the page
      // is really gone.
      if (root.isConnected) return;
      view.destroy();
      views.delete(parentElement);
    };
  };
}

/**
 * Streamlit fades elements that wait for a rerun. A view that plays is rerun seven times a second, so the fade would never
 * be visible. But each fade creates new compositing layers and repaints everything in them, which took half the time of
 * a frame.
 */
function keepFromFading(place) {
  const holder = (place.host ?? place).closest(".stElementContainer");
  holder?.style.setProperty("transition", "none", "important");
  holder?.style.setProperty("opacity", "1", "important");
}
