// Buttons to choose a data set, each with a thumbnail.

import { contextOf, element, fit } from "../../web/assets/js/dom.js";
import { css, Palette } from "../../web/assets/js/palette.js";
import { radios } from "../../web/assets/js/radios.js";

const SIZE = 44;
const RADIUS = 1.3;
const places = new WeakMap();

function draw(canvas, points, color) {
  const context = contextOf(canvas);
  fit(context, SIZE, SIZE);
  for (let at = 0; at < points.length; at += 3) {
    context.fillStyle = color(points[at + 2]);
    context.beginPath();
    // x2 points up, as in the map.
    context.arc((points[at] / 255) * SIZE, (1 - points[at + 1] / 255) * SIZE, RADIUS, 0, 2 * Math.PI);
    context.fill();
  }
}

function picture({ name, label, help }) {
  const looks = { type: "button", value: name, title: help, role: "radio" };
  return element("button", looks, element("canvas"), element("span", {}, label));
}

// Runs again at each rerun and change of theme, and updates only what differs.
export default function ({ parentElement, data, setTriggerValue }) {
  const group = parentElement.querySelector(".sets"), { sets, chosen, signed, palette: colors } = data;
  if (places.get(parentElement)?.group !== group) places.set(parentElement, { group, palette: new Palette(group) });
  const place = places.get(parentElement), { palette } = place, names = sets.map(({ name }) => name).join();
  const other = place.names !== names;
  if (other) {
    group.replaceChildren(...sets.map(picture));
    place.show = radios([...group.children], (name) => place.choose(name));
    place.names = names;
  }
  place.choose = (name) => setTriggerValue("chosen", name);
  if (palette.refresh({ palette: colors }) || other) {
    const color = (label) => css(signed ? palette.scale((label - 127) / 127) : palette.classes[label]);
    sets.forEach(({ points }, index) => {
      draw(group.children[index].firstChild, Uint8Array.from(atob(points), (letter) => letter.charCodeAt(0)), color);
    });
  }
  place.show(chosen);
}
