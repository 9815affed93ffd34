"""What each tab of the detail pane shows of a node, an iteration or a ticket."""

from __future__ import annotations

from rlm_tui.domain.limit_words import in_words_of_people
from rlm_tui.domain.money import cost_of
from rlm_tui.domain.session import Ticket
from rlm_tui.domain.text import Text
from rlm_tui.domain.turns import Attempt, Execution, Iteration, Stopping
from rlm_tui.domain.variables import Variable
from rlm_tui.insight.scope import scope_of
from rlm_tui.sanitize import safe_line
from rlm_tui.ui.detail.asides import aside_lines
from rlm_tui.ui.detail.batch import batch_lines
from rlm_tui.ui.detail.code import code_tab
from rlm_tui.ui.detail.long_code import without_long_code
from rlm_tui.ui.detail.subject import TAB_OF, Subject, Tab
from rlm_tui.ui.keys.keymap import with_keys
from rlm_tui.ui.style.glyphs import Glyphs
from rlm_tui.ui.text.diff import diff_lines
from rlm_tui.ui.text.highlight import code_lines, numbered
from rlm_tui.ui.text.lines import Line, Span, cut, line, unstyled
from rlm_tui.ui.text.long import MIN_CHARS
from rlm_tui.ui.text.paragraphs import Shown
from rlm_tui.wording import (
    count,
    end_line,
    short_model,
    tries_before,
)


def lines_of(subject: Subject, tab: Tab) -> list[Shown]:
    """The lines of a tab; the log is made elsewhere."""
    ticket = subject.ticket
    if ticket is not None and tab == TAB_OF[ticket.gate] and ticket.is_open:
        return ticket_lines(subject, ticket)
    if subject.node.kind == "batch" and tab != "events":
        return [*batch_lines(subject, tab)]
    match tab:
        case "prompt":
            return aside_lines(subject) + _prompt(subject)
        case "reasoning":
            return aside_lines(subject) + _reasoning(subject)
        case "code":
            return code_tab(subject)
        case "output":
            return _output(subject)
        case "vars":
            return _variables(subject)
        case "events":
            return []


def is_growing(subject: Subject, tab: Tab) -> bool:
    """Whether text arrives in a tab right now."""
    if subject.turn is None or subject.node.has_ended:
        return False
    return {
        "reasoning": subject.node.state == "calling",
        "output": subject.node.state in ("calling", "executing", "waiting"),
    }.get(tab, False)


def ticket_lines(subject: Subject, ticket: Ticket) -> list[Shown]:
    """The whole text that would go out, with what a person changed in it."""
    lines: list[Shown] = [*map(_failed_try, tries_before(ticket, subject.session))]
    if lines:
        lines.append(())
    if subject.answer is not None:
        says = with_keys("your answer, not used yet: {ticket.approve} uses it")
        title = f"{subject.glyphs.answered} {says}"
        lines += [line(Span(title, "edited"))]
        lines += subject.shown(subject.answer, "edited")
        lines += [(), line(Span("in place of", "muted"))]
    return lines + _payload(subject, ticket)


def _failed_try(failed: Attempt) -> Line:
    cost = cost_of(failed.usage)
    spent = f", {cost} spent" if cost else ""
    said = f"try {failed.number} failed: {safe_line(failed.error)}{spent}"
    return line(Span(said, "failed"))


def _payload(subject: Subject, ticket: Ticket) -> list[Shown]:
    changed = _changed(ticket)
    if changed is not None and subject.shows_diff:
        old = subject.clean(subject.read(ticket.payload))
        return [*diff_lines(old, subject.clean(subject.read(changed)))]
    text = subject.read(ticket.payload if changed is None else changed)
    if ticket.gate == "limit":
        text = in_words_of_people(text)
    if len(text) >= MIN_CHARS:
        return subject.shown(text)
    shown = subject.clean(text)
    if ticket.gate == "exec":
        return [*numbered(code_lines("\n".join(shown)), subject.glyphs)]
    return [*numbered(tuple(unstyled(shown)), subject.glyphs)]


def _changed(ticket: Ticket) -> Text | None:
    if ticket.is_open:
        return ticket.edit
    was_sent = ticket.verb == "approve" and ticket.text is not None
    return ticket.text if was_sent and ticket.text != ticket.payload else None


def _text(subject: Subject, text: Text, style: str = "") -> list[Shown]:
    return subject.shown(subject.read(text), style)


def _title(subject: Subject, words: str) -> Line:
    return line(Span(f"{subject.glyphs.rule} {words}", "title"))


def _prompt(subject: Subject) -> list[Shown]:
    ticket = subject.ticket
    if ticket is not None and TAB_OF[ticket.gate] == "prompt":
        return _payload(subject, ticket)
    turn = subject.turn
    if subject.is_turn and turn is not None:
        return _messages(subject, turn)
    lines = _text(subject, subject.node.prompt)
    context = subject.node.context
    if context is None and subject.node.id == "0":
        context = subject.session.context
    if context is not None:
        facts = f"<context: {safe_line(context.label)}, {context.chars:,} chars>"
        lines += [(), line(Span(facts, "muted")), *_text(subject, context.preview)]
    return lines


def _messages(subject: Subject, turn: Iteration) -> list[Shown]:
    lines: list[Shown] = []
    if turn.kept:
        kept = count(turn.kept, "message")
        lines.append(line(Span(f"{kept} before these, as in the last call", "muted")))
    for message in turn.messages:
        lines.append(_title(subject, message.role))
        lines += [*_text(subject, message.content), ()]
    return lines or [line(Span("nothing has been sent yet", "muted"))]


def _reasoning(subject: Subject) -> list[Shown]:
    turn = subject.turn
    if turn is None:
        return [line(Span("no model call yet", "muted"))]
    lines: list[Shown] = []
    lines += map(_failed_try, turn.failures)
    reasoning = subject.read(turn.reasoning) or turn.draft_reasoning
    if reasoning:
        lines.append(_title(subject, "reasoning"))
        lines += subject.shown(reasoning, "muted")
        lines.append(())
    reply = subject.read(turn.reply) if turn.reply is not None else turn.draft
    if reply:
        who = "written by you" if turn.by == "you" else short_model(subject.node.model)
        lines.append(_title(subject, f"reply {subject.glyphs.dot} {who}"))
        reply = reply if subject.as_written else without_long_code(reply)
        lines += subject.shown(reply) if turn.reply is None else subject.reply(reply)
    return lines or [line(Span(_why_no_words(subject, turn), "muted"))]


def _why_no_words(subject: Subject, turn: Iteration) -> str:
    """What is to be expected of a turn that has no text yet."""
    if turn.reply is not None or subject.node.has_ended:
        return "the model wrote nothing"
    if subject.node.state == "calling":
        return "waiting for the first word"
    return "nothing has been sent to the model yet"


def _output(subject: Subject) -> list[Shown]:
    lines = [] if subject.is_turn else _answer(subject)
    turn = subject.turn
    ticket = subject.ticket
    if ticket is not None and TAB_OF[ticket.gate] == "output" and not lines:
        return _payload(subject, ticket)
    if subject.node.kind == "llm" and turn is not None and not lines:
        reply = subject.read(turn.reply) if turn.reply is not None else turn.draft
        return subject.shown(reply)
    if turn is not None:
        for execution in subject.executions:
            lines += _execution_output(subject, turn, execution)
    return lines or [line(Span("no output yet", "muted"))]


def _answer(subject: Subject) -> list[Shown]:
    node, lines = subject.node, list[Shown]()
    if node.answer is not None:
        who = " by you" if node.state == "answered" else ""
        sure = f"  confidence {node.confidence:.2f}" if node.confidence else ""
        lines += [line(Span(f"Answer{who}", "title"), Span(sure, "muted"))]
        lines += [*_text(subject, node.answer, "strong"), ()]
    end = ""
    if node.id == "0" and subject.session.status not in (None, "answered"):
        end = end_line(subject.session)
    known = subject.session.error or ""
    is_said = node.state == "aborted" or (node.error or "") in known
    if node.error and not (end and is_said):
        lines += [*subject.shown(in_words_of_people(node.error), "failed"), ()]
    if end:
        lines += [line(Span(end, "failed")), ()]
    return lines


def _execution_output(
    subject: Subject, turn: Iteration, execution: Execution
) -> list[Shown]:
    words = f"it {turn.number} block {execution.block}"
    state = execution.status or ("cut" if subject.node.has_ended else "running")
    lines: list[Shown] = [_title(subject, f"{words} {subject.glyphs.dot} {state}")]
    stdout = execution.stdout
    text = subject.read(stdout) if stdout is not None else execution.draft
    if text:
        lines += subject.shown(text)
    elif execution.status is not None and not execution.error:
        did = "gave the answer" if execution.status == "final" else "printed nothing"
        lines.append(line(Span(f"it {did}", "muted")))
    if execution.stopping:
        lines += subject.shown(_stopping(execution.stopping), "held")
    if execution.error:
        lines += subject.shown(execution.error, "failed")
    return [*lines, ()]


def _stopping(stopping: Stopping) -> str:
    return (
        f"still running: {stopping.reason}; its process is killed "
        f"{stopping.grace_s:g} s after that, and its variables with it"
    )


_ROOM_FOR_VALUES = 64
"""Cells from which on a value that is cut says enough; in fewer ones it wraps."""
_READ = "{text.open} here reads them page by page"
_SET = ", {values.set} there sets one"


def _variables(subject: Subject) -> list[Shown]:
    scope = scope_of(subject.session, subject.node)
    said = safe_line(scope.said, ascii_only=subject.glyphs.is_ascii)
    lines: list[Shown] = []
    if scope.owner not in ("", subject.node.id):
        lines.append(
            line(Span(f"of {scope.owner}, whose code asked for this", "muted"))
        )
    if said:
        style = "failed" if scope.is_lost else "muted"
        lines += [*unstyled([said], style)]
    if not scope.rows:
        return lines
    wide = min(20, max(len(variable.name) for variable in scope.rows))
    lines += [
        line(Span(with_keys(_READ if scope.is_busy else _READ + _SET), "muted")),
        line(Span(f"{'name':<{wide}}  {'type':<8} {'size':>9}  value", "title")),
    ]
    lines += [_variable(subject, variable, wide) for variable in scope.values]
    if scope.values and scope.helpers:
        said = f"{count(len(scope.helpers), 'helper')} of the code"
        lines += [(), line(Span(said, "muted"))]
    lines += [_variable(subject, variable, wide) for variable in scope.helpers]
    return lines


def variables_in(lines: list[Shown], width: int, glyphs: Glyphs) -> list[Shown]:
    """A row for each variable, where there is room for the most of its value."""
    if width < _ROOM_FOR_VALUES:
        return lines
    return [
        cut(row, width, ellipsis=glyphs.ellipsis)
        if isinstance(row, tuple) and len(row) > 1
        else row
        for row in lines
    ]


def _variable(subject: Subject, variable: Variable, wide: int) -> Line:
    size = "" if variable.length is None else f"{variable.length:,}"
    preview = safe_line(variable.preview, ascii_only=subject.glyphs.is_ascii)
    name = safe_line(variable.name)[:wide]
    kind = safe_line(variable.type)[:8]
    return line(Span(f"{name:<{wide}}  ", "strong"), f"{kind:<8} {size:>9}  {preview}")
