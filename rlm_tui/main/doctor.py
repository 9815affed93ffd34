"""`rlm-tui doctor`: what works here, and what to do about the rest."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from rlm_tui.errors import ReplError, StoreError
from rlm_tui.main.settings import Settings
from rlm_tui.models import catalog
from rlm_tui.models.local_servers import local_servers_up
from rlm_tui.repl.isolation.choice import choose, findings
from rlm_tui.storage.disk import disk_use
from rlm_tui.storage.migrations import MIGRATIONS
from rlm_tui.storage.store import Store

State: TypeAlias = Literal["ok", "note", "problem"]

_MIN_COLUMNS, _MIN_LINES = 80, 24
_CONSOLES = {"linux", "vt100", "vt102", "vt220"}
"""Their fonts hold few characters."""
_LEVEL_WORKS = "works here"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at."""

    topic: str
    state: State
    """`note`: something is not to be had, and nothing needs it now."""
    finding: str
    remedy: str = ""


async def examine(
    settings: Settings, environ: Mapping[str, str], settings_file: Path
) -> list[Check]:
    """Look at everything that a run needs."""
    servers = await local_servers_up()
    local = [f"{server.title} at {server.address}" for server in servers]
    return [
        _terminal(environ),
        *await asyncio.to_thread(lambda: list(_isolation(settings))),
        await _database(settings),
        _keys(environ),
        _servers(local),
        _settings_file(settings_file),
    ]


def report(checks: Sequence[Check]) -> str:
    """One line for each check."""
    width = max(len(check.topic) for check in checks)
    return "\n".join(
        f"{check.state:8} {check.topic:{width}}  {check.finding}"
        + (f"; {check.remedy}" if check.remedy else "")
        for check in checks
    )


def has_problem(checks: Iterable[Check]) -> bool:
    """Whether a run would not start, or its app not show."""
    return any(check.state == "problem" for check in checks)


def _terminal(environ: Mapping[str, str]) -> Check:
    if not sys.stdout.isatty():
        finding = "standard output is no terminal"
        return Check("terminal", "note", finding, "rlm-tui run needs none")
    columns, lines = shutil.get_terminal_size()
    return terminal_of(environ.get("TERM", ""), columns, lines)


def terminal_of(kind: str, columns: int, lines: int) -> Check:
    """What a terminal of a kind and a size can show."""
    if kind in ("", "dumb"):
        remedy = "set TERM to what it is, for example xterm-256color"
        return Check("terminal", "problem", f"TERM is {kind!r}", remedy)
    finding = f"{kind}, {columns} by {lines}"
    if columns < _MIN_COLUMNS or lines < _MIN_LINES:
        remedy = f"{_MIN_COLUMNS} by {_MIN_LINES} and more show every part"
        return Check("terminal", "note", finding, remedy)
    if kind in _CONSOLES:
        remedy = "where its font lacks marks and lines, --ascii draws without them"
        return Check("terminal", "note", finding, remedy)
    return Check("terminal", "ok", finding)


def _isolation(settings: Settings) -> Iterable[Check]:
    try:
        taken = choose(settings.isolation)
    except ReplError as error:
        yield Check("isolation", "problem", str(error))
    else:
        chosen = "auto takes " if settings.isolation == "auto" else ""
        finding = f"{chosen}{taken.level}: {taken.label}"
        yield Check("isolation", "ok" if taken.is_confined else "note", finding)
    for level, label, obstacle in findings():
        state: State = "note" if obstacle or level == "process" else "ok"
        said = f"{obstacle or _LEVEL_WORKS} ({label})"
        yield Check(f"isolation {level}", state, said)


async def _database(settings: Settings) -> Check:
    if settings.no_store:
        return Check("database", "ok", "sessions are kept in memory only")
    path = settings.db
    if not await asyncio.to_thread(path.exists):
        return await asyncio.to_thread(_place_for_database, path)
    try:
        async with Store.open(path, read_only=True):
            return await asyncio.to_thread(_file_of_database, path)
    except StoreError as error:
        return Check("database", "problem", str(error))


def _file_of_database(path: Path) -> Check:
    size = disk_use(path) / 1e6
    finding = f"{path}, {size:.1f} MB, version {len(MIGRATIONS)}"
    if os.access(path, os.W_OK) and os.access(path.parent, os.W_OK):
        return Check("database", "ok", f"{finding}, writable")
    remedy = "make it and its folder writable, or name another with --db"
    return Check("database", "problem", f"{finding}, read only", remedy)


def _place_for_database(path: Path) -> Check:
    there = next(folder for folder in path.absolute().parents if folder.exists())
    if os.access(there, os.W_OK | os.X_OK):
        return Check("database", "ok", f"{path} is made with the first session")
    finding = f"{path} cannot be made, for {there} cannot be written to"
    return Check("database", "problem", finding, "name another place with --db")


def _keys(environ: Mapping[str, str]) -> Check:
    # Their names alone: a key is never shown.
    names = [
        name
        for provider in catalog.PROVIDERS
        for name in provider.keys
        if environ.get(name)
    ]
    if names:
        return Check("keys", "ok", f"found {', '.join(dict.fromkeys(names))}")
    remedy = "set one, for example OPENAI_API_KEY; the offline planner needs none"
    return Check("keys", "note", "no key of a provider in the environment", remedy)


def _servers(local: Sequence[str]) -> Check:
    if local:
        return Check("local servers", "ok", ", ".join(local))
    return Check("local servers", "note", "none is up on this machine")


def _settings_file(path: Path) -> Check:
    found = "read" if path.exists() else "not there; every setting has a default"
    return Check("settings file", "ok", f"{path}: {found}")
