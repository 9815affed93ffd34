"""A process that is killed without a word, and the session that it leaves."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from rlm_tui.domain.reduce import replay
from rlm_tui.errors import SettingsError, StoreLockedError
from rlm_tui.main.launch import Workshop
from rlm_tui.main.reopening import branch_off, reopen
from rlm_tui.main.settings import Settings
from rlm_tui.storage.store import Store
from tests.engine.cut import timeless

SCRIPT = {
    "replies": [
        {
            "match": "<question>\nWhat",
            "text": "```repl\na = llm_query('q1')\n"
            "xs = llm_query_batched(['q2', 'q3'])\nprint(a, xs)\n```",
        },
        {"match": "output", "text": "```repl\nFINAL('all ' + a)\n```"},
        {"match": "^q", "text": "yes", "delay_s": 0.05},
    ]
}


class Shell:
    """Runs the command line on one database, in processes of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.settings = Settings(db=folder / "s.db", isolation="process")
        (folder / "notes.md").write_text("Some notes.\n", encoding="utf-8")
        (folder / "two.json").write_text(json.dumps(SCRIPT), encoding="utf-8")

    def start(self, *words: str) -> subprocess.Popen[str]:
        """Start a command."""
        command = [sys.executable, "-m", "rlm_tui", *words, "--isolation", "process"]
        return subprocess.Popen(
            [*command, "--db", str(self.settings.db)],
            cwd=self.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def begin(self) -> subprocess.Popen[str]:
        """Start a run that writes its events."""
        model = f"scripted:{self.folder / 'two.json'}"
        return self.start(
            "run", "notes.md", "-q", "What?", "--model", model, "--events"
        )

    def kill_after(self, kind: str) -> str:
        """Start a run and kill it when an event of a kind is written; its id."""
        process = self.begin()
        assert process.stdout is not None
        session = ""
        for line in process.stdout:
            event = json.loads(line)
            session = session or event.get("session", "")
            if event["kind"] == kind:
                os.kill(process.pid, signal.SIGKILL)
                break
        process.communicate()
        return session

    def sent(self) -> int:
        """How many requests the model has received."""
        log = self.folder / "two.log.jsonl"
        return len(log.read_text(encoding="utf-8").splitlines())


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path)


async def session_in(shell: Shell, session: str) -> object:
    """What is saved, without its times."""
    async with Store.open(shell.settings.db) as store:
        return timeless(replay(await store.load(session)))


@pytest.mark.parametrize("kind", ["code_started", "call_finished", "code_executed"])
def test_a_killed_run_goes_on_and_ends_as_one_that_was_not(
    shell: Shell, kind: str
) -> None:
    whole = shell.begin()
    whole.communicate()
    sent = shell.sent()

    session = shell.kill_after(kind)
    done = shell.start("resume", "--headless", session)
    answer, _ = done.communicate()

    assert (answer.strip(), done.returncode) == ("all yes", 0)
    assert shell.sent() <= 2 * sent + 2, "what was in flight is sent once more"


def test_a_run_killed_before_its_context_is_packed_goes_on(shell: Shell) -> None:
    words = "".join(f"note {number:x}\n" for number in range(1_200_000))
    (shell.folder / "notes.md").write_text(words, encoding="utf-8")

    session = shell.kill_after("call_started")
    waiting = [file.read_bytes() for file in shell.folder.glob("s.db.context-*")]
    done = shell.start("resume", "--headless", session)
    answer, _ = done.communicate()

    assert waiting in ([words.encode()], []), "or it was packed in no time"
    assert (answer.strip(), done.returncode) == ("all yes", 0)
    assert list(shell.folder.glob("s.db.context-*")) == []


async def test_a_session_that_has_ended_says_how_to_branch(shell: Shell) -> None:
    await asyncio.to_thread(shell.begin().communicate)
    workshop = Workshop(shell.settings, {})
    models = workshop.models()
    async with workshop.store() as store:
        [summary] = await store.sessions()
        with pytest.raises(SettingsError, match="rlm-tui branch s_"):
            await reopen(workshop, store, models, summary.id)
    await models.close()


async def test_a_branch_leaves_its_parent_as_it_was(shell: Shell) -> None:
    await asyncio.to_thread(shell.begin().communicate)
    workshop = Workshop(shell.settings, {})
    models = workshop.models()
    async with workshop.store() as store:
        [parent] = await store.sessions()
        before = await store.load(parent.id)

        branch = await branch_off(workshop, store, models, parent.id, 12)
        assert len(await store.sessions()) == 1, "it is saved when it begins"
        await branch.begin(store)

        assert await store.load(parent.id) == before
        [newest, _] = await store.sessions()
        assert (newest.id, newest.parent) == (branch.journal.session.id, parent.id)
    await models.close()


async def test_a_changed_file_is_told_and_the_stored_one_runs(shell: Shell) -> None:
    session = await asyncio.to_thread(shell.kill_after, "code_started")
    (shell.folder / "notes.md").write_text("Other notes.\n", encoding="utf-8")
    workshop = Workshop(shell.settings, {})
    models = workshop.models()

    async with workshop.store() as store:
        found = await reopen(workshop, store, models, session)
    await models.close()

    assert found.context == "Some notes.\n"
    assert found.notice.startswith("notes.md has changed since")


async def test_two_runs_of_one_session_are_refused(shell: Shell) -> None:
    session = await asyncio.to_thread(shell.kill_after, "code_started")
    async with Store.open(shell.settings.db) as store, store.running(session):
        second = shell.start("resume", "--headless", session)
        _, said = await asyncio.to_thread(second.communicate)
        assert store.is_running(session)
        with pytest.raises(StoreLockedError):
            async with store.running(session):
                pass

    assert second.returncode == 5
    assert "is run by another process" in said


ORDERED = [
    "```repl\na = llm_query('q1')\nb = llm_query('q2')\nprint(a, b)\n```",
    "ALPHA",
    "BETA",
    "```repl\nFINAL(a + ' and ' + b)\n```",
]


def test_a_script_in_order_goes_on_where_it_was_cut(tmp_path: Path) -> None:
    shell = Shell(tmp_path)
    (tmp_path / "two.json").write_text(json.dumps(ORDERED), encoding="utf-8")
    log = tmp_path / "two.log.jsonl"
    session = shell.kill_after("node_finished")
    before = len(log.read_text().splitlines())
    assert before in (2, 3)

    resumed = shell.start("resume", session, "--headless")
    answer, errors = resumed.communicate()

    assert answer.strip() == "ALPHA and BETA", errors
    assert len(log.read_text().splitlines()) in (4, 5)
