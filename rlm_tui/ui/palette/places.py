"""What the palette finds beside verbs: nodes, rules, commands and saved sessions."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from textual.command import Hit, Hits, Provider

from rlm_tui.errors import RLMError
from rlm_tui.sanitize import safe_line
from rlm_tui.ui.contracts.app import HasLauncher, OpensSessions
from rlm_tui.wording import node_kind

if TYPE_CHECKING:
    from rlm_tui.domain.session import Session

MOST = 50
"""Nodes that are offered at once: nobody reads on."""


@runtime_checkable
class HasNodes(Protocol):
    """A screen on which one can go to a node and open the rules."""

    session: Session

    def go_to_node(self, node: str) -> None:
        """Put the cursor there."""

    def action_run_rules(self) -> None:
        """Show the list of rules."""

    def ask_command(self, value: str) -> None:
        """Open the command line with a beginning."""


class PlaceProvider(Provider):
    """Nodes by path or text, rules by their line, commands that have no key."""

    async def search(self, query: str) -> Hits:
        """What matches; a leading digit goes to a node."""
        screen = self.screen
        if not isinstance(screen, HasNodes):
            return
        for score, node_id, text in _nodes(screen.session, query):
            yield Hit(score, f"go to {text}", partial(screen.go_to_node, node_id))
        matcher = self.matcher(query)
        for rule in screen.session.rules:
            if (score := matcher.match(f"rule {rule}")) > 0:
                shown = matcher.highlight(f"rule {rule}")
                yield Hit(score, shown, screen.action_run_rules)
        from rlm_tui.commands.parse import WORDS  # imports when first asked

        for word in WORDS:
            score = matcher.match(f":{word.name}")
            if not word.letter and score > 0:
                shown = matcher.highlight(f":{word.name} {word.usage}".strip())
                ask = partial(screen.ask_command, f"{word.name} ")
                yield Hit(score, shown, ask, help=word.meaning)


def _nodes(session: Session, query: str) -> list[tuple[float, str, str]]:
    """Nodes whose path begins so, else whose prompt holds the words and is at hand."""
    wanted = query.strip().lower()
    found: list[tuple[float, str, str]] = []
    for node in session.nodes.values():
        prompt = safe_line(node.prompt.preview[:200]) if node.is_fetched else ""
        is_path = node.id.startswith(wanted)
        if is_path or (len(wanted) > 2 and wanted in prompt.lower()):
            score = 2.0 if node.id == wanted else 1.0 if is_path else 0.5
            text = f"{node.id} {node_kind(node)}  {prompt[:60]}".replace("[", "(")
            found.append((score, node.id, text))
        if len(found) == MOST:
            break
    return found


class SessionProvider(Provider):
    """Saved sessions by question, context or id."""

    async def search(self, query: str) -> Hits:
        """Those that match; choosing one opens it for reading."""
        app = self.app
        if not isinstance(app, HasLauncher) or app.launcher is None:
            return
        if not isinstance(app, OpensSessions):
            return
        try:
            sessions = await app.launcher.sessions()
        except RLMError:
            return
        matcher = self.matcher(query)
        for found in sessions:
            text = safe_line(f"session {found.id} {found.question} {found.context}")
            if (score := matcher.match(text)) > 0:
                open_it = partial(app.open_review, found.id)
                yield Hit(score * 0.8, matcher.highlight(text[:80]), open_it)
