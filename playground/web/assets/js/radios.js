// A group of radio buttons: one stop for the Tab key; the arrow keys choose the next or the previous one.

const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

/**
 * Calls `chosen` with the value of a button; returns the function that shows which one is chosen.
 * @param {HTMLButtonElement[]} buttons
 * @param {(value: string) => void} chosen
 */
export function radios(buttons, chosen) {
  const show = (value) => {
    for (const button of buttons) {
      button.setAttribute("aria-checked", String(button.value === value));
      button.tabIndex = button.value === value ? 0 : -1;
    }
  };
  const choose = (button) => {
    show(button.value);
    chosen(button.value);
  };
  buttons.forEach((button, index) => {
    button.onclick = () => choose(button);
    button.onkeydown = (event) => {
      const step = STEPS[event.key];
      if (!step) return;
      event.preventDefault();
      const next = buttons[(index + step + buttons.length) % buttons.length];
      next.focus();
      choose(next);
    };
  });
  return show;
}
