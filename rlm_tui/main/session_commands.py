"""The commands that work on saved sessions, without an app."""

from __future__ import annotations

import json
import shutil
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TypeAlias, cast

from rlm_tui.domain import compare as domain_compare
from rlm_tui.domain.reduce import replay
from rlm_tui.domain.session import Session
from rlm_tui.errors import ExchangeError, RLMError, SettingsError, StoreError
from rlm_tui.insight.context_use import coverage_of
from rlm_tui.insight.coverage import Coverage
from rlm_tui.insight.coverage_lines import ASCII_MARKS, MARKS, Look, said_of
from rlm_tui.main.comparing import comparison_text
from rlm_tui.main.launch import Workshop
from rlm_tui.main.listing import cut, hit_lines, session_table
from rlm_tui.main.options import Options
from rlm_tui.main.progressline import ProgressLine
from rlm_tui.main.sharing import Format, Import, exported, import_file, write_file
from rlm_tui.sanitize import safe_line
from rlm_tui.storage.store import Store
from rlm_tui.storage.summary_filter import is_filter, matcher

Say: TypeAlias = Callable[[str], None]
"""Writes a line to standard output."""

OK, STOPPED = 0, 3
NAMED = 5
"""Sessions of an import that are named."""


async def list_sessions(options: Options, workshop: Workshop, say: Say) -> int:
    """List saved sessions, and where the words were found."""
    words = " ".join(options.words)
    async with workshop.store(read_only=True) as store:
        is_search = bool(words.strip()) and not is_filter(words)
        hits = await store.search.find(words) if is_search else []
        wanted = matcher(words, now=time.time(), found={hit.session for hit in hits})
        found = [one for one in await store.sessions() if wanted(one)]
        if options.json:
            sizes = await store.sizes()
            rows = [asdict(one) | {"bytes": sizes.get(one.id, 0)} for one in found]
            say(json.dumps(rows, ensure_ascii=False))
            return OK
    is_none = words and not found
    width = _columns()
    table = session_table(found, width=width)
    if is_none:
        table = "no saved session is like that"
    say(cut(table, width))
    if hits:
        say("\n" + hit_lines(hits, width))
    return OK


def _columns() -> int | None:
    """Cells of a line, if a person reads it in a terminal."""
    is_read = sys.stdout is not None and sys.stdout.isatty()
    return shutil.get_terminal_size().columns if is_read else None


async def check_saved(workshop: Workshop, session: str) -> None:
    """Make sure that a session is there.

    Raises:
        SessionNotFoundError: it is not.
    """
    async with workshop.store(read_only=True) as store:
        await store.resolve(session)


async def delete(options: Options, workshop: Workshop, say: Say) -> int:
    """Remove sessions for good, after a question."""
    if not options.words:
        raise SettingsError("delete takes the sessions, as rlm-tui sessions lists them")
    async with workshop.store() as store:
        wanted = {await store.resolve(word) for word in options.words}
        found = [one for one in await store.sessions() if one.id in wanted]
        if not options.yes and not _confirmed(session_table(found)):
            return STOPPED
        for one in found:
            await store.delete(one.id)
        is_gone = await store.wipe()
    say(f"deleted {', '.join(one.id for one in found)}")
    if not is_gone:
        say(
            "another process has the database open: traces stay in its files until "
            "a deletion when nobody else has"
        )
    return OK


def _confirmed(table: str) -> bool:
    """Whether a person at the terminal says yes.

    Raises:
        SettingsError: nobody is there to ask.
    """
    if sys.stdin is None or not sys.stdin.isatty():
        raise SettingsError("nobody is there to ask; --yes deletes without a question")
    question = f"{table}\ndelete for good, with their texts? [y/N] "
    print(question, end="", file=sys.stderr, flush=True)  # noqa: T201 (a question)
    return sys.stdin.readline().strip().lower() in ("y", "yes")


async def export(options: Options, workshop: Workshop, session: str, say: Say) -> int:
    """Write a session to a file or to standard output."""
    form = cast(Format, options.form)  # one of the choices of the command line
    async with workshop.store(read_only=True) as store:
        session_id = await store.resolve(session)
        pieces = exported(store, session_id, form)
        if options.output is None and sys.stdout.isatty():
            raise SettingsError(
                "an export is long: -o FILE writes it to a file, -o - to the terminal"
            )
        if options.output is None or options.output == "-":
            async for piece in pieces:
                sys.stdout.write(piece)
            sys.stdout.flush()
            return OK
        path = Path(options.output)
        with ProgressLine(sys.stderr) as progress:
            tell = partial(progress.show, f"writing {safe_line(path.name)}")
            size = await write_file(pieces, path, overwrite=options.force, tell=tell)
    say(f"{path}: {session_id} as {form}, {size:,} bytes")
    return OK


async def compare(options: Options, workshop: Workshop, say: Say) -> int:
    """Hold two sessions against each other, or a branch against its parent."""
    if len(options.words) not in (1, 2):
        raise SettingsError("compare takes two sessions, or a branch alone")
    async with workshop.store(read_only=True) as store:
        first = await _folded(store, options.words[0])
        if len(options.words) == 2:
            other = await _folded(store, options.words[1])
        elif first.parent is None:
            raise SettingsError(f"{first.id} is no branch: name a second session")
        else:
            first, other = await _folded(store, first.parent), first
        found = domain_compare.compare(first, other)
        if options.json:
            say(json.dumps(_comparison_object(found), ensure_ascii=False))
        else:
            say(await comparison_text(found, store.read_text))
    return OK


async def show_context(
    options: Options, workshop: Workshop, session: str, say: Say
) -> int:
    """Say what was looked at of the context of a session.

    Raises:
        StoreError: there is no such session, or its context was not kept.
    """
    async with workshop.store(read_only=True) as store:
        folded = await _folded(store, session)
        found = await coverage_of(folded, store.read_text)
    if found is None:
        raise StoreError(f"the context of {folded.id} was not kept with it")
    if options.json:
        say(json.dumps(_coverage_object(found)))
        return OK
    is_ascii = workshop.settings.ascii
    marks = ASCII_MARKS if is_ascii else MARKS
    clean = partial(safe_line, ascii_only=is_ascii)
    look = Look(shutil.get_terminal_size().columns - 1, marks, clean)
    for line in said_of(found, look):
        say("".join(text for text, _ in line).rstrip())
    return OK


def _coverage_object(found: Coverage) -> dict[str, object]:
    kinds = {
        "sent": found.sent,
        "printed": found.printed,
        "read_by_code": found.read if found.is_noted else None,
        "never": found.untouched,
    }
    return {
        "chars": len(found.document.text),
        "parts": [asdict(part) for part in found.document.parts],
        **kinds,
    }


async def _folded(store: Store, word: str) -> Session:
    return replay(await store.load(await store.resolve(word)))


def _comparison_object(found: domain_compare.Comparison) -> dict[str, object]:
    return {
        "one": asdict(found.one),
        "other": asdict(found.other),
        "same_nodes": found.same_nodes,
        "differences": [
            {
                "place": difference.place,
                "what": difference.what,
                "one": difference.one and difference.one.preview,
                "other": difference.other and difference.other.preview,
            }
            for difference in found.differences
        ],
    }


async def import_files(options: Options, workshop: Workshop, say: Say) -> int:
    """Save the sessions of files; one that cannot be read does not stop the others."""
    if not options.words:
        raise SettingsError("import takes the files to read")
    done: list[Import] = []
    failed: list[RLMError] = []
    async with workshop.store() as store:
        for word in options.words:
            try:
                done.append(await _import(store, Path(word)))
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


async def _import(store: Store, path: Path) -> Import:
    with ProgressLine(sys.stderr) as progress:
        tell = partial(progress.show, f"reading {safe_line(path.name)}")
        return await import_file(store, path, tell=tell)


def _named(sessions: Sequence[str]) -> str:
    """The sessions by their ids; of many the first ones."""
    if len(sessions) <= NAMED:
        return ", ".join(sessions) or "no session"
    return f"{len(sessions):,} sessions: {', '.join(sessions[:NAMED])}, …"


def _told(one: Import) -> list[str]:
    found = _named(one.sessions)
    lines = [f"{one.file}: {one.source}, {one.events:,} events: {found}"]
    lines += [f"  note: {notice}" for notice in one.notices]
    if one.sessions:
        lines.append(f"  see it: rlm-tui review {one.sessions[0]}")
    return lines
