// Elements in one line, and their words.

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

/** Changing the text node in place is cheaper than putting in another, which counts at frame rate. */
export function write(element, text) {
  const { firstChild } = element;
  if (!firstChild) element.textContent = text;
  else if (firstChild.data !== text) firstChild.data = text;
}

/** An element of a drawing in vectors, with attributes. @template {keyof SVGElementTagNameMap} Tag @param {Tag} tag */
export function svg(tag, attributes = {}) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  return made;
}

/** What draws on a canvas: of the two dimensions every browser has it. @param {HTMLCanvasElement} canvas */
export function contextOf(canvas) {
  return /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
}

/**
 * As many pixels as the screen has, empty, for a canvas so large on the page; whether it had another size. What is drawn
 * then is measured in pixels of the page.
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

/** Puts a slider, which begins at 0, to a stop: its track is filled up to there. @param {HTMLInputElement} input */
export function setRange(input, stop) {
  input.value = String(stop);
  input.parentElement?.style.setProperty("--at", `${(100 * stop) / +input.max}%`);
}
