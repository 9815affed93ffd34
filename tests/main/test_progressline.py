"""How far a command is, is said at a terminal and nowhere else."""

from __future__ import annotations

import io

from rlm_tui.main.progressline import AFTER_S, EVERY_S, WIDE, ProgressLine
from tests.ui.fakes import FakeClock


class Terminal(io.StringIO):
    """A stream that a person reads."""

    def isatty(self) -> bool:
        return True

    @property
    def lines(self) -> list[str]:
        """What stood in the line, one after the other."""
        return [said.rstrip() for said in self.getvalue().split("\r") if said.strip()]


def test_what_is_quick_says_nothing() -> None:
    stream = Terminal()

    with ProgressLine(stream, FakeClock()) as line:
        line.show("reading a.jsonl", 5, 10)

    assert stream.getvalue() == ""


def test_it_says_how_far_it_is_now_and_then() -> None:
    stream, clock = Terminal(), FakeClock()

    with ProgressLine(stream, clock) as line:
        clock.now += AFTER_S
        line.show("reading a.jsonl", 5, 10)
        line.show("reading a.jsonl", 6, 10)
        clock.now += EVERY_S
        line.show("reading a.jsonl", 7, 10)

    assert stream.lines == [
        "reading a.jsonl, 50% of 10 bytes",
        "reading a.jsonl, 70% of 10 bytes",
    ]
    assert stream.getvalue().endswith("\r")


def test_a_long_name_leaves_room_for_the_number() -> None:
    stream, clock = Terminal(), FakeClock()
    line = ProgressLine(stream, clock)
    clock.now += AFTER_S

    line.show("x" * 200, 1_000)

    [said] = stream.lines
    assert len(said) == WIDE
    assert said.endswith(", 1,000 characters")


def test_a_file_gets_none_of_it() -> None:
    stream, clock = io.StringIO(), FakeClock()

    with ProgressLine(stream, clock) as line:
        clock.now += AFTER_S
        line.show("reading", 1)
    with ProgressLine(None, clock) as line:
        clock.now += AFTER_S
        line.show("reading", 1)

    assert stream.getvalue() == ""
