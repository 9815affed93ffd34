"""One event of every kind, with every field filled, and long texts in most."""

from __future__ import annotations

from collections.abc import Sequence

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
    Warned,
)
from rlm_tui.domain.events_of_answers import (
    AnswerJudged,
    GuidanceDelivered,
    GuidanceGiven,
    GuidanceWithdrawn,
    HookActed,
    QuestionAsked,
    ToolCalled,
)
from rlm_tui.domain.events_of_calls import (
    CallFailed,
    CallFinished,
    CallStarted,
    Message,
)
from rlm_tui.domain.events_of_code import (
    CodeExecuted,
    CodeInterrupted,
    CodeStarted,
    OutputReplaced,
    ReplLost,
    VariableSet,
)
from rlm_tui.domain.events_of_history import Cut, HistoryCompacted
from rlm_tui.domain.events_of_steering import (
    AbortAsked,
    CancelAsked,
    IntentChanged,
    Latch,
    LatchReleased,
    LatchSet,
    LimitsChanged,
    NodeMarked,
    NodeNoted,
    Plan,
    RulesChanged,
    SessionRenamed,
)
from rlm_tui.domain.events_of_tickets import (
    AttemptPicked,
    LaneParked,
    ModelChosen,
    Passed,
    Result,
    TicketDecided,
    TicketEdited,
    TicketHeld,
    TicketRaised,
    TicketWithdrawn,
)
from rlm_tui.domain.limits import Limits, Usage
from rlm_tui.domain.text import PREVIEW_CHARS, Text
from rlm_tui.domain.variables import Variable
from rlm_tui.storage.store import Store

SESSION = "s_sample"
TRANSIENT = frozenset({"reply_delta", "output_delta", "run_broken", "variables_seen"})

USAGE = Usage(
    calls=1,
    input_tokens=1_000,
    output_tokens=50,
    reasoning_tokens=20,
    cached_tokens=10,
    cost=0.25,
    estimated=True,
)


def long(words: str) -> Text:
    """A text that is too long to be inline."""
    return Text.of(words * PREVIEW_CHARS)


def created(session: str = SESSION, **changes: object) -> SessionCreated:
    """A question, with every field filled."""
    event = SessionCreated(
        session=session,
        at=1_000.5,
        question=Text.of("Which clauses conflict?"),
        title="Contracts",
        context=ContextInfo(
            type="dict",
            label="contracts/",
            chars=9_000,
            items=3,
            preview=Text.of("a.md: first"),
            skipped=("b.png is a binary file",),
        ),
        model="openai/gpt-5",
        sub_model="openai/gpt-5-mini",
        limits=Limits(max_depth=3),
        rules=("hold gate:query",),
        attended=True,
        start_paused=True,
        parent="s_before",
        parent_seq=7,
    )
    return event.model_copy(update=changes)


def numbered(*events: Event) -> list[Event]:
    """The events with numbers from 1."""
    return [e.model_copy(update={"seq": seq}) for seq, e in enumerate(events, 1)]


def samples() -> list[Event]:
    """A session in which everything happens once, in an order that can be folded."""
    node, raised = "0.0", "0.0:query:1"
    return numbered(
        created(),
        RunStarted(at=1_001, attempt=1, isolation="confined"),
        IntentChanged(intent="step", plan=Plan(step="into", node="0"), reason="by you"),
        LimitsChanged(limits=Limits(max_cost=None), actor="rule"),
        NodeStarted(node="0", node_kind="rlm", model="m", prompt=long("ask ")),
        IterationStarted(node="0", iteration=1, forced=True),
        CallStarted(
            node="0",
            iteration=1,
            attempt=2,
            model="m",
            kept=1,
            messages=(
                Message(role="system", content=long("rules ")),
                Message(role="user", content=Text.of("Go on.")),
            ),
            input_tokens=12,
            passed=Passed(ticket="0:query:1", owner="0", iteration=1, cost=0.1),
        ),
        CallFailed(
            node="0",
            iteration=1,
            error_type="ModelBusyError",
            error="429",
            partial=long("half "),
            usage=USAGE,
            elapsed_s=1.5,
            retry_in_s=2.0,
        ),
        CallFinished(
            node="0",
            iteration=1,
            attempt=2,
            reply=long("reply "),
            reasoning=long("thought "),
            usage=USAGE,
            elapsed_s=2.5,
            finish_reason="length",
            actor="playback",
        ),
        CodeStarted(
            node="0",
            iteration=1,
            block=1,
            blocks=2,
            code=long("print(1)\n"),
            proposed=long("print(2)\n"),
        ),
        NodeStarted(
            node=node,
            node_kind="llm",
            model="m",
            prompt=Text.of("Summarise."),
            context=ContextInfo(type="str", label="part", chars=4),
            function="llm_query",
            place=Place(iteration=1, block=1, line=3),
            index=0,
            elements=2,
        ),
        TicketRaised(
            node=node,
            ticket=raised,
            owner="0",
            gate="query",
            iteration=1,
            block=1,
            blocks=2,
            payload=long("Summarise. "),
            model="m",
            input_tokens=5,
            cost=0.01,
            attempts=(Result(model="m", text=long("First. ")),),
            flags=("repeat",),
            hold="rule",
            why="rule 1",
        ),
        TicketHeld(node=node, ticket=raised, hold="pause", why="by you"),
        ModelChosen(node=node, ticket=raised, model="other", cost=0.5),
        AttemptPicked(node=node, ticket=raised, attempt=1),
        LaneParked(node=node),
        TicketEdited(node=node, ticket=raised, text=long("Edited. ")),
        TicketDecided(
            node=node,
            ticket=raised,
            verb="approve",
            text=long("Edited. "),
            edited=True,
            actor="you",
            shown_at=1_002.0,
        ),
        TicketRaised(node=node, ticket="0.0:result:1", owner="0", gate="result"),
        TicketRaised(
            node=node, ticket="0.0:result:2", owner="0", gate="result", hold="step"
        ),
        TicketWithdrawn(node=node, ticket="0.0:result:2", reason="aborted"),
        NodeFinished(
            node=node,
            state="answered",
            answer=long("Short. "),
            confidence=0.5,
            error="none",
            passed=Passed(ticket="0.0:result:3", owner="0", iteration=1, model="m"),
        ),
        CodeExecuted(
            node="0",
            iteration=1,
            block=1,
            blocks=2,
            code=long("print(1)\n"),
            stdout=long("1\n"),
            error="ZeroDivisionError",
            status="error",
            elapsed_s=0.1,
            variables=(Variable(name="x", type="list", length=2, preview="[1, 2]"),),
        ),
        OutputReplaced(node="0", iteration=1, block=1, stdout=long("2\n")),
        CodeInterrupted(node="0", iteration=1, block=1, reason="too slow", grace_s=2.0),
        ReplLost(
            node="0",
            reason="killed",
            rebuilt=True,
            missing=("y",),
            variables=(Variable(name="x", type="list", length=2, preview="[1, 2]"),),
        ),
        VariableSet(
            node="0",
            name="x",
            value=long('"one" '),
            before=None,
            after=Variable(name="x", type="str", length=3, preview="'one'"),
        ),
        Warned(node="0", warning="loop", message="the same code ran 3 times"),
        HistoryCompacted(
            node="0",
            iteration=1,
            window=1_000,
            tokens_before=900,
            tokens_after=400,
            cuts=(Cut(message=3, role="user", chars=9_000, left=600),),
        ),
        GuidanceGiven(node="0", guidance=1, text=long("Look at March. ")),
        GuidanceGiven(node="0", guidance=2, text=Text.of("Look at May.")),
        GuidanceDelivered(node="0", guidance=1, iteration=1),
        GuidanceWithdrawn(node="0", guidance=2),
        HookActed(
            node="0",
            hook="prepare_iteration",
            outcome="override",
            detail="model echo",
            prompt=long("another prompt "),
        ),
        ToolCalled(node="0", tool="search", arguments=long('{"query": "x"}')),
        AnswerJudged(
            node="0",
            iteration=1,
            by="evaluator",
            accepted=False,
            answer=long("14.2 "),
            confidence=0.4,
            words="the second clause is missing",
        ),
        RulesChanged(rules=("hold gate:exec",), actor="you"),
        LatchSet(latch=Latch(on="model", name="m")),
        LatchReleased(latch=Latch(on="model", name="m")),
        SessionRenamed(title="Contracts of May"),
        NodeMarked(node="0", marked=True),
        NodeNoted(node="0", text=long("Ask again. ")),
        QuestionAsked(node="0", question=long("And who pays? "), variable="context_1"),
        CancelAsked(node="0"),
        AbortAsked(node="0", reason="too slow"),
        IterationFinished(node="0", iteration=1, outcome="final"),
        TicketRaised(
            node="0", ticket="0:final:1", owner="0", gate="final", hold="rule"
        ),
        SessionFinished(
            at=1_009,
            status="stopped",
            answer=Text.of("14.2 and 22.1"),
            confidence=0.9,
            structured=long('["14.2"]'),
            error="stopped",
        ),
    )


async def save(store: Store, events: Sequence[Event], session: str = SESSION) -> None:
    """Append events one after the other."""
    for event in events:
        await store.append(session, event)
