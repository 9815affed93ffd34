"""Frames survive any cut of the stream, and no bytes raise anything odd."""

from __future__ import annotations

import json
import struct
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rlm_tui.frames import Frame, FrameError, FrameReader, encode

CAPS = {"big": 1 << 20}

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)
headers = st.dictionaries(st.text(), values, max_size=4).map(
    lambda header: {**header, "op": "big"}
)
frames = st.builds(Frame, headers, st.binary(max_size=200))


@settings(max_examples=50)
@given(st.lists(frames, max_size=5), st.data())
def test_any_cut_of_the_stream_gives_the_same_frames(
    sent: list[Frame], data: st.DataObject
) -> None:
    stream = b"".join(encode(frame.header, frame.body) for frame in sent)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=8)))
    reader = FrameReader(CAPS)

    read = [
        frame
        for start, end in pairwise([0, *cuts, len(stream)])
        for frame in reader.feed(stream[start:end])
    ]

    assert read == sent


@given(st.lists(st.binary(max_size=100), max_size=5))
def test_no_bytes_raise_anything_but_a_frame_error(pieces: list[bytes]) -> None:
    reader = FrameReader(CAPS)

    try:
        for piece in pieces:
            reader.feed(piece)
    except FrameError:
        return


@given(st.binary(max_size=60), st.binary(max_size=20))
def test_no_header_raises_anything_but_a_frame_error(head: bytes, body: bytes) -> None:
    stream = struct.pack(">II", len(head), len(body)) + head + body

    try:
        [frame] = FrameReader(CAPS).feed(stream)
    except FrameError:
        return

    assert frame == Frame(json.loads(head), body)


def test_a_body_over_its_cap_is_refused_before_it_is_there() -> None:
    head = b'{"op": "big"}'
    start = struct.pack(">II", len(head), (1 << 20) + 1) + head

    with pytest.raises(FrameError, match="body of 'big': 1048577 bytes"):
        FrameReader(CAPS).feed(start)
