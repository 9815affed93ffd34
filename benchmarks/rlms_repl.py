"""The local REPL of `rlms`, with a model that replies at once."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from types import TracebackType
from typing import Any, Self


def is_installed() -> bool:
    """Whether the package is here."""
    return find_spec("rlm") is not None


def _fake_client() -> Any:
    base = import_module("rlm.clients.base_lm").BaseLM
    types = import_module("rlm.core.types")

    def reply(*_: object) -> str:
        return "reply"

    async def reply_later(*_: object) -> str:
        return "reply"

    def usage(*_: object) -> Any:
        return types.ModelUsageSummary(
            total_calls=1, total_input_tokens=1, total_output_tokens=1
        )

    methods = {
        "completion": reply,
        "acompletion": reply_later,
        "get_last_usage": usage,
        "get_usage_summary": lambda client: types.UsageSummary({"fake": usage()}),
    }
    return type("Client", (base,), methods)("fake")


class RlmsRepl:
    """A REPL and the server that it asks."""

    def __init__(self, context: str) -> None:
        handler = import_module("rlm.core.lm_handler").LMHandler
        repl = import_module("rlm.environments.local_repl").LocalREPL
        self._handler = handler(_fake_client())
        address = self._handler.start()
        self._repl = repl(lm_handler_address=address, context_payload=context)

    def run(self, code: str) -> str:
        """Run a block and give what it wrote.

        Raises:
            RuntimeError: it failed.
        """
        result = self._repl.execute_code(code)
        if result.stderr:
            raise RuntimeError(result.stderr)
        return str(result.stdout)

    def close(self) -> None:
        """End both."""
        self._repl.cleanup()
        self._handler.stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
