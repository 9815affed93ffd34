"""One line changes the texts of many stops, or tries a few of them."""

from __future__ import annotations

import pytest

from tests.plain.beds import plain
from tests.ui import batches


@pytest.mark.parametrize(("answer", "changed"), [("y", 3), ("", 0)])
async def test_the_texts_of_many_are_changed_by_one_line_after_a_question(
    answer: str, changed: int
) -> None:
    desk = plain(batches.waiting(3))

    await desk.type("substitute s/Answer/Reply/ @all", answer)

    assert len([verb for verb in desk.verbs if verb[0] == "edit"]) == changed
    assert "Reply with JSON" in desk.said("DIFF")[1]


async def test_a_few_of_many_are_tried() -> None:
    desk = plain(batches.waiting(5))

    await desk.type("try 3 @all", "y")

    assert desk.verbs == [("approve", batches.ticket(number)) for number in (0, 2, 4)]


@pytest.mark.parametrize("line", ["try 2 0.1.1", "substitute s/a/b/ 1", "% s/a/b/ 1"])
async def test_a_verb_for_many_takes_no_single_stop(line: str) -> None:
    desk = plain(batches.waiting(3))

    await desk.type(line)

    assert desk.verbs == []
    assert "that is for many" in desk.said("ERROR")[0]
