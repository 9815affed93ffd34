"""Sessions as text for a terminal or a pipe: the list, and one session whole."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Awaitable, Callable, Mapping, Sequence

from rlm_tui.domain.deeds import deeds_in_words, deeds_of
from rlm_tui.domain.events import ANSWERED
from rlm_tui.domain.limit_words import end_by_limit
from rlm_tui.domain.limits import Usage
from rlm_tui.domain.money import cost_in_words, in_column, spent
from rlm_tui.domain.session import Node, Session
from rlm_tui.domain.text import Text
from rlm_tui.domain.turns import Iteration
from rlm_tui.sanitize import safe, safe_line
from rlm_tui.storage.base import Hit, SessionSummary, place_of
from rlm_tui.wording import is_doubted

ReadText = Callable[[Text], Awaitable[str]]


_NUMBERS = frozenset({"nodes", "cost"})
"""Columns that are set to the right."""


_COLUMNS = ("id", "when", "state", "nodes", "cost", "context", "question")
_DROPPED = ("nodes", "cost", "context")
"""Columns that make room for the question, one after the other."""
_LEAST_QUESTION = 36
"""Cells of it for which the others make room."""


def session_table(
    sessions: Sequence[SessionSummary], *, width: int | None = None
) -> str:
    """One line for each saved session, newest first.

    Args:
        sessions: the sessions.
        width: cells of a line, so that the question is to be seen; `None`: any.
    """
    if not sessions:
        return "no saved sessions yet; rlm-tui FILE starts one"
    rows = [dict(zip(_COLUMNS, _COLUMNS, strict=True)), *map(_row, sessions)]
    widths = {name: max(len(row[name]) for row in rows) for name in _COLUMNS[:-1]}
    for name in _DROPPED:
        used = sum(widths.values()) + 2 * len(widths)
        if width is not None and width - used < min(_LEAST_QUESTION, _longest(rows)):
            del widths[name]
    return "\n".join(_table_line(row, widths) for row in rows)


def _longest(rows: Sequence[Mapping[str, str]]) -> int:
    return max(len(row["question"]) for row in rows)


def _table_line(row: Mapping[str, str], widths: Mapping[str, int]) -> str:
    cells = [
        row[name].rjust(width) if name in _NUMBERS else row[name].ljust(width)
        for name, width in widths.items()
    ]
    return "  ".join([*cells, row["question"]]).rstrip()


def _row(session: SessionSummary) -> dict[str, str]:
    cells = (
        session.id,
        _when(session.created_at),
        _state(session),
        str(session.nodes),
        in_column(spent(session.cost)),
        _one_line(session.context, 24),
        _one_line(session.title or session.question, 60) + _from(session),
    )
    return dict(zip(_COLUMNS, cells, strict=True))


def _state(session: SessionSummary) -> str:
    waiting = f" · {session.waiting} waiting" if session.waiting else ""
    is_unsure = session.status in ANSWERED and is_doubted(session.confidence)
    return ("not sure" if is_unsure else session.status) + waiting


def _from(session: SessionSummary) -> str:
    """Where it goes on from: a branch, or a further question of an answer."""
    return f" (from {session.parent})" if session.parent else ""


def _when(at: float) -> str:
    local = dt.datetime.fromtimestamp(at, tz=dt.UTC).astimezone()
    return local.strftime("%Y-%m-%d %H:%M")


def _one_line(text: str, width: int) -> str:
    text = safe_line(text)
    return text if len(text) <= width else text[: width - 1] + "…"


LEAST_CELLS = 20
"""Of what was found, however narrow the terminal."""
HITS_SHOWN = 5
"""Places of one session that a listing names."""


def hit_lines(hits: Sequence[Hit], width: int | None = None) -> str:
    """One line for each place where words were found, the first few of a session.

    Args:
        hits: the places.
        width: cells of a line, so that what was found is to be seen; `None`: any.
    """
    rows: list[tuple[str, str, str]] = []
    for session, places in _by_session(hits).items():
        for hit in places[:HITS_SHOWN]:
            rows.append((session, place_of(hit), _marked(hit.snippet)))
        if len(places) > HITS_SHOWN:
            rows.append((session, "…", f"and {len(places) - HITS_SHOWN} more"))
    widths = [max(len(row[i]) for row in rows) for i in range(2)]
    room = None if width is None else max(LEAST_CELLS, width - sum(widths) - 4)
    return "\n".join(
        f"{session:{widths[0]}}  {place:{widths[1]}}  {_around(text, room)}"
        for session, place, text in rows
    )


def _around(text: str, room: int | None) -> str:
    """As much of a line as there is room for, with the first word that was found."""
    if room is None or _cells(text) <= room:
        return text
    found = text.find("[")
    if _cells(text[:found]) > room // 2:
        text = "…" + text[found - room // 4 :]
    return cut(text, room)


def cut(lines: str, width: int | None) -> str:
    """Lines, each no wider than so many cells; `None`: as they are."""
    if width is None:
        return lines
    return "\n".join(_cut_line(line, width) for line in lines.split("\n"))


def _cut_line(line: str, width: int) -> str:
    if _cells(line) <= width:
        return line
    while _cells(line) > width - 1:
        line = line[:-1]
    return line + "…"


def _cells(text: str) -> int:
    """Cells of a terminal that a line takes."""
    wide = sum(unicodedata.east_asian_width(char) in "WF" for char in text)
    return len(text) + wide - sum(map(bool, map(unicodedata.combining, text)))


def _by_session(hits: Sequence[Hit]) -> dict[str, list[Hit]]:
    found: dict[str, list[Hit]] = {}
    for hit in hits:
        found.setdefault(hit.session, []).append(hit)
    return found


def _marked(snippet: str) -> str:
    return safe_line(snippet.replace("\x02", "[").replace("\x03", "]"))


async def session_text(session: Session, listed: SessionSummary, read: ReadText) -> str:
    """A session as text: facts, tree, steps, answer.

    Args:
        session: what was recorded of it.
        listed: its row of the list, which knows whether some process runs it.
        read: reads a text whole.
    """
    status, decided = _state(listed), deeds_in_words(deeds_of(session))
    lines = [
        f"session   {session.id}",
        f"state     {_ended(session) or status}",
        f"question  {await read(session.question)}",
        f"context   {session.context.label} ({session.context.chars} characters)",
        f"model     {session.model} / {session.sub_model}",
        f"usage     {_usage(session.usage)}",
        *([f"you       {decided}"] if decided else []),
        "",
        "tree",
    ]
    if session.root is not None:
        lines += _tree(session, session.root, 1)
        for turn in session.root.iterations:
            lines += await _turn(turn, session.error, read)
    lines += ["", "answer", await read(session.answer) if session.answer else "(none)"]
    return safe("\n".join(lines))


def _ended(session: Session) -> str:
    """How it ended, where more is known than one word."""
    if not session.error or session.status is None:
        return ""
    if session.status == "limit":
        return end_by_limit(session.error)
    return f"{session.status}: {session.error}"


def _usage(usage: Usage) -> str:
    mark = "≈" if usage.estimated else ""
    return (
        f"{usage.calls} calls, {mark}{usage.total_tokens} tokens, "
        f"{cost_in_words(usage)}"
    )


def _tree(session: Session, node: Node, level: int) -> list[str]:
    prompt = _one_line(node.prompt.preview, 60)
    line = f"{'  ' * level}{node.id} {node.kind} {node.state}  {prompt}"
    lines = [line.rstrip()]
    for child in node.children:
        lines += _tree(session, session.nodes[child], level + 1)
    return lines


async def _turn(turn: Iteration, known: str | None, read: ReadText) -> list[str]:
    lines = ["", f"iteration {turn.number}"]
    for failed in turn.failures:
        why = "" if failed.error == known else f": {failed.error}"
        lines += [f"call failed{why}"]
    if turn.reply is not None:
        lines += [await read(turn.reply)]
    for execution in turn.executions:
        lines += ["", f"output of block {execution.block}"]
        if execution.stdout is not None:
            lines += [(await read(execution.stdout)).rstrip()]
        if execution.error:
            lines += [execution.error]
    return lines
