// The script of every component: it loads the modules, the style and the markup, which the browser then caches.
// @ts-expect-error Python inserts the settings
const { prefix, main, html, css, modules } = SETTINGS;

// The address of Streamlit's own script contains the path at which the app is served; a page's address does not.
const script = /** @type {any} */ (document.querySelector('script[src*="static/js/"]'))?.src ?? "";
const served = script.startsWith(location.origin) ? script.slice(0, script.lastIndexOf("static/js/")) : `${location.origin}/`;
const url = (name) => served + prefix + name;

async function text(name) {
  const answer = await fetch(url(name));
  if (!answer.ok) throw new Error(`${answer.status} for ${url(name)}`);
  return answer.text();
}

// Preload all modules at once: otherwise each one would be requested only after the module that imports it has arrived.
for (const name of modules) {
  document.head.append(Object.assign(document.createElement("link"), { rel: "modulepreload", href: url(name) }));
}
const loaded = Promise.all([import(url(main)), text(html), ...css.map(text)]);
const places = new WeakMap();

export default function (component) {
  const { parentElement } = component;
  const place = places.get(parentElement) ?? {};
  places.set(parentElement, place);
  place.latest = component;
  const start = ([module, markup, ...styles]) => {
    // A newer call has arrived in the meantime, or the element has left the page.
    if (place.latest !== component || !parentElement.isConnected) return;
    if (!place.filled) fill(parentElement, markup, styles);
    place.filled = true;
    place.stop = module.default(component);
  };
  if (place.filled) loaded.then(start);
  else loaded.then(start, (error) => (parentElement.querySelector("p").textContent = `Could not be loaded: ${error.message}`));
  return () => place.stop?.();
}

function fill(parent, markup, styles) {
  const style = Object.assign(document.createElement("style"), { textContent: styles.join("\n") });
  const template = Object.assign(document.createElement("template"), { innerHTML: markup });
  const box = parent.querySelector("p");
  box.replaceWith(style, template.content);
}
