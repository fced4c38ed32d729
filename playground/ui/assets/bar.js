// The bar of a page whose sidebar is closed, and the sidebar itself: when it closes and opens.

import "../../web/assets/js/color_scheme.js";
import { Drawer } from "./js/drawer.js";
import { Sidebar } from "./js/sidebar.js";

const PHONE = matchMedia("(max-width: 735px)");
const sidebar = new Sidebar();
const drawer = new Drawer(sidebar);

export default function ({ parentElement, data, setStateValue, setTriggerValue }) {
  const part = (name) => parentElement.querySelector(name);
  part(".brand").textContent = data.name;
  part(".words").textContent = data.button;
  part(".open").onclick = () => sidebar.open();
  const tell = () => setStateValue("phone", PHONE.matches);
  PHONE.onchange = tell;
  if (PHONE.matches !== Boolean(data.phone)) tell();
  sidebar.begin();
  drawer.show(data.drawers, data.drawer, data.phone, () => setTriggerValue("closed", Date.now()));
}
