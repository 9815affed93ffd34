"""A rule is asked about what arrives; what waits already is offered to it."""

from __future__ import annotations

import pytest

from rlm_tui.domain.decisions import Answer, Approve, Decision, Reject
from rlm_tui.domain.reduce import replay
from rlm_tui.domain.rules.effects import deed_on, in_force_words, left_waiting
from rlm_tui.domain.rules.parse import parse_rule
from tests import factories

WAITING = replay(factories.waiting_session())
SECOND = "0.2:query:1"


@pytest.mark.parametrize(
    ("line", "decision", "deed"),
    [
        ("pass node:0.2", Approve(), "let it through"),
        ('deny "too long" node:0.2', Reject(words="too long"), "refuse it"),
        ('mock "n/a" node:0.2', Answer(text="n/a"), 'answer it "n/a"'),
    ],
)
def test_what_waits_would_have_been_decided(
    line: str, decision: Decision, deed: str
) -> None:
    rule = parse_rule(line)

    assert left_waiting(WAITING, rule) == {SECOND: decision}
    assert deed_on(rule, 1).startswith(deed)


def test_a_long_text_leaves_room_for_the_answers() -> None:
    rule = parse_rule(f'deny "{"no shell here " * 20}" gate:exec')

    assert deed_on(rule, 2) == 'refuse them with "no shell here no shell h..."'


@pytest.mark.parametrize("line", ["hold node:0.2", "log node:0.2", 'deny "x" depth>9'])
def test_what_a_rule_does_not_decide_is_left_alone(line: str) -> None:
    assert left_waiting(WAITING, parse_rule(line)) == {}


@pytest.mark.parametrize("gate", ["limit", "error"])
def test_a_person_alone_decides_at(gate: str) -> None:
    held = factories.held("0", gate, hold=gate)
    session = replay(factories.numbered(*factories.waiting_session()[:-4], held))

    assert left_waiting(session, parse_rule("pass depth>=0")) == {}
    assert left_waiting(session, parse_rule('deny "x" depth>=0')) == {}


def test_what_is_not_held_any_more_is_said() -> None:
    before = ("hold gate:query", "hold gate:exec")

    said = in_force_words(before, ("hold gate:exec", "hold gate:query off"))

    assert said.startswith("1 rule in force, 1 off; you are not asked any more when")
    assert in_force_words(before, before) == "2 rules in force"
