"""Which variables are known, and of when they are."""

from __future__ import annotations

import pytest

from rlm_tui.domain.events import Event
from rlm_tui.domain.events_of_code import VariablesSeen
from rlm_tui.domain.variables import Variable
from rlm_tui.insight.scope import scope_of
from tests.factories import block, child_started, created, folded, root_started, turn

X = Variable(name="x", type="int", preview="1")
BEGUN = (created(), root_started(), *turn())
WAITS = (*BEGUN, block()[0])
LATER = (*BEGUN, block()[0], block()[1].model_copy(update={"variables": (X,)}))
AGAIN = (*LATER, *turn("0", 2), block("0", 2)[0])
SEEN = VariablesSeen(node="0", variables=(X,))


@pytest.mark.parametrize(
    ("events", "names", "said"),
    [
        (BEGUN, [], "no variables yet"),
        (WAITS, [], "none yet: it 1 block 1 still runs"),
        ((*WAITS, SEEN), ["x"], "as they are while it 1 block 1 waits"),
        (LATER, ["x"], ""),
        (AGAIN, ["x"], "as they were before it 2 block 1, which still runs"),
    ],
    ids=["none", "first", "seen", "ended", "second"],
)
def test_variables_say_of_when_they_are(
    events: tuple[Event, ...], names: list[str], said: str
) -> None:
    session = folded(*events)

    scope = scope_of(session, session.nodes["0"])

    assert [variable.name for variable in scope.rows] == names
    assert scope.said.startswith(said)
    assert bool(scope.said) == bool(said)


def test_a_sub_query_shows_the_variables_of_the_code_that_asked() -> None:
    asked = child_started("0.1")
    session = folded(*WAITS, asked, SEEN)

    scope = scope_of(session, session.nodes["0.1"])

    assert (scope.owner, scope.rows) == ("0", (X,))


def test_a_child_that_has_not_begun_is_seen_with_the_code_that_asked() -> None:
    asked = child_started("0.1", "rlm")
    session = folded(*WAITS, asked)
    begun = folded(*WAITS, asked, *turn("0.1"))

    assert scope_of(session, session.nodes["0.1"]).owner == "0"
    assert scope_of(begun, begun.nodes["0.1"]).owner == "0.1"
