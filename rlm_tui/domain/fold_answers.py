"""How guidance, hooks, tools and verdicts on answers change a session."""

from __future__ import annotations

from rlm_tui.domain.copying import change, replace
from rlm_tui.domain.events_of_answers import (
    AnswerJudged,
    GuidanceDelivered,
    GuidanceGiven,
    GuidanceWithdrawn,
    HookActed,
    QuestionAsked,
    ToolCalled,
)
from rlm_tui.domain.fold_nodes import put, set_state
from rlm_tui.domain.session import Session
from rlm_tui.domain.turns import Guidance, Judgement


def guidance_given(session: Session, event: GuidanceGiven) -> Session:
    """The node has words that are not delivered yet."""
    node = session.nodes[event.node]
    said = Guidance(event.guidance, event.text)
    return put(session, replace(node, guidance=(*node.guidance, said)))


def guidance_delivered(session: Session, event: GuidanceDelivered) -> Session:
    """The words are in a message of the node."""
    node = session.nodes[event.node]
    guidance = tuple(
        replace(said, delivered_in=event.iteration)
        if said.number == event.guidance
        else said
        for said in node.guidance
    )
    return put(session, replace(node, guidance=guidance))


def guidance_withdrawn(session: Session, event: GuidanceWithdrawn) -> Session:
    """The words are gone."""
    node = session.nodes[event.node]
    left = tuple(said for said in node.guidance if said.number != event.guidance)
    return put(session, replace(node, guidance=left))


def question_asked(session: Session, event: QuestionAsked) -> Session:
    """The session is about another question, with turns and sub-queries of its own."""
    node = session.nodes[event.node]
    session = put(session, replace(node, prompt=event.question))
    return change(
        session,
        question=event.question,
        sub_queries=0,
        turns_before=len(node.iterations),
    )


def hook_acted(session: Session, event: HookActed) -> Session:
    """The node says what a hook did to it, and is what the hook made of it."""
    node = session.nodes[event.node]
    note = f"{event.hook}: {event.outcome} {event.detail}".rstrip()
    node = replace(
        node,
        kind="llm" if event.outcome == "fallback" else node.kind,
        prompt=event.prompt or node.prompt,
        notes=(*node.notes, note),
    )
    return put(session, node)


def tool_called(session: Session, event: ToolCalled) -> Session:
    """The tool is at work."""
    session = change(session, tool_calls=session.tool_calls + 1)
    return set_state(session, event.node, "executing")


def answer_judged(session: Session, event: AnswerJudged) -> Session:
    """The node keeps every verdict on its answers."""
    node = session.nodes[event.node]
    judgement = Judgement(
        event.iteration, event.by, event.accepted, event.confidence, event.words
    )
    return put(session, replace(node, judgements=(*node.judgements, judgement)))
