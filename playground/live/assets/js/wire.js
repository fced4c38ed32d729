// The binary messages from Python: `u32 header length | JSON header | body`. Everything is a view
// into the message, nothing is copied: at 60 frames a second copies would be garbage to collect.

const decoder = new TextDecoder();

/** The header and the sections of one message. */
export function unpack(data) {
  // Typed arrays need their elements aligned; a view into a larger message need not be.
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
  const aligned = bytes.byteOffset % 4 ? bytes.slice() : bytes;
  return new Float32Array(aligned.buffer, aligned.byteOffset, aligned.byteLength >> 2);
}

/** Where things lie in a frame of this net: sizes are read from the message, never assumed. */
export function frameLayout(net) {
  let offset = 0, tile = 0;
  const layers = net.shapes.map(([fanOut, columns], index) => {
    const layer = { offset, columns, fanOut, fanIn: columns - 1, shown: net.shown[index], tile };
    offset += fanOut * columns;
    tile += net.shown[index] * net.tile * net.tile;
    return layer;
  });
  return { layers, parameters: offset, tiles: tile, cells: net.grid * net.grid };
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

function frame(bytes, focus, layout) {
  const aligned = bytes.byteOffset % 8 ? bytes.slice() : bytes;
  const { buffer, byteOffset: start } = aligned;
  const theta = start + 8 + 32;
  const tiles = theta + 4 * layout.parameters;
  const output = tiles + layout.tiles;
  const [trainLoss, testLoss, trainScore, testScore, rate, penalty, gradient] = new Float32Array(buffer, start + 8, 8);
  return {
    position: new Float64Array(buffer, start, 1)[0],
    trainLoss, testLoss, trainScore, testScore, rate, penalty, gradient,
    theta: new Float32Array(buffer, theta, layout.parameters),
    tiles: new Uint8Array(buffer, tiles, layout.tiles),
    output: new Uint8Array(buffer, output, layout.cells),
    focus: focus ? new Uint8Array(buffer, output + layout.cells, layout.cells) : null,
    focusOf: focus,
  };
}
