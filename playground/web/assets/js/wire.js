// The binary messages from Python: `u32 header length | JSON header | body`. Sections and frames are views into the
// message, because copies at 60 frames a second would strain the garbage collector.

const decoder = new TextDecoder();

/**
 * @typedef {{ kind: string, gen: number, seq: number, [name: string]: any }} Header
 * @typedef {Uint8Array<ArrayBuffer>} Bytes
 * @typedef {{ header: Header, section: (name: string) => Bytes }} Message
 */

/** The header and the sections of one message. @param {Bytes} data @returns {Message} */
export function unpack(data) {
  // Typed arrays require alignment. In a message that begins at a multiple of 8, all sections and frames are aligned. A
  // message that begins elsewhere in a larger buffer is copied once.
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

/** @param {Bytes} bytes */
export function floats(bytes) {
  return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >> 2);
}

/**
 * In double precision, as in Python: the loss of a run about to diverge may exceed single precision.
 * @param {Bytes} bytes
 */
export function doubles(bytes) {
  return new Float64Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >> 3);
}

/** Whether a message is compressed: the length 0 marks it, because a header is never empty. @param {Bytes} bytes */
export function isSqueezed(bytes) {
  return bytes.length > 8 && bytes.subarray(0, 8).every((byte) => byte === 0);
}

/** The decompressed message. @param {Bytes} bytes */
export async function unsqueezed(bytes) {
  const stream = new Blob([bytes.subarray(8)]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/**
 * Restores, in place, frames of `size` bytes each from their differences to the previous frame.
 * @param {Bytes} bytes
 * @param {number} size
 */
export function fromDifferences(bytes, size) {
  for (let at = size; at < bytes.length; at++) bytes[at] += bytes[at - size];
  return bytes;
}
