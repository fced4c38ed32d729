"""Messages to the browser: packed and unpacked without loss, and laid out as typed arrays want it."""

import json
import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from playground.live.frames import STATISTICS, frame_type
from playground.web.wire import pack
from tests.messages import unpack

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)
HEADERS = st.dictionaries(st.text().filter(lambda name: name != "sections"), VALUES, max_size=4)
ARRAYS = st.sampled_from(["<f4", "<f8", "u1"]).flatmap(
    lambda dtype: arrays(dtype, array_shapes(min_dims=1, max_dims=3, min_side=0, max_side=5))
)
SECTIONS = st.dictionaries(st.text(), ARRAYS, max_size=4)


@given(header=HEADERS, sections=SECTIONS)
def test_unpack_is_the_inverse_of_pack(header, sections):
    found, parts = unpack(pack(header, sections))
    assert {name: value for name, value in found.items() if name != "sections"} == header
    assert parts == {name: a.tobytes() for name, a in sections.items()}


@given(header=HEADERS, sections=SECTIONS)
def test_every_section_lies_where_typed_arrays_may_be_laid(header, sections):
    message = pack(header, sections)
    (length,) = struct.unpack_from("<I", message)
    body = 4 + length
    assert body % 8 == 0
    assert json.loads(message[4:body])["sections"].keys() == sections.keys()
    places = sorted(unpack(message)[0]["sections"].values())
    assert all(at % 8 == 0 for at, _ in places)
    ends = [at + size for at, size in places]
    assert all(end <= at for end, (at, _) in zip(ends, places[1:], strict=False)), "sections overlap"
    assert len(message) == body + sum(-(-size // 8) * 8 for _, size in places)


def test_arrays_that_lie_otherwise_in_memory_are_sent_row_by_row():
    array = np.arange(12, dtype="<f4").reshape(3, 4).T[::2]
    (part,) = unpack(pack({}, {"a": array}))[1].values()
    assert np.array_equal(np.frombuffer(part, "<f4").reshape(array.shape), array)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf")])
def test_numbers_that_json_does_not_know_are_refused_in_the_header(value):
    with pytest.raises(ValueError, match="JSON"):
        pack({"rate": value}, {})


@given(
    weights=st.integers(1, 5000),
    tiles=st.integers(1, 100),
    tile=st.integers(1, 30),
    grid=st.integers(1, 120),
    leads=st.booleans(),
    focused=st.booleans(),
)
def test_a_frame_is_packed_without_gaps_and_fills_whole_words(weights, tiles, tile, grid, leads, focused):
    kind = frame_type(weights, tiles, tile, grid, leads=leads, focused=focused)
    sizes = {
        "position": 8,
        "statistics": 8 * len(STATISTICS),
        "weights": 4 * weights,
        "tiles": tiles * tile**2,
        "map": grid**2,
        **({"leads": grid**2} if leads else {}),
        **({"focus": grid**2} if focused else {}),
    }
    at = 0
    for name, size in sizes.items():
        assert kind.fields[name][1] == at
        assert kind[name].itemsize == size
        at += size
    assert kind.itemsize == -(-at // 8) * 8
