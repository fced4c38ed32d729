// Short functions to create elements and to change their text.

/**
 * An element with properties (class, text, handlers; "aria-…" and "data-…" as attributes) and children.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, any>} properties
 * @param {(Node | string)[]} children
 */
export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.includes("-") || name === "role") made.setAttribute(name, value);
    else made[name] = value;
  }
  made.append(...children);
  return made;
}

/** Changing the text node in place is cheaper than replacing it, which matters at frame rate. */
export function write(element, text) {
  const { firstChild } = element;
  if (!firstChild) element.textContent = text;
  else if (firstChild.data !== text) firstChild.data = text;
}

/** An SVG element with attributes. @template {keyof SVGElementTagNameMap} Tag @param {Tag} tag */
export function svg(tag, attributes = {}) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  return made;
}

/** The 2D context of a canvas, which every browser has. @param {HTMLCanvasElement} canvas */
export function contextOf(canvas) {
  return /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
}

/**
 * Sizes a canvas to the resolution of the screen, clears it, and scales its context to CSS pixels. Returns whether the
 * size changed.
 * @param {CanvasRenderingContext2D} context @param {number} width @param {number} height
 */
export function fit(context, width, height) {
  const { canvas } = context, ratio = devicePixelRatio, [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
  const resized = canvas.width !== w || canvas.height !== h;
  if (resized) Object.assign(canvas, { width: w, height: h });
  context.setTransform(w / width, 0, 0, h / height, 0, 0);
  context.clearRect(0, 0, width, height);
  return resized;
}

/** Moves a slider, which begins at 0, to a stop, and fills its track up to there. @param {HTMLInputElement} input */
export function setRange(input, stop) {
  input.value = String(stop);
  input.parentElement?.style.setProperty("--at", `${(100 * stop) / +input.max}%`);
}
