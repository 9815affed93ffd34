"""A text in the person's own editor or pager, with the terminal handed over."""

from __future__ import annotations

import asyncio
import os
import shlex
import shutil
import tempfile
import termios
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from rlm_tui.errors import SettingsError
from rlm_tui.finishing import to_its_end

END_S = 3.0
"""How long an editor may take to leave when it is told to."""
_INPUT_MODES, _LOCAL_MODES = 0, 3
"""Places in the list that `termios` gives."""
LAST = "these comments are taken away; the text begins below"
"""Ends the header of a text in the editor."""


@dataclass(frozen=True, slots=True)
class OutsideText:
    """What is edited outside, and what the editor should know of it."""

    text: str
    facts: tuple[str, ...]
    """Lines that say what the text is; a comment at its head."""
    is_code: bool

    @property
    def suffix(self) -> str:
        """By which editors know how to colour it."""
        return ".py" if self.is_code else ".md"

    @property
    def header(self) -> list[str]:
        """The comment at the head of the file."""
        lines = [*self.facts, LAST]
        return [f"# {said}" if self.is_code else f"<!-- {said} -->" for said in lines]

    @property
    def as_file(self) -> str:
        """The file as the editor opens it; its last line ends, as editors have it."""
        end = "" if self.text.endswith("\n") else "\n"
        return "\n".join([*self.header, self.text]) + end

    def read_back(self, written: str) -> str:
        """What the person made of the text, without the comment at its head."""
        header, lines = self.header, written.split("\n")
        if header[-1] in lines:
            end = lines.index(header[-1]) + 1
        else:
            texts = (i for i, line in enumerate(lines) if line not in header)
            end = next(texts, len(lines))
        # An editor opens at the head of the file: what was typed there is text too.
        above = [line for line in lines[:end] if line not in header]
        lines = (above if any(map(str.strip, above)) else []) + lines[end:]
        text = "\n".join(lines)
        is_added = text.endswith("\n") and not self.text.endswith("\n")
        return text.removesuffix("\n") if is_added else text


_PAGERS = ("less", "more")


def editor_command(environ: Mapping[str, str], *, instead: str) -> list[str]:
    """The person's editor: `VISUAL`, else `EDITOR`.

    Args:
        environ: the environment.
        instead: what can be done without one.

    Raises:
        SettingsError: neither is set, or it cannot be split into words.
    """
    return _command(environ, "VISUAL", "EDITOR", instead=instead)


def pager_command(environ: Mapping[str, str], *, instead: str) -> list[str]:
    """The person's pager: `PAGER`, else one of those that are nearly everywhere.

    Raises:
        SettingsError: there is none, or `PAGER` cannot be split into words.
    """
    usual = (shutil.which(name, path=environ.get("PATH", "")) for name in _PAGERS)
    return _command(
        environ, "PAGER", instead=instead, usual=next(filter(None, usual), "")
    )


def _command(
    environ: Mapping[str, str], *names: str, instead: str, usual: str = ""
) -> list[str]:
    for name in names:
        try:
            words = shlex.split(environ.get(name, ""))
        except ValueError as error:
            raise SettingsError(f"{name} cannot be read: {error}") from error
        if words:
            return words
    if usual:
        return [usual]
    raise SettingsError(f"set {' or '.join(names)} for this; {instead}")


@asynccontextmanager
async def private_file(text: str, suffix: str) -> AsyncIterator[Path]:
    """A file that nobody else can read, gone at the end."""
    folder = await asyncio.to_thread(tempfile.mkdtemp, prefix="rlm-tui-")
    path = Path(folder) / f"text{suffix}"
    try:
        await asyncio.to_thread(_write, path, text)
        yield path
    finally:
        # With whatever an editor has left beside it.
        await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)


def _write(path: Path, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(descriptor, "w", encoding="utf-8", newline="") as file:
        file.write(text)


async def run_on_terminal(command: Sequence[str], path: Path, terminal: int) -> int:
    """Run a program on a file with the terminal as all its streams.

    Gives back its exit code.

    Raises:
        SettingsError: there is no such program.
    """
    with _line_by_line(terminal):
        try:
            process = await asyncio.create_subprocess_exec(
                *command, str(path), stdin=terminal, stdout=terminal, stderr=terminal
            )
        except OSError as error:
            problem = f"{command[0]} cannot be started: {error.strerror}"
            raise SettingsError(problem) from error
        try:
            return await process.wait()
        finally:
            await to_its_end(_ended(process))


@contextmanager
def _line_by_line(terminal: int) -> Iterator[None]:
    """A terminal as a shell hands it to a program, whatever the app has made of it."""
    try:
        modes = termios.tcgetattr(terminal)
    except termios.error:  # it is none
        yield
        return
    lines = modes.copy()
    lines[_INPUT_MODES] |= termios.ICRNL
    lines[_LOCAL_MODES] |= termios.ICANON | termios.ECHO | termios.ISIG
    termios.tcsetattr(terminal, termios.TCSANOW, lines)
    try:
        yield
    finally:
        with suppress(termios.error):  # it was closed meanwhile
            termios.tcsetattr(terminal, termios.TCSANOW, modes)


async def _ended(process: asyncio.subprocess.Process) -> None:
    """End a program that nobody waits for any more, by force if it does not listen."""
    if process.returncode is not None:
        return
    process.terminate()
    try:
        async with asyncio.timeout(END_S):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()


async def edited_outside(
    wanted: OutsideText, command: Sequence[str], terminal: int
) -> str | None:
    """What the person wrote; `None` if nothing changed.

    Raises:
        SettingsError: the editor cannot be started, has failed or left no text.
    """
    async with private_file(wanted.as_file, wanted.suffix) as path:
        code = await run_on_terminal(command, path, terminal)
        if code != 0:
            raise SettingsError(
                f"{command[0]} ended with exit code {code}: what it wrote was not taken"
            )
        try:
            written = (await asyncio.to_thread(path.read_bytes)).decode("utf-8")
        except UnicodeDecodeError as error:
            raise SettingsError(
                "what the editor wrote is not UTF-8 and was not taken; set it to write "
                "that (vim: set fileencoding=utf-8)"
            ) from error
        except OSError as error:
            problem = f"the editor left no file: {error.strerror}"
            raise SettingsError(problem) from error
    if not written.strip():
        raise SettingsError(
            "the editor left an empty file, which was not taken; for an empty text "
            "leave the comment at its head"
        )
    text = wanted.read_back(written)
    return None if text == wanted.text else text
