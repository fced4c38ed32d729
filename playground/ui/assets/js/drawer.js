// What a button of the page opens in the place of the sidebar. Python draws it; here are the focus, Escape, and the sidebar,
// which has to be open for it.

const DRAWER = ".st-key-drawer";
const OPEN_LISTS = "[role=listbox], [data-testid=stPopoverBody], [role=dialog]";

export class Drawer {
  name = "";
  phone = false;                 // where the sidebar would cover the page, the drawer stands in it
  held = false;                  // the focus was in the drawer at the last key
  byKeyboard = false;            // the last thing done was a key

  /** @param {import("./sidebar.js").Sidebar} sidebar */
  constructor(sidebar) {
    this.sidebar = sidebar;
    this.close = () => {};
    // Before the lists, which close at the same key: what lies over the drawer closes first.
    document.addEventListener("keydown", ({ key, target }) => {
      this.byKeyboard = true;
      this.held = target instanceof Element && !!target.closest(DRAWER);
      if (key === "Escape" && this.name && !document.querySelector(OPEN_LISTS)) this.close();
    }, true);
    document.addEventListener("pointerdown", () => (this.held = this.byKeyboard = false), true);
  }

  /** Called at each run of a page with the keys of its buttons, and the one whose drawer is open, or "". */
  show(names, open, phone, close) {
    const before = this.name, moved = open !== before || phone !== this.phone;
    Object.assign(this, { name: open, phone, close });
    for (const name of names) {
      whenThere(buttonOf(name), (button) => {
        button.setAttribute("aria-expanded", String(name === open));
        if (moved && name === open) this.opened();
        else if (moved && name === before) this.closed(button);
      });
    }
  }

  opened() {
    // Not whether the button has the focus: Streamlit may have drawn it anew meanwhile.
    const { byKeyboard, phone } = this;
    whenThere(`${phone ? ".stMain" : ".stSidebar"} ${DRAWER} button`, (back) => {
      this.unfolded = !phone && this.sidebar.closed;
      if (this.unfolded) this.sidebar.open();
      if (phone) back.closest(DRAWER).scrollIntoView();
      if (byKeyboard) back.focus();
    });
  }

  closed(button) {
    if (this.unfolded) this.sidebar.close();
    if (this.held) button.focus();
  }
}

const buttonOf = (name) => `.st-key-${name} button`;

/** Waits for an element that Streamlit is about to draw. */
function whenThere(selector, act, frames = 600) {
  const found = /** @type {HTMLElement | null} */ (document.querySelector(selector));
  if (found) act(found);
  else if (frames) requestAnimationFrame(() => whenThere(selector, act, frames - 1));
}
