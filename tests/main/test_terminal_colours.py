"""What the terminal says of its colours, and what is made of it."""

from __future__ import annotations

import os
import pty
import threading
from collections.abc import Iterator

import pytest

from rlm_tui.main.terminal_colours import prepare_colours, theme_for

ATTRIBUTES = b"\x1b[?62;4c"


class Answering:
    """A terminal that gives one answer to whatever is asked."""

    def __init__(self, answer: bytes) -> None:
        self.ours, self.tty = pty.openpty()
        self._thread = threading.Thread(target=self._reply, args=(answer,))
        self._thread.start()

    def _reply(self, answer: bytes) -> None:
        os.read(self.ours, 100)
        os.write(self.ours, answer + b"\n")

    def close(self) -> None:
        self._thread.join()
        os.close(self.ours)
        os.close(self.tty)


@pytest.fixture
def answering(request: pytest.FixtureRequest) -> Iterator[Answering]:
    terminal = Answering(request.param)
    yield terminal
    terminal.close()


@pytest.mark.parametrize(
    ("answering", "theme"),
    [
        (b"\x1b]11;rgb:ffff/ffff/eeee\x1b\\" + ATTRIBUTES, "light"),
        (b"\x1b]11;rgb:1e/1e/2e\x07" + ATTRIBUTES, "dark"),
        (b"\x1b]11;rgba:0/0/0/f\x07" + ATTRIBUTES, "dark"),
        (ATTRIBUTES, "terminal"),
        (b"\x1b]11;nonsense\x07" + ATTRIBUTES, "terminal"),
    ],
    indirect=["answering"],
)
def test_the_theme_goes_with_the_background(answering: Answering, theme: str) -> None:
    assert theme_for(answering.tty, {}) == theme


@pytest.mark.parametrize(
    ("chosen", "theme"),
    [("0;15", "light"), ("15;0", "dark"), ("15;default", "terminal"), ("", "terminal")],
)
@pytest.mark.parametrize("answering", [ATTRIBUTES], indirect=True)
def test_a_terminal_that_does_not_say_may_have_set_a_variable(
    answering: Answering, chosen: str, theme: str
) -> None:
    assert theme_for(answering.tty, {"COLORFGBG": chosen}) == theme


@pytest.mark.parametrize(
    ("before", "theme"),
    [
        ({"NO_COLOR": "1"}, "ansi-dark"),
        ({"NO_COLOR": "1", "TEXTUAL_THEME": "ansi-light"}, "ansi-light"),
        ({}, None),
    ],
)
def test_no_color_chooses_the_terminals_own_colours(
    before: dict[str, str], theme: str | None
) -> None:
    environ = dict(before)

    prepare_colours(environ)

    assert environ.get("TEXTUAL_THEME") == theme
