"""Messages of the app, read as the browser reads them."""

import json
import struct
import zlib

import numpy as np

from playground.web.wire import SQUEEZED, UNIT


def unpack(message: bytes) -> tuple[dict, dict[str, bytes]]:
    """(header, sections): the inverse of `pack`, squeezed or not."""
    if message.startswith(SQUEEZED):
        message = zlib.decompress(message[UNIT:])
    (length,) = struct.unpack_from("<I", message)
    header = json.loads(message[4 : 4 + length])
    body = message[4 + length :]
    return header, {name: body[at : at + size] for name, (at, size) in header["sections"].items()}


def from_differences(differences: np.ndarray) -> np.ndarray:
    """The inverse of `as_differences`, as bytes."""
    return np.cumsum(differences, axis=0, dtype=np.uint8)
