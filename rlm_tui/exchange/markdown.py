"""Writes a session as Markdown, to read, print or paste into a report."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

from rlm_tui.domain.deeds import deeds_in_words, deeds_of
from rlm_tui.domain.limit_words import in_words_of_people
from rlm_tui.domain.money import cost_in_words
from rlm_tui.domain.session import Node, Session
from rlm_tui.domain.text import Text
from rlm_tui.domain.turns import Execution, Iteration
from rlm_tui.exchange.items import ReadText
from rlm_tui.exchange.standing import answer_missing, standing, when

MAX_HEADING = 6


async def write(
    session: Session, read: ReadText, *, is_live: bool = False
) -> AsyncIterator[str]:
    """The document, part by part; `is_live`: some process runs the session."""
    question = await read(session.question)
    yield f"# {session.title or one_line(question)}\n\n"
    yield _table(session, is_live=is_live)
    yield "## Question\n\n" + quoted(question) + "\n"
    answer = session.answer
    said = answer_missing(session) if answer is None else await read(answer)
    yield "## Answer\n\n" + quoted(said) + "\n"
    yield "## Steps\n\n"
    if session.root is not None:
        async for part in _node(session, session.root, read):
            yield part


async def node_text(session: Session, node: Node, read: ReadText) -> str:
    """One node and all below it."""
    return "".join([part async for part in _node(session, node, read)])


def _table(session: Session, *, is_live: bool) -> str:
    usage, decided = session.usage, deeds_in_words(deeds_of(session))
    rows = (
        ("session", session.id),
        ("when", when(session.created_at)),
        ("state", standing(session, is_live=is_live)),
        ("context", f"{session.context.label}, {session.context.chars:,} characters"),
        ("model", session.model),
        ("sub-model", session.sub_model),
        ("model calls", str(usage.calls)),
        ("tokens", f"{usage.total_tokens:,}{' (estimated)' * usage.estimated}"),
        ("cost", cost_in_words(usage)),
        *((("decided by you", decided),) if decided else ()),
    )
    lines = [f"| {name} | {cell(value)} |" for name, value in rows]
    return "\n".join(["| | |", "|---|---|", *lines]) + "\n\n"


def one_line(text: str, width: int = 100) -> str:
    """The beginning of a text, without line ends and marks of Markdown."""
    text = " ".join(re.sub(r"[\\`*_\[\]<>#|]", "", text).split())
    return text if len(text) <= width else text[: width - 1] + "…"


def cell(text: str) -> str:
    """A text within a table."""
    return " ".join(text.replace("|", "\\|").split())


def quoted(text: str) -> str:
    """A text as a quotation: none of its lines can be taken for a heading."""
    return "".join(f"> {line}".rstrip() + "\n" for line in text.splitlines() or [""])


def fenced(text: str, language: str = "") -> str:
    """A text word for word: the fence is longer than any within."""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    end = "" if text.endswith("\n") or not text else "\n"
    return f"{fence}{language}\n{text}{end}{fence}\n"


async def _node(session: Session, node: Node, read: ReadText) -> AsyncIterator[str]:
    marks = "#" * min(MAX_HEADING, 3 + node.id.count("."))
    words = one_line(node.prompt.preview)
    yield f"{marks} {node.id} {node.kind} · {node.state} · {words}\n\n"
    if node.id != "0" and node.prompt:
        yield "Prompt:\n\n" + quoted(await read(node.prompt)) + "\n"
    told: set[str] = set()
    for turn in node.iterations:
        async for part in _turn(node, turn, read):
            yield part
        for child_id in node.children:
            child = session.nodes[child_id]
            if child.place is not None and child.place.iteration == turn.number:
                told.add(child_id)
                async for part in _node(session, child, read):
                    yield part
    for child_id in node.children:
        if child_id not in told:
            async for part in _node(session, session.nodes[child_id], read):
                yield part
    if node.id != "0":
        yield await _end(node, read)


async def _end(node: Node, read: ReadText) -> str:
    if node.error:
        return "Error:\n\n" + fenced(in_words_of_people(node.error)) + "\n"
    if node.answer is None or node.kind == "llm":
        return ""
    return f"Answer of {node.id}:\n\n" + quoted(await read(node.answer)) + "\n"


async def _turn(node: Node, turn: Iteration, read: ReadText) -> AsyncIterator[str]:
    is_plain = node.kind == "llm"
    if not is_plain:
        yield f"**Node {node.id}, iteration {turn.number}**\n\n"
    if turn.reply is not None:
        yield await _part("Reply" if is_plain else "", turn.reply, read)
    for failure in turn.failures:
        yield f"Attempt {failure.number} failed: {cell(failure.error)}\n\n"
    for execution in turn.executions:
        yield await _output(execution, read)


async def _part(title: str, text: Text, read: ReadText) -> str:
    head = f"{title}:\n\n" if title else ""
    return head + quoted(await read(text)) + "\n"


async def _output(execution: Execution, read: ReadText) -> str:
    parts = []
    if execution.proposed is not None:
        code = await read(execution.code)
        parts.append("Code, as a person changed it:\n\n" + fenced(code, "python"))
    if execution.stdout:
        stdout = await read(execution.stdout)
        parts.append(f"Output of block {execution.block}:\n\n" + fenced(stdout))
    if execution.error:
        parts.append(f"Error of block {execution.block}:\n\n" + fenced(execution.error))
    return "".join(part + "\n" for part in parts)
