"""Limits and variables in lines."""

from __future__ import annotations

from rlm_tui.domain.events import Event, NodeFinished
from rlm_tui.domain.events_of_code import CodeExecuted
from rlm_tui.domain.variables import Variable
from tests import factories
from tests.plain.beds import Plain, plain

FOUND = (
    Variable(name="STAMP", type="str", preview="'x'"),
    Variable(name="stems", type="function", preview="<function>"),
    Variable(name="rows", type="list", length=2, preview="[1, 2]"),
    Variable(name="WORD", type="Pattern", preview="re.compile('x')"),
)


def with_variables(*found: Variable) -> Plain:
    """A saved session whose code has these."""
    started, executed = factories.block()
    assert isinstance(executed, CodeExecuted)
    ended = executed.model_copy(update={"variables": found})
    begun = (factories.created(), factories.root_started(), *factories.turn())
    return plain(factories.numbered(*begun, started, ended), is_review=True)


async def test_helpers_of_the_code_are_counted_and_listed_only_when_asked_for() -> None:
    it = with_variables(*FOUND)

    await it.type("variables", "variables all")

    assert it.said("LIST") == ["1 variable of 0", "4 variables of 0"]
    assert it.said("VARIABLE")[:2] == ["rows: list [1, 2]"] * 2
    assert it.said("HELPERS") == [
        "and 3 helpers of its code, such as STAMP, stems, WORD: variables 0 all lists "
        "them too"
    ]


async def test_helpers_alone_are_listed() -> None:
    it = with_variables(*FOUND[:2])

    await it.type("variables")

    assert len(it.said("VARIABLE")) == 2
    assert it.said("HELPERS") == []


async def test_a_refused_sub_query_uses_nothing_of_the_limit() -> None:
    refused: Event = NodeFinished(node="0.1", state="rejected")
    decided = factories.approved().model_copy(update={"verb": "reject"})
    waiting = factories.waiting_session()
    it = plain([*waiting, *factories.numbered(decided, refused)])

    await it.type("limit")

    [calls] = [line for line in it.said("LIMIT") if line.startswith("calls ")]
    assert calls == "calls (sub-queries): 50, used 0, and 1 that wait"
