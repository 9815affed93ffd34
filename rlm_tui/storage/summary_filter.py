"""Which rows of the list of saved sessions a filter, or some words, ask for."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection

from rlm_tui.domain.events import ANSWERED
from rlm_tui.domain.rules.facts import Facts, names_of_model
from rlm_tui.domain.rules.parse import parse_filter
from rlm_tui.domain.rules.words import FLAGS
from rlm_tui.domain.text import Text
from rlm_tui.storage.base import SessionSummary

_OF_FILTERS = re.compile(r'[:<>=~&|!"()]')


def is_filter(text: str) -> bool:
    """Whether what was typed is of the filter language, and not just words."""
    return bool(_OF_FILTERS.search(text)) or text.strip() in FLAGS


def matcher(
    text: str, *, now: float, found: Collection[str] = ()
) -> Callable[[SessionSummary], bool]:
    """Whether a session is one of those that were asked for.

    Args:
        text: a filter, or words that must all occur in what the list knows of it.
        now: seconds since the epoch.
        found: sessions in which a search for the words found something.

    Raises:
        RuleError: it is a filter, and a wrong one.
    """
    if is_filter(text):
        wanted = parse_filter(text)
        return lambda one: wanted.matches(facts_of_summary(one, now=now)) is True
    words = text.casefold().split()
    return lambda one: one.id in found or all(word in _known_of(one) for word in words)


def _known_of(summary: SessionSummary) -> str:
    return " ".join(
        (
            summary.id,
            summary.title,
            summary.question,
            summary.context,
            summary.model,
            summary.sub_model,
            summary.status,
            summary.note,
            "done" if summary.status in ANSWERED else "",
            "waiting" if summary.waiting else "",
            "branch" if summary.parent else "",
            "marked" if summary.marked else "",
        )
    ).casefold()


def facts_of_summary(summary: SessionSummary, *, now: float) -> Facts:
    """What a filter can ask about a row of the list.

    A session that has answered, of itself or when it was told to, is also `done`; one
    in which something waits is also `held`. The note is its title or what was noted.
    """
    states = [summary.status]
    if summary.status in ANSWERED:
        states.append("done")
    if summary.waiting:
        states.append("held")
    texts = (Text.of(summary.question), Text.of(summary.answer or ""))
    title, note = Text.of(summary.title), Text.of(summary.note)
    return Facts(
        numbers={
            "cost": summary.cost,
            "spent": summary.cost,
            "total": summary.cost,
            "calls": float(summary.calls),
            "children": float(max(0, summary.nodes - 1)),
            "age": max(0.0, now - summary.created_at),
            "len": float(len(summary.question)),
        },
        words={
            "session": tuple(filter(None, (summary.id, summary.title))),
            "state": tuple(states),
            "model": (
                *names_of_model(summary.model),
                *names_of_model(summary.sub_model),
            ),
        },
        flags={
            "err": summary.status == "failed",
            "final": summary.answer is not None,
            "marked": summary.marked,
        },
        texts={
            "prompt": texts[:1],
            "answer": texts[1:],
            "note": (title, note),
            "any": (*texts, title, note, Text.of(summary.context)),
        },
    )
