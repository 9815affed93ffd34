"""Finds the files that paths, folders and patterns stand for, as git would see them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rlm_tui.contexts.named import MAGIC, check_exists, is_pattern
from rlm_tui.errors import ContextError

if TYPE_CHECKING:  # whoever only asks whether a path exists needs none
    from pathspec import GitIgnoreSpec

IGNORED = "is ignored by .gitignore"
GIT = ".git"


@dataclass(frozen=True, slots=True)
class Found:
    """A file, or what is not taken as one."""

    path: Path
    name: str = ""
    """Relative to the folder that all found files have in common."""
    problem: str = ""
    """Why it is not taken: `is …`; empty if it is."""


@dataclass(frozen=True, slots=True)
class _Rules:
    """A folder's .gitignore."""

    folder: str
    spec: GitIgnoreSpec

    def verdict(self, path: str) -> bool | None:
        """Whether a path is ignored; `None` if no line says so.

        A slash at its end tells a folder.
        """
        relative = path.removeprefix(self.folder).lstrip("/")
        return self.spec.check_file(relative).include


def find(sources: Sequence[str]) -> list[Found]:
    """The files of all sources, by name, and what was left out.

    Raises:
        ContextError: a source does not exist, or a pattern matches nothing.
    """
    # Files last: one that is named is wanted even if its folder ignores it.
    ordered = sorted(sources, key=os.path.isfile)
    files = {found.path: found for source in ordered for found in _files_of(source)}
    base = os.path.commonpath([_base(source) for source in sources])
    named = [
        Found(found.path, os.path.relpath(found.path, base), found.problem)
        for found in files.values()
    ]
    return sorted(named, key=lambda found: found.name)


def _base(source: str) -> str:
    if is_pattern(source):
        return os.path.abspath(_split(source)[0])
    path = os.path.abspath(source)
    return path if os.path.isdir(path) else os.path.dirname(path)


def _files_of(source: str) -> Iterator[Found]:
    if is_pattern(source):
        return iter(_matching(source))
    path = Path(os.path.abspath(source))
    if path.is_dir():
        return _below(path)
    check_exists(path)
    return iter([Found(path)])


def _split(pattern: str) -> tuple[str, str]:
    """The folder that a pattern starts from, and the rest."""
    parts = pattern.split("/")
    first = next(i for i, part in enumerate(parts) if not MAGIC.isdisjoint(part))
    folder = "/".join(parts[:first])
    if not folder and pattern.startswith("/"):
        folder = "/"
    return folder or ".", "/".join(parts[first:])


def _matching(pattern: str) -> list[Found]:
    start, rest = _split(pattern)
    folder = Path(os.path.abspath(start))
    check_exists(folder)
    spec = _spec([f"/{rest}"])
    found = [
        found
        for found in _below(folder)
        if spec.match_file(os.path.relpath(found.path, folder))
    ]
    if not found:
        raise ContextError(f"no file matches {pattern}")
    return found


def _below(top: Path) -> Iterator[Found]:
    pending = [(str(top), _rules_above(top))]
    while pending:
        folder, above = pending.pop()
        try:
            entries = list(os.scandir(folder))
        except OSError as error:
            yield Found(Path(folder), problem=f"is unreadable: {error.strerror}")
            continue
        rules = [*above, *_rules_in(folder)]
        for entry in entries:
            if entry.is_dir(follow_symlinks=False) and not _left_out(entry, rules):
                pending.append((entry.path, rules))
            elif entry.name != GIT:
                yield Found(Path(entry.path), problem=_problem(entry, rules))


def _left_out(entry: os.DirEntry[str], rules: Sequence[_Rules]) -> bool:
    return entry.name == GIT or _is_ignored(entry.path + "/", rules)


def _problem(entry: os.DirEntry[str], rules: Sequence[_Rules]) -> str:
    if entry.is_dir(follow_symlinks=False) or _is_ignored(entry.path, rules):
        return IGNORED
    if entry.is_dir():
        return "is a link to a folder"
    return "" if entry.is_file() else "is not a file"


def _is_ignored(path: str, rules: Sequence[_Rules]) -> bool:
    """The deepest .gitignore that says anything has the word."""
    verdicts = (rule.verdict(path) for rule in reversed(rules))
    return next((said for said in verdicts if said is not None), False)


def _rules_in(folder: str) -> list[_Rules]:
    try:
        lines = Path(folder, ".gitignore").read_text(errors="replace").splitlines()
    except OSError:
        return []
    return [_Rules(folder, _spec(lines))]


def _spec(lines: Sequence[str]) -> GitIgnoreSpec:
    from pathspec import GitIgnoreSpec

    return GitIgnoreSpec.from_lines(lines)


def _rules_above(folder: Path) -> list[_Rules]:
    """Those of the repository; but an ignored folder that was named is wanted."""
    above = list(_up_to_repository(folder))
    rules = [rule for parent in reversed(above) for rule in _rules_in(str(parent))]
    return [] if _is_ignored(f"{folder}/", rules) else rules


def _up_to_repository(folder: Path) -> list[Path]:
    if (folder / GIT).exists():
        return []
    parents = list(folder.parents)
    roots = (i for i, parent in enumerate(parents) if (parent / GIT).exists())
    return parents[: next(roots, -1) + 1]
