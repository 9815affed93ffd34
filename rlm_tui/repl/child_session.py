"""What the child does for each command of the host."""

from __future__ import annotations

import io
import json
import sys
import threading
from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

from rlm_tui.repl.child_answers import Answer, Answers, Ended, answer_of
from rlm_tui.repl.child_block import Blocks, guarded
from rlm_tui.repl.child_context import Loaded, Texts
from rlm_tui.repl.child_interrupt import Interrupts
from rlm_tui.repl.child_lookup import AS_PYTHON, LookupFailed, look_up
from rlm_tui.repl.child_namespace import Namespace
from rlm_tui.repl.child_output import Output, TextFace
from rlm_tui.repl.child_pages import assign, page
from rlm_tui.repl.child_queries import Queries, QueryCancelled
from rlm_tui.repl.child_reads import Reads
from rlm_tui.repl.child_rpc import Detached, Frame, Rpc, text_to_bytes
from rlm_tui.repl.child_tools import Tools
from rlm_tui.repl.child_variables import Variable


class _Outcome(NamedTuple):
    status: str
    error: str | None = None
    answer: Answer | None = None


def _words(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"


def _was_stopped(error: BaseException) -> bool:
    kinds = (KeyboardInterrupt, QueryCancelled)
    if isinstance(error, BaseExceptionGroup):
        return error.subgroup(kinds) is not None
    return isinstance(error, kinds)


class Session:
    """The blocks of one node, one after the other."""

    def __init__(
        self, rpc: Rpc, interrupts: Interrupts, *, context: Loaded, max_chars: int
    ) -> None:
        self._rpc = rpc
        self._interrupts = interrupts
        self._output = Output(rpc, interrupts, max_chars)
        self._faces = (
            TextFace(self._output, "<stdout>", 1),
            TextFace(self._output, "<stderr>", 2),
        )
        self._namespace = Namespace(context.value)
        texts = Texts(context.texts)
        self._queries = Queries(rpc, self._output, interrupts, texts)
        self._answers = Answers(self._namespace.names, interrupts)
        self._reads = Reads(context.value)
        self._blocks = Blocks(self._namespace.names, interrupts, self._reads)
        self._namespace.bind(self._queries, self._answers)
        rpc.look = self._look
        threading.excepthook = self._thread_failed

    def obey(self, frame: Frame) -> None:
        """Do what one frame asks for."""
        header, body = frame
        match header["op"]:
            case "exec":
                self._execute(header["cell"], header["name"], body.decode())
            case "final_var":
                self._final_var(header["cell"], body.decode())
            case "tools":
                self._namespace.bind_tools(Tools(self._queries, json.loads(body)))
            case "variables":
                self._read(header["cell"], lambda: b"")
            case "page":
                self._page(header, body.decode())
            case "set":
                self._set(header, body.decode())
            case "history":
                self._namespace.add_history(json.loads(body))

    def _thread_failed(self, failure: threading.ExceptHookArgs) -> None:
        """Show what ended a thread, unless we ended it."""
        error = failure.exc_value
        if error is None or isinstance(error, (QueryCancelled, Ended, Detached)):
            return
        name = failure.thread.name if failure.thread else "a thread"
        self._output.write(f"Exception in {name}:\n{self._blocks.explain(error)}")

    def _execute(self, cell: int, name: str, source: str) -> None:
        self._prepare(cell, name)
        outcome = self._outcome(lambda: self._blocks.run(source, name))
        self._take_back_the_streams()
        outcome = self._with_answer_dict(outcome)
        self._namespace.restore()
        self._namespace.keep_output(cell, self._output.close())
        self._done(cell, outcome)

    def _final_var(self, cell: int, expression: str) -> None:
        self._prepare(cell, "")

        def work() -> None:
            value = look_up(expression, self._namespace.names, AS_PYTHON)
            raise Ended(answer_of(value, None))

        outcome = self._outcome(work)
        self._output.close()
        self._done(cell, outcome)

    def _page(self, header: dict[str, Any], expression: str) -> None:
        names = self._namespace.names
        offset, limit = header["offset"], header["limit"]

        def work() -> bytes:
            return page(expression, names, offset=offset, limit=limit)

        self._read(header["cell"], work)

    def _look(self, frame: Frame) -> None:
        """Tell what is there while a block waits; the block does not notice."""
        header, expression = frame.header, frame.body.decode()
        variables: list[Variable] = []
        error, body = None, b""
        try:
            if header["what"] == "variables":
                variables = self._namespace.variables()
            else:
                names, offset = self._namespace.names, header["offset"]
                body = page(expression, names, offset=offset, limit=header["limit"])
        except Exception as failed:  # a thread may change what is read
            error = str(failed) if isinstance(failed, LookupFailed) else _words(failed)
        found = {
            "op": "looked",
            "cell": header["cell"],
            "look": header["look"],
            "status": "ok" if error is None else "error",
            "error": error,
            "variables": variables,
        }
        self._rpc.send(found, body)

    def _set(self, header: dict[str, Any], value_json: str) -> None:
        namespace = self._namespace

        def work() -> bytes:
            name, taken = header["name"], namespace.scaffold
            assign(name, value_json, namespace.names, taken=taken)
            return b""

        self._read(header["cell"], work)

    def _read(self, cell: int, work: Callable[[], bytes]) -> None:
        """Do something between blocks, for a person."""
        self._prepare(cell, "")
        found: list[bytes] = []
        outcome = self._outcome(lambda: found.append(work()))
        self._output.close()
        self._done(cell, outcome, b"".join(found))

    def _prepare(self, cell: int, name: str) -> None:
        self._answers.given = None
        self._queries.cell = cell
        self._queries.block_name = name
        self._output.open(cell)
        self._interrupts.install()
        self._take_back_the_streams()
        # An interrupt that the host sends from here on is meant for this block.
        self._interrupts.disarm()
        self._rpc.send({"op": "begun", "cell": cell})

    def _take_back_the_streams(self) -> None:
        sys.stdout, sys.stderr = self._faces
        sys.stdin = io.StringIO()

    def _outcome(self, work: Callable[[], None]) -> _Outcome:
        try:
            self._interrupts.run(work)
            outcome = _Outcome("ok")
        except Ended as ended:
            self._interrupts.disarm()
            return _Outcome("final", answer=ended.answer)
        except LookupFailed as failed:
            self._interrupts.disarm()
            return _Outcome("error", str(failed))
        except BaseException as error:  # whatever a block raises is its result
            self._interrupts.disarm()
            status = "interrupted" if _was_stopped(error) else "error"
            outcome = _Outcome(status, self._explain(error))
        if self._answers.given is not None:
            return _Outcome("final", answer=self._answers.given)
        return outcome

    def _explain(self, error: BaseException) -> str:
        def explain() -> str:
            return self._interrupts.run(lambda: self._blocks.explain(error))

        text = guarded(explain, type(error).__name__)
        self._interrupts.disarm()
        return text

    def _with_answer_dict(self, outcome: _Outcome) -> _Outcome:
        if outcome.status not in ("ok", "error"):
            return outcome
        try:
            answer = self._interrupts.run(self._answers.take_ready)
        except BaseException as error:  # a class of the block may raise anything
            self._interrupts.disarm()
            reason = guarded(partial(_words, error), type(error).__name__)
            return _Outcome("error", "\n".join(filter(None, [outcome.error, reason])))
        return outcome if answer is None else _Outcome("final", outcome.error, answer)

    def _variables(self) -> list[Variable]:
        try:
            return self._interrupts.run(self._namespace.variables)
        except BaseException:  # interrupted: a block without its list is still a result
            self._interrupts.disarm()
            return []

    def _done(self, cell: int, outcome: _Outcome, body: bytes = b"") -> None:
        header: dict[str, Any] = {
            "op": "done",
            "cell": cell,
            "status": outcome.status,
            "error": outcome.error,
            "variables": self._variables(),
            "reads": self._reads.take(),
            "final": None,
        }
        if outcome.answer is not None:
            text = text_to_bytes(outcome.answer.text)
            value = outcome.answer.value_json
            header["final"] = {
                "text": len(text),
                "is_json": value is not None,
                "confidence": outcome.answer.confidence,
            }
            body = text + (value or "").encode()
        self._rpc.send(header, body)
