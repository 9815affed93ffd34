"""Writes a session as one HTML page with a tree that folds.

The page holds everything: no script, no font, no picture, nothing from a network, which
its content security policy enforces. All text of the session is escaped.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from html import escape

from rlm_tui.domain.deeds import deeds_in_words, deeds_of
from rlm_tui.domain.limit_words import in_words_of_people
from rlm_tui.domain.money import cost_in_words
from rlm_tui.domain.session import Node, Session
from rlm_tui.domain.text import Text
from rlm_tui.domain.turns import Execution, Iteration
from rlm_tui.exchange.items import ReadText
from rlm_tui.exchange.standing import answer_missing, standing, when

_STYLE = """\
:root{color-scheme:light dark}
body{font:15px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.3rem}pre{white-space:pre-wrap;overflow-wrap:anywhere;margin:.3rem 0;
padding:.5rem .7rem;border:1px solid #8884;border-radius:4px;font:13px/1.45 monospace}
details{border-left:2px solid #8886;padding-left:.8rem;margin:.25rem 0}
summary{cursor:pointer;overflow-wrap:anywhere}
table{border-collapse:collapse}td{padding:.1rem .8rem .1rem 0;vertical-align:top}
.state{font-weight:600}.failed,.aborted,.rejected{color:#c33}.done,.answered{color:#283}
.muted{opacity:.7}.answer{border-left:4px solid #283}.error{border-left:4px solid #c33}
"""

_NOT_IN_PAGES = {
    code: "\N{REPLACEMENT CHARACTER}" for code in range(32) if chr(code) not in "\n\t"
}

_HEAD = """\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" \
content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
{style}</style>
</head>
<body>
<h1>{title}</h1>
"""


async def write(
    session: Session, read: ReadText, *, is_live: bool = False
) -> AsyncIterator[str]:
    """The page, part by part; `is_live`: some process runs the session."""
    question = await read(session.question)
    title = escape(session.title or _short(question))
    yield _HEAD.format(title=title, style=_STYLE)
    yield _facts(session, is_live=is_live)
    yield f"<h2>Question</h2>\n{_pre(question)}"
    answer = session.answer
    said = answer_missing(session) if answer is None else await read(answer)
    yield f"<h2>Answer</h2>\n{_pre(said, 'answer')}"
    yield "<h2>Tree</h2>\n"
    if session.root is not None:
        async for part in _Tree(session, read).node(session.root):
            yield part
    yield "</body>\n</html>\n"


def _short(text: str, width: int = 120) -> str:
    text = " ".join(text.split())
    return text if len(text) <= width else text[: width - 1] + "…"


def _pre(text: str, kind: str = "") -> str:
    mark = f' class="{kind}"' if kind else ""
    # A browser drops one line end right after the tag.
    return f"<pre{mark}>\n{escape(_shown(text))}</pre>\n"


def _shown(text: str) -> str:
    """The text without characters that a page may not hold."""
    return text.translate(_NOT_IN_PAGES)


def _facts(session: Session, *, is_live: bool) -> str:
    usage, decided = session.usage, deeds_in_words(deeds_of(session))
    estimated = " (estimated)" if usage.estimated else ""
    facts = (
        ("session", session.id),
        ("when", when(session.created_at)),
        ("state", standing(session, is_live=is_live)),
        ("context", f"{session.context.label}, {session.context.chars:,} characters"),
        ("models", f"{session.model} / {session.sub_model}"),
        ("usage", f"{usage.calls} calls, {usage.total_tokens:,} tokens{estimated}"),
        ("cost", cost_in_words(usage)),
        *((("decided by you", decided),) if decided else ()),
    )
    rows = (
        f"<tr><td>{name}</td><td>{escape(value)}</td></tr>" for name, value in facts
    )
    return "<table>\n" + "\n".join(rows) + "\n</table>\n"


def _fold(summary: str, *, is_open: bool = False) -> str:
    return f"<details{' open' * is_open}><summary>{summary}</summary>\n"


class _Tree:
    def __init__(self, session: Session, read: ReadText) -> None:
        self._session = session
        self._read = read

    async def node(self, node: Node) -> AsyncIterator[str]:
        name = f"{node.id} {node.kind} {node.function}".rstrip()
        words = escape(_short(node.prompt.preview))
        state = f'<span class="state {node.state}">{node.state}</span>'
        cost = escape(f"{node.total.calls} calls, {cost_in_words(node.total)}")
        yield _fold(
            f"<b>{escape(name)}</b> {state} {words} <span class=muted>{cost}</span>",
            is_open=node.id == "0",
        )
        if node.id != "0" and node.prompt:
            yield await self._text("prompt", node.prompt)
        async for part in self._turns(node):
            yield part
        if node.error:
            error = in_words_of_people(node.error)
            yield f"<p class=muted>error</p>\n{_pre(error, 'error')}"
        if node.answer is not None:
            yield f"<p class=muted>answer</p>\n{await self._pre(node.answer, 'answer')}"
        yield "</details>\n"

    async def _turns(self, node: Node) -> AsyncIterator[str]:
        told: set[str] = set()
        for turn in node.iterations:
            label = escape(f"iteration {turn.number} {turn.outcome or ''}".rstrip())
            yield _fold(label, is_open=node.kind == "llm")
            async for part in self._messages(turn):
                yield part
            async for part in self._turn(turn):
                yield part
            for child in self._children(node, turn.number):
                told.add(child.id)
                async for part in self.node(child):
                    yield part
            yield "</details>\n"
        for child_id in node.children:
            if child_id not in told:
                async for part in self.node(self._session.nodes[child_id]):
                    yield part

    def _children(self, node: Node, iteration: int) -> list[Node]:
        children = (self._session.nodes[child_id] for child_id in node.children)
        return [
            child
            for child in children
            if child.place is not None and child.place.iteration == iteration
        ]

    async def _messages(self, turn: Iteration) -> AsyncIterator[str]:
        if not turn.messages:
            return
        yield _fold(f"{turn.kept + len(turn.messages)} messages sent")
        if turn.kept:
            yield f"<p class=muted>{turn.kept} as in the call before, then</p>\n"
        for message in turn.messages:
            yield f"<p class=muted>{message.role}</p>\n"
            yield await self._pre(message.content)
        yield "</details>\n"

    async def _turn(self, turn: Iteration) -> AsyncIterator[str]:
        for failure in turn.failures:
            words = f"attempt {failure.number} failed: {failure.error}"
            yield _pre(words, "error")
        if turn.reasoning:
            yield await self._text("reasoning", turn.reasoning)
        if turn.reply is not None:
            yield await self._text("reply", turn.reply)
        for execution in turn.executions:
            yield await self._execution(execution)

    async def _execution(self, execution: Execution) -> str:
        parts = []
        if execution.proposed is not None:
            parts.append(
                await self._text("code as a person changed it", execution.code)
            )
        if execution.stdout:
            title = f"output of block {execution.block}"
            parts.append(await self._text(title, execution.stdout))
        if execution.error:
            parts.append(_pre(execution.error, "error"))
        return "".join(parts)

    async def _text(self, title: str, text: Text) -> str:
        return f"<p class=muted>{escape(title)}</p>\n{await self._pre(text)}"

    async def _pre(self, text: Text, kind: str = "") -> str:
        return _pre(await self._read(text), kind)
