// Streamlit's sidebar closes by itself where the window is narrow, and opens again when the window is wide. What the user
// does in between holds. Streamlit offers no way to do this but its own buttons.

import { keep, kept } from "../../../web/assets/js/storage.js";

const NARROW = matchMedia("(max-width: 1099px)");
const CLOSED = "playground.sidebar";   // "closed" in the storage while it is closed by itself
const CLOSE = ".stSidebar [data-testid=stSidebarCollapseButton] button", OPEN = "[data-testid=stExpandSidebarButton]";

export class Sidebar {
  begun = false;

  get element() {
    return /** @type {HTMLElement | null} */ (document.querySelector(".stSidebar"));
  }

  get closed() {
    return this.element?.dataset.collapsed === "true";
  }

  /** Called at each run of a page; the first one with a sidebar counts. */
  begin() {
    if (this.begun || !this.element) return;
    this.begun = true;
    this.follow();
    NARROW.addEventListener("change", () => this.follow());
    // Until now the style has kept a sidebar out of a narrow window, which would close at once.
    document.documentElement.dataset.sidebar = "begun";
  }

  follow() {
    if (NARROW.matches && !this.closed) {
      keep(CLOSED, "closed");
      press(CLOSE);
    } else if (!NARROW.matches && this.closed && kept(CLOSED)) this.open();
    if (!NARROW.matches) keep(CLOSED, null);
  }

  open() {
    if (this.closed) press(OPEN);
  }

  close() {
    if (!this.closed) press(CLOSE);
  }
}

function press(button) {
  /** @type {HTMLElement | null} */ (document.querySelector(button))?.click();
}
