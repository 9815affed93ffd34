"""What the prompts of a batch begin with, and where each of them differs.

They are mostly one text around different parts: a row has room for the difference only
where the rest is not said in each of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice

from rlm_tui.domain.session import Node, Session, Ticket
from rlm_tui.sanitize import safe_line
from rlm_tui.ui.rows.elements import PREVIEW_CHARS, Element
from rlm_tui.ui.style.glyphs import Glyphs
from rlm_tui.ui.text.beginning import common_beginning

_LEAST_SHARED = 24
"""A shorter beginning that all prompts share is worth its room."""
_LOOKED_AT = 200
"""Prompts that are read for it; a batch may have thousands."""


def shared_beginning(prompts: Iterable[str]) -> str:
    """What all prompts begin with, up to a word; empty if it is not worth its room."""
    read = islice(prompts, _LOOKED_AT)
    texts = [safe_line(prompt[: 2 * PREVIEW_CHARS]) for prompt in read]
    common = common_beginning(texts)
    if len(texts) < 2 or common in texts:
        return ""
    common = common[: common.rfind(" ") + 1]
    return common if len(common) >= _LEAST_SHARED else ""


def shared_by_edited(elements: Iterable[Element]) -> str:
    """The same of the prompts that a person has changed: they may begin otherwise."""
    return shared_beginning(row.prompt for row in elements if row.is_edited)


def from_difference(prompt: str, shared: Sequence[str], glyphs: Glyphs) -> str:
    """A prompt without what it shares with others, as one line."""
    said = safe_line(prompt, ascii_only=glyphs.is_ascii)
    same = max((common_beginning([said, one]) for one in shared), key=len, default="")
    same = same[: same.rfind(" ") + 1]
    return glyphs.ellipsis + said[len(same) :] if same else said


class Beginnings:
    """What the prompts of each batch of a session begin with, found once."""

    def __init__(self) -> None:
        self._found: dict[str, tuple[int, str]] = {}

    def of(self, session: Session, node: Node) -> str | None:
        """That of the batch that a node is an element of; `None`: it is none."""
        batch = session.nodes.get(node.parent_id or "")
        if batch is None or batch.kind != "batch":
            return None
        read = min(len(batch.children), _LOOKED_AT)
        known = self._found.get(batch.id)
        if known is None or known[0] != read:
            children = (session.nodes[child] for child in batch.children)
            shared = shared_beginning(child.prompt.preview for child in children)
            known = self._found[batch.id] = read, shared
        return known[1]

    def told(
        self, session: Session, node: Node, ticket: Ticket | None, glyphs: Glyphs
    ) -> str:
        """The prompt of an element from where it differs; empty for any other node."""
        shared = self.of(session, node)
        if shared is None:
            return ""
        return from_difference(Element(node, 0, ticket).prompt, (shared,), glyphs)
