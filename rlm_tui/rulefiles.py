"""Files of stop rules: one that is named on the command line, and a folder of them."""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from rlm_tui.errors import RuleError, SettingsError

ENDING = ".rules"
_PIECE = re.compile(r"""\s#.*|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|.""")
"""A comment, a text in quotes, or one character."""
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")


def read_rules(text: str, source: str) -> tuple[str, ...]:
    """The rules of a text: one a line; a `#` at its start or after a space, outside of
    quotes, begins a comment.

    Raises:
        SettingsError: a line is no rule; the message shows it and where it is wrong.
    """
    from rlm_tui.domain.rules.parse import parse_rule  # imports when first used

    found: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        rule = _without_comment(line)
        if not rule:
            continue
        try:
            parse_rule(rule)
        except RuleError as error:
            raise SettingsError(
                f"{source}:{number}: no stop rule\n{error.caret(rule)}"
            ) from error
        found.append(rule)
    return tuple(found)


def _without_comment(line: str) -> str:
    pieces = _PIECE.findall(f" {line}")
    ends = (i for i, piece in enumerate(pieces) if piece[1:2] == "#")
    return "".join(pieces[: next(ends, None)]).strip()


def read_rule_file(path: Path) -> tuple[str, ...]:
    """The rules of a file.

    Raises:
        SettingsError: it cannot be read, or a line of it is no rule.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"cannot read the rules in {path}: {error}") from error
    return read_rules(text, str(path))


class RuleFolder:
    """Lists of rules under names, for other runs."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def save(self, name: str, lines: Sequence[str]) -> str:
        """Keep rules under a name, in place of those it had; says where.

        Raises:
            SettingsError: it is no name, or the file cannot be written.
        """
        path = self._path(name)
        await asyncio.to_thread(_write, path, "".join(f"{line}\n" for line in lines))
        return f"{_counted(len(lines))} saved in {path}"

    async def load(self, name: str) -> tuple[str, ...]:
        """The rules under a name.

        Raises:
            SettingsError: there are none, or a line of them is no rule.
        """
        path = self._path(name)
        if not await asyncio.to_thread(path.is_file):
            known = await self.names()
            others = f"; there are {', '.join(known)}" if known else "; none are saved"
            raise SettingsError(f"no rules are saved as {name}{others}")
        return await asyncio.to_thread(read_rule_file, path)

    async def names(self) -> list[str]:
        """Under which names there are rules."""
        paths = await asyncio.to_thread(lambda: sorted(self._folder.glob(f"*{ENDING}")))
        return [path.stem for path in paths if _NAME.fullmatch(path.stem)]

    def _path(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise SettingsError(
                f"{name!r} is no name for rules: letters, digits, - and _, at most 64"
            )
        return self._folder / f"{name}{ENDING}"


def _write(path: Path, text: str) -> None:
    """Write all of it or nothing."""
    draft = path.with_suffix(f".{os.getpid()}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.write_text(text, encoding="utf-8")
        draft.replace(path)
    except OSError as error:
        with suppress(OSError):  # the folder may be what is missing
            draft.unlink()
        raise SettingsError(f"cannot save the rules in {path}: {error}") from error


def _counted(count: int) -> str:
    return f"{count} rule{'' if count == 1 else 's'}"
