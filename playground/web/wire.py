"""How a message to the browser is packed: one header of JSON and named sections of bytes.

    u32, little endian: length H of the header | H bytes of JSON, padded with spaces | body

4 + H is a multiple of 8, and so is every section's place in the body, so that the browser can lay typed
arrays over it. `sections` in the header maps a name to [offset in the body, length].
"""

import json
import struct
from collections.abc import Mapping

import numpy as np

UNIT = 8


def pack(header: Mapping, sections: Mapping[str, np.ndarray]) -> bytes:
    """The message as one value; `header` gets "sections" added. NaN and infinity are refused in it (ValueError)."""
    parts, places, at = [], {}, 0
    for name, array in sections.items():
        raw = np.ascontiguousarray(array).tobytes()
        places[name] = [at, len(raw)]
        parts += [raw, bytes(-len(raw) % UNIT)]
        at += len(raw) + -len(raw) % UNIT
    text = json.dumps({**header, "sections": places}, allow_nan=False, separators=(",", ":")).encode()
    text += b" " * (-(4 + len(text)) % UNIT)
    return b"".join([struct.pack("<I", len(text)), text, *parts])


def unpack(message: bytes) -> tuple[dict, dict[str, bytes]]:
    """(header, sections): the inverse of `pack`."""
    (length,) = struct.unpack_from("<I", message)
    header = json.loads(message[4 : 4 + length])
    body = message[4 + length :]
    return header, {name: body[at : at + size] for name, (at, size) in header["sections"].items()}
