"""What waits is packed beside everything else, and cut short when it is not wanted."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator

import pytest

from rlm_tui.errors import StoreError
from rlm_tui.storage import blobs
from rlm_tui.storage.packing import Packer


class Shelf:
    """Keeps what was packed, or cannot."""

    def __init__(self, *, is_full: bool = False) -> None:
        self.kept: dict[str, bytes] = {}
        self._is_full = is_full

    async def keep(self, name: str, packed: blobs.Packed) -> None:
        """Keep a value."""
        if self._is_full:
            raise StoreError("the disk is full")
        self.kept[name] = packed.data


def broken() -> Iterator[bytes]:
    """A file that cannot be read to its end."""
    yield b"a"
    raise OSError("gone")


async def test_what_is_begun_is_packed_when_the_scope_is_left() -> None:
    shelf = Shelf()
    async with Packer(shelf.keep) as packer:
        packer.begin("a", lambda: [b"one ", b"two"])
        packer.begin("b", lambda: [b"three"])
        was_in = "a" in packer

    assert was_in
    assert [blobs.unpack_text(packed) for packed in shelf.kept.values()] == [
        "one two",
        "three",
    ]
    assert "a" not in packer


async def test_one_waits_until_a_value_is_packed() -> None:
    shelf = Shelf()
    async with Packer(shelf.keep) as packer:
        packer.begin("a", lambda: [b"one"])
        await packer.done("a")
        await packer.done("never begun")

        assert list(shelf.kept) == ["a"]


async def test_what_cannot_be_read_or_kept_does_not_end_the_program() -> None:
    full, shelf = Shelf(is_full=True), Shelf()
    async with Packer(full.keep) as packer:
        packer.begin("a", lambda: [b"one"])
    async with Packer(shelf.keep) as packer:
        packer.begin("a", broken)

    assert full.kept == shelf.kept == {}


async def test_an_error_of_the_program_itself_comes_out_as_it_was() -> None:
    shelf = Shelf()

    async def fail() -> None:
        async with Packer(shelf.keep) as packer:
            packer.begin("a", lambda: [b"one"])
            raise ValueError("mine")

    with pytest.raises(ValueError, match="mine"):
        await fail()

    assert list(shelf.kept) == ["a"]


async def test_who_is_cancelled_while_it_waits_is_not_held_up() -> None:
    shelf, may_go_on = Shelf(), threading.Event()

    def slow() -> Iterator[bytes]:
        yield b"one"
        may_go_on.wait()
        yield b"two"

    async def use() -> None:
        async with Packer(shelf.keep) as packer:
            packer.begin("a", slow)

    task = asyncio.ensure_future(use())
    for _ in range(3):
        await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait([task])
    may_go_on.set()

    assert task.cancelled()
    assert shelf.kept == {}


async def test_what_is_given_up_is_not_kept() -> None:
    shelf = Shelf()
    async with Packer(shelf.keep) as packer:
        packer.begin("a", lambda: [b"one"])
        packer.give_up()

    assert shelf.kept == {}
