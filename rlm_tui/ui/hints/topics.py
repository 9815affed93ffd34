"""What help says first of a run: where one stands, and what the keys do there."""

from __future__ import annotations

from rlm_tui.domain.decisions import Gate
from rlm_tui.domain.session import Session
from rlm_tui.ui.hints.help import HelpTopic, Told
from rlm_tui.ui.hints.situation import Situation, run_verbs, ticket_verbs
from rlm_tui.ui.keys.key import Where
from rlm_tui.ui.keys.keymap import with_keys
from rlm_tui.wording import count

_ASKS: dict[Gate, str] = {
    "call": "You are deciding what this model call may send.",
    "exec": "You are deciding whether this code may run.",
    "query": "You are deciding what this sub-query may send.",
    "result": "You are deciding what is handed on.",
    "final": "You are deciding whether this is the answer.",
    "limit": "You are deciding whether the run may go on past the limit; no step does.",
    "error": "You are deciding what happens after this error.",
}

_APPROVES: dict[Gate, str] = {
    "call": "Send it as it is shown.",
    "exec": "Run it as it is shown.",
    "query": "Send it as it is shown.",
    "result": "Hand it on as it is shown.",
    "final": "Accept it as it is shown.",
    "limit": "Raise the limit by half, and go on.",
    "error": "Try it again.",
}
_REJECTS: dict[Gate, str] = {
    "call": "",
    "exec": "Do not run it; the model reads your words in place of the output.",
    "query": "Do not send it; your words are the reply that the code gets.",
    "result": "Throw it away; your words are handed on in its place.",
    "final": "Do not accept it; the model reads your words and goes on.",
    "limit": "Finish now, with what there is.",
    "error": "Give up: the error stands.",
}
_ANSWERS: dict[Gate, str] = {
    "call": "Write what the model would reply; nothing is sent.",
    "exec": "Write the output yourself; nothing runs.",
    "query": "Write the reply yourself; nothing is sent.",
    "error": "Write the result yourself; nothing is tried again.",
}
_TO_OTHERS = {
    "stops.next": "Go to the next thing that waits.",
    "stops.previous": "Go to the previous thing that waits.",
}
_TO_STOPS = {
    "stops.next": "Show the session as it was at its next stop or decision.",
    "stops.previous": "Show the session as it was at its previous stop or decision.",
}
_STEPS = {
    "run.iteration": "Stop before the next turn of this node, or at its answer.",
    "run.into": "Stop at the next step of this node or of what it asks.",
    "run.over": "Stop at the next step of this node.",
    "run.out": "Stop when this node has answered, in the one that asked.",
}
"""Where nothing waits that a step would let through."""
_ASK_ON = "Ask a further question; the variables are kept."

_LIVE: tuple[Where, ...] = ("run", "tree", "view", "anywhere")
_READING: tuple[Where, ...] = ("tree", "view", "text", "anywhere")
_REVIEW: tuple[Where, ...] = ("review", "view", "tree", "anywhere")


def topic_of(situation: Situation) -> HelpTopic:
    """The state that one is in, the keys that matter most in it, then the others."""
    if situation.is_review:
        return HelpTopic(
            "a saved session",
            "You are reading a recording: nothing runs, nothing is sent.",
            _REVIEW,
            _now(situation),
            is_review=True,
        )
    if not situation.is_live:
        return HelpTopic(
            "the run has ended", _ended(situation), _READING, _after_the_end(situation)
        )
    if situation.batch is not None:
        return HelpTopic(
            "a batch waits for you",
            f"Code asked {count(len(situation.batch.tickets), 'thing')} at once, and "
            "nothing of it is sent until you choose.",
            _LIVE,
            _now(situation),
        )
    if situation.ticket is not None:
        intro = (
            f"{_ASKS[situation.ticket.gate]} Nothing happens there until you choose."
        )
        return HelpTopic("a stop waits for you", intro, _LIVE, _now(situation))
    title, intro = _under_way(situation.session)
    return HelpTopic(title, with_keys(intro), _LIVE, _now(situation))


def _under_way(session: Session) -> tuple[str, str]:
    """Title and words for a run of which nothing that waits is shown."""
    waits = count(len(session.waiting), "stop")
    if session.intent == "pause":
        said = "Nothing goes past its next gate until you let it. "
        more = (
            f"{{stops.next}} goes to what waits ({waits})." if session.waiting else ""
        )
        return "the run is paused", f"{said}{more}".rstrip()
    if session.waiting:
        return "the run goes on", (
            f"{waits} wait for you elsewhere: {{stops.next}} goes there."
            if len(session.waiting) > 1
            else "1 stop waits for you elsewhere: {stops.next} goes there."
        )
    return "the run goes on", (
        "A model writes code that looks at the text, and the tree grows with each "
        "step. You need not do anything: nothing waits for you."
    )


def _now(situation: Situation) -> tuple[Told, ...]:
    """The keys of the two rows of hints, with what each does at this stop."""
    on_ticket = [verb for verb, _ in ticket_verbs(situation)]
    if "ticket.edit" in on_ticket:
        on_ticket.insert(on_ticket.index("ticket.edit") + 1, "ticket.edit_outside")
    if situation.ticket is not None and "stops.next" in on_ticket:
        on_ticket.append("ticket.approve_all")
    at_gate = _at_gate(situation)
    return tuple(
        (verb, at_gate.get(verb, ""))
        for verb in dict.fromkeys((*on_ticket, *_run_keys(situation)))
    )


def _run_keys(situation: Situation) -> list[str]:
    """The keys of the row of hints on the run but the one that opened help."""
    return [verb for verb, _ in run_verbs(situation) if verb != "app.help"]


def _at_gate(situation: Situation) -> dict[str, str]:
    said = _TO_STOPS if situation.is_review else _TO_OTHERS
    ticket = situation.ticket
    if ticket is None or situation.batch is not None:
        return {**said, **_STEPS}
    gate = ticket.gate
    approves = _APPROVES[gate]
    if situation.has_answer:
        approves = "Use the answer that you wrote."
    elif ticket.edit is not None:
        approves = approves.replace("as it is shown", "as you edited it")
    return {
        **said,
        "ticket.approve": approves,
        "ticket.reject": _REJECTS[gate],
        "ticket.answer": _ANSWERS.get(gate, ""),
    }


def _ended(situation: Situation) -> str:
    shows = "{tab.output} shows the answer. " if situation.has_answered else ""
    return with_keys(
        f"{shows}All of it is saved, and nothing is sent any more. "
        "{app.sessions} lists what was asked before."
    )


def _after_the_end(situation: Situation) -> tuple[Told, ...]:
    """What reads a run that has ended, and what can follow it."""
    more = ("view.insight", "view.copy_node", "view.export", "view.branch")
    return tuple(
        (verb, _ASK_ON if verb == "run.guide" else "")
        for verb in (*_run_keys(situation), *more)
    )
