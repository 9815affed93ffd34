"""What a filter can ask about: facts of a crossing, of a node and of what waits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

from rlm_tui.domain.decisions import Gate
from rlm_tui.domain.events_of_tickets import HoldReason, TicketFlag
from rlm_tui.domain.rules.words import Scope
from rlm_tui.domain.session import Node, Session, Ticket
from rlm_tui.domain.text import Text


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known about one thing.

    A field that is not there does not apply, so a test of it is false; one that is
    there as `None` is not known, so a test of it is neither true nor false.
    """

    numbers: Mapping[str, float | None] = field(default_factory=dict)
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    flags: Mapping[str, bool | None] = field(default_factory=dict)
    texts: Mapping[Scope, tuple[Text, ...]] = field(default_factory=dict)


class Crossed(Protocol):
    """One arrival at a gate, as an event or as a ticket."""

    @property
    def node(self) -> str:
        """The node that the payload belongs to."""

    @property
    def gate(self) -> Gate:
        """Where it arrived."""

    @property
    def of(self) -> Literal["exec", "query"] | None:
        """What a result is a result of."""

    @property
    def iteration(self) -> int:
        """The turn in which it happens; 0 where there is none."""

    @property
    def block(self) -> int:
        """The code block; 0 where there is none."""

    @property
    def payload(self) -> Text:
        """What would be let out."""

    @property
    def model(self) -> str:
        """The model it would go to; empty where there is none."""

    @property
    def input_tokens(self) -> int:
        """An estimate of what would be sent."""

    @property
    def cost(self) -> float | None:
        """An estimate in US dollars; `None` if the price is not known."""

    @property
    def flags(self) -> tuple[TicketFlag, ...]:
        """What is odd about it."""

    @property
    def refused(self) -> int:
        """How often the same was refused before."""

    @property
    def hold(self) -> HoldReason | None:
        """Why it waits; `None`: it does not, or not yet."""


_SENDS: frozenset[Gate] = frozenset({"call", "query"})
"""The gates at which something goes to a model, and so has a price."""


def facts_of_crossing(session: Session, crossed: Crossed) -> Facts:
    """Facts of an arrival at a gate, before anything is decided about it."""
    node = session.nodes[crossed.node]
    texts = _texts_around(node)
    scope = _scope(crossed)
    texts[scope] = (crossed.payload, *texts.get(scope, ()))
    texts["any"] = (crossed.payload,)
    return Facts(
        numbers=_numbers_of_node(session, node) | _numbers_of_crossing(crossed),
        words=_words_of_node(session, node) | _words_of_crossing(node, crossed),
        flags=_flags_of_node(node)
        | {
            "err": crossed.gate == "error",
            "edited": False,
            "new": True,
            "final": crossed.gate == "final",
            "literal": "literal" in crossed.flags,
            "repeat": "repeat" in crossed.flags or crossed.refused > 0,
            "samecontext": "samecontext" in crossed.flags,
        },
        texts=texts,
    )


def facts_of_ticket(
    session: Session,
    ticket: Ticket,
    *,
    now: float | None = None,
    is_new: bool | None = None,
) -> Facts:
    """Facts of a ticket, waiting or decided.

    Args:
        session: what it belongs to.
        ticket: the ticket.
        now: the time that its age is taken at; the last event's if not given.
        is_new: whether the person has not seen it yet; `None` if nobody knows.
    """
    facts = facts_of_crossing(session, ticket)
    asked_at = session.saved_at if now is None else now
    state = "held" if ticket.is_open else ticket.verb or "withdrawn"
    edited = () if ticket.edit is None else (ticket.edit,)
    any_text = (*edited, *facts.texts["any"])
    return Facts(
        numbers={
            **facts.numbers,
            "age": max(0.0, asked_at - ticket.raised_at),
            "len": float(ticket.outgoing.chars),
        },
        words={**facts.words, "state": (state,)},
        flags={**facts.flags, "edited": ticket.edit is not None, "new": is_new},
        texts={**facts.texts, "any": any_text},
    )


def facts_of_node(
    session: Session,
    node: Node,
    *,
    ticket: Ticket | None = None,
    now: float | None = None,
    is_new: bool | None = None,
) -> Facts:
    """Facts of a node of the tree, or of an element of a batch.

    Args:
        session: what it belongs to.
        node: the node.
        ticket: the ticket at which it waits, if it does.
        now: the time that its age is taken at; the last event's if not given.
        is_new: whether the person has not looked at it yet; `None` if nobody knows.
    """
    asked_at = session.saved_at if now is None else now
    end = asked_at if node.ended_at is None else node.ended_at
    texts = _texts_of_node(node)
    texts["any"] = tuple(text for found in texts.values() for text in found)
    crossing = _words_of_crossing(node, ticket) if ticket else {}
    numbers = _numbers_of_crossing(ticket) if ticket else {}
    return Facts(
        numbers=_numbers_of_node(session, node)
        | {
            "tokens": float(node.total.total_tokens),
            "cost": node.total.known_cost,
            "age": max(0.0, end - node.started_at),
            "len": float(node.prompt.chars),
        }
        | numbers,
        words=_words_of_node(session, node) | crossing,
        flags=_flags_of_node(node) | {"new": is_new},
        texts=texts,
    )


def _scope(crossed: Crossed) -> Scope:
    """What kind of text the payload is."""
    match crossed.gate:
        case "call" | "query":
            return "prompt"
        case "exec":
            return "code"
        case "final":
            return "answer"
        case "result":
            return "output" if crossed.of == "exec" else "answer"
        case "limit" | "error":
            return "output"


def _numbers_of_node(session: Session, node: Node) -> dict[str, float | None]:
    latest = node.iterations[-1] if node.iterations else None
    numbers: dict[str, float | None] = {
        "depth": float(node.depth),
        "spent": node.total.known_cost,
        "total": session.usage.known_cost,
        "calls": float(node.usage.calls),
        "children": float(len(node.children)),
        "retry": float(len(latest.failures)) if latest else 0.0,
    }
    if latest is not None:
        numbers["iter"] = float(latest.number)
    if node.index is not None:
        numbers["idx"] = float(node.index)
    elements = _elements(session, node)
    if elements is not None:
        numbers["batch"] = float(elements)
    return numbers


def _elements(session: Session, node: Node) -> int | None:
    """How many elements a node's batch has; the node may be the batch itself."""
    if node.index is None:
        return node.elements
    above = session.nodes.get(node.parent_id or "")
    return above.elements if above else None


def _numbers_of_crossing(crossed: Crossed) -> dict[str, float | None]:
    numbers: dict[str, float | None] = {"len": float(crossed.payload.chars)}
    if crossed.iteration:
        numbers["iter"] = float(crossed.iteration)
    if crossed.block:
        numbers["block"] = float(crossed.block)
    if crossed.gate in _SENDS:
        numbers["tokens"] = float(crossed.input_tokens)
        numbers["cost"] = crossed.cost
    return numbers


def _words_of_node(session: Session, node: Node) -> dict[str, tuple[str, ...]]:
    kinds: tuple[str, ...] = (node.kind,)
    if node.parent_id is None:
        kinds += ("root",)
    elif node.kind in ("rlm", "llm"):
        kinds += ("query",)
    return {
        "kind": kinds,
        "model": names_of_model(node.model),
        "node": (node.id,),
        "state": (node.state,),
        "session": tuple(filter(None, (session.id, session.title))),
    }


def _words_of_crossing(node: Node, crossed: Crossed) -> dict[str, tuple[str, ...]]:
    words: dict[str, tuple[str, ...]] = {
        "gate": (crossed.gate,),
        "model": names_of_model(crossed.model or node.model),
    }
    if crossed.of is not None:
        words["of"] = (crossed.of,)
    if crossed.hold is not None:
        words["reason"] = (crossed.hold,)
    return words


def names_of_model(model: str) -> tuple[str, ...]:
    """A model as it is called with and without its provider."""
    _, slash, short = model.partition("/")
    return (model, short) if slash else (model,)


def _flags_of_node(node: Node) -> dict[str, bool | None]:
    flags: frozenset[str] = node.flags
    latest = node.iterations[-1] if node.iterations else None
    last_run = latest.executions[-1] if latest and latest.executions else None
    return {
        "err": node.state == "failed" or bool(last_run and last_run.error),
        "edited": "edited" in flags,
        "marked": "marked" in flags,
        "final": node.answer is not None or bool(latest and latest.forced),
        "mocked": "answered" in flags or node.state == "answered",
    }


def _texts_around(node: Node) -> dict[Scope, tuple[Text, ...]]:
    """What is near to a crossing, whatever the length of the node's history."""
    latest = node.iterations[-1:]
    return {
        "prompt": (node.prompt,),
        "thinking": tuple(turn.reasoning for turn in latest),
        "note": (node.note, *map(Text.of, node.notes)),
    }


def _texts_of_node(node: Node) -> dict[Scope, tuple[Text, ...]]:
    blocks = [run for turn in node.iterations for run in turn.executions]
    return {
        "prompt": (node.prompt,),
        "code": tuple(run.code for run in blocks),
        "output": tuple(run.stdout for run in blocks if run.stdout is not None),
        "answer": () if node.answer is None else (node.answer,),
        "thinking": tuple(turn.reasoning for turn in node.iterations),
        "note": (node.note, *map(Text.of, node.notes)),
    }
