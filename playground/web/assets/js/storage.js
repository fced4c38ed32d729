// What the browser keeps for later visits. A browser that lets a page keep nothing, as in some frames of other sites, raises
// where `localStorage` is read; the page works there all the same, and begins anew each time.

/** The text that is kept by this name; null for none. @param {string} name @returns {string | null} */
export function kept(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

/** Keeps a text by this name, or nothing for null. Returns whether the browser allows it. @param {string} name @param {string | null} text */
export function keep(name, text) {
  try {
    if (text === null) localStorage.removeItem(name);
    else localStorage.setItem(name, text);
    return true;
  } catch {
    return false;
  }
}
