"""The binary format of messages to the browser: one JSON header and named sections of bytes.

    u32, little endian: length H of the header | H bytes of JSON, padded with spaces | body

4 + H is a multiple of 8, and so is every section's offset in the body, so that the browser can use them as typed
arrays without copying. `sections` in the header maps a name to [offset in the body, length].

A message may be compressed: u32 0 | u32 0 | the message, compressed by zlib. Level 1 takes 0.1 ms for a frame of 17 kB.
Differences to the previous frame (`as_differences`) are mostly zeros: a fifth of the bytes remains once a net has
settled.
"""

import json
import struct
import zlib
from collections.abc import Mapping

import numpy as np

UNIT = 8
SQUEEZED = bytes(UNIT)
SMALL = 1024
"""Bytes below which compression is not worth the browser's time."""


def pack(header: Mapping, sections: Mapping[str, np.ndarray]) -> bytes:
    """The message as bytes, with "sections" added to `header`. NaN or infinity in the header raises ValueError."""
    parts: list[bytes] = []
    places, at = {}, 0
    for name, array in sections.items():
        raw = np.ascontiguousarray(array).tobytes()
        places[name] = [at, len(raw)]
        parts += [raw, bytes(-len(raw) % UNIT)]
        at += len(raw) + -len(raw) % UNIT
    text = json.dumps({**header, "sections": places}, allow_nan=False, separators=(",", ":")).encode()
    text += b" " * (-(4 + len(text)) % UNIT)
    return b"".join([struct.pack("<I", len(text)), text, *parts])


def squeeze(message: bytes) -> bytes:
    """Compress the message, unless it is small."""
    return SQUEEZED + zlib.compress(message, 1) if len(message) > SMALL else message


def as_differences(frames: np.ndarray) -> np.ndarray:
    """(frames, bytes of each): the first frame, then each one's difference to the previous frame, modulo 256."""
    raw = np.ascontiguousarray(frames).view(np.uint8).reshape(len(frames), -1)
    differences = raw.copy()
    differences[1:] -= raw[:-1]
    return differences
