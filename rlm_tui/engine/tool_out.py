"""A call of a tool that is out: bounded in time, and ended early by a person."""

from __future__ import annotations

import asyncio

from pydantic import BaseModel

from rlm_tui.domain.values import JSON
from rlm_tui.engine.tools import Tool, ToolFailedError


class ToolCancelledError(ToolFailedError):
    """A person ended a call of a tool while it was out."""

    why = "cancelled by you"
    """What happened, to the person."""

    def __init__(self, tool: str) -> None:
        super().__init__(
            f"the call of {tool} was cancelled by the operator before it came back; "
            "what it had done by then stays done. Go on without it, or ask for less"
        )


class ToolOut:
    """One call of a tool."""

    def __init__(self, tool: Tool, limit_s: float) -> None:
        self._tool = tool
        self._limit_s = limit_s
        self._timeout = asyncio.timeout(limit_s)
        self._is_out = False
        self._is_cancelled = False

    async def call(self, arguments: BaseModel) -> JSON:
        """Wait for what the tool gives back.

        Raises:
            ToolFailedError: it raised, took too long, or a person ended it.
        """
        try:
            async with self._timeout:
                self._is_out = True
                return await self._tool.call(arguments)
        except (TimeoutError, ToolFailedError) as error:
            if self._is_cancelled:
                raise ToolCancelledError(self._tool.name) from error
            if isinstance(error, ToolFailedError) or not self._timeout.expired():
                raise
            raise ToolFailedError(
                f"{self._tool.name} took over {self._limit_s:g} s and was given up"
            ) from error
        finally:
            self._is_out = False

    def cancel(self) -> None:
        """End it because a person asks for it; it may be over already."""
        if not self._is_out or self._is_cancelled:
            return
        self._is_cancelled = True
        self._timeout.reschedule(asyncio.get_running_loop().time())
