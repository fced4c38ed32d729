// Keeps Streamlit's hands off what it has placed.

/**
 * Streamlit fades what waits for a rerun. A view that plays is rerun seven times a second: it would never be seen faded, but
 * each fade begun gives it new compositing layers, and everything in them is painted again. Half the time of a frame
 * went into that.
 */
export function keepSteady(place) {
  const holder = (place.host ?? place).closest(".stElementContainer");
  holder?.style.setProperty("transition", "none", "important");
  holder?.style.setProperty("opacity", "1", "important");
}
