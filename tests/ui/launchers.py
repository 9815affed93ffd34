"""A launcher with fixed data, and the values it gives."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field

import pytest
from textual.pilot import Pilot

from rlm_tui.controller import Controller
from rlm_tui.domain.branching import Forecast
from rlm_tui.domain.compare import Comparison, compare
from rlm_tui.domain.deeds import Deed
from rlm_tui.domain.events import ContextInfo
from rlm_tui.domain.session import Session
from rlm_tui.domain.text import Text
from rlm_tui.errors import ContextError, RLMError
from rlm_tui.storage.base import Hit, SessionSummary
from rlm_tui.tell import Tell, tell_nobody
from rlm_tui.ui.app import RlmTuiApp
from rlm_tui.ui.contracts.launcher import (
    AskRequest,
    ModelChoice,
    Says,
    StartRequest,
    TakenUp,
    says_nothing,
)
from rlm_tui.ui.desk.drafts import Keeper, NotKept
from rlm_tui.ui.detail.subject import Tab
from rlm_tui.ui.rows.tree import RowKey

NOW = 1_773_660_000.0
"""A Monday in March 2026, 11:20 UTC."""

CONTRACT = ContextInfo(
    type="dict",
    label="contracts/",
    chars=214_310,
    items=3,
    preview=Text.of(
        "# Master agreement\n\n1. Definitions\n\x1b[31mred\x1b[0m [bold]not markup[/]\n"
        "14. LIMITATION OF LIABILITY\n"
        "14.1 Subject to clause 14.3, neither party shall be liable for any indirect "
        "or consequential loss, however it arises.\n"
    ),
    skipped=("logo.png (binary)",),
)
OFFLINE = ModelChoice("offline", "rules, no key needed")
GPT = ModelChoice("openai/gpt-5-mini", "key found")
CLAUDE = ModelChoice(
    "anthropic/claude-sonnet-4-5", "set ANTHROPIC_API_KEY", is_usable=False
)


def summary(number: int, **changes: object) -> SessionSummary:
    """A saved session, one hour older for each number."""
    values: dict[str, object] = {
        "id": f"s_{number:02d}",
        "title": "",
        "question": "Which clauses conflict on liability?",
        "context": "contract.md",
        "model": "openai/gpt-5",
        "sub_model": "openai/gpt-5-mini",
        "status": "answered",
        "waiting": 0,
        "nodes": 37,
        "calls": 41,
        "cost": 0.06,
        "created_at": NOW - 3_600 * number,
        "updated_at": NOW - 3_600 * number,
        "events": 120,
        "parent": None,
        "answer": "Clauses 14.1 and 14.3 conflict.",
    }
    return SessionSummary(**{**values, **changes})  # type: ignore[arg-type]


SESSIONS = [
    summary(0, status="interrupted", waiting=2, answer=None),
    summary(1, nodes=212, cost=1.84),
    summary(2, parent="s_01", nodes=88, cost=0.71, status="stopped", answer=None),
    summary(
        66,
        question="liability caps in all 40 contracts, each with its section and sum",
        context="contracts/",
        status="limit",
        nodes=640,
        cost=5.0,
    ),
    summary(
        500,
        question="Welche Fehler stehen im Protokoll? 日本語の行も",
        context="app.log",
        model="offline",
        sub_model="offline",
        nodes=9,
        cost=0.0,
    ),
    summary(9_000, question="who is who", context="novel.txt", cost=None),
]


@dataclass
class FakeLibrary:
    """Notes what is done with saved sessions; searching finds its hits."""

    hits: list[Hit] = field(default_factory=list)
    decided: dict[str, list[Deed]] = field(default_factory=dict)
    problem: RLMError | None = None
    done: list[tuple[str, ...]] = field(default_factory=list)

    def _note(self, *what: str) -> str:
        if self.problem is not None:
            raise self.problem
        self.done.append(what)
        return f"{what[1]}: done"

    async def search(self, words: str) -> list[Hit]:
        return [hit for hit in self.hits if words in hit.snippet]

    async def deeds(self, session_id: str) -> list[Deed]:
        return self.decided.get(session_id, [])

    async def disk_use(self) -> int:
        return 18_400_000

    async def rename(self, session_id: str, title: str) -> str:
        return self._note("rename", session_id, title)

    async def note(self, session_id: str, text: str) -> str:
        return self._note("note", session_id, text)

    async def mark(self, session_id: str, *, marked: bool) -> str:
        return self._note("mark", session_id, str(marked))

    async def delete(self, session_id: str) -> str:
        return self._note("delete", session_id)

    async def export(self, session_id: str, file: str) -> str:
        return self._note("export", session_id, file)


@dataclass
class FakeLauncher:
    """Answers from its fields; files named `bad` cannot be read."""

    given: ContextInfo | None = CONTRACT
    saved: list[SessionSummary] = field(default_factory=lambda: list(SESSIONS))
    offered: list[ModelChoice] = field(default_factory=lambda: [OFFLINE, GPT, CLAUDE])
    defaults: StartRequest = field(
        default_factory=lambda: StartRequest(question="", model="offline")
    )
    database: str = "~/.local/share/rlm-tui/sessions.db"
    library: FakeLibrary = field(default_factory=FakeLibrary)
    keeper: Keeper = field(default_factory=NotKept)
    problem: RLMError | None = None
    """Raised for the context and for the sessions."""
    is_ready: bool = False
    """Whether it was told that the first screen is there."""
    may_read: asyncio.Event = field(default_factory=asyncio.Event)
    """Reading waits for it; set unless a test clears it."""

    def __post_init__(self) -> None:
        self.may_read.set()

    @property
    def names_text(self) -> bool:
        is_slow = not self.may_read.is_set()
        return self.given is not None or self.problem is not None or is_slow

    async def context(self) -> ContextInfo | None:
        await self.may_read.wait()
        if self.problem is not None:
            raise self.problem
        return self.given

    async def choose_context(self, path: str) -> ContextInfo:
        if path == "bad":
            raise ContextError(
                f"context file '{path}' does not exist; give another path"
            )
        return CONTRACT.model_copy(update={"label": path})

    async def get_ready(self) -> None:
        self.is_ready = True

    async def models(self) -> list[ModelChoice]:
        return self.offered

    def doubt(self, model: str) -> str:
        return f"{model}: nobody has it" if model.startswith("nobody/") else ""

    async def start(
        self, request: StartRequest, *, says: Says = says_nothing
    ) -> Controller:
        raise NotImplementedError

    async def sessions(self) -> list[SessionSummary]:
        if self.problem is not None:
            raise self.problem
        return self.saved

    async def review(self, session_id: str, *, tell: Tell = tell_nobody) -> Controller:
        raise NotImplementedError

    async def resume(self, session_id: str) -> TakenUp:
        raise NotImplementedError

    async def forecast_branch(self, session_id: str, at: int | None) -> Forecast:
        return Forecast(at or 40, replies=12, calls=5, cost=0.04, has_ended=True)

    async def branch(self, session_id: str, at: int) -> TakenUp:
        raise NotImplementedError

    async def ask(self, request: AskRequest) -> TakenUp:
        raise NotImplementedError

    async def compare(self, one: str, other: str) -> Comparison:
        return compare(Session(id=one), Session(id=other, question=Text.of("else")))

    async def read_text(self, text: Text) -> str:
        return text.whole or text.preview

    def drafts(self, session_id: str) -> Keeper:
        return self.keeper

    async def stop(self) -> None:
        """Nothing runs."""


class NotingApp(RlmTuiApp):
    """Notes what its screens ask for instead of doing it."""

    def __init__(self, launcher: FakeLauncher) -> None:
        super().__init__(launcher, clock=lambda: NOW)
        self.asked: list[StartRequest] = []
        self.opened: list[str] = []
        self.opened_at: tuple[RowKey | None, Tab | None] = (None, None)

    def open_run(self, request: StartRequest) -> None:
        self.asked.append(request)

    def open_review(
        self, session_id: str, row: RowKey | None = None, tab: Tab | None = None
    ) -> None:
        self.opened.append(session_id)
        self.opened_at = (row, tab)


async def settle(pilot: Pilot[None]) -> None:
    """Wait until what the screen reads is read and drawn."""
    await pilot.pause()
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


def use_utc(patch: pytest.MonkeyPatch) -> None:
    """Have local time be the same everywhere."""
    patch.setenv("TZ", "UTC")
    time.tzset()
