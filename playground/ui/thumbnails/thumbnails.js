// @ts-check
const SIZE = 44;
const RADIUS = 1.3;
const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
const shown = new WeakMap();

const parse = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
const mix = (from, to, share) => `rgb(${parse(from).map((c, i) => Math.round(c + (parse(to)[i] - c) * share))})`;

// The theme is known by how light its background is, whatever notation the variable uses.
function isDark(element) {
  const context = document.createElement("canvas").getContext("2d");
  context.fillStyle = getComputedStyle(element).getPropertyValue("--st-background-color");
  context.fillRect(0, 0, 1, 1);
  const [r, g, b] = context.getImageData(0, 0, 1, 1).data;
  return r + g + b < 384;
}

function colourOf(data, neutral) {
  const [negative, positive] = data.classes;
  return data.signed
    ? (label) => label < 127 ? mix(neutral, negative, (127 - label) / 127) : mix(neutral, positive, (label - 127) / 127)
    : (label) => data.classes[label];
}

function draw(canvas, points, colour) {
  const ratio = window.devicePixelRatio || 1;
  canvas.width = canvas.height = Math.round(SIZE * ratio);
  const context = canvas.getContext("2d");
  context.scale(canvas.width / SIZE, canvas.height / SIZE);
  for (let i = 0; i < points.length; i += 3) {
    context.fillStyle = colour(points[i + 2]);
    context.beginPath();
    // x2 is upward, as in the map.
    context.arc((points[i] / 255) * SIZE, (1 - points[i + 1] / 255) * SIZE, RADIUS, 0, 2 * Math.PI);
    context.fill();
  }
}

function build(group, sets) {
  group.replaceChildren(...sets.map(({ name, label, help }) => {
    const button = document.createElement("button");
    button.type = "button";
    button.dataset.name = name;
    button.title = help;
    button.setAttribute("role", "radio");
    const text = document.createElement("span");
    text.textContent = label;
    button.append(document.createElement("canvas"), text);
    return button;
  }));
}

function mark(group, chosen) {
  for (const button of group.children) {
    const checked = button.dataset.name === chosen;
    button.setAttribute("aria-checked", checked);
    button.tabIndex = checked ? 0 : -1;
  }
}

// Runs again at each rerun and change of theme: only what differs is done anew.
export default function ({ parentElement, data, setTriggerValue }) {
  const group = parentElement.querySelector(".sets");
  const names = data.sets.map(({ name }) => name).join();
  const dark = isDark(group);
  const before = shown.get(parentElement) ?? {};
  if (before.names !== names) build(group, data.sets);
  if (before.names !== names || before.dark !== dark) {
    const colour = colourOf(data, data.neutral[dark ? "dark" : "light"]);
    data.sets.forEach(({ points }, i) => {
      draw(group.children[i].querySelector("canvas"), Uint8Array.from(atob(points), (c) => c.charCodeAt(0)), colour);
    });
  }
  shown.set(parentElement, { names, dark });
  mark(group, data.chosen);

  const choose = (button) => {
    mark(group, button.dataset.name);
    setTriggerValue("chosen", button.dataset.name);
  };
  group.onclick = ({ target }) => {
    const button = target.closest("button");
    if (button) choose(button);
  };
  group.onkeydown = (event) => {
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    const buttons = [...group.children];
    const next = buttons.at((buttons.indexOf(event.target) + step) % buttons.length);
    next.focus();
    choose(next);
  };
}
