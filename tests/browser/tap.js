// Notes what the server sends to the live view, and when: [time, generation, number, kind]. It runs before the page.
window.tapped = [];
window.WebSocket = class extends WebSocket {
  constructor(...options) {
    super(...options);
    this.addEventListener("message", ({ data }) => {
      if (!(data instanceof ArrayBuffer)) return;
      const text = new TextDecoder("latin1").decode(data);
      const header = /\{"gen":(\d+),"seq":(\d+),"kind":"(\w+)"/.exec(text);
      if (header) window.tapped.push([performance.now(), +header[1], +header[2], header[3]]);
    });
  }
};
