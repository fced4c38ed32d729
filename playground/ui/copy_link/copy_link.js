const timers = new WeakMap();

// Where a page is not served over https (a school's own server) the clipboard API is missing.
function copyBySelection(text) {
  const field = document.createElement("textarea");
  field.value = text;
  field.style.position = "fixed";
  field.style.opacity = "0";
  document.body.append(field);
  field.select();
  const copied = document.execCommand("copy");
  field.remove();
  return copied;
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

const EDGE = 8;

/** Above the button, or below it where there is no room, and within the window. */
function place(pop, button) {
  const { left, top, bottom } = button.getBoundingClientRect(), { offsetHeight: height, offsetWidth: width } = pop;
  pop.style.left = `${Math.max(EDGE, Math.min(left, innerWidth - width - EDGE))}px`;
  pop.style.top = `${top > height + 2 * EDGE ? top - height - 4 : bottom + 4}px`;
}

/**
 * The server is told once of an address with settings of TensorFlow Playground behind the #, by their `keys`; the address bar
 * then shows this page's own link. Other texts are left alone.
 */
function takeHash(keys, tell) {
  const found = new URLSearchParams(location.hash.slice(1));
  if (!keys.some((key) => found.has(key))) return;
  const address = location.href;
  history.replaceState(history.state, "", location.pathname + location.search);
  tell(address);
}

const places = new WeakMap();

export default function ({ parentElement, data, setTriggerValue }) {
  const part = (name) => /** @type {any} */ (parentElement.querySelector(name));
  const [copier, opener, pop, form, input, done] = [".copy", ".paste", ".pop", "form", "input", ".done"].map(part);
  copier.onclick = async () => {
    const copied = await copy(window.location.href);
    done.textContent = copied ? "Copied" : "See address bar";
    clearTimeout(timers.get(parentElement));
    timers.set(parentElement, setTimeout(() => { done.textContent = ""; }, 2000));
  };
  const tell = (text) => setTriggerValue("pasted", text);
  opener.popoverTargetElement = pop;
  pop.onbeforetoggle = ({ newState }) => opener.setAttribute("aria-expanded", String(newState === "open"));
  pop.ontoggle = ({ newState }) => {
    if (newState !== "open") return;
    place(pop, opener);
    input.focus();
  };
  form.onsubmit = (event) => {
    event.preventDefault();
    pop.hidePopover();
    if (input.value.trim()) tell(input.value.trim());
    input.value = "";
  };
  removeEventListener("hashchange", places.get(parentElement));
  const listener = () => takeHash(data.foreign, tell);
  places.set(parentElement, listener);
  addEventListener("hashchange", listener);
  listener();
  return () => {
    clearTimeout(timers.get(parentElement));
    removeEventListener("hashchange", listener);
  };
}
