"""What a person may do with saved sessions from within the app."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from rlm_tui.domain.deeds import Deed
from rlm_tui.domain.events import Event
from rlm_tui.domain.events_of_steering import NodeMarked, NodeNoted, SessionRenamed
from rlm_tui.domain.text import Text
from rlm_tui.errors import ExchangeError
from rlm_tui.main.sharing import ENDINGS, exported, write_file
from rlm_tui.storage.base import Hit
from rlm_tui.storage.disk import disk_use
from rlm_tui.storage.store import Store


class SavedSessions:
    """Verbs on the sessions of a store; each gives back one line for the person."""

    def __init__(
        self, store: Callable[[], Awaitable[Store]], database: Path | None
    ) -> None:
        """Take a store and the place where it is.

        Args:
            store: gives it; it may have to be opened first.
            database: its file; `None`: it is in memory.
        """
        self._store = store
        self._database = database

    async def search(self, words: str) -> list[Hit]:
        """Places in any session where all the words are."""
        return await (await self._store()).search.find(words)

    async def deeds(self, session_id: str) -> Sequence[Deed]:
        """What a person decided in it."""
        return await (await self._store()).deeds(session_id)

    async def disk_use(self) -> int:
        """Bytes of the database and what lies beside it; 0 in memory."""
        if self._database is None:
            return 0
        return await asyncio.to_thread(disk_use, self._database)

    async def rename(self, session_id: str, title: str) -> str:
        """Give a session another name; without one it is called by its question."""
        await self._add(session_id, SessionRenamed(title=title.strip()))
        return f"{session_id}: {'renamed' if title.strip() else 'name taken away'}"

    async def note(self, session_id: str, text: str) -> str:
        """Write a note on a session; an empty one takes it away."""
        note = NodeNoted(node="0", text=Text.of(text.strip()))
        await self._add(session_id, note)
        return f"{session_id}: {'noted' if text.strip() else 'note taken away'}"

    async def mark(self, session_id: str, *, marked: bool) -> str:
        """Mark a session, or take the mark away."""
        await self._add(session_id, NodeMarked(node="0", marked=marked))
        return f"{session_id}: {'marked' if marked else 'mark taken away'}"

    async def _add(self, session_id: str, event: Event) -> None:
        store = await self._store()
        async with store.running(session_id):
            seq = await store.last_seq(session_id) + 1
            numbered = event.model_copy(update={"seq": seq, "at": time.time()})
            await store.append(session_id, numbered)

    async def delete(self, session_id: str) -> str:
        """Remove a session for good."""
        store = await self._store()
        await store.delete(session_id)
        if await store.wipe():
            return f"{session_id}: deleted"
        return (
            f"{session_id}: deleted; another process has the database open: traces "
            "stay in its files until the next deletion"
        )

    async def export(self, session_id: str, file: str) -> str:
        """Write a session to a file; its ending says in which format.

        Raises:
            ExchangeError: no format has this ending, or the file is there already.
        """
        forms = [
            form
            for form, ending in ENDINGS.items()
            if file.endswith((ending, f".{form}"))
        ]
        if not forms:
            endings = " ".join(sorted(ENDINGS.values()))
            raise ExchangeError(f"the ending says the format: one of {endings}")
        form = max(forms, key=lambda form: len(ENDINGS[form]))
        path = await asyncio.to_thread(Path(file).expanduser)
        pieces = exported(await self._store(), session_id, form)
        size = await write_file(pieces, path, overwrite=False)
        return f"{path}: {session_id} as {form}, {size:,} bytes"
