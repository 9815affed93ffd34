"""Domain values with every default filled in."""

from __future__ import annotations

from rlm_tui.domain.events import (
    ContextInfo,
    Event,
    IterationFinished,
    IterationStarted,
    NodeFinished,
    NodeStarted,
    Place,
    RunStarted,
    SessionCreated,
    SessionFinished,
)
from rlm_tui.domain.events_of_calls import (
    CallFailed,
    CallFinished,
    CallStarted,
    Message,
)
from rlm_tui.domain.events_of_code import CodeExecuted, CodeStarted
from rlm_tui.domain.events_of_tickets import TicketDecided, TicketRaised
from rlm_tui.domain.limits import Limits, Usage
from rlm_tui.domain.reduce import replay
from rlm_tui.domain.session import Session
from rlm_tui.domain.text import Text


def numbered(*events: Event, start: float = 1_000.0) -> list[Event]:
    """The events with numbers from 1 and one second between each two."""
    return [
        event.model_copy(update={"seq": seq, "at": start + seq})
        for seq, event in enumerate(events, 1)
    ]


def folded(*events: Event) -> Session:
    """The session that a list of events makes."""
    return replay(numbered(*events))


def created(**changes: object) -> SessionCreated:
    """A question over a small text."""
    values: dict[str, object] = {
        "session": "s_test01",
        "question": Text.of("Which clauses conflict on liability?"),
        "title": "",
        "context": ContextInfo(
            type="str",
            label="contract.md",
            chars=214_310,
            preview=Text.of("# Master agreement\n\n1. Definitions"),
        ),
        "model": "openai/gpt-5",
        "sub_model": "openai/gpt-5-mini",
        "limits": Limits(),
    }
    return SessionCreated.model_validate({**values, **changes})


def root_started(prompt: str = "Which clauses conflict on liability?") -> NodeStarted:
    """The root node."""
    return NodeStarted(
        node="0", node_kind="rlm", model="openai/gpt-5", prompt=Text.of(prompt)
    )


def child_started(
    node: str = "0.1", kind: str = "llm", prompt: str = "Summarise section 14."
) -> NodeStarted:
    """A sub-query of the node above."""
    return NodeStarted.model_validate(
        {
            "node": node,
            "node_kind": kind,
            "depth": node.count("."),
            "model": "openai/gpt-5-mini",
            "prompt": Text.of(prompt),
            "function": f"{kind}_query",
            "place": Place(iteration=1, block=1, line=2),
        }
    )


def turn(
    node: str = "0",
    number: int = 1,
    reply: str = "I look first.\n\n```repl\nprint(len(context))\n```",
    cost: float = 0.01,
) -> list[Event]:
    """An iteration up to its reply."""
    return [
        IterationStarted(node=node, iteration=number),
        call_started(node, number),
        call_finished(node, number, reply=reply, cost=cost),
    ]


def call_started(node: str = "0", number: int = 1) -> CallStarted:
    """A request that went out."""
    return CallStarted(
        node=node,
        iteration=number,
        model="openai/gpt-5",
        messages=(Message(role="user", content=Text.of("Go on.")),),
    )


def call_finished(
    node: str = "0", number: int = 1, *, reply: str = "Yes.", cost: float = 0.01
) -> CallFinished:
    """A reply with usage."""
    return CallFinished(
        node=node,
        iteration=number,
        reply=Text.of(reply),
        usage=Usage(calls=1, input_tokens=1_000, output_tokens=50, cost=cost),
        elapsed_s=1.5,
    )


def call_failed(node: str = "0", number: int = 1, attempt: int = 1) -> CallFailed:
    """A request that brought nothing, and is to go out once more."""
    return CallFailed(
        node=node,
        iteration=number,
        attempt=attempt,
        error_type="ModelBusyError",
        error="503: the model is busy",
        usage=Usage(calls=1, input_tokens=1_000, cost=0.25),
        elapsed_s=1.5,
        retry_in_s=2.0,
    )


def block(
    node: str = "0",
    number: int = 1,
    code: str = "print(len(context))",
    stdout: str = "214310\n",
) -> list[Event]:
    """A block that ran."""
    return [
        CodeStarted(node=node, iteration=number, block=1, blocks=1, code=Text.of(code)),
        CodeExecuted(
            node=node,
            iteration=number,
            block=1,
            code=Text.of(code),
            stdout=Text.of(stdout),
            elapsed_s=0.1,
        ),
    ]


def held(
    node: str = "0.1",
    gate: str = "query",
    *,
    owner: str = "0",
    payload: str = "Summarise section 14.",
    ticket: str | None = None,
    hold: str = "rule",
) -> TicketRaised:
    """A ticket that waits."""
    return TicketRaised.model_validate(
        {
            "node": node,
            "ticket": ticket or f"{node}:{gate}:1",
            "owner": owner,
            "gate": gate,
            "iteration": 1,
            "payload": Text.of(payload),
            "model": "openai/gpt-5-mini",
            "input_tokens": 18_200,
            "cost": 0.006,
            "hold": hold,
            "why": "rule 1: hold gate:query" if hold == "rule" else "",
        }
    )


def approved(ticket: str = "0.1:query:1", node: str = "0.1") -> TicketDecided:
    """A decision to let it through."""
    return TicketDecided(node=node, ticket=ticket, verb="approve")


def waiting_session() -> list[Event]:
    """A run in which two sub-queries wait: the bed of several pictures."""
    return numbered(
        created(rules=("hold gate:query",), attended=True),
        RunStarted(isolation="NOT CONFINED: code runs with your rights"),
        root_started(),
        *turn(),
        *block(),
        IterationFinished(node="0", iteration=1, outcome="continue"),
        *turn(
            number=2,
            reply="I split it.\n\n```repl\nfor part in parts:\n"
            "    found.append(llm_query(part))\n```",
            cost=0.02,
        ),
        CodeStarted(
            node="0",
            iteration=2,
            block=1,
            blocks=1,
            code=Text.of("for part in parts:\n    found.append(llm_query(part))"),
        ),
        child_started("0.1"),
        held("0.1"),
        child_started("0.2", prompt="Summarise sections 15 to 22."),
        held("0.2", payload="Summarise sections 15 to 22."),
    )


def held_back_session() -> list[Event]:
    """A run that was paused between two tries of a sub-query."""
    return numbered(
        created(attended=True),
        root_started(),
        *turn(),
        child_started("0.1"),
        call_started("0.1"),
        call_failed("0.1"),
        call_started("0.1"),
        call_failed("0.1", attempt=2),
        held("0.1", hold="pause"),
    )


def finished_session() -> list[Event]:
    """A run that has answered."""
    return numbered(
        created(),
        RunStarted(isolation="NOT CONFINED: code runs with your rights"),
        root_started(),
        *turn(),
        *block(),
        IterationFinished(node="0", iteration=1, outcome="continue"),
        *turn(number=2, reply='```repl\nFINAL("14.2 and 22.1")\n```'),
        *block(number=2, code='FINAL("14.2 and 22.1")', stdout=""),
        IterationFinished(node="0", iteration=2, outcome="final"),
        NodeFinished(node="0", state="done", answer=Text.of("14.2 and 22.1")),
        SessionFinished(status="answered", answer=Text.of("14.2 and 22.1")),
    )
