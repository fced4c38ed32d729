// Light or dark, as the user chooses, without loading the page again, which would end the run. Streamlit follows the system's
// choice as the browser reports it. So the report is changed here, and Streamlit is told to look: after printing it reads
// it again. A choice that the system shares is forgotten, and the page follows the system as before.

import { keep, kept } from "./storage.js";

const KEY = "playground.colors";
const DARK = "(prefers-color-scheme: dark)";
const ofSystem = window.matchMedia.bind(window);
let chosen = kept(KEY);

window.matchMedia = (query) => {
  const list = ofSystem(query);
  if (!chosen || !/prefers-color-scheme:\s*(dark|light)/.test(query)) return list;
  const matches = query.includes(chosen);
  return new Proxy(list, {
    get(_, name) {
      if (name === "matches") return matches;
      const value = Reflect.get(list, name);
      return typeof value === "function" ? value.bind(list) : value;
    },
  });
};

const follow = () => window.dispatchEvent(new Event("afterprint"));

/** Whether the page is to be dark. */
export const isDark = () => (chosen ? chosen === "dark" : ofSystem(DARK).matches);

/** From light to dark or back. The choice holds for later visits. */
export function switchColors() {
  const dark = !isDark();
  chosen = dark === ofSystem(DARK).matches ? null : dark ? "dark" : "light";
  keep(KEY, chosen);
  follow();
}

if (chosen) follow();
