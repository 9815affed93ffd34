"""The words of the rule language: fields, flags, scopes, units and other spellings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args

from rlm_tui.domain.decisions import GATES
from rlm_tui.domain.events import NodeKind, SessionStatus
from rlm_tui.domain.events_of_tickets import HoldReason
from rlm_tui.domain.session import NodeState

Action = Literal["hold", "log", "pass", "deny", "mock", "route"]
ACTIONS: tuple[Action, ...] = get_args(Action)

OPTIONS = frozenset({"once", "every", "after", "off"})
"""What may follow a rule's filter; none of them is a field or a flag."""

NUMBERS: Mapping[str, str] = {
    "depth": "RLM levels above the node; the root's is 0",
    "iter": "the iteration, from 1",
    "idx": "the place in its batch, from 0",
    "batch": "the elements of its batch",
    "tokens": "estimated input of this crossing; of a node what it used so far",
    "cost": "US dollars: the estimate of this crossing; of a node what it spent",
    "spent": "US dollars so far of the node and all below it",
    "total": "US dollars so far of the whole run",
    "len": "characters of what would be let out",
    "calls": "model calls of the node so far",
    "children": "nodes right below the node",
    "retry": "failed attempts of the call so far",
    "block": "the code block of its iteration, from 1",
    "age": "seconds since it came to be",
}
"""Fields that are compared, each with its meaning."""

WORDS: Mapping[str, str] = {
    "gate": "the gate it crosses or waits at",
    "kind": "rlm, llm, batch or tool; query: asked by code; root",
    "model": "the model, with or without its provider",
    "node": "the path of the node, such as 0.1.2",
    "state": "what the node, the ticket or the session is doing, or how it ended",
    "reason": "why it is held",
    "of": "what a result is a result of: exec or query",
    "session": "the id or title of the session",
}
"""Fields whose values are words, each with its meaning."""

FLAGS: Mapping[str, str] = {
    "err": "something failed there",
    "edited": "a person changed it",
    "marked": "you marked it",
    "new": "nobody has looked at it yet",
    "final": "it is an answer, or asks for the last one",
    "mocked": "it was answered without a model",
    "literal": "an answer written beside code whose output nobody has seen",
    "repeat": "code that its node has run before, or what was refused before",
    "samecontext": "a child with nearly all of its parent's context",
}
"""Tests that are one word, each with its meaning."""

MONEY = frozenset({"cost", "spent", "total"})

Scope = Literal["any", "prompt", "code", "output", "answer", "thinking", "note"]
SCOPES: Mapping[str, Scope] = {
    "p": "prompt",
    "c": "code",
    "o": "output",
    "a": "answer",
    "t": "thinking",
    "n": "note",
}
"""The letters that may touch a tilde."""

COUNT_UNITS: Mapping[str, int] = {"k": 1_000, "M": 1_000_000}
TIME_UNITS: Mapping[str, int] = {"s": 1, "m": 60, "h": 3_600}

_STATES = (*get_args(NodeState), *get_args(SessionStatus), "running")
KNOWN_VALUES: Mapping[str, frozenset[str]] = {
    "gate": frozenset(GATES),
    "kind": frozenset({*get_args(NodeKind), "query", "root"}),
    "of": frozenset({"exec", "query"}),
    "state": frozenset({*_STATES, "approve", "reject", "answer", "withdrawn"}),
    "reason": frozenset(get_args(HoldReason)),
}
"""Fields with a fixed list of values; in the others any word may occur."""

_ALIASES: Mapping[str, Mapping[str, str]] = {
    "gate": {
        "code": "exec",
        "sub": "query",
        "subquery": "query",
        "reply": "result",
        "output": "result",
    },
    "kind": {"subquery": "query", "sub": "query"},
    "of": {"code": "exec", "reply": "query"},
}


def plain_value(field: str, value: str) -> str:
    """The usual spelling of a value: `gate:code` is `gate:exec`."""
    return _ALIASES.get(field, {}).get(value, value)
