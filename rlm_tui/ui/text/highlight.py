"""Python code as styled lines with numbers and a mark at one of them."""

from __future__ import annotations

from functools import lru_cache

from pygments.lexer import Lexer  # type: ignore[import-untyped]
from pygments.lexers import get_lexer_by_name  # type: ignore[import-untyped]
from pygments.lexers.python import PythonLexer  # type: ignore[import-untyped]
from pygments.token import Token  # type: ignore[import-untyped]
from pygments.util import ClassNotFound  # type: ignore[import-untyped]

from rlm_tui.ui.style.glyphs import Glyphs
from rlm_tui.ui.text.lines import Line, Span

MAX_CHARS = 100_000
"""Longer code is shown without colours: it would take longer than a frame."""

_STYLES = (
    (Token.Comment, "comment"),
    (Token.Keyword, "keyword"),
    (Token.Operator.Word, "keyword"),
    (Token.Literal.String, "string"),
    (Token.Literal.Number, "number"),
    (Token.Name.Function, "name"),
    (Token.Name.Builtin, "name"),
    (Token.Name.Class, "name"),
)


_PYTHON = frozenset({"", "repl", "python", "py", "python3"})


@lru_cache(maxsize=256)
def code_lines(code: str) -> tuple[Line, ...]:
    """The lines of a piece of Python."""
    if len(code) > MAX_CHARS:
        return _plain(code)
    return _lexed(code, PythonLexer(stripnl=False, stripall=False, ensurenl=False))


def language_lines(code: str, language: str) -> tuple[Line, ...]:
    """The lines of a piece of code in a language that a model has named."""
    if language.lower() in _PYTHON:
        return code_lines(code)
    try:
        lexer = get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return _plain(code)
    return _lexed(code, lexer)


def _plain(code: str) -> tuple[Line, ...]:
    return tuple((Span(text),) for text in code.split("\n"))


def _lexed(code: str, lexer: Lexer) -> tuple[Line, ...]:
    lines: list[list[Span]] = [[]]
    for kind, text in lexer.get_tokens(code):
        style = _style_of(kind)
        for index, piece in enumerate(text.split("\n")):
            if index:
                lines.append([])
            if piece:
                lines[-1].append(Span(piece, style))
    return tuple(tuple(spans) for spans in lines)


def _style_of(kind: object) -> str:
    for token, style in _STYLES:
        if kind in token:
            return style
    return ""


def numbered(
    lines: tuple[Line, ...],
    glyphs: Glyphs,
    *,
    marked: int | None = None,
    first: int = 1,
) -> list[Line]:
    """The lines with numbers, and an arrow at the marked one."""
    found: list[Line] = []
    for number, spans in enumerate(lines, first):
        is_marked = number == marked
        mark = glyphs.here if is_marked else " "
        style = "here" if is_marked else "muted"
        found.append((Span(f"{number:>3}{mark} ", style), *spans))
    return found


GUTTER = 5
"""Cells that a line number takes."""
