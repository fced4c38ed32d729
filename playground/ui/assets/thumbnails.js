// Buttons to choose a data set, each with a thumbnail.

import { element } from "../../web/assets/js/dom.js";
import { Palette } from "../../web/assets/js/palette.js";
import { radios } from "../../web/assets/js/radios.js";
import { drawPoints } from "./js/thumbnail.js";

const SIZE = 44;
const RADIUS = 1.3;
const places = new WeakMap();

function picture({ name, label, help }) {
  const looks = { type: "button", value: name, title: help, role: "radio" };
  return element("button", looks, element("canvas"), element("span", {}, label));
}

// Runs again at each rerun and change of theme, and updates only what differs.
export default function ({ parentElement, data, setTriggerValue }) {
  const group = parentElement.querySelector(".sets"), { sets, chosen, signed, palette: colors } = data;
  if (places.get(parentElement)?.group !== group) places.set(parentElement, { group, palette: new Palette(group) });
  const place = places.get(parentElement), { palette } = place, names = sets.map(({ name }) => name).join();
  const points = sets.map((each) => each.points).join(), other = place.names !== names;
  if (other) {
    group.replaceChildren(...sets.map(picture));
    place.show = radios([...group.children], (name) => place.choose(name));
    place.names = names;
  }
  place.choose = (name) => setTriggerValue("chosen", name);
  if (palette.refresh({ palette: colors }) || place.points !== points) {
    place.points = points;
    sets.forEach((each, index) => drawPoints(group.children[index].firstChild, each.points, signed, palette, SIZE, RADIUS));
  }
  place.show(chosen);
  if (place.chosen !== chosen) reveal(group, group.children[sets.findIndex(({ name }) => name === chosen)]);
  place.chosen = chosen;
}

/** On a phone the data sets are a strip that scrolls. @param {HTMLElement} group @param {HTMLElement | undefined} button */
function reveal(group, button) {
  if (!button || group.scrollWidth <= group.clientWidth) return;
  const { left, width } = button.getBoundingClientRect(), room = group.getBoundingClientRect();
  if (left < room.left || left + width > room.right) group.scrollLeft += left - room.left - (room.width - width) / 2;
}
