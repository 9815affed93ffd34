"""Gates, and what a person may decide on a ticket that waits at one."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Gate = Literal["call", "exec", "query", "result", "final", "limit", "error"]
"""A named point where the engine asks whether it may go on."""

GATES: tuple[Gate, ...] = (
    "call",
    "exec",
    "query",
    "result",
    "final",
    "limit",
    "error",
)

Actor = Literal["you", "auto", "rule", "playback", "engine"]
"""Who or what decided."""

Verb = Literal["approve", "reject", "answer", "retry", "abort"]

VERBS: dict[Gate, tuple[Verb, ...]] = {
    "call": ("approve", "answer"),
    "exec": ("approve", "reject", "answer"),
    "query": ("approve", "reject", "answer"),
    "result": ("approve", "reject", "retry"),
    "final": ("approve", "reject", "retry"),
    "limit": ("approve", "reject"),
    "error": ("approve", "answer", "reject", "retry"),
}
"""What each gate offers, beside editing and aborting."""

EDITABLE: frozenset[Gate] = frozenset(
    {"call", "exec", "query", "result", "final", "error"}
)
SENDS: frozenset[Gate] = frozenset({"call", "query"})
"""Gates behind which a model is asked."""
TAKES_MODEL: frozenset[Gate] = SENDS | {"error"}
"""Gates at which a person may choose another model."""


BEFORE: dict[Gate, str] = {
    "call": "before the model call",
    "exec": "before the code runs",
    "query": "before sub-query",
    "result": "before the result is handed on",
    "final": "before the answer is accepted",
    "limit": "a limit is reached",
    "error": "something failed",
}
"""What a stop at each gate is called in a title."""


class _Decision(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Approve(_Decision):
    """Let it through, as it is or as it was edited."""

    verb: Literal["approve"] = "approve"


class Reject(_Decision):
    """Refuse it; the words go to the model."""

    verb: Literal["reject"] = "reject"
    words: str = ""


class Answer(_Decision):
    """Do not do it; this text is the result."""

    verb: Literal["answer"] = "answer"
    text: str


class Retry(_Decision):
    """Have it made once more."""

    verb: Literal["retry"] = "retry"
    model: str | None = None
    """`None`: by the same model."""


Decision = Annotated[Approve | Reject | Answer | Retry, Field(discriminator="verb")]


def verbs_at(gate: Gate, of: str | None = None) -> tuple[Verb, ...]:
    """What a stop offers; code that has run cannot be run again from its output."""
    verbs = VERBS[gate]
    if gate == "result" and of == "exec":
        return tuple(verb for verb in verbs if verb != "retry")
    return verbs


_DONE: dict[str, str] = {
    "approve": "approved",
    "reject": "rejected",
    "answer": "answered by you",
    "retry": "run again",
    "abort": "aborted",
}
_DONE_AT: dict[Gate, dict[str, str]] = {
    "limit": {"approve": "raised by half", "reject": "finished"},
    "error": {"approve": "tried again", "reject": "given up"},
}
"""What the verbs come to where they are none of a text."""


def not_offered(verb: str, gate: Gate, of: str | None = None) -> str:
    """Why a verb does nothing at a stop, and which verbs there are."""
    done = {**_DONE, **_DONE_AT.get(gate, {})}
    can = ", ".join(done[offered] for offered in verbs_at(gate, of))
    return f"{BEFORE[gate]}: it cannot be {_DONE.get(verb, verb)}, only {can}"


def no_text_at(gate: Gate) -> str:
    """Why there is nothing to edit at a stop."""
    return f"{BEFORE[gate]}: there is no text to edit"


def no_model_at(gate: Gate) -> str:
    """Why no model can be chosen at a stop."""
    return f"{BEFORE[gate]}: no model is asked there"


def refusal(what: str, words: str) -> str:
    """What a model reads in place of something that a person refused."""
    quote = f': "{words}"' if words else ""
    return (
        f"[The operator refused this {what} before it ran{quote}. "
        "This is not an error. Do not send the same again.]"
    )
