// Watches the live view from inside the page: which pictures were really on the map, and when. Evaluated with the root
// of the live view; gives a handle with what it saw: `seen` at each animation frame that found the map changed.
(root) => {
  const canvas = root.querySelector("[role=img] canvas");
  // A copy of our own is read, so that reading does not change how the page's canvas is kept.
  const copy = new OffscreenCanvas(1, 1);
  const context = copy.getContext("2d", { willReadFrequently: true });
  const hash = () => {
    if (copy.width !== canvas.width) Object.assign(copy, { width: canvas.width, height: canvas.height });
    context.drawImage(canvas, 0, 0);
    let sum = 0;
    for (const word of new Uint32Array(context.getImageData(0, 0, copy.width, copy.height).data.buffer)) sum = (Math.imul(sum, 31) + word) | 0;
    return sum;
  };
  const probe = { seen: [], clicks: [], refreshes: 0 };
  const click = ({ timeStamp }) => probe.clicks.push(timeStamp);
  let running = true, before = null;
  const look = (frame) => {
    if (!running) return;
    probe.refreshes += 1;
    const picture = hash();
    if (picture !== before) probe.seen.push({ frame, time: performance.now(), frames: +root.dataset.frames, epoch: +root.dataset.epoch, picture });
    before = picture;
    requestAnimationFrame(look);
  };
  probe.stop = () => {
    running = false;
    root.removeEventListener("click", click, true);
    return probe;
  };
  root.addEventListener("click", click, true);
  requestAnimationFrame(look);
  return probe;
}
