// A view on a page: Streamlit calls it once at the start and again at every rerun and change of theme.

/** What main.js has to export for a View of the element that `selector` finds. */
export function component(selector, View) {
  const views = new WeakMap();   // one view per place on the page, however often it is rerun
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
      // Streamlit also runs the clean-up of a call that a newer one has overtaken: only a root that
      // has left the page is really gone.
      if (root.isConnected) return;
      view.destroy();
      views.delete(parentElement);
    };
  };
}

/**
 * Streamlit fades what waits for a rerun. A view that plays is rerun seven times a second: it would never be seen faded, but
 * each fade begun gives it new compositing layers, and everything in them is painted again. Half the time of a frame
 * went into that.
 */
function keepFromFading(place) {
  const holder = (place.host ?? place).closest(".stElementContainer");
  holder?.style.setProperty("transition", "none", "important");
  holder?.style.setProperty("opacity", "1", "important");
}
