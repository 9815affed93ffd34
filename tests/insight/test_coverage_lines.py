"""What was looked at of a context, in lines."""

from __future__ import annotations

import pytest

from rlm_tui.domain.values import Span
from rlm_tui.insight.coverage import Coverage, Document, Part, union
from rlm_tui.insight.coverage_lines import ASCII_MARKS, MARKS, Look, said_of

TEXT = "".join(f"line {number:03} of the text,  \n" for number in range(100))
SIZE = len(TEXT)
HALF = SIZE // 2
WHOLE = Document(TEXT, (Part("a.md", 0, SIZE),))
PARTS = Document(TEXT, (Part("a.md", 0, HALF), Part("b.md", HALF, SIZE)))


def clean(text: str) -> str:
    return " ".join(text.split())


def lines_of(found: Coverage, width: int = 35, marks: str = MARKS) -> list[str]:
    look = Look(width, marks, clean)
    return ["".join(text for text, _ in row) for row in said_of(found, look)]


def seen(
    document: Document = WHOLE,
    sent: Span = (0, 0),
    printed: Span = (0, 0),
    read: Span = (0, 0),
    *,
    is_noted: bool = True,
) -> Coverage:
    return Coverage(
        document, union([sent]), union([printed]), union([read]), is_noted=is_noted
    )


def test_each_way_to_look_has_a_strip_of_its_own() -> None:
    found = seen(sent=(0, HALF), printed=(0, SIZE // 8), read=(0, SIZE))

    rows = lines_of(found)

    assert "sent     ██████████··········   50%" in rows
    assert "printed  ██░·················   12%" in rows
    assert "code     ████████████████████  100%" in rows


def test_the_strips_can_be_written_in_ascii() -> None:
    rows = lines_of(
        seen(sent=(0, HALF), printed=(0, 9), read=(9, 300)), 35, ASCII_MARKS
    )

    assert all(row.isascii() for row in rows)
    assert "sent     ##########..........   50%" in rows


def test_a_summary_says_who_looked() -> None:
    rows = lines_of(seen(sent=(0, HALF), printed=(0, 10), read=(0, SIZE)))

    said = "models saw 50%: 50% in prompts of sub-queries, <1% in outputs; code alone "
    assert f"{said}read 50%" in rows


def test_what_only_code_read_and_what_nobody_did_are_listed_apart() -> None:
    rows = lines_of(seen(sent=(0, 480), read=(0, 960)))

    code = rows.index("read by code alone: no model saw it")
    never = rows.index("never looked at")
    assert rows[code + 1].startswith("a.md 480 to 960  480 characters  line 020")
    assert rows[never + 1].startswith("a.md 960 to 2,400  1,440 characters  line 040")


def test_stretches_stand_in_columns_and_end_with_a_whole_word() -> None:
    found = Coverage(WHOLE, union([(480, 1_200)]), (), (), is_noted=False)

    rows = lines_of(found, width=70)

    assert rows[-2:] == [
        "a.md 0 to 480          480 characters  line 000 of the text, line 001",
        "a.md 1,200 to 2,400  1,200 characters  line 050 of the text, line 051",
    ]


def test_nothing_is_left_out_when_all_was_looked_at() -> None:
    rows = lines_of(seen(sent=(0, SIZE)))

    assert rows[-1] == "nothing: all of it was looked at"
    assert "read by code alone: no model saw it" not in rows


def test_code_that_was_not_watched_is_not_said_to_have_read_nothing() -> None:
    rows = lines_of(seen(sent=(0, 480), is_noted=False))

    assert not any(row.startswith("code ") for row in rows)
    assert any("was not noted" in row for row in rows)


def test_each_part_says_how_much_of_it_was_looked_at() -> None:
    rows = lines_of(seen(PARTS, sent=(HALF, SIZE), read=(0, HALF // 2)))

    head = rows.index("     sent  printed     code  part")
    assert rows[head + 1] == "     100%       0%       0%  b.md  1,200 characters"
    assert rows[head + 2] == "       0%       0%      50%  a.md  1,200 characters"


@pytest.mark.parametrize(
    ("chars", "said"), [(1, "<1%"), (SIZE - 1, "99%"), (SIZE, "100%"), (0, "0%")]
)
def test_nothing_is_rounded_to_all_or_to_none(chars: int, said: str) -> None:
    [strip] = [row for row in lines_of(seen(sent=(0, chars))) if row.startswith("sent")]

    assert strip.split()[-1] == said


def test_many_short_stretches_are_counted() -> None:
    spans = tuple((at, at + 2) for at in range(0, SIZE, 44))

    rows = lines_of(Coverage(WHOLE, spans, (), ()))

    assert rows[-1] == "and 14 shorter ones"
