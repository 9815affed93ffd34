"""Looking back, around and beside in plain mode."""

from __future__ import annotations

import pytest

from rlm_tui.domain.events_of_steering import NodeMarked
from rlm_tui.domain.events_of_tickets import TicketEdited
from rlm_tui.domain.text import Text
from rlm_tui.errors import SteeringError
from rlm_tui.plain.paging import Pages
from rlm_tui.plain.voice import Voice
from tests import factories
from tests.plain.beds import plain

WAITING, DONE = factories.waiting_session(), factories.finished_session()


@pytest.mark.parametrize(
    ("line", "label", "words"),
    [
        ("search SECTION", "LIST", "2 matches in 2 texts"),
        ("/ 0.2 sections 15", "FOUND", '0.2 prompt: "Summarise sections 15 to 22."'),
        ("search found.append", "FOUND", '0 reply 2: "I split it.'),
        ("search nowhere to be found", "LIST", "0 matches in 0 texts"),
        ("search", "ERROR", "search for which words?"),
        ("diff 0.1 0.2", "DIFF", "removed: Summarise section 14."),
        ("diff 0.1 0.2", "OK", "removed: only in 0.1; added: only in 0.2"),
        ("d", "ERROR", "nothing was changed here: diff 0.1 0.2 compares"),
        ("diff 0.1", "ERROR", "beside which other node?"),
        ("messages 0 1", "MESSAGES", "0 iteration 1: 1 message, 6 characters; 0 as"),
        ("messages 0 1", "NEW user", "Go on."),
        ("messages 0 9", "ERROR", "0 sent nothing in iteration 9"),
        ("times", "LIST", "times of 3 nodes"),
        ("times 0", "TIME", "0 rlm: model calls"),
        ("costs", "MODEL", "gpt-5: 2 calls,"),
        ("costs", "NODE", "0 rlm, 100%: 2 calls,"),
        ("context", "ERROR", "the context was not kept with the session"),
        ("next", "FOCUS", "#2 0.2 before sub-query"),
        ("[", "FOCUS", "#2 0.2 before sub-query"),
        ("back", "ERROR", "and this one is live"),
        ("goto 3", "ERROR", "and this one is live"),
        ("more", "ERROR", "there is no more"),
        ("set", "SETTING", "tell: all"),
        ("serch x", "ERROR", "did you mean search?"),
        ("help costs", "HELP", "costs: what models and nodes used"),
        ("help pager", "ERROR", "in place of pager: show, and more"),
        ("4", "ERROR", "in place of 4: show output NODE"),
        ("zoom", "ERROR", "there are no panes here"),
    ],
)
async def test_a_line_is_answered(line: str, label: str, words: str) -> None:
    it = plain(WAITING)

    await it.type(line)

    assert any(words in said for said in it.said(label)), it.paper


async def test_two_marked_nodes_are_compared() -> None:
    marks = [NodeMarked(node=node, marked=True) for node in ("0.2", "0.1")]
    it = plain([*WAITING, *factories.numbered(*marks)])

    await it.type("diff")

    assert it.said("DIFF")[-1] == "added: Summarise sections 15 to 22."


async def test_an_edit_is_compared_with_what_it_changed() -> None:
    edit = TicketEdited(node="0.1", ticket="0.1:query:1", text=Text.of("Say less."))
    it = plain([*WAITING, *factories.numbered(edit)])

    await it.type("diff")

    assert it.said("DIFF") == ["removed: Summarise section 14.", "added: Say less."]


class TestWalking:
    """A saved session, event by event."""

    async def test_it_is_shown_as_it_was(self) -> None:
        it = plain(DONE, is_review=True)

        await it.type("goto 3", "status", "< 2", "forward", "last", "status")

        total = len(DONE)
        places = [said.partition(" of ")[0] for said in it.said("EVENT")]
        assert places == ["3", "1", "2", str(total)]
        assert it.said("STATUS")[4].startswith("running, ")
        assert it.said("STATUS")[-4] == "answered"

    async def test_it_goes_from_stop_to_stop(self) -> None:
        decided = factories.approved()
        it = plain([*WAITING, *factories.numbered(decided)], is_review=True)

        await it.type("first", "]", "]", "]", "[", "last", "[")

        kinds = [said.partition(": ")[2].split(" ")[0] for said in it.said("EVENT")]
        assert kinds == [
            "session",
            "STOP",
            "STOP",
            "DECIDED",
            "STOP",
            "DECIDED",
            "STOP",
        ]

    async def test_where_there_is_no_stop_it_stays(self) -> None:
        it = plain(DONE, is_review=True)

        await it.type("last", "]")

        assert it.said("ERROR") == ["nothing waited or was decided after this event"]


class TestPages:
    """A text that is longer than a page."""

    def test_it_goes_on_where_it_was_cut_at_the_end_of_a_line(self) -> None:
        paper: list[str] = []
        voice = Voice(paper.append, ascii_only=False, has_bell=False)
        pages = Pages(size=10)

        pages.show(voice, "OUTPUT", "one two\nthree\nfour")
        pages.more(voice)

        assert paper[0] == "OUTPUT one two\n"
        assert "10 characters are left: more goes on" in paper[1]
        assert "three\nfour\n" in "".join(paper[2:])
        with pytest.raises(SteeringError, match="no more"):
            pages.more(voice)

    def test_a_script_has_it_whole(self) -> None:
        paper: list[str] = []
        voice = Voice(paper.append, ascii_only=False, has_bell=False)

        Pages().show(voice, "OUTPUT", "x" * 100_000)

        assert len(paper) == 1
