"""What a person in plain mode is told, and what their lines do."""

from __future__ import annotations

import pytest

from rlm_tui.domain.events import (
    NodeFinished,
    RunStarted,
    SessionFinished,
)
from rlm_tui.domain.events_of_steering import IntentChanged
from rlm_tui.domain.events_of_tickets import Result
from rlm_tui.domain.text import Text
from tests import factories
from tests.plain.beds import plain

WAITING = factories.waiting_session()
FIRST, SECOND = "0.1:query:1", "0.2:query:1"


async def test_every_stop_is_announced_and_the_first_is_acted_on() -> None:
    desk = plain(WAITING)

    await desk.type()

    first, second = desk.said("STOP")
    assert first.startswith('#1 0.1 before sub-query, asked by 0: "Summarise section')
    assert "about $0.006; held: rule 1: hold gate:query" in first
    assert first.endswith("r reject, = answer, M another model, ? more")
    assert second.endswith("Verbs still act on #1 0.1")
    assert desk.said("WAITING") == ["for you at 2 stops, #1 first; nothing else moves"]
    assert desk.paper.count("\a") == 1


async def test_a_verb_without_a_target_acts_on_the_focus_and_goes_on() -> None:
    desk = plain(WAITING)

    said = await desk.type("a")

    assert desk.verbs == [("approve", FIRST)]
    ok, after = said[-2:]
    assert ok == "OK 0.1: approved"
    assert after.startswith("NEXT #2 0.2 before sub-query")


@pytest.mark.parametrize(
    ("line", "verb"),
    [
        ("approve #2", ("approve", SECOND)),
        ("a 0.2", ("approve", SECOND)),
        ("r 2 too long", ("reject", SECOND, "too long")),
        ('r "too long"', ("reject", FIRST, "too long")),
        ("= 2 it is 5", ("answer", SECOND, "it is 5")),
        ("e 0.2 Say less.", ("edit", SECOND, "Say less.")),
        ("p", ("pause",)),
        ("c", ("resume",)),
        ("pause model gpt-5", ("latch", "model", "gpt-5")),
        ("continue model gpt-5", ("unlatch", "model", "gpt-5")),
        ("latch 0.1", ("latch", "node", "0.1")),
        ("P", ("latch", "node", "0.1")),
        ("s", ("step", "into", "0")),
        ("n", ("step", "over", "0")),
        ("iteration 2", ("step", "iteration", "0")),
        ("out", ("step", "out", "0")),
        ("t 0.2", ("run_to", "0.2")),
        ("until gate:exec", ("until", "gate:exec")),
        ("M gpt-5 2", ("choose_model", SECOND, "gpt-5")),
        ("u look at 14.2", ("inject", "0", "look at 14.2")),
        ("guide 0.1 look", ("inject", "0.1", "look")),
        ("withdraw 0 1", ("withdraw", "0", "1")),
        ("limit money 2", ("set_limits", "{'max_cost': 2}")),
        ("set-variable 0 x = [1]", ("set_variable", "0", "x", "[1]")),
    ],
)
async def test_a_line_is_a_verb_of_the_run(line: str, verb: tuple[str, ...]) -> None:
    desk = plain(WAITING)

    await desk.type(line)

    assert verb in desk.verbs
    assert desk.said("ERROR") == []
    assert desk.said("OK") != []


async def test_a_step_is_taken_as_often_as_it_says() -> None:
    desk = plain(WAITING)

    await desk.type("step over 3 0.1")

    plan = desk.bed.journal.session.plan
    assert plan is not None
    assert (plan.step, plan.count) == ("over", 3)


async def test_a_result_is_made_again_and_one_is_picked() -> None:
    reply = factories.held("0.1", gate="result", ticket="0.1:result:1")
    again = reply.model_copy(
        update={
            "of": "query",
            "attempts": tuple(Result(model="m", text=Text.of(t)) for t in "ab"),
        }
    )
    desk = plain([*WAITING[:-3], *factories.numbered(again)])

    await desk.type("pick two 1", "pick 2 1", "R 1 gpt-5")

    assert desk.said("STOP")[0].endswith("R run again, pick 1 to 2, ? more")
    assert [verb[0] for verb in desk.verbs] == ["pick", "retry"]
    assert desk.said("ERROR") == ["the number of which attempt? from 1 (at column 6)"]


async def test_what_a_rule_decided_is_told() -> None:
    ruled = factories.held("0.9").model_copy(
        update={"hold": None, "verb": "answer", "rule": 2}
    )
    desk = plain([*WAITING, *factories.numbered(factories.child_started("0.9"))])

    await desk.type_around("status", ruled)

    assert desk.said("DECIDED") == ["0.9: answer by rule 2"]


async def test_a_text_of_several_lines_ends_with_a_dot() -> None:
    desk = plain(WAITING)

    await desk.type("=", "one", "..", "two", ".")

    assert desk.verbs == [("answer", FIRST, "one\n.\ntwo")]


async def test_an_edit_shows_the_text_and_the_difference_and_sends_nothing() -> None:
    desk = plain(WAITING)

    await desk.type("e", "Summarise section 15.", ".")

    assert desk.verbs == [("edit", FIRST, "Summarise section 15.")]
    assert desk.said("TEXT") == ["Summarise section 14."]
    assert desk.said("DIFF") == [
        "removed: Summarise section 14.",
        "added: Summarise section 15.",
    ]
    assert FIRST in desk.bed.journal.session.waiting


async def test_an_edit_without_a_text_does_nothing() -> None:
    desk = plain(WAITING)

    await desk.type("e", ".")

    assert desk.verbs == []
    assert desk.said("ERROR") == ["there was no text: nothing was done"]


async def test_words_for_a_refusal_are_asked_for() -> None:
    desk = plain(WAITING)

    await desk.type("r", "one at a time")

    assert desk.verbs == [("reject", FIRST, "one at a time")]


async def test_input_that_ends_within_a_question_does_nothing() -> None:
    desk = plain(WAITING)

    await desk.type("r")

    assert desk.verbs == []
    assert desk.said("ERROR") == ["the input has ended: nothing was done"]


@pytest.mark.parametrize(
    ("lines", "verb"),
    [
        (("x 0.1", "y"), ("abort", "0.1")),
        (("abort call 0.1", "y"), ("abort_call", "0.1")),
        (("X", "y"), ("abort", "0")),
        (("abort run", "y"), ("abort", "0")),
    ],
)
async def test_an_abort_is_confirmed(
    lines: tuple[str, ...], verb: tuple[str, ...]
) -> None:
    asked, refused = plain(WAITING), plain(WAITING)

    await asked.type(*lines)
    await refused.type(lines[0], lines[0])

    assert asked.verbs == [verb]
    assert refused.verbs == []
    assert "nothing was aborted" in refused.said("OK")


async def test_the_end_is_told_with_the_answer() -> None:
    desk = plain(WAITING)
    done = SessionFinished(status="answered", answer=Text.of("14.2\nand 22.1"))

    await desk.type_around("c", done)

    at = desk.paper.index("FINISHED run finished: answered")
    assert desk.paper[at + 1 : at + 5] == [
        "ANSWER begins",
        "14.2",
        "and 22.1",
        "ANSWER ends",
    ]


async def test_of_a_run_that_goes_on_only_what_is_new_is_told() -> None:
    desk = plain([*WAITING[:-1], *factories.numbered(RunStarted(attempt=2))])

    await desk.type()

    assert len(desk.said("RUN")) == 1
    assert desk.said("NODE") == []
    assert len(desk.said("STOP")) == 1


async def test_a_pause_of_the_engine_is_told() -> None:
    desk = plain(
        factories.numbered(
            factories.created(),
            factories.root_started(),
            IntentChanged(intent="pause", actor="engine", reason="step into"),
        )
    )

    await desk.type()

    assert desk.said("PAUSED") == ["after step into"]


async def test_only_what_matters_is_told_when_asked_for() -> None:
    loud, quiet = plain(WAITING), plain(WAITING)
    start = factories.child_started("0.9")

    await loud.type_around("set tell all", start)
    await quiet.type_around("set tell stops", start)

    assert any(line.startswith("0.9 llm") for line in loud.said("NODE"))
    assert not any(line.startswith("0.9 llm") for line in quiet.said("NODE"))


@pytest.mark.parametrize(
    ("line", "label", "words"),
    [
        ("status", "STATUS", "running, 0 in flight, 2 waiting"),
        ("queue", "FOCUS", "verbs act on #1 0.1"),
        ("tree", "LIST", "3 of 3 nodes"),
        ("tree state:held", "LIST", "2 of 3 nodes"),
        ("tree node:0.2", "NODE", '0.2 llm held #2: "Summarise sections 15 to 22."'),
        ("show 0", "NODE", "iterations: 2"),
        ("show 0.1", "NODE", "state: held"),
        ("show prompt 2", "PROMPT", "Summarise sections 15 to 22."),
        ("show code 0", "CODE 1.1", "print(len(context))"),
        ("show output 0", "OUTPUT 1.1", "214310"),
        ("show ticket 0.2", "STOP #2 0.2", "Summarise sections 15 to 22."),
        ("show messages 0", "MESSAGE 1 user", "Go on."),
        ("show answer 0", "ERROR", "0 has no answer yet"),
        ("show 0.7", "ERROR", "there is no node 0.7"),
        ("$", "LIMIT", "money: $1.00, used $0.030"),
        ("$", "LIMIT", "calls (sub-queries): 50, used 0, and 2 that wait"),
        ("$", "LIMIT", "code_timeout (time of a block): 30 s"),
        ("rules", "RULE", "1 hold gate:query - hold when gate is query; 0 matches"),
        ("variables 0", "LIST", "0 variables of 0"),
        ("vars 0 parts", "VALUE", "the text of parts"),
        ("goto 0.2", "FOCUS", "#2 0.2 before sub-query"),
        ("goto #2", "FOCUS", "#2 0.2 before sub-query"),
        ("goto 0", "NODE", "node: 0 rlm d0"),
        ("goto nowhere", "ERROR", "there is no node, stop or event nowhere"),
        ("?", "HELP", "at #1 0.1: a approve, e edit, r reject, = answer"),
        ("help", "HELP", "wait: until nothing moves"),
        ("help reject", "HELP", 'reject or r ["WORDS"] [TARGET]: refuse it'),
        ("help nonsense", "ERROR", "there is no command nonsense"),
        ("M #2 openai/gpt-5", "OK", "0.2: "),
        ("e What is it?", "ERROR", 'words of your own go in quotes: edit "..."'),
        ("x 0.9", "ERROR", "there is no node 0.9"),
        ("aprove", "ERROR", "'aprove' is no command; did you mean approve?"),
        ("a dpth>2", "ERROR", "did you mean depth? (at column 3)"),
        ("branch", "ERROR", "quit, then rlm-tui branch s_test01 --at 1"),
        ("branch 7", "ERROR", "rlm-tui branch s_test01 --at 7 --plain"),
        ("ask who?", "ERROR", "quit, then rlm-tui ask s_test01 -q 'who?' --plain"),
        ("log", "LIST", "of the log"),
        ("log 0.2 1", "STOP", "0.2 before sub-query"),
        ("log 0.7", "ERROR", "there is no node 0.7"),
        ("E", "ERROR", "an editor needs a terminal: write the text as in e TEXT"),
        ("E @all", "ERROR", "edit-outside takes one stop at a time"),
        ("set bell off", "OK", "bell is off"),
        ("set mouse off", "ERROR", "set takes tell all"),
    ],
)
async def test_a_line_is_answered(line: str, label: str, words: str) -> None:
    desk = plain(WAITING)

    await desk.type(line)

    assert any(words in said for said in desk.said(label)), desk.paper


async def test_looking_decides_nothing() -> None:
    desk = plain(WAITING)

    await desk.type("status", "queue", "tree", "show", "$", "rules", "?", "goto 0.2")

    assert desk.verbs == []


async def test_in_review_nothing_runs_and_everything_can_be_read() -> None:
    desk = plain(factories.finished_session(), is_review=True)

    await desk.type("a", "p", "show answer 0")

    assert desk.said("ERROR") == [
        "nothing waits",
        "this is a saved session: nothing runs in review",
    ]
    assert desk.said("ANSWER") == ["14.2 and 22.1"]


async def test_what_models_write_cannot_steer_the_terminal() -> None:
    evil = "\x1b]0;owned\x07 \x1b[2J text"
    desk = plain(
        factories.numbered(
            factories.created(),
            factories.root_started(),
            *factories.turn(reply=evil),
            factories.child_started("0.1", prompt=evil),
            factories.held("0.1", payload=evil),
        )
    )

    await desk.type("show ticket 0.1")

    assert not any("\x1b" in line for line in desk.paper)


async def test_a_script_that_ends_while_something_waits_leaves_it() -> None:
    desk = plain(WAITING, is_terminal=False)

    await desk.type("status")

    assert desk.front.was_left_alone
    assert desk.said("INPUT") == ["has ended with 2 stops waiting and nobody there"]


async def test_ctrl_c_pauses_and_then_leaves() -> None:
    desk = plain(WAITING)

    await desk.front.interrupt()
    await desk.front.interrupt()
    end = await desk.lines.take()

    assert desk.verbs == [("pause",)]
    assert end is None


async def test_a_person_who_waits_is_heard_at_once() -> None:
    calling = factories.numbered(
        factories.created(), factories.root_started(), factories.call_started()
    )
    desk = plain(calling)

    await desk.type("wait", "p")

    assert desk.verbs == [("pause",)]


async def test_a_script_that_waits_waits_for_what_is_in_flight() -> None:
    desk = plain(
        factories.numbered(
            factories.created(attended=True),
            factories.root_started(),
            factories.child_started("0.1"),
            factories.call_started("0.1"),
            factories.child_started("0.2"),
            factories.held("0.2"),
        ),
        is_terminal=False,
    )

    await desk.type_around("wait", NodeFinished(node="0.1", state="done"), "a\nq")

    assert desk.said("ERROR") == []
    assert desk.verbs == [("approve", SECOND)]
