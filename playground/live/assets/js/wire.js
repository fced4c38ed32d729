// The binary messages from Python: `u32 header length | JSON header | body`. Sections and frames are views into the
// message, since at 60 frames a second copies would be garbage to collect.

const decoder = new TextDecoder();

/** The header and the sections of one message. */
export function unpack(data) {
  // Typed arrays need their elements aligned. In a message that begins at a multiple of 8 all is, sections and frames
  // included; one that lies elsewhere, inside a larger one, is copied once, as a whole.
  const bytes = data.byteOffset % 8 ? data.slice() : data;
  const length = new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, true);
  const header = JSON.parse(decoder.decode(bytes.subarray(4, 4 + length)));
  const body = bytes.subarray(4 + length);
  const section = (name) => {
    const [offset, size] = header.sections?.[name] ?? [0, 0];
    return body.subarray(offset, offset + size);
  };
  return { header, section };
}

export function floats(bytes) {
  return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >> 2);
}

/** As wide as Python's own: the loss of a run about to diverge is larger than single precision can say. */
export function doubles(bytes) {
  return new Float64Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >> 3);
}

/** What lies where in a frame of this net: names and sizes are read from the message, never assumed. */
export function frameLayout(net) {
  let offset = 0, tile = 0;
  const layers = net.shapes.map(([fanOut, columns], index) => {
    const layer = { offset, columns, fanOut, fanIn: columns - 1, shown: net.shown[index], tile };
    offset += fanOut * columns;
    tile += net.shown[index] * net.tile * net.tile;
    return layer;
  });
  // Python's gradient_norm is gradientNorm here.
  const statistics = net.statistics.map((name) => name.replace(/_(.)/g, (_, letter) => letter.toUpperCase()));
  return { layers, statistics, weights: offset, tiles: tile, cells: net.grid * net.grid };
}

/** The frames of a message, as views. `focus` says which unit the focus map of a frame belongs to. */
export function frames({ header, section }, layout) {
  const bytes = section("frames");
  const list = [];
  for (let index = 0; index < header.count; index++) {
    list.push(frame(bytes.subarray(index * header.frame_bytes, (index + 1) * header.frame_bytes), header.focus, layout));
  }
  return list;
}

function frame({ buffer, byteOffset: start }, focus, layout) {
  const statistics = new Float64Array(buffer, start + 8, layout.statistics.length);
  const weights = new Float32Array(buffer, statistics.byteOffset + statistics.byteLength, layout.weights);
  const tiles = new Uint8Array(buffer, weights.byteOffset + weights.byteLength, layout.tiles);
  const output = tiles.byteOffset + layout.tiles;
  const made = { weights, tiles, output: new Uint8Array(buffer, output, layout.cells), focusOf: focus };
  made.position = new Float64Array(buffer, start, 1)[0];
  layout.statistics.forEach((name, index) => (made[name] = statistics[index]));
  made.focus = focus ? new Uint8Array(buffer, output + layout.cells, layout.cells) : null;
  return made;
}
