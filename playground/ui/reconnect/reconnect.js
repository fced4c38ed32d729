// Streamlit writes the state of its connection on the page. This is no promise of Streamlit's: without the mark nothing
// is watched, and a page that lost its server has to be loaded again by hand.
const MARK = "data-test-connection-state";

const watchers = new WeakMap();

export default function ({ parentElement, setTriggerValue }) {
  const app = document.querySelector(`[${MARK}]`);
  const watcher = watchers.get(parentElement) ?? new Watcher(app);
  watchers.set(parentElement, watcher);
  watcher.back = () => setTriggerValue("again", Date.now());
  return () => {
    if (parentElement.isConnected) return;
    watcher.observer.disconnect();
    watchers.delete(parentElement);
  };
}

class Watcher {
  constructor(app) {
    this.lost = false;
    this.back = () => {};
    this.observer = new MutationObserver(() => this.look(app.getAttribute(MARK)));
    if (app) this.observer.observe(app, { attributeFilter: [MARK] });
  }

  look(state) {
    if (state !== "CONNECTED") this.lost = true;
    else if (this.lost) {
      this.lost = false;
      this.back();
    }
  }
}
