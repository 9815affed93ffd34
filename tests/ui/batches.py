"""Runs with a batch whose elements wait."""

from __future__ import annotations

from collections.abc import Collection

from rlm_tui.domain.events import Event, NodeFinished, NodeStarted, Place, RunStarted
from rlm_tui.domain.events_of_code import CodeStarted
from rlm_tui.domain.events_of_tickets import TicketDecided
from rlm_tui.domain.text import Text
from tests import factories

CODE = """\
prompts = [ASK + contract for contract in contracts]
caps = llm_query_batched(prompts)
print(len(caps), caps[:3])"""

ASK = "Extract the liability cap from the agreement below. Answer with JSON.\n\n"

PARTIES = ("Acme GmbH", "Bolt & Co", "Castor AG", "Delta SA", "Ebro SL")


def prompt(index: int) -> str:
    """What the code asks about one contract."""
    return f"{ASK}MSA 2024-{index:02} between {PARTIES[index % 5]} and Zeta Ltd."


def begun(size: int, *, node: str = "0.1") -> list[Event]:
    """A root whose second iteration asks a batch, one prompt for each contract."""
    place = Place(iteration=2, block=1, line=2)
    batch = NodeStarted(
        node=node,
        node_kind="batch",
        depth=1,
        model="openai/gpt-5-mini",
        prompt=Text.of(f"{size} prompts"),
        function="llm_query_batched",
        place=place,
        elements=size,
    )
    elements = [
        NodeStarted(
            node=f"{node}.{index + 1}",
            node_kind="llm",
            depth=1,
            model="openai/gpt-5-mini",
            prompt=Text.of(prompt(index)),
            function="llm_query_batched",
            place=place,
            index=index,
        )
        for index in range(size)
    ]
    return [
        factories.created(rules=("hold gate:query",), attended=True),
        RunStarted(isolation="NOT CONFINED: code runs with your rights"),
        factories.root_started(),
        *factories.turn(),
        *factories.block(),
        *factories.turn(number=2, reply=f"Ask each.\n\n```repl\n{CODE}\n```"),
        CodeStarted(node="0", iteration=2, block=1, blocks=1, code=Text.of(CODE)),
        batch,
        *elements,
    ]


def element_held(index: int, *, node: str = "0.1") -> Event:
    """One of them waits."""
    held = factories.held(f"{node}.{index + 1}", payload=prompt(index))
    changes = {"owner": f"{node}.{index + 1}", "input_tokens": 4_100, "cost": 0.004}
    return held.model_copy(update=changes)


def ticket(index: int, *, node: str = "0.1") -> str:
    """The id of its ticket."""
    return f"{node}.{index + 1}:query:1"


def answered(index: int, reply: str, *, node: str = "0.1") -> list[Event]:
    """One was let through and its reply came."""
    name = f"{node}.{index + 1}"
    return [
        TicketDecided(node=name, ticket=ticket(index, node=node), verb="approve"),
        *factories.turn(name, reply=reply, cost=0.004)[1:],
        NodeFinished(node=name, state="done", answer=Text.of(reply)),
    ]


def waiting(size: int = 5, *more: Event, except_: Collection[int] = ()) -> list[Event]:
    """All but some elements wait."""
    held = [element_held(index) for index in range(size) if index not in except_]
    return factories.numbered(*begun(size), *held, *more)
