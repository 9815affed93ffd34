"""The commands that work on saved sessions, without an app."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TypeAlias, cast

from rlm_tui.errors import ExchangeError, RLMError, SettingsError
from rlm_tui.launch import Workshop
from rlm_tui.options import Options
from rlm_tui.sharing import Format, Import, exported, import_file, write_file

Say: TypeAlias = Callable[[str], None]
"""Writes a line to standard output."""

OK, FAILED = 0, 1


async def export(options: Options, workshop: Workshop, session: str, say: Say) -> int:
    """Write a session to a file or to standard output."""
    form = cast(Format, options.form)  # one of the choices of the command line
    async with workshop.store(read_only=True) as store:
        session_id = await store.resolve(session)
        pieces = exported(store, session_id, form)
        if options.output is None or options.output == "-":
            async for piece in pieces:
                sys.stdout.write(piece)
            sys.stdout.flush()
            return OK
        path = Path(options.output)
        size = await write_file(pieces, path, overwrite=options.force)
    say(f"{path}: {session_id} as {form}, {size:,} bytes")
    return OK


async def import_files(options: Options, workshop: Workshop, say: Say) -> int:
    """Save the sessions of files; one that cannot be read does not stop the others."""
    if not options.words:
        raise SettingsError("import takes the files to read")
    done: list[Import] = []
    failed: list[RLMError] = []
    async with workshop.store() as store:
        for word in options.words:
            try:
                done.append(await import_file(store, Path(word)))
            except ExchangeError as error:
                failed.append(error)
    if options.json:
        say(json.dumps([asdict(one) for one in done], ensure_ascii=False))
    else:
        for one in done:
            for line in _told(one):
                say(line)
    for failure in failed[:-1]:
        print(f"rlm-tui: {failure}", file=sys.stderr)  # noqa: T201 (there is no screen)
    if failed:
        raise failed[-1]
    return OK


def _told(one: Import) -> list[str]:
    found = ", ".join(one.sessions) or "no session"
    lines = [f"{one.file}: {one.source}, {one.events:,} events: {found}"]
    lines += [f"  note: {notice}" for notice in one.notices]
    if one.sessions:
        lines.append(f"  see it: rlm-tui review {one.sessions[0]}")
    return lines
