// Sends asks and receives payloads by the component's own WebSocket or, where a host does not forward it, by fragment
// reruns.

const ROUTE = "playground/socket";
const HANDSHAKE = 1500;        // ms within which the socket must open the first time
const AGAIN = [250, 500, 1000];  // ms between attempts to reconnect; the last one is repeated
const MOST_FAILURES = 5;       // in a row, before asks are sent by the fragment
const PROBE = 10_000;          // ms before a refused socket is tried again
const UNKNOWN_TOKEN = 4401;    // the server was restarted or the session has ended: the page will be rerun
const REPLACED = 4409;         // another view of this session has connected
const IDLE = 1000;             // the connection was idle: the socket is opened again with the next ask

/** Derived from the address of this module, because a page's address does not contain the path of the app. */
const ADDRESS = import.meta.url.replace(/playground\/static\/.*/, ROUTE).replace(/^http/, "ws");

/** @import { Ask } from "./channel.js" */
/** @import { Bytes } from "./wire.js" */
/** @typedef {"closed" | "opening" | "open" | "waiting for another token" | "refused" | "destroyed"} State */

export class Connection {
  socket = /** @type {WebSocket | null} */ (null);
  /** @type {(ask: Ask) => void} */ byFragment;
  tried = -Infinity;             // when it was last opened

  /**
   * `receive` takes payloads. `ready` is called when asks can be sent; earlier ones may have been lost. `lost` is called
   * when a working socket has closed. `seen` returns what was received last.
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
   * Every run of the page supplies the token and the function to ask by a fragment.
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
      this.connect();          // the server may only have been slow
    }
  }

  /** @param {Ask} ask */
  send(ask) {
    if (this.state === "open") this.socket?.send(JSON.stringify(ask));
    else if (this.state === "refused") this.byFragment(ask);
    else if (this.state === "closed") this.connect();
  }

  /** Sends a message that may be lost. Returns whether it was sent. @param {Ask} words */
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
    // The server sends a greeting when it accepts the token. If none arrives, a proxy does not forward messages.
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

  /** A socket that has worked is opened again. If it never worked, or fails too often, asks are sent by the fragment. */
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

  /** The socket is open, but nothing arrives. */
  renew() {
    if (this.state === "open") this.fail();
  }

  drop() {
    clearTimeout(this.deadline);
    clearTimeout(this.retry);
    const { socket } = this;
    this.socket = null;
    if (!socket) return;
    // The browser logs a warning if a socket is closed before it is open.
    if (socket.readyState === WebSocket.CONNECTING) socket.onopen = () => socket.close();
    else socket.close();
  }

  destroy() {
    this.drop();
    this.state = "destroyed";
  }
}
