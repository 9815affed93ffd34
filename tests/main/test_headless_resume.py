"""Sessions that a person had begun, taken up by a shell without one."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

import pytest

from rlm_tui import cli
from rlm_tui.domain.decisions import Gate
from rlm_tui.main.launch import Workshop, request_of
from rlm_tui.main.settings import Settings
from tests.engine.live import Live

ASKS = (
    "```repl\ntry:\n    a = llm_query('q1')\nexcept Exception as e:\n    a = e\n"
    "FINAL(a)\n```"
)
NOBODY = "nobody is there to allow it"
Ask = Literal["watch", "query"]


@dataclass
class Left:
    """A session whose person has left, and the shell that takes it up."""

    folder: Path
    id: str = ""
    settings: Settings = field(init=False)

    def __post_init__(self) -> None:
        script = self.folder / "script.json"
        script.write_text(json.dumps([ASKS, "fine"]), encoding="utf-8")
        self.settings = Settings(
            model=f"scripted:{script}",
            db=self.folder / "s.db",
            isolation="process",
        )

    async def leave(self, ask: Ask, *, step: bool = False, at: Gate = "query") -> None:
        """Begin with a person, and leave where it waits."""
        workshop = Workshop(self.settings, {})
        models = workshop.models()
        async with workshop.store() as store:
            loaded = await workshop.load_context([], b"some text")
            request = replace(request_of(self.settings, "Why?"), ask=ask, step=step)
            journal = await workshop.create(store, loaded, request, attended=True)
            agent = workshop.agent(self.settings.model, await workshop.repls())
            async with agent.start(journal, loaded.value, models=models) as handle:
                await Live(handle, journal).held(at)
            self.id = journal.session.id
        await models.close()

    def take_up(self, *words: str) -> int:
        """Resume it in this process; the exit code."""
        common = ("--db", str(self.settings.db), "--isolation", "process")
        return cli.run(["resume", self.id, *words, *common])


@pytest.fixture
def left(tmp_path: Path) -> Left:
    return Left(tmp_path)


@pytest.mark.parametrize(
    ("how", "code", "stdout", "stderr"),
    [
        ("pass", 0, "fine\n", "0.1: approve: nobody is there"),
        ("deny", 0, "[The operator refused", "0.1: reject: nobody is there"),
        ("stop", 3, "", "ended: rule 1: hold gate:query: nobody is there"),
    ],
)
def test_what_waits_becomes_what_the_shell_says(
    left: Left,
    capsys: pytest.CaptureFixture[str],
    how: str,
    code: int,
    stdout: str,
    stderr: str,
) -> None:
    asyncio.run(left.leave("query"))

    assert left.take_up("--headless", "--unattended", how) == code

    said = capsys.readouterr()
    assert said.out.startswith(stdout)
    assert stderr in said.err


def test_a_paused_session_goes_on(
    left: Left, capsys: pytest.CaptureFixture[str]
) -> None:
    asyncio.run(left.leave("watch", step=True, at="call"))

    assert left.take_up("--headless", "--unattended", "stop") == 0

    assert capsys.readouterr().out == "fine\n"


@pytest.mark.parametrize(
    ("ask", "step", "at", "why"),
    [
        ("query", False, "query", "1 stop waits for a person"),
        ("watch", True, "call", "1 stop waits for a person"),
    ],
)
def test_without_a_word_it_says_which_there_are(
    left: Left,
    capsys: pytest.CaptureFixture[str],
    ask: Ask,
    step: bool,
    at: Gate,
    why: str,
) -> None:
    asyncio.run(left.leave(ask, step=step, at=at))

    assert left.take_up("--headless") == 2

    assert capsys.readouterr().err == (
        f"rlm-tui: {left.id} cannot go on by itself: {why}; say --unattended pass, "
        f"deny or stop, or rlm-tui resume {left.id} opens it in the app\n"
    )


@pytest.mark.parametrize("flag", ["--json", "--events", "--quiet", "--unattended=pass"])
def test_flags_of_a_run_without_the_app_need_one(
    left: Left, capsys: pytest.CaptureFixture[str], flag: str
) -> None:
    left.id = "s_1"

    assert left.take_up(flag) == 2

    name = flag.partition("=")[0]
    assert capsys.readouterr().err == f"rlm-tui: {name} goes with --headless\n"
