"""Questions in the words of strangers that once got a plausible wrong answer."""

from __future__ import annotations

import pytest

from tests.models.offline.conftest import Ask

LOG = """\
2025-02-03T06:00:01Z INFO  door     opened by badge 7114
2025-02-03T06:02:16Z ERROR door     badge signature invalid for user mkoenig
2025-02-03T06:05:00Z INFO  heating  users notified
2025-02-03T06:07:10Z ERROR heating  pump does not answer
"""
LEASE = """\
The tenant may renew once for another four (4) years by written notice given not less \
than 90 days before the end of the term.
The rent is due monthly. It rises by 2% on each anniversary.
The tour took place on 3 and 4 May. We did not talk about the 2031 budget.
"""
MILL = (
    "The first mill, a windmill, was built in 1702 and burned down in 1764. It was "
    "replaced two years later by a brick mill designed by the Danish builder Niels "
    "Brandt, which stood until 1840. Old Marta had run the mill for five-and-thirty "
    "years. Her nephew Anselm met the builder at Cape Orrin. The brick mill is open to "
    "visitors."
)
CHAT = """\
[09:01] Ida: the launch is late
[09:05] Bo: we move the launch to Friday
[15:10] Ida: they want a trial with 12 seats
"""
MAILS = "\n\n".join(
    f"From: {one}\nTo: {two}\nSubject: {about}\n\nHello, {about} it is."
    for one, two, about in [
        ("Ada Quill", "Tom Rask", "ink"),
        ("Tom Rask", "Ada Quill", "paper"),
        ("Tom Rask", "Ada Quill", "glue"),
        ("Ada Quill", "Tom Rask", "string"),
        ("Tom Rask", "Ada Quill", "wax"),
    ]
)
CODE = """\
START_ROOM = "hall"
def enter(name, room=START_ROOM):
    return name
def leave(name, room=START_ROOM):
    return name
class Guest:
    pass
"""


@pytest.mark.parametrize(
    ("context", "question", "said"),
    [
        (LOG, "Which user had an invalid badge signature?", "mkoenig"),
        (LEASE, "How much notice is needed to renew?", "90 days"),
        (LEASE, "By how much does it rise on each anniversary?", "2%"),
        (LEASE, "When did the tour take place?", "3 and 4 May"),
        (MILL, "Who designed the brick mill?", "Niels Brandt"),
        (MILL, "When did the first mill burn down?", "1764"),
        (MILL, "How long had Marta run the mill?", "five-and-thirty years"),
        (MAILS, "How many mails did Ada send?", "2"),
        (CODE, "What is the default of room?", "hall"),
        (CHAT, "When is the launch?", "Friday"),
    ],
)
def test_the_value_that_is_meant_is_given(
    ask: Ask, context: str, question: str, said: str
) -> None:
    played = ask(context, question)

    assert not played.refused
    assert said in played.first_line


@pytest.mark.parametrize(
    ("context", "question"),
    [
        (LOG, "How many users were notified?"),
        (LOG, "How many log lines are not from the heating service?"),
        (LEASE, "What is the budget for 2031?"),
        (MILL, "Who designed the wooden mill?"),
        (MILL, "Who is Marta's nephew?"),
        (MILL, "When was the brick mill opened?"),
        (CHAT, "When does the trial start?"),
        ("# Changes\n- Add Posten\n- Fix the label of parcels\n", "Who added Posten?"),
    ],
)
def test_what_only_looks_like_an_answer_is_refused(
    ask: Ask, context: str, question: str
) -> None:
    assert ask(context, question).refused


def test_all_of_several_that_are_asked_for_are_given(ask: Ask) -> None:
    report = (
        "FAILED a.py::test_ink - KeyError\nok\nFAILED b.py::test_wax - ValueError\n"
    )

    played = ask(report, "Which tests failed?")

    assert "test_ink" in played.first_line
    assert "test_wax" in played.first_line


def test_when_and_where_are_two_questions(ask: Ask) -> None:
    notes = "Next meeting: 3 March 2031 in room Oriel.\nAbsent: Kai\n"

    played = ask(notes, "When and where is the next meeting?")

    said = played.text.split("How:")[0]
    assert "3 March 2031" in said
    assert "Oriel" in said


SPRINT = """\
- Release 9.4 moves from 2 May to 16 May.
- Builds are down from 31 minutes to 8 (thanks Bo)
- Severity 1 is answered within 10 minutes, severity 2 within 3 hours.
- [ ] Ada: book the hall for the party
- Votes: pairing on Tuesdays 5 for, 2 against
"""
GUIDE = """\
The pump hums but does not turn: a stone is stuck. Unplug it and open the lid.
Replace the filter after 40 days (part number FX-21).
Power: 90 W, 230 V. Weight: 7.2 kg.
"""
RUN = """\
Test Suites: 1 failed, 4 passed, 5 total
Tests:       2 failed, 38 passed, 40 total
12 tasks: 5 executed, 7 up-to-date
"""


@pytest.mark.parametrize(
    ("context", "question", "said"),
    [
        (SPRINT, "When is release 9.4 planned?", "16 May"),
        (SPRINT, "How long do builds take?", "8 minutes"),
        (GUIDE, "What should I do if the pump hums?", "Unplug"),
        (GUIDE, "How heavy is it?", "7.2"),
        (RUN, "How many tests passed?", "38"),
        (RUN, "How many tasks were executed?", "5"),
    ],
)
def test_the_value_of_the_right_clause_is_given(
    ask: Ask, context: str, question: str, said: str
) -> None:
    assert said in ask(context, question).first_line


@pytest.mark.parametrize(
    ("context", "question"),
    [
        (SPRINT, "Which hall is the party in?"),
        (SPRINT, "Who voted against pairing?"),
        (GUIDE, "What is the part number of the lid?"),
        (RUN, "Which suite failed?"),
        (LOG, "How many requests were served?"),
        (LOG, "What is mkoenig's badge?"),
    ],
)
def test_what_is_only_spoken_of_is_no_answer(
    ask: Ask, context: str, question: str
) -> None:
    assert ask(context, question).refused


PAIRS = """\
level=info ts=2024-11-05T10:00:00Z msg="batch taken" batch=41 rows=120 took_ms=90
level=warn ts=2024-11-05T10:01:10Z msg="merge slow" took_ms=9100
level=error ts=2024-11-05T10:02:44Z msg="batch refused" batch=42
level=info ts=2024-11-05T10:03:00Z msg="batch taken" batch=43 rows=400 took_ms=310
"""
FAMILY = """\
12/03/2024, 18:05 - Gisela: bring the kids
12/03/2024, 18:09 - Gisela: a salad maybe. uncle Ferdi makes the roast
12/03/2024, 18:30 - Petra: I bring the cake
"""
TRIP = """\
The daily allowance is 28 euros; on days of arrival 14 euros.
get_test.go:88: got status 503, want 200
"""
BIKES = "bike\tstation\tkm_total\nB1\tPort\t1840\nB2\tPark\t975\nB3\tPark\t120\n"


@pytest.mark.parametrize(
    ("context", "question", "said"),
    [
        (PAIRS, "Which batch took the longest?", "43"),
        (PAIRS, "How many rows were taken in total?", "520"),
        (FAMILY, "Who makes the roast?", "Ferdi"),
        (FAMILY, "Who brings the cake?", "Petra"),
        (TRIP, "How much is the allowance on days of arrival?", "14"),
        (TRIP, "What status was wanted?", "200"),
        (PAIRS, "How many rows did batch 42 have?", "I could not answer"),
        (BIKES, "What is the total revenue?", "I could not answer"),
    ],
)
def test_what_stands_nearest_is_not_always_meant(
    ask: Ask, context: str, question: str, said: str
) -> None:
    assert said in ask(context, question).first_line


MOCHA = """\
  ✓ adds an item (12ms)
  ✓ quotes a price (2310ms)
  4 passing (3s)
"""
ENGINE = """\
2025-05-20 07:02:55 [WARN] engine: coolant at 96 C
2025-05-20 07:31:42 [ERROR] engine: starboard pump failed
2025-05-20 07:33:00 [ERROR] radio: call failed: antenna cable torn off
"""


def test_the_sum_of_a_report_is_no_test(ask: Ask) -> None:
    assert "quotes a price" in ask(MOCHA, "What is the slowest test?").first_line


def test_an_error_that_says_no_more_is_no_reason(ask: Ask) -> None:
    assert ask(ENGINE, "Why did the pump fail?").refused
    assert "antenna" in ask(ENGINE, "Why did the call fail?").first_line
