"""Makes a context out of what a person names: files, folders, patterns or a value."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rlm_tui.contexts.describe import NO_CONTEXT, checked, describe, empty_context
from rlm_tui.contexts.folders import IGNORED, Found, find
from rlm_tui.contexts.named import STDIN, check_exists, is_pattern
from rlm_tui.contexts.text_files import (
    TextReader,
    UnfitFile,
    codec_of,
    shown,
    too_large,
)
from rlm_tui.domain.events import ContextInfo
from rlm_tui.domain.values import JSON, ContextValue
from rlm_tui.errors import ContextError

MAX_BYTES = 2 << 30
MAX_SKIPPED = 50
"""Files left out that are named; further ones are counted."""


@dataclass(frozen=True, slots=True)
class LoadedContext:
    """A context and what is known of it."""

    value: ContextValue
    info: ContextInfo
    sources: tuple[str, ...] = ()
    """Where it was read, as whole paths; empty for standard input."""


def alone(question: str) -> LoadedContext:
    """What a question has that comes without a context: its own text."""
    return LoadedContext(question, describe(question, NO_CONTEXT))


def load(
    sources: Sequence[str],
    *,
    stdin: bytes = b"",
    encoding: str = "utf-8",
    max_bytes: int = MAX_BYTES,
) -> LoadedContext:
    """Load what the command line names.

    One file is a text, or data if it is JSON. A folder, a pattern or several files
    are a dict from relative path to text.

    Args:
        sources: paths and patterns, or `-` alone for standard input.
        stdin: what standard input said.
        encoding: of every file.
        max_bytes: what all files together may have.

    Raises:
        ContextError: something is missing, unreadable, binary, empty or too large.
    """
    reader = TextReader(codec_of(encoding), max_bytes)
    if not sources:
        raise ContextError("no context: name a file, a folder or - for standard input")
    if "" in sources:
        raise ContextError("an empty name is no file: name a file or a folder")
    if list(sources) == [STDIN]:
        text = reader.decode(stdin, "standard input")
        return LoadedContext(text, describe(text, "standard input"))
    if STDIN in sources:
        raise ContextError("- (standard input) cannot be combined with files")
    if len(sources) > 1 or os.path.isdir(sources[0]) or is_pattern(sources[0]):
        return _load_files(sources, reader)
    return _load_file(Path(sources[0]), reader)


def _load_file(path: Path, reader: TextReader) -> LoadedContext:
    check_exists(path)
    text = reader.read(path)
    value: object = text
    match path.suffix.lower():
        case ".json":
            value = _parse(text, shown(str(path)))
        case ".jsonl" | ".ndjson":
            value = list(_parse_lines(text, shown(str(path))))
    context = checked(value, shown(path.name))
    return LoadedContext(context, describe(context, shown(path.name)))


def _parse(text: str, name: str) -> object:
    if not text.strip():
        raise empty_context(name)
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        remedy = "correct it, or give it another ending to take it as text"
        raise ContextError(f"{name} is not JSON: {error}; {remedy}") from error


def _parse_lines(text: str, name: str) -> Iterator[object]:
    # Not `splitlines`: within JSON texts there may be other characters that end lines.
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield _parse(line, f"line {number} of {name}")


def _load_files(sources: Sequence[str], reader: TextReader) -> LoadedContext:
    label = _label(sources)
    found = find(sources)
    ignored = sum(file.problem == IGNORED for file in found)
    wanted = [file for file in found if file.problem != IGNORED]
    _check_total(wanted, label, reader.max_bytes)
    texts: dict[str, JSON] = {}
    problems: list[str] = []
    for file in wanted:
        name = shown(file.name)
        try:
            texts[name] = _read(file, reader)
        except UnfitFile as error:
            problems.append(f"{name} {error.problem}")
    skipped = _skipped(problems, ignored)
    if not texts:
        raise ContextError(f"{label} has no text files{_because(skipped)}")
    info = describe(texts, label).model_copy(update={"skipped": skipped})
    return LoadedContext(texts, info)


def _read(file: Found, reader: TextReader) -> str:
    if file.problem:
        raise UnfitFile(file.name, file.problem, "name another file")
    return reader.read(file.path)


def _check_total(found: Sequence[Found], label: str, max_bytes: int) -> None:
    if sum(_size(file.path) for file in found if not file.problem) > max_bytes:
        raise too_large(label, max_bytes)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0  # reading it says what is the matter


def _label(sources: Sequence[str]) -> str:
    if len(sources) > 1:
        return f"{len(sources)} paths"
    if is_pattern(sources[0]):
        return shown(sources[0])
    return shown(os.path.basename(os.path.abspath(sources[0]))) + "/"


def _skipped(problems: Sequence[str], ignored: int) -> tuple[str, ...]:
    skipped = [*problems[:MAX_SKIPPED]]
    if len(problems) > MAX_SKIPPED:
        skipped.append(f"and {len(problems) - MAX_SKIPPED} more")
    if ignored:
        skipped.append(f"{ignored} ignored by .gitignore")
    return tuple(skipped)


def _because(skipped: Sequence[str]) -> str:
    return f": {'; '.join(skipped[:3])}" if skipped else ""
