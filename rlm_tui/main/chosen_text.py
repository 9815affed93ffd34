"""The text that runs of the app are about: read once, and chosen anew."""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING

from rlm_tui.errors import ContextError
from rlm_tui.main.asked import Asked
from rlm_tui.main.launch import Workshop

if TYPE_CHECKING:  # imported when files are read: the first screen comes before
    from rlm_tui.contexts.load import LoadedContext


class ChosenText:
    """What was named as the context; the reading outlives whoever waits for it."""

    def __init__(
        self, workshop: Workshop, group: asyncio.TaskGroup, asked: Asked
    ) -> None:
        self._workshop = workshop
        self._group = group
        self._sources = list(asked.sources)
        self._piped = asked.piped
        self._question = asked.question
        self._is_alone = asked.is_alone
        self._loaded: LoadedContext | None = None
        self._loading: asyncio.Task[LoadedContext | ContextError] | None = None

    @property
    def is_named(self) -> bool:
        """Whether files were named, or piped in, or none are wanted."""
        return bool(self._sources) or self._piped is not None or self._is_alone

    def check_named(self) -> None:
        """Make sure that there is something to read.

        Raises:
            ContextError: nothing is named.
        """
        if not self.is_named:
            raise ContextError("no context: name a file, a folder or - for stdin")

    async def load(self) -> LoadedContext:
        """Read it, if nobody has yet.

        Raises:
            ContextError: it cannot be read.
        """
        if self._loaded is not None:
            return self._loaded
        if self._loading is None:
            self._loading = self._group.create_task(self._tried())
        # Whoever gives up waiting does not stop what others wait for.
        found = await asyncio.shield(self._loading)
        self._loading = None
        return self._taken(found)

    def _taken(self, found: LoadedContext | ContextError) -> LoadedContext:
        """What was read, unless other files were chosen meanwhile."""
        if self._loaded is None:
            if isinstance(found, ContextError):
                raise found
            self._loaded = found
        return self._loaded

    async def _tried(self) -> LoadedContext | ContextError:
        try:
            if self._is_alone:
                return await self._workshop.no_context(self._question)
            return await self._workshop.load_context(self._sources, self._piped)
        except ContextError as error:
            return error  # raised it would end all that goes on in the group

    async def for_question(self, question: str) -> LoadedContext:
        """What a run with this question is about, which may be the question itself.

        Raises:
            ContextError: it cannot be read.
        """
        if self._is_alone:
            return await self._workshop.no_context(question)
        return await self.load()

    async def choose(self, path: str) -> LoadedContext:
        """Take other files.

        Raises:
            ContextError: they cannot be read; those before stay.
        """
        expanded = await asyncio.to_thread(os.path.expanduser, path)
        loaded = await self._workshop.load_context([expanded], None)
        self._loaded, self._sources, self._is_alone = loaded, [expanded], False
        return loaded

    def give_up(self) -> None:
        """Stop reading: nobody will want it any more."""
        if self._loading is not None:
            self._loading.cancel()
