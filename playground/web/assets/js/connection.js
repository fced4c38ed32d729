// How asks go up and payloads come down: by a socket of the component's own, or, where a host passes none, by
// Streamlit's runs of a fragment.

const ROUTE = "playground/socket";
const HANDSHAKE = 1500;        // ms within which the socket must open the first time
const AGAIN = [250, 500, 1000];  // ms until it is opened again, the last one from then on
const MOST_FAILURES = 5;       // in a row, until asks go by a fragment
const PROBE = 10_000;          // ms after which a way that was refused is tried again
const UNKNOWN_TOKEN = 4401;    // the server was started again, or has forgotten the session: the page will be run again
const REPLACED = 4409;         // another view of this session has taken over
const IDLE = 1000;             // nothing was asked for long: the socket is opened again with the next ask

/** Beside the modules: where the app is served, its pages' addresses do not tell. */
const ADDRESS = import.meta.url.replace(/playground\/static\/.*/, ROUTE).replace(/^http/, "ws");

/** @import { Ask } from "./channel.js" */
/** @import { Bytes } from "./wire.js" */
/** @typedef {"closed" | "opening" | "open" | "waiting for another token" | "refused" | "destroyed"} State */

export class Connection {
  socket = /** @type {WebSocket | null} */ (null);
  /** @type {(ask: Ask) => void} */ byFragment;
  tried = -Infinity;             // when it was last opened

  /**
   * `receive` takes payloads; `ready` is told when asks can be sent: what was sent before may be lost; `lost` is told
   * when a socket that worked is gone. `seen` says what was received last.
   * @param {{ receive: (bytes: Bytes) => void, ready: () => void, lost: () => void, seen: () => string }} listener
   */
  constructor({ receive, ready, lost, seen }) {
    this.receive = receive;
    this.ready = ready;
    this.lost = lost;
    this.seen = seen;
    this.token = null;
    this.state = /** @type {State} */ ("closed");
    this.failures = 0;
  }

  /**
   * Every run of the page says the token and the way by a fragment.
   * @param {string} token
   * @param {(ask: Ask) => void} byFragment
   */
  mount(token, byFragment) {
    this.byFragment = byFragment;
    if (token !== this.token) {
      this.token = token;
      this.failures = 0;
      this.connect();
    } else if (this.state === "refused" && performance.now() - this.tried > PROBE) {
      this.connect();          // perhaps the server was only slow
    }
  }

  /** @param {Ask} ask */
  send(ask) {
    if (this.state === "open") this.socket?.send(JSON.stringify(ask));
    else if (this.state === "refused") this.byFragment(ask);
    else if (this.state === "closed") this.connect();
  }

  /** What may be lost; whether it was sent. @param {Ask} words */
  say(words) {
    const open = this.state === "open";
    if (open) this.socket?.send(JSON.stringify(words));
    return open;
  }

  connect() {
    this.drop();
    this.tried = performance.now();
    if (this.state !== "refused") this.state = "opening";
    const socket = (this.socket = new WebSocket(ADDRESS));
    socket.binaryType = "arraybuffer";
    this.deadline = setTimeout(() => this.fail(), HANDSHAKE);
    socket.onopen = () => socket.send(`${this.token} ${this.seen()}`);
    // The server greets as soon as it knows the token, so that a proxy that swallows everything is found out.
    socket.onmessage = ({ data }) => {
      if (socket !== this.socket) return;
      if (this.state === "open") this.receive(new Uint8Array(data));
      else this.open();
    };
    socket.onclose = ({ code }) => socket === this.socket && this.close(code);
  }

  open() {
    clearTimeout(this.deadline);
    this.state = "open";
    this.failures = 0;
    this.works = true;
    this.ready();
  }

  close(code) {
    this.drop();
    if (code === UNKNOWN_TOKEN && this.works) this.state = "waiting for another token";
    else if (code === REPLACED || code === IDLE) this.state = "closed";
    else this.fail();
  }

  /** Where it has worked it is opened again; where it never did, or no more, asks go by a fragment. */
  fail() {
    this.drop();
    if (!this.works || this.failures === MOST_FAILURES) {
      const before = this.state;
      this.state = "refused";
      if (before !== "refused") this.ready();
      return;
    }
    if (this.failures === 0) this.lost();
    this.state = "opening";
    this.retry = setTimeout(() => this.connect(), AGAIN[Math.min(this.failures, AGAIN.length - 1)]);
    this.failures += 1;
  }

  /** It is open, and yet nothing comes. */
  renew() {
    if (this.state === "open") this.fail();
  }

  drop() {
    clearTimeout(this.deadline);
    clearTimeout(this.retry);
    const { socket } = this;
    this.socket = null;
    if (!socket) return;
    // A browser warns of a socket that is closed before it is open.
    if (socket.readyState === WebSocket.CONNECTING) socket.onopen = () => socket.close();
    else socket.close();
  }

  destroy() {
    this.drop();
    this.state = "destroyed";
  }
}
