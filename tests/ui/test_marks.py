"""Marks take one cell, ASCII is ASCII, and model text cannot steer the terminal."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from rlm_tui.domain.session import URGENCY
from rlm_tui.sanitize import safe, safe_line
from rlm_tui.ui.style.glyphs import ASCII, UNICODE, Glyphs
from rlm_tui.ui.terminal.ascii import ascii_of


def marks(glyphs: Glyphs) -> list[str]:
    values = glyphs._asdict()
    bars = values.pop("bars")
    return [*bars, *(value for value in values.values() if isinstance(value, str))]


@pytest.mark.parametrize("glyphs", [UNICODE, ASCII], ids=["unicode", "ascii"])
def test_every_mark_is_one_cell_wide(glyphs: Glyphs) -> None:
    assert [mark for mark in marks(glyphs) if cell_len(mark) != 1] == []


def test_the_ascii_column_is_ascii() -> None:
    assert all(mark.isascii() for mark in marks(ASCII))


@pytest.mark.parametrize("glyphs", [UNICODE, ASCII], ids=["unicode", "ascii"])
def test_no_two_states_share_a_mark(glyphs: Glyphs) -> None:
    states = (
        *("held", "calling", "running", "queued", "paused", "done", "failed"),
        *("answered", "edited", "replayed", "unknown", "warning", "marked", "noted"),
    )

    assert len({getattr(glyphs, state) for state in states}) == len(states)


@pytest.mark.parametrize("state", URGENCY)
def test_every_state_has_a_mark(state: str) -> None:
    assert UNICODE.of_state(state)  # type: ignore[arg-type]  # one of the literals


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("\x1b[31mred", "␛[31mred"),
        ("a\x07b", "a␇b"),
        ("\u202egnp.exe", "‹U+202E›gnp.exe"),
        ("zero\u200bwidth", "zero‹U+200B›width"),
        ("\x9b31m", "‹U+009B›31m"),
        ("tab\there", "tab    here"),
        ("line\r\nline\n", "line\nline\n"),
        ("over\rwritten", "over␍written"),
    ],
)
def test_what_steers_or_hides_is_shown_as_a_mark(written: str, shown: str) -> None:
    assert safe(written) == shown


def test_in_ascii_the_marks_are_escapes() -> None:
    assert safe("\x1b[0m é", ascii_only=True) == "\\x1b[0m ?"


def test_in_ascii_nothing_moves_to_the_left() -> None:
    assert ascii_of("漢字 é › x") == "???? ? > x"


@given(st.text())
def test_no_text_keeps_a_control_character(text: str) -> None:
    shown = safe(text)

    assert all(
        character == "\n"
        or character.isprintable()
        or character.isspace()
        or ord(character) > 0x9F
        for character in shown
    )
    assert "\x1b" not in shown


@given(st.text())
def test_one_line_is_one_line(text: str) -> None:
    assert "\n" not in safe_line(text)
