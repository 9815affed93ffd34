"""A saved session is walked by what waited for a person and by what they did."""

from __future__ import annotations

from rlm_tui.domain.events import Event
from rlm_tui.domain.events_of_answers import GuidanceGiven
from rlm_tui.domain.events_of_tickets import TicketDecided, TicketEdited
from rlm_tui.domain.text import Text
from rlm_tui.ui.desk.landmarks import Landmarks, landmark_beside, landmarks_of
from rlm_tui.ui.desk.scrubber import scrubber_line
from rlm_tui.ui.style.glyphs import UNICODE
from rlm_tui.ui.text.lines import plain
from tests import factories
from tests.ui.driving import note, opened, press, run_screen
from tests.ui.fakes import bed


def decided(node: str, verb: str, actor: str = "you") -> Event:
    """A decision on the query of a node."""
    return TicketDecided.model_validate(
        {"node": node, "ticket": f"{node}:query:1", "verb": verb, "actor": actor}
    )


def edited(node: str) -> Event:
    """A changed prompt that is kept."""
    return TicketEdited(node=node, ticket=f"{node}:query:1", text=Text.of("shorter"))


def batch_walked(*later: Event) -> list[Event]:
    """Three elements of a batch wait, and what a person does then, each a second after
    what was before it."""
    children = [f"0.1.{number}" for number in (1, 2, 3)]
    batch = factories.child_started("0.1", "batch")
    events = factories.numbered(
        factories.created(attended=True),
        factories.root_started(),
        *factories.turn(),
        batch,
        *(factories.child_started(child) for child in children),
        *(factories.held(child) for child in children),
        *later,
    )
    return [e.model_copy(update={"at": float(n)}) for n, e in enumerate(events)]


def told(events: list[Event]) -> list[str]:
    """The landmarks in words."""
    return [landmark.says() for landmark in landmarks_of(events)]


def test_a_batch_that_waits_is_one_and_each_decision_another() -> None:
    events = batch_walked(
        edited("0.1.2"), decided("0.1.2", "reject"), decided("0.1.3", "answer")
    )

    assert told(events) == [
        "3 of 0.1 wait",
        "you edited 0.1.2",
        "you refused 0.1.2",
        "you answered 0.1.3",
    ]


def test_what_was_decided_in_one_go_is_one() -> None:
    *events, first, second = batch_walked(
        decided("0.1.1", "approve"), decided("0.1.2", "approve")
    )
    second = second.model_copy(update={"at": first.at + 0.001})

    last = landmarks_of([*events, first, second])[-1]

    assert last.says() == "you approved 2 of 0.1"
    assert last.position == len(events) + 2


def test_what_comes_to_wait_after_a_decision_is_another() -> None:
    events = batch_walked(
        decided("0.1.1", "approve"), factories.held("0.1.1", ticket="again")
    )

    assert told(events)[1:] == ["you approved 0.1.1", "0.1.1 waits"]


def test_what_a_person_did_elsewhere_counts_and_what_a_rule_did_does_not() -> None:
    events = batch_walked(
        decided("0.1.1", "reject", actor="rule"),
        GuidanceGiven(node="0", guidance=1, text=Text.of("be brief")),
    )

    assert told(events)[1:] == ["you guided 0"]


def test_the_time_line_marks_what_was_done_and_says_it_there() -> None:
    events = batch_walked(
        edited("0.1.2"),
        decided("0.1.2", "reject"),
        *[factories.child_started(f"0.{number}") for number in range(2, 30)],
    )
    marks = landmarks_of(events)

    drawn = plain(
        scrubber_line(
            marks[2].position,
            len(events),
            landmarks=marks,
            speed=None,
            width=120,
            glyphs=UNICODE,
        )
    )

    assert "◆" in drawn
    assert "±" in drawn
    assert drawn.endswith(f"of {len(events)}  you refused 0.1.2")


def test_they_are_found_anew_when_there_are_other_events() -> None:
    events = batch_walked()
    landmarks = Landmarks()
    before = landmarks.of(events)

    assert landmarks.of(events) is before
    events.append(edited("0.1.2"))
    after = landmarks.of(events)

    assert len(after) == len(before) + 1
    assert landmark_beside(after, after[-1].position, 1) is None
    assert landmark_beside(after, after[-1].position, -1) == before[-1]


async def test_decisions_are_walked_to_at_their_rows() -> None:
    events = batch_walked(edited("0.1.2"), decided("0.1.2", "reject"))

    async with opened(bed(events, is_review=True)) as pilot:
        screen = run_screen(pilot)
        await press(pilot, "left_square_bracket")
        assert (screen.desk.selected.node, screen.position) == ("0.1.2", None)
        await press(pilot, "left_square_bracket")
        assert screen.desk.selected.node == "0.1.2"
        assert "you edited 0.1.2" in note(pilot)
        await press(pilot, "left_square_bracket")
        assert screen.desk.selected.node == "0.1"
        assert "3 of 0.1 wait" in note(pilot)
