"""The query functions of a block, and what they raise."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from types import FrameType
from typing import Any, NamedTuple

from rlm_tui.repl.child_context import Place, Texts
from rlm_tui.repl.child_interrupt import Interrupts
from rlm_tui.repl.child_nested import LONG_TEXT, Way, long_texts, without
from rlm_tui.repl.child_output import Output
from rlm_tui.repl.child_rpc import Detached, Frame, Rpc, text_to_bytes

_MAX_PROMPT = 8 << 20
_MAX_REQUEST = 64 << 20
_MAX_BATCH = 1000
_MAX_SHARED = 256 << 20
_MAX_ITEMS = 2000
_MAX_KEY = 100


class QueryError(RuntimeError):
    """A query failed; the message says why."""


class QueryRejected(QueryError):
    """A person refused the query; the message has their words."""


class QueryAborted(BaseException):
    """The query was cancelled; no `except Exception` may hide that."""


class QueryCancelled(QueryAborted):
    """The block was stopped, or is over: the query goes with it."""


_RAISES: dict[str, type[BaseException]] = {
    "error": QueryError,
    "rejected": QueryRejected,
    "aborted": QueryAborted,
}

for _class in _RAISES.values():
    _class.__module__ = "builtins"  # so that tracebacks show the bare name
QueryCancelled.__module__ = "builtins"
QueryCancelled.__qualname__ = "QueryAborted"


class _Outcome(NamedTuple):
    text: str
    failure: str | None


class Queries:
    """Sends the queries of the running block to the host; any thread may call."""

    def __init__(
        self, rpc: Rpc, output: Output, interrupts: Interrupts, texts: Texts
    ) -> None:
        self._rpc = rpc
        self._output = output
        self._texts = texts
        self._interrupts = interrupts
        self.cell = 0
        self.block_name = ""
        """File name of the running block: its frames tell the line of a call."""

    def names(self) -> dict[str, object]:
        """What the namespace binds, with the names that other systems taught."""
        return {
            "llm_query": self.llm_query,
            "llm_query_batched": self.llm_query_batched,
            "rlm_query": self.rlm_query,
            "rlm_query_batched": self.rlm_query_batched,
            "sub_rlm": self.rlm_query,
            "llm_batch": self.llm_query_batched,
            "batch_llm_query": self.llm_query_batched,
            "QueryError": QueryError,
            "QueryRejected": QueryRejected,
            "QueryAborted": QueryAborted,
        }

    def llm_query(self, prompt: object, model: str | None = None) -> str:
        """Ask the sub-model one question; it sees nothing but the prompt."""
        return self._one("llm_query", prompt, None, model)

    def llm_query_batched(
        self, prompts: Iterable[object], model: str | None = None
    ) -> list[str]:
        """Ask many questions at the same time; the answers keep their order."""
        return self._many("llm_query_batched", _listed(prompts), None, model)

    def rlm_query(
        self, prompt: object, context: object = None, model: str | None = None
    ) -> str:
        """Let a child with its own REPL and its own `context` find an answer."""
        return self._one("rlm_query", prompt, context, model)

    def rlm_query_batched(
        self,
        prompts: Iterable[object],
        contexts: Iterable[object] | None = None,
        model: str | None = None,
    ) -> list[str]:
        """Let one child for each prompt find an answer, at the same time."""
        listed = _listed(prompts)
        given = None if contexts is None else _contexts(contexts, len(listed))
        return self._many("rlm_query_batched", listed, given, model)

    def call_tool(self, name: str, arguments: str, failure: type[BaseException]) -> str:
        """Call a tool of the host; what it gives back is JSON."""
        [outcome] = self._ask("tool", [arguments], [None], None, tool=name)
        if outcome.failure == "error":
            raise failure(outcome.text)
        if outcome.failure is not None:
            raise _RAISES[outcome.failure](outcome.text)
        return outcome.text

    def _one(
        self, function: str, prompt: object, context: object, model: str | None
    ) -> str:
        [outcome] = self._ask(function, [prompt], [context], model)
        if outcome.failure is not None:
            raise _RAISES[outcome.failure](outcome.text)
        return outcome.text

    def _many(
        self,
        function: str,
        prompts: list[object],
        contexts: list[object] | None,
        model: str | None,
    ) -> list[str]:
        if not prompts:
            return []
        outcomes = self._ask(
            function, prompts, contexts or [None] * len(prompts), model
        )
        return [outcome.text for outcome in outcomes]

    def _ask(
        self,
        function: str,
        prompts: list[object],
        contexts: list[object],
        model: str | None,
        tool: str | None = None,
    ) -> list[_Outcome]:
        if model is not None and not isinstance(model, str):
            raise TypeError(f"model must be a str, not {type(model).__name__}")
        texts = [_prompt_bytes(prompt) for prompt in prompts]
        given = self._context_parts(contexts)
        body = b"".join([*texts, *(part.data for part in given)])
        if len(body) > _MAX_REQUEST:
            raise ValueError(f"query of {len(body):,} bytes; at most {_MAX_REQUEST:,}")
        header = {
            "op": function,
            "cell": self.cell,
            "model": model,
            "tool": tool,
            "line": self._line(),
            "prompts": [len(text) for text in texts],
            "contexts": [part.as_header() for part in given],
        }
        return self._outcomes(self._send(header, body))

    def _context_parts(self, contexts: list[object]) -> list[_Part]:
        if len(contexts) == 1 and contexts[0] is None:
            return [_NO_CONTEXT]  # as nearly always
        until = self._texts.patience()
        parts = []
        for context in contexts:
            parts.append(self._context_part(context, until))
        if sum(len(part.items) for part in parts) > _MAX_ITEMS:
            parts = [_bytes_of(context) for context in contexts]
        shared = sum(part.shared_chars for part in parts)
        if shared > max(_MAX_SHARED, 4 * self._texts.chars):
            raise ValueError(f"contexts of {shared:,} characters in one query")
        return parts

    def _context_part(self, context: object, until: float) -> _Part:
        if place := self._texts.find(context, until):
            return _Part("shared", b"", place)
        if isinstance(context, (list, tuple, dict)):
            return self._items_part(context, until)
        return _bytes_of(context)

    def _items_part(
        self, context: list[Any] | tuple[Any, ...] | dict[Any, Any], until: float
    ) -> _Part:
        """A list or mapping, the long texts in it by their places."""
        items = []
        if self._texts.chars >= LONG_TEXT:
            for way, text in long_texts(context, _is_plain):
                if place := self._texts.find(text, until):
                    items.append((way, place))
        rest = without(context, [way for way, _ in items]) if items else context
        return _bytes_of(rest)._replace(items=tuple(items))

    def _send(self, header: dict[str, Any], body: bytes) -> Frame:
        self._output.flush()
        try:
            return self._rpc.call(header, body)
        except Detached as error:
            raise QueryError(str(error)) from None

    def _outcomes(self, frame: Frame) -> list[_Outcome]:
        header, body = frame
        if "cancelled" in header:
            if self._interrupts.on_main:
                raise KeyboardInterrupt(header["cancelled"])
            raise QueryCancelled(header["cancelled"])
        outcomes = []
        start = 0
        for size, failure in zip(header["sizes"], header["failures"], strict=True):
            text = body[start : start + size].decode()
            outcomes.append(_Outcome(text, failure))
            start += size
        return outcomes

    def _line(self) -> int | None:
        frame: FrameType | None = sys._getframe()
        while frame is not None:
            if frame.f_code.co_filename == self.block_name:
                return frame.f_lineno
            frame = frame.f_back
        return None


class _Part(NamedTuple):
    kind: str | None
    data: bytes
    place: Place | None = None
    items: tuple[tuple[Way, Place], ...] = ()

    @property
    def shared_chars(self) -> int:
        whole = 0 if self.place is None else self.place.length
        return whole + sum(place.length for _, place in self.items)

    def as_header(self) -> list[object]:
        if self.place is not None:
            return [self.kind, *self.place]
        if not self.items:
            return [self.kind, len(self.data)]
        return [self.kind, len(self.data), [[way, *place] for way, place in self.items]]


_NO_CONTEXT = _Part(None, b"")


def _is_plain(key: str) -> bool:
    return len(key) <= _MAX_KEY and key.isascii() and key.isprintable()


def _prompt_bytes(prompt: object) -> bytes:
    if not isinstance(prompt, str):
        raise TypeError(
            f"prompt must be a str, not {type(prompt).__name__}: write the text out, "
            "with str(...), json.dumps(...) or an f-string"
        )
    if len(prompt) <= _MAX_PROMPT and len(data := text_to_bytes(prompt)) <= _MAX_PROMPT:
        return data
    raise ValueError(
        f"prompt of {len(prompt):,} characters; at most {_MAX_PROMPT:,} bytes: "
        "send a part of the text, or many parts as a batch"
    )


def _bytes_of(context: object) -> _Part:
    if context is None:
        return _NO_CONTEXT
    if isinstance(context, str):
        return _Part("text", text_to_bytes(context))
    if not isinstance(context, (list, tuple, dict)):
        kind = type(context).__name__
        raise TypeError(f"context must be a str, a list or a dict, not {kind}")
    return _Part("json", json.dumps(context, allow_nan=False).encode())


def _listed(prompts: Iterable[object]) -> list[object]:
    if isinstance(prompts, (str, bytes, dict)):
        kind = type(prompts).__name__
        raise TypeError(f"prompts must be a list of texts, not {kind}")
    listed = list(prompts)
    if len(listed) > _MAX_BATCH:
        raise ValueError(f"batch of {len(listed):,} prompts; at most {_MAX_BATCH:,}")
    return listed


def _contexts(contexts: Iterable[object], wanted: int) -> list[object]:
    if isinstance(contexts, (str, bytes, dict)):
        kind = type(contexts).__name__
        raise TypeError(f"contexts must be a list, one for each prompt, not {kind}")
    listed = list(contexts)
    if len(listed) != wanted:
        raise ValueError(f"{wanted} prompts but {len(listed)} contexts")
    return listed
