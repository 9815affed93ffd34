"""What the app can do beside deciding, plain mode can do in lines."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from rlm_tui.commands.parse import WORDS, word_for
from rlm_tui.errors import SettingsError
from rlm_tui.outside import OutsideText
from rlm_tui.plain.lending import Lender
from rlm_tui.plain.lines import Reader
from rlm_tui.plain.own_words import INSTEAD, OWN, own_word
from rlm_tui.ui.keys.keymap import keys_of
from rlm_tui.ui.keys.tables.batch import BATCH_KEYS
from rlm_tui.ui.keys.tables.reading import READING_KEYS
from tests import factories
from tests.plain.beds import WatchedLines, plain
from tests.ui.fakes import FakeClock

WAITING = factories.waiting_session()
FIRST = "0.1:query:1"
OF_A_SCREEN = (
    *("tree.", "queue.", "text.", "table."),
    *("insight.earlier", "insight.later"),  # a number does that
    "run.command",  # a colon before a command means nothing
)
"""Keys that move in panes."""


def test_every_verb_on_a_stop_or_a_run_is_a_command() -> None:
    letters = {word.letter for word in WORDS}

    verbs = {key.shown for key in keys_of("ticket", "run")}

    assert verbs <= letters


def test_what_a_screen_does_is_a_command_or_told_of_by_another() -> None:
    keys = [*READING_KEYS, *BATCH_KEYS, *keys_of("run", "review", "insight", "ticket")]
    verbs = [key for key in keys if not key.id.startswith(OF_A_SCREEN)]

    missing = [key.id for key in verbs if not (knows(key.word) and knows(key.shown))]

    assert len(verbs) > 50
    assert missing == []


def knows(typed: str) -> bool:
    """Whether plain mode does it, or says what does."""
    has_command = own_word(typed) is not None or word_for(typed) is not None
    return has_command or typed in INSTEAD


def test_a_command_of_plain_mode_hides_none_of_the_app() -> None:
    assert [word.name for word in OWN if word_for(word.name) is not None] == []
    assert [word.letter for word in OWN if word_for(word.letter) is not None] == []


async def test_an_edit_in_an_editor_shows_the_difference_and_sends_nothing() -> None:
    seen: list[OutsideText] = []

    async def editor(wanted: OutsideText) -> str | None:
        seen.append(wanted)
        return wanted.text.replace("14", "15")

    desk = plain(WAITING, editor=editor)
    await desk.type("E")

    assert desk.verbs == [("edit", FIRST, "Summarise section 15.")]
    assert desk.said("DIFF")[-1] == "added: Summarise section 15."
    assert "before sub-query" in seen[0].facts[0]


async def test_an_editor_that_changes_nothing_changes_nothing() -> None:
    async def editor(_wanted: OutsideText) -> str | None:
        return None

    desk = plain(WAITING, editor=editor)
    await desk.type("E 0.2")

    assert desk.verbs == []
    assert desk.said("OK")[0].startswith("nothing was changed")


async def test_a_session_is_written_to_a_file_while_it_runs() -> None:
    asked: list[str] = []

    async def export(file: str) -> str:
        asked.append(file)
        return f"{file}: done"

    desk = plain(WAITING, export=export)
    await desk.type("export md out", "export html out.html")

    assert asked == ["out.md", "out.html"]
    assert desk.said("OK") == ["out.md: done", "out.html: done"]


async def test_the_log_tells_what_was_decided_and_when() -> None:
    desk = plain(factories.finished_session(), is_review=True)

    await desk.type("log", "log 1")

    last = len(factories.finished_session())
    assert "event 3: 0 rlm gpt-5" in desk.said("NODE")[0]
    assert desk.said("FINISHED") == [f"event {last}: answered"] * 2
    assert desk.said("LIST")[-1].startswith("1 of ")


async def test_a_rule_is_moved_to_where_it_is_asked_first(tmp_path: Path) -> None:
    desk = plain(WAITING, tmp_path)

    await desk.type("rule pass node:0.9", "rules move 2 1", "rules move 9 1")

    assert desk.verbs[-1] == ("set_rules", "hold gate:query", "pass node:0.9")
    assert desk.said("ERROR") == ["there is no rule 9; rules lists them"]


async def test_a_session_that_was_cut_says_how_it_goes_on() -> None:
    desk = plain(WAITING, is_review=True)

    await desk.type("resume")

    assert desk.said("ERROR") == [
        "this is a saved session: quit, then rlm-tui resume s_test01 --plain goes on "
        "with it"
    ]


class TestLending:
    """The terminal in somebody else's hands."""

    @staticmethod
    def lender(environ: dict[str, str], done: list[str], terminal: str) -> Lender:
        @contextmanager
        def noted(what: str) -> Iterator[None]:
            done.append(f"no {what}")
            yield
            done.append(what)

        return Lender(
            lambda: noted("reading"), lambda: noted("writing"), environ, terminal
        )

    async def test_nothing_is_read_or_written_meanwhile(self) -> None:
        script = "import pathlib,sys; pathlib.Path(sys.argv[1]).write_text('new')"
        environ = {"EDITOR": shlex.join([sys.executable, "-c", script])}
        done: list[str] = []
        lender = self.lender(environ, done, os.devnull)

        assert await lender.edit(OutsideText("old", (), False)) == "new"
        assert done == ["no reading", "no writing", "writing", "reading"]

    @pytest.mark.parametrize(
        ("environ", "terminal", "said"),
        [({}, os.devnull, "set VISUAL or EDITOR"), ({"EDITOR": "vi"}, "/nowhere", "")],
    )
    async def test_what_is_missing_is_said(
        self, environ: dict[str, str], terminal: str, said: str
    ) -> None:
        lender = self.lender(environ, [], terminal)

        with pytest.raises(SettingsError, match=said or "no terminal"):
            await lender.edit(OutsideText("old", (), False))

    async def test_what_is_typed_meanwhile_is_left_alone(self) -> None:
        source, sink = os.pipe()
        lines = WatchedLines(FakeClock())
        reader = Reader(source, lines)
        reader.start()
        with reader.at_rest():
            os.write(sink, b"for the editor\n")
            kept = os.read(source, 100)
        os.write(sink, b"for us\n")
        taken = await lines.take()
        reader.stop()
        os.close(source)
        os.close(sink)

        assert kept == b"for the editor\n"
        assert taken is not None
        assert taken.text == "for us"
