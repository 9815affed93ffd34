"""A whole run in one process: the planner, a REPL made of `exec`, and the reader."""

from __future__ import annotations

import contextlib
import io
import re
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from types import CodeType

from rlm_tui.models.offline.planner import complete

MAX_OUTPUT = 10_000


class Finished(BaseException):
    """FINAL was called."""


@dataclass
class Played:
    """One finished dialogue."""

    text: str = ""
    confidence: float = 0.0
    messages: list[tuple[str, str]] = field(default_factory=list)
    calls: int = 0
    """Sub-queries in the whole tree."""
    children: list[Played] = field(default_factory=list)
    prompts: list[str] = field(default_factory=list)

    @property
    def first_line(self) -> str:
        return self.text.split("\n", 1)[0]

    @property
    def refused(self) -> bool:
        return self.text.startswith("I could not answer this reliably")

    @property
    def replies(self) -> list[str]:
        return [content for role, content in self.messages if role == "assistant"]

    @property
    def labels(self) -> list[str]:
        found = (re.search(r"# offline planner: (.+)", reply) for reply in self.replies)
        return [match.group(1) for match in found if match]


@dataclass
class Run:
    """One RLM node with its own context."""

    context: object
    question: str
    reader: Callable[[str], str] = lambda prompt: complete([("user", prompt)])
    edit: Callable[[int, str], str] = lambda turn, text: text
    """What the planner gets to see of the user message after a turn."""
    max_iterations: int = 12
    system: str = "You are an RLM."
    played: Played = field(default_factory=Played)

    def play(self) -> Played:
        size = len(self.context) if isinstance(self.context, str) else 0
        opening = (
            f"<question>\n{self.question}\n</question>\n\n<context_info>\n"
            f"type: {type(self.context).__name__}\ncharacters: {size}\n</context_info>"
        )
        self.played.messages = [("system", self.system), ("user", opening)]
        names = self._names()
        for turn in range(self.max_iterations):
            reply = complete(self.played.messages)
            self.played.messages.append(("assistant", reply))
            blocks = re.findall(r"(?s)```repl\n(.*?)\n```", reply)
            if not blocks:
                break
            seen = self._run(blocks[0], names)
            if seen is None:
                break
            self.played.messages.append(("user", self.edit(turn, seen)))
        else:
            self.answer_now()
        return self.played

    def answer_now(self) -> None:
        self.played.messages.append(("user", "Answer now.\n<answer_now/>"))
        reply = complete(self.played.messages)
        self.played.messages.append(("assistant", reply))
        match = re.search(r"(?ms)^FINAL\((.*)\)\s*\Z", reply)
        assert match, reply
        self.played.text = match.group(1)

    def _names(self) -> dict[str, object]:
        return {
            "__name__": "__repl__",
            "context": self.context,
            "llm_query": self._ask,
            "llm_query_batched": lambda prompts: [self._ask(p) for p in prompts],
            "rlm_query": self._recurse,
            "rlm_query_batched": lambda prompts, contexts: [
                self._recurse(p, c) for p, c in zip(prompts, contexts, strict=True)
            ],
            "FINAL": self._final,
        }

    def _ask(self, prompt: str, model: str | None = None) -> str:
        self.played.calls += 1
        self.played.prompts.append(prompt)
        return self.reader(prompt)

    def _recurse(self, prompt: str, context: object = None) -> str:
        child = Run(context, prompt, self.reader).play()
        self.played.calls += 1 + child.calls
        self.played.children.append(child)
        return child.text

    def _final(self, value: object, confidence: float = 0.0) -> None:
        self.played.text, self.played.confidence = str(value), confidence
        raise Finished

    def _run(self, code: str, names: dict[str, object]) -> str | None:
        out, error = io.StringIO(), ""
        try:
            with contextlib.redirect_stdout(out):
                exec(_compiled(code), names)
        except Finished:
            return None
        except Exception:
            error = traceback.format_exc()[-1500:]
        text = f'<output block="1">\n{_bounded(out.getvalue())}\n</output>'
        return text + (f'\n<error block="1">\n{error}\n</error>' if error else "")


@lru_cache(maxsize=256)
def _compiled(code: str) -> CodeType:
    return compile(code, "block", "exec")


def _bounded(text: str) -> str:
    if len(text) <= MAX_OUTPUT:
        return text
    half = MAX_OUTPUT // 2
    return f"{text[:half]}\n… left out …\n{text[-half:]}"
