"""The module in which all blocks of a node run, and the names that it starts with."""

from __future__ import annotations

import builtins
import sys
from types import ModuleType

from rlm_tui.repl.child_answers import Answers
from rlm_tui.repl.child_queries import Queries
from rlm_tui.repl.child_tools import ToolError, Tools
from rlm_tui.repl.child_variables import Variable, summarize, type_name


class _Shown(str):
    """A text that is echoed as it is, without quotes."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


class Namespace:
    """One real `__main__`, whose scaffold names come back after every block.

    `context` is the code's own: rebinding it persists. `answer` is too, as long as it
    is rebound on purpose.
    """

    def __init__(self, context: object) -> None:
        self._module = ModuleType("__main__")
        self.names: dict[str, object] = self._module.__dict__
        self._context = context
        self._answer: dict[str, object] = {"content": "", "ready": False}
        self._outputs: dict[int, str] = {}
        self._scaffold: dict[str, object] = {}
        self._history: list[object] = []
        self.names["context"] = context
        self.names["answer"] = self._answer

    def bind(self, queries: Queries, answers: Answers) -> None:
        """Take in the functions of the scaffold."""
        self._scaffold = {
            "__name__": "__main__",
            "__builtins__": builtins,
            **queries.names(),
            **answers.names(),
            "SHOW_VARS": self.show_vars,
            "history": [],
            "_out": self._outputs,
        }
        self.restore()

    def add_history(self, messages: list[object]) -> None:
        """Append to `history`, whatever a block has bound to that name."""
        self._history.extend(messages)
        self._scaffold["history"] = self.names["history"] = list(self._history)

    def bind_tools(self, tools: Tools) -> None:
        """Bind the tools of the calling program."""
        self._scaffold |= {"tools": tools, "ToolError": ToolError}
        self.restore()

    def keep_output(self, cell: int, text: str) -> None:
        """Bind the whole output of a block to `_out[cell]`."""
        self._outputs[cell] = text

    def restore(self) -> None:
        """Put back what a block overwrote or deleted."""
        self.names.update(self._scaffold)
        self.names.setdefault("answer", self._answer)
        self.names.setdefault("context", self._context)
        sys.modules["__main__"] = self._module

    @property
    def scaffold(self) -> set[str]:
        """The names that come back after every block."""
        return set(self._scaffold)

    def variables(self) -> list[Variable]:
        """The variables that code made."""
        return summarize(self.names, is_hidden=self._is_scaffold)

    def show_vars(self) -> str:
        """Name the variables with their types, `context` included."""
        found = {"context": type_name(self.names.get("context"))}
        found |= {variable.name: variable.type for variable in self.variables()}
        listed = (f"{name}: {kind}" for name, kind in found.items())
        return _Shown("Available variables: " + ", ".join(listed))

    def _is_scaffold(self, name: str) -> bool:
        if name == "context":
            return self.names[name] is self._context
        if name == "answer":
            return isinstance(self.names[name], dict)
        return name in self._scaffold
