"""How a run screen is set up."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from rlm_tui.domain.session import Node, Session
from rlm_tui.domain.text import Text
from rlm_tui.rulefiles import RuleFolder
from rlm_tui.ui.contracts.launcher import Doubt, ModelChoice, no_doubt
from rlm_tui.ui.desk.drafts import Drafts, NotKept
from rlm_tui.ui.hints.lessons import Lessons
from rlm_tui.ui.style.glyphs import Glyphs
from rlm_tui.ui.style.preferences import Preferences

ReadText: TypeAlias = Callable[[Text], Awaitable[str]]
AsMarkdown: TypeAlias = Callable[[Session, Node, ReadText], Awaitable[str]]


async def no_markdown(_session: Session, node: Node, read: ReadText) -> str:
    """Where nobody writes Markdown: the prompt alone."""
    return await read(node.prompt)


async def no_models() -> Sequence[ModelChoice]:
    """Where nobody knows which models there are."""
    return ()


@dataclass(frozen=True, slots=True)
class RunOptions:
    """Marks, what the person prefers, the clock, and the world outside."""

    glyphs: Glyphs
    preferences: Callable[[], Preferences]
    """What the person prefers now."""
    clock: Callable[[], float]
    environ: Mapping[str, str] = field(default_factory=dict)
    """Where the person's editor and pager are named."""
    models: Callable[[], Awaitable[Sequence[ModelChoice]]] = no_models
    """What can be used here."""
    doubt: Doubt = no_doubt
    """What speaks against any other model."""
    as_markdown: AsMarkdown = no_markdown
    """A node and all below it as Markdown."""
    histories: Callable[[str], dict[str, list[str]]] = lambda _session: {}
    """Lines that were typed in a session by its id and their kind."""
    rule_lists: RuleFolder | None = None
    """Lists of rules under names, for other runs."""
    drafts: Callable[[str], Drafts] = lambda _session: Drafts(NotKept())
    """The drafts of a session by its id; the same ones each time."""
    lessons: Lessons = field(default_factory=Lessons)
    """What a newcomer was told."""

    @property
    def grace_s(self) -> float:
        """For how long keys are off when what is shown has changed."""
        return self.preferences().grace_ms / 1_000
