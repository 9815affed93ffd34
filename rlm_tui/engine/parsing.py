"""What a model's reply says: code to run, an answer, or neither."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from os.path import commonprefix
from typing import Literal

MAX_CLOSINGS = 40
"""Closing fences tried for one block before the first is taken."""
MAX_FINALS = 10
"""Beginnings of an answer in prose whose end is looked for."""

REPL_TAGS = frozenset({"repl"})
PYTHON_TAGS = frozenset({"python", "py", "python3"})

_OPENING = re.compile(
    r"^(?P<indent>[ \t]*+(?:(?:[-*+]|\d+[.)])[ \t]++)?)"
    r"(?P<fence>`{3,}+|~{3,}+)[ \t]*+(?P<tag>[\w+.-]*+)[^`]*$"
)
_THOUGHT = re.compile(
    r"\s*<(?P<tag>think|thinking)>.*?(?:</(?P=tag)>|\Z)", re.DOTALL | re.IGNORECASE
)
"""What models put before a reply where their server leaves it in the text."""
_END_OF_THOUGHT = re.compile(r"\A(?:(?!<think).)*?^</think>[ \t]*$", re.DOTALL | re.M)
"""The same where the server took the opening tag away."""
_FINAL = re.compile(r"^[ \t]*(?P<form>FINAL_VAR|FINAL)\(")
_CONFIDENCE = re.compile(r",\s*+confidence\s*+=\s*+(?P<value>\d+(?:\.\d*)?|\.\d+)$")
_PAIRS = {"(": ")", "[": "]", "{": "}"}


@dataclass(frozen=True, slots=True)
class ProseFinal:
    """An answer written outside code."""

    form: Literal["FINAL", "FINAL_VAR"]
    content: str
    confidence: float | None = None
    """How sure the model says it is, from 0 to 1."""


@dataclass(frozen=True, slots=True)
class ParsedReply:
    """A reply taken apart."""

    blocks: tuple[str, ...]
    """The code to run, in order."""
    final: ProseFinal | None
    is_cut: bool
    """Whether a block was begun and not ended: the reply was truncated."""
    prose: str
    """What stands outside the fences."""


@dataclass(frozen=True, slots=True)
class _Fence:
    tag: str
    code: str
    end: int
    """Index of the first line behind it."""


@dataclass(frozen=True, slots=True)
class _Call:
    final: ProseFinal
    end: int
    """Index of the first line behind it."""


def parse_reply(text: str) -> ParsedReply:
    """Take a reply apart; any text at all has a reading."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = _without_thought(text).split("\n")
    fences: list[_Fence] = []
    calls: list[_Call] = []
    prose: list[str] = []
    is_cut = False
    at = tried = 0
    while at < len(lines):
        opening = _OPENING.match(lines[at])
        if opening is not None:
            fence = _read_fence(lines, at, opening)
            if fence is None:
                is_cut = _may_run(opening["tag"].lower())
                break
            fences.append(fence)
            prose.append("")
            at = fence.end
            continue
        end = at + 1
        if not calls and tried < MAX_FINALS and (begun := _FINAL.match(lines[at])):
            tried += 1
            if call := _read_call(lines, at, begun):
                calls.append(call)
                end = call.end
        prose.extend(lines[at:end])
        at = end
    final = calls[0].final if calls else None
    return ParsedReply(_chosen(fences), final, is_cut, "\n".join(prose).strip())


def _without_thought(text: str) -> str:
    """The reply itself: code and answers that were only thought of do not count."""
    thought = _THOUGHT.match(text)
    if thought is None and "</think>" in text:
        thought = _END_OF_THOUGHT.match(text)
    return text[thought.end() :] if thought else text


def _may_run(tag: str) -> bool:
    return not tag or tag in REPL_TAGS or tag in PYTHON_TAGS


def _chosen(fences: list[_Fence]) -> tuple[str, ...]:
    for tags in (REPL_TAGS, PYTHON_TAGS):
        if any(fence.tag in tags for fence in fences):
            return tuple(fence.code for fence in fences if fence.tag in tags)
    return tuple(
        fence.code
        for fence in fences
        if not fence.tag and fence.code.strip() and compiles(fence.code)
    )


def _read_fence(lines: list[str], start: int, opening: re.Match[str]) -> _Fence | None:
    """The block that opens at a line, or `None` if nothing closes it."""
    tag = opening["tag"].lower()
    first: _Fence | None = None
    for tried, (end, tail) in enumerate(_closings(lines, start + 1, opening["fence"])):
        body = [*lines[start + 1 : end], *([tail] if tail.strip() else [])]
        fence = _Fence(tag, _dedent(body, opening["indent"]), end + 1)
        fault = _fault(fence.code) if _may_run(tag) else None
        if fault is None:
            return fence
        first = first or fence
        # Only such a text can hold a fence line that ends no block.
        if "triple-quoted" not in fault or tried >= MAX_CLOSINGS:
            break
    return first


def _closings(lines: list[str], start: int, fence: str) -> Iterator[tuple[int, str]]:
    """Lines that may close a fence, with the code that stands before it on the line."""
    for index in range(start, len(lines)):
        line = lines[index].rstrip(" \t")
        code = line.rstrip(fence[0])
        if len(line) - len(code) >= len(fence):
            yield index, code


def _dedent(body: list[str], indent: str) -> str:
    """The code without the indentation that all of it has.

    Blank lines may be part of a text in the code: they keep what they have.
    """
    width = len(indent)
    body = [line[width:] if not line[:width].strip() else line for line in body]
    indents = [line[: len(line) - len(line.lstrip())] for line in body if line.strip()]
    margin = commonprefix(indents)  # noqa: RUF071  # of characters, not of paths
    return "\n".join(line.removeprefix(margin) for line in body).rstrip()


def compiles(code: str) -> bool:
    """Whether this is Python, with `await` allowed outside functions."""
    return _fault(code) is None


def _fault(code: str) -> str | None:
    """Why this is not Python, or `None` if it is."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(
                code,
                "<reply>",
                "exec",
                flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT | ast.PyCF_ONLY_AST,
                dont_inherit=True,
            )
    except (SyntaxError, ValueError, OverflowError, RecursionError) as error:
        return str(error)
    except MemoryError:
        return "it is nested too deep"
    return None


def _read_call(lines: list[str], start: int, begun: re.Match[str]) -> _Call | None:
    """The answer that begins at a line, with any fences that stand in it."""
    text = "\n".join(lines[start:])
    content = _argument(text, begun.end())
    if content is None:
        return None
    end = start + content.count("\n") + 1
    if begun["form"] == "FINAL_VAR":
        return _Call(ProseFinal("FINAL_VAR", content.strip().strip("\"'`")), end)
    return _Call(_answer(content.strip()), end)


def _answer(content: str) -> ProseFinal:
    """The answer, apart from how sure the model says it is."""
    said = _CONFIDENCE.search(content)
    if said is None or float(said["value"]) > 1:
        return ProseFinal("FINAL", _unquoted(content))
    answer = _unquoted(content[: said.start()].strip())
    return ProseFinal("FINAL", answer, float(said["value"]))


def _argument(text: str, start: int) -> str | None:
    """What stands between the bracket before `start` and its partner.

    Quotes are honoured first; an apostrophe in prose would hide the partner, so that
    brackets alone are counted where quotes do not lead to one. Only a call that ends
    its line is a call.
    """
    for minds_quotes in (True, False):
        end = _partner(text, start, minds_quotes=minds_quotes)
        if end is not None and re.match(r"[ \t.;`*]*(?:\n|$)", text[end + 1 :]):
            return text[start:end]
    return None


def _partner(text: str, start: int, *, minds_quotes: bool) -> int | None:
    expected = [")"]
    at = start
    while (found := _MARK.search(text, at)) is not None:
        at, char = found.start(), found.group()
        if char in "\"'":
            if not minds_quotes:
                at += 1
                continue
            literal = _string_at(text, at)
            if literal is None:
                return None
            at = literal
            continue
        if char in _PAIRS:
            expected.append(_PAIRS[char])
        elif char == expected[-1]:
            expected.pop()
            if not expected:
                return at
        at += 1
    return None


_MARK = re.compile(r"[\"'()\[\]{}]")
_STRING = re.compile(
    r"\"\"\".*?\"\"\"|'''.*?'''|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'", re.DOTALL
)


def _string_at(text: str, at: int) -> int | None:
    match = _STRING.match(text, at)
    return match.end() if match else None


def _unquoted(content: str) -> str:
    """The value of a string literal; any other content as it stands."""
    if content[:1] not in ("'", '"'):
        return content
    try:
        value = ast.literal_eval(content)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return content
    return value if isinstance(value, str) else content
