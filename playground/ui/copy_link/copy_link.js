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

export default function ({ parentElement }) {
  const button = parentElement.querySelector("button");
  const done = parentElement.querySelector(".done");
  button.onclick = async () => {
    const copied = await copy(window.location.href);
    done.textContent = copied ? "Copied" : "Copy it from the address bar";
    clearTimeout(timers.get(parentElement));
    timers.set(parentElement, setTimeout(() => { done.textContent = ""; }, 2000));
  };
  return () => clearTimeout(timers.get(parentElement));
}
