"""Sessions with something of everything, for the pictures."""

from __future__ import annotations

from rlm_tui.domain.events import (
    Event,
    IterationFinished,
    NodeFinished,
    NodeStarted,
    Place,
    RunStarted,
)
from rlm_tui.domain.events_of_calls import ReplyDelta
from rlm_tui.domain.events_of_code import CodeStarted
from rlm_tui.domain.events_of_tickets import TicketEdited
from rlm_tui.domain.text import Text
from rlm_tui.domain.variables import Variable
from tests import factories

SPLIT = """\
chunks = [ctx[i : i + 70_000] for i in range(0, len(ctx), 70_000)]
found = []
for i, chunk in enumerate(chunks):
    reply = llm_query(f"Summarise sections {lo(i)} to {hi(i)}:\\n{chunk}")
    found.append(json.loads(reply))
print(len(found), found[:2])"""

PROMPT = """\
Summarise sections 14 to 22 of the contract.
List every clause that limits liability.
Answer in JSON: [{"section": "…", "sentence": "…"}]

14. LIMITATION OF LIABILITY
14.1 Subject to clause 14.3, neither party shall be liable for any indirect or \
consequential loss, however it arises.
14.2 The total aggregate liability of the Supplier shall not exceed the fees paid."""

EDITED = PROMPT.replace(
    "that limits liability.", "that limits OR excludes liability, with its number."
)


def _asked(
    node: str, kind: str = "llm", *, turn: int = 2, line: int = 4, prompt: str = PROMPT
) -> NodeStarted:
    values = {
        "node": node,
        "node_kind": kind,
        "model": "openai/gpt-5-mini",
        "prompt": Text.of(prompt),
        "function": f"{kind}_query",
        "place": Place(iteration=turn, block=1, line=line),
        "depth": node.count("."),
    }
    return NodeStarted.model_validate(values)


def _beginning() -> list[Event]:
    *started, executed = factories.block(stdout="214310\n")
    variables = (
        Variable(name="ctx", type="str", length=214_310, preview="'# Master agree"),
        Variable(name="found", type="list", length=1, preview="[{'section': '14"),
    )
    return [
        factories.created(rules=("hold gate:query depth>=2",), attended=True),
        RunStarted(isolation="NOT CONFINED: code runs with your rights"),
        factories.root_started(),
        *factories.turn(reply="Look at the context first.\n\n```repl\nprint(1)\n```"),
        *started,
        executed.model_copy(update={"variables": variables}),
        IterationFinished(node="0", iteration=1, outcome="continue"),
        *factories.turn(number=2, reply=f"Split and ask.\n\n```repl\n{SPLIT}\n```"),
        _started("0", 2),
    ]


def _started(node: str, turn: int) -> CodeStarted:
    return CodeStarted(
        node=node, iteration=turn, block=1, blocks=1, code=Text.of(SPLIT)
    )


def _child_that_asks() -> list[Event]:
    return [
        _asked("0.1", "rlm", prompt="Which clauses of part 1 limit liability?"),
        *factories.turn("0.1", reply="How long is it?\n\n```repl\nlen(ctx)\n```"),
        *factories.block("0.1"),
        IterationFinished(node="0.1", iteration=1, outcome="continue"),
        *factories.turn("0.1", 2, reply="Ask about each chunk.", cost=0.02),
        _started("0.1", 2),
        _asked("0.1.1"),
        *factories.turn("0.1.1", reply='[{"section": "2"}]', cost=0.004)[1:],
        NodeFinished(node="0.1.1", state="done", answer=Text.of('[{"section": "2"}]')),
    ]


def _batch() -> list[Event]:
    batch = _asked("0.3", "batch", line=5).model_copy(
        update={"elements": 100, "function": "llm_query_batched"}
    )
    elements = [
        NodeStarted(node=f"0.3.{index + 1}", node_kind="llm", index=index)
        for index in range(100)
    ]
    done = [
        NodeFinished(node=f"0.3.{index}", state="done", answer=Text.of("none"))
        for index in (1, 2, 3)
    ]
    return [batch, *elements, *done]


def waiting() -> list[Event]:
    """Two sub-queries of a child wait; a batch is folded beside them."""
    return factories.numbered(
        *_beginning(),
        *_child_that_asks(),
        _asked("0.1.2"),
        factories.held("0.1.2", owner="0.1", payload=PROMPT),
        _asked("0.1.3"),
        factories.held("0.1.3", owner="0.1", payload=PROMPT),
        _asked("0.2", "rlm", prompt="The same for part 2"),
        *_batch(),
    )


def edited() -> list[Event]:
    """The first of the two was changed and not sent."""
    changed = TicketEdited(node="0.1.2", ticket="0.1.2:query:1", text=Text.of(EDITED))
    return factories.numbered(*waiting(), changed)


def running() -> list[Event]:
    """A reply streams in."""
    words = "The contract is 214k characters, so I read it in three chunks. " * 12
    return factories.numbered(
        *_beginning()[:3],
        *factories.turn()[:-1],
        ReplyDelta(node="0", iteration=1, reasoning="Where do I begin?\n"),
        ReplyDelta(node="0", iteration=1, text=words),
    )


MARKDOWN = """\
# Plan

The **contract** is long; *first* I look at `context`, see
[the notes](https://example.com/notes).

1. read it in parts
   - sections 1 to 13
   - sections 14 to 22
2. compare what they say

> Neither party shall be liable for any indirect or consequential loss.

```repl
def part(number):
    return context[number * 70_000 :]  # in thirds
print(len(part(1)))
```

| clause | cap      | months |
|--------|----------|-------:|
| 14.2   | the fees paid in the year before | 12 |
| 22.1   | none     | 6 |
"""


def reply() -> list[Event]:
    """A reply in Markdown is there as a whole."""
    return factories.numbered(*_beginning()[:3], *factories.turn(reply=MARKDOWN))
