"""Standard streams that were closed, or that cannot be written."""

from __future__ import annotations

import errno
import io
import sys

import pytest

from rlm_tui.errors import OutputError, exit_code
from rlm_tui.main.plainmain import Paper
from rlm_tui.main.streams import open_closed_streams, tell, write_out
from rlm_tui.plain.lines import Lines


class Unwritable(io.StringIO):
    """A stream that fails as a full disk does, or as a reader that has gone."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self._number = number

    def flush(self) -> None:
        raise OSError(self._number, "No space left on device")


FULL, GONE = errno.ENOSPC, errno.EPIPE


def test_output_that_does_not_fit_is_an_error_of_its_own() -> None:
    with pytest.raises(OutputError, match="cannot be written: No space left") as said:
        write_out("4", Unwritable(FULL))

    assert exit_code(said.value) == 1


def test_a_reader_that_has_gone_is_no_error() -> None:
    with pytest.raises(BrokenPipeError):
        write_out("4", Unwritable(GONE))


@pytest.mark.parametrize("number", [FULL, GONE])
def test_nothing_ends_because_progress_cannot_be_written(number: int) -> None:
    stream = Unwritable(number)

    tell("0: iteration 1", stream)

    assert stream.getvalue() == "0: iteration 1\n"


def test_closed_streams_are_there_and_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("stdin", "stdout", "stderr"):
        monkeypatch.setattr(sys, name, None)

    open_closed_streams()

    with sys.stdin, sys.stdout, sys.stderr:
        assert sys.stdin.read() == ""
        assert sys.stdout.write("4") == sys.stderr.write("5") == 1


@pytest.mark.parametrize(("number", "is_error"), [(FULL, True), (GONE, False)])
async def test_lines_that_nobody_can_read_end_the_input(
    number: int, is_error: bool
) -> None:
    lines = Lines(lambda: 0.0)
    paper = Paper(Unwritable(number), lines)
    lines.feed(b"a\n")

    paper.write("STOP #1\n")

    assert await lines.take() is None
    assert (paper.error is not None) == is_error
