"""The short lines of the detail pane: its title, tabs, facts and verbs."""

from __future__ import annotations

from typing import Literal

from rlm_tui.domain.decisions import TAKES_MODEL
from rlm_tui.domain.forecast import forecast
from rlm_tui.domain.session import Session, Ticket
from rlm_tui.sanitize import safe_line
from rlm_tui.ui.detail.subject import TABS, Subject, Tab
from rlm_tui.ui.hints.situation import Situation, ticket_verbs
from rlm_tui.ui.keys.keymap import LIVE, with_keys
from rlm_tui.ui.labels.approval import passed_lines
from rlm_tui.ui.labels.calls import call_words, waiting_words
from rlm_tui.ui.labels.tickets import not_yet, ticket_title
from rlm_tui.ui.style.glyphs import Glyphs
from rlm_tui.ui.text.estimates import estimate
from rlm_tui.ui.text.lines import Line, Span, cut, line, span_at, width_of
from rlm_tui.wording import (
    count,
    node_kind,
    reason_of,
    short_model,
    tokens,
    tries_before,
    verdict,
)

_WIDE = 60
_SHORT_OF = {"temperature": "temp"}
_SHORT = {"prompt": "Prompt", "reasoning": "Reason", "output": "Out"}


def title_of(subject: Subject, width: int) -> str:
    """What the border of the pane says."""
    ticket, node = subject.ticket, subject.node
    if ticket is not None and ticket.is_open:
        at = node.place.line if node.place is not None else None
        title = ticket_title(ticket, is_wide=width >= _WIDE, code_line=at)
    else:
        turn = f" it {subject.turn.number}" if subject.turn and subject.is_turn else ""
        turn += f" block {subject.block}" if subject.block is not None else ""
        model = f"  {short_model(node.model)}" if node.model else ""
        title = f"{node.id} {node_kind(node)}{turn}{model}"
    return title.replace("[", "(").replace("]", ")")


def subtitle_of(subject: Subject, width: int, now: float) -> str:
    """What the lower border says: how long one has been waiting for the model."""
    turn = subject.turn
    if turn is None or subject.node.state != "calling" or turn.reply is not None:
        return ""
    if width < _WIDE:
        return call_words(turn, now)
    return waiting_words(turn, subject.session.limits, now)


def tab_line(tab: Tab, width: int) -> Line:
    """The six tabs, the current one in brackets; the others lose their words before
    one of them is cut."""
    forms = (_tabs(tab, form) for form in ("words", "short"))
    fitting = (said for said in forms if width_of(said) <= width + 1)
    return next(fitting, None) or _tabs(tab, "keys")


def _tabs(tab: Tab, form: Literal["words", "short", "keys"]) -> Line:
    spans: list[Span] = []
    for name in TABS:
        title = "Log" if name == "events" else name.capitalize()
        title = title if form == "words" else _SHORT.get(name, title)
        text = with_keys(f"{{tab.{name}}} {title}")
        if name == tab:
            spans.append(Span(f"[{text}]", "strong"))
        else:
            text = with_keys(f"{{tab.{name}}}") if form == "keys" else text
            spans.append(Span(f" {text} " if form == "words" else text, "muted"))
        spans.append(Span(" "))
    return tuple(spans)


def tab_at(tabs: Line, x: int) -> Tab | None:
    """The tab that is drawn in a cell."""
    index = span_at(tabs, x)
    return None if index is None else TABS[index // 2]


def fact_lines(subject: Subject, width: int) -> list[Line]:
    """What is known of a ticket before its text is read."""
    ticket, glyphs = subject.ticket, subject.glyphs
    if ticket is None:
        return []
    gap = f"  {glyphs.dot}  " if width >= _WIDE else "   "
    facts = [f"model {short_model(ticket.model)}"] if ticket.model else []
    if ticket.input_tokens:
        facts.append(f"in {tokens(ticket.input_tokens)} tok")
    if ticket.gate in ("call", "query"):
        facts.append(f"est {estimate(ticket.cost, glyphs)}")
    if ticket.blocks:
        facts.append(f"block {ticket.block} of {ticket.blocks}")
    where = f"depth {subject.node.depth} of {subject.session.limits.max_depth}"
    asked = _asked_for(subject)
    more = []
    if len(gap.join([*facts, *asked])) <= width:
        facts += asked
    elif asked:
        more = [line(Span(gap.join(asked)))]
    if len(gap.join(facts)) > width:
        facts.reverse()  # what is cut is the name, not the estimate
    rows = [
        line(Span(gap.join(facts))),
        *more,
        _reason_line(subject, where, gap, width),
        _said_by_you(ticket, width, glyphs),
    ]
    if ticket.is_open and ticket.edit is not None:
        rows.append(
            _edited(
                f"{glyphs.edited} edited by you {glyphs.dot} "
                + with_keys("{ticket.revert} reverts")
            )
        )
        rows.append(line(Span(not_yet(ticket), "held")))
    if ticket.is_open and ticket.gate in ("call", "query"):
        sums = forecast(subject.session, [ticket])
        rows += [line(Span(said, "failed")) for said in passed_lines(sums, glyphs)]
    return [row for row in rows if row and row[0].text]


def _asked_for(subject: Subject) -> list[str]:
    """What the call asks of the model beside its text, and how often it has failed."""
    ticket = subject.ticket
    if ticket is None or ticket.gate not in TAKES_MODEL or not ticket.model:
        return []
    session = subject.session
    options = session.brought.asked_of(ticket.node)
    said = [f"{_SHORT_OF.get(name, name)} {value}" for name, value in options.items()]
    tries = len(tries_before(ticket, session))
    return [safe_line(text) for text in said] + ([f"try {tries + 1}"] if tries else [])


def plain_facts(ticket: Ticket) -> tuple[str, ...]:
    """What an editor outside is told of a ticket, line by line."""
    facts = [f"rlm-tui  {ticket_title(ticket)}"]
    if ticket.model:
        facts.append(f"model {safe_line(ticket.model)}")
    facts.append("nothing is sent from here: save and leave, then look at the diff")
    return tuple(facts)


def _edited(text: str) -> Line:
    return line(Span(text, "edited"))


def _reason_line(subject: Subject, where: str, gap: str, width: int) -> Line:
    ticket = subject.ticket
    if ticket is None:
        return ()
    if not ticket.is_open:
        return line(Span(f"{reason_of(ticket)}{gap}{verdict(ticket)}", "edited"))
    reason = reason_of(ticket)
    if safe_line(ticket.why) == safe_line(ticket.payload.preview):
        return line(Span(where, "muted"))
    said = (Span(where, "muted"), Span(gap), Span(reason, "held"))
    hits = _hits(subject.session, ticket)
    more = (Span(f"{gap}{hits}", "muted"),) if hits else ()
    return line(*said, *more) if width_of((*said, *more)) <= width else line(*said)


def _said_by_you(ticket: Ticket, width: int, glyphs: Glyphs) -> Line:
    """With which words a person refused, or what they wrote as the answer."""
    if ticket.actor != "you" or ticket.text is None or not ticket.text.preview:
        return ()
    match ticket.verb:
        case "reject":
            said = f"your words: {safe_line(ticket.text.preview)}"
        case "answer":
            said = f"your answer: {safe_line(ticket.text.preview)}"
        case _:
            return ()
    return cut(line(Span(said, "edited")), width, ellipsis=glyphs.ellipsis)


def _hits(session: Session, ticket: Ticket) -> str:
    """How often the rule that holds a ticket has matched, if it is still there."""
    at = ticket.rule or 0
    rule = session.rules[at - 1] if 0 < at <= len(session.rules) else ""
    hits = session.rule_hits.get(rule, 0)
    return f"{count(hits, 'hit')} so far" if hits else ""


def verb_lines(situation: Situation, width: int) -> list[Line]:
    """The verbs of a ticket in columns, two rows at most."""
    verbs = ticket_verbs(situation)
    column = 24 if width >= 72 else 18 if width >= 54 else 16
    longest = max((len(LIVE[verb].shown + label) for verb, label in verbs), default=0)
    column = max(column, longest + 3)
    per_row = max(1, width // column)
    rows: list[Line] = []
    for start in range(0, min(len(verbs), 2 * per_row), per_row):
        spans: list[Span] = []
        for verb, label in verbs[start : start + per_row]:
            key = LIVE[verb].shown
            spans.append(Span(key, "key"))
            spans.append(Span(f" {label}".ljust(column - len(key))))
        rows.append(tuple(spans))
    return rows
