"""The Markdown of a session reads from top to bottom, and its texts stay texts."""

from __future__ import annotations

import re

from rlm_tui.domain.reduce import replay
from rlm_tui.exchange import markdown
from tests import factories
from tests.exchange.writing_out import LONG, rich_session, whole


async def document(hostile: str = "# not a heading") -> str:
    session = replay(rich_session(hostile))
    return "".join([part async for part in markdown.write(session, whole)])


async def test_headings_follow_the_tree() -> None:
    found = re.findall(r"^#+ .*", await document(), re.MULTILINE)

    assert [line.split(" ·")[0] for line in found] == [
        "# not a heading",
        "## Question",
        "## Answer",
        "## Steps",
        "### 0 rlm",
        "#### 0.1 batch",
        "##### 0.1.1 llm",
        "##### 0.1.2 llm",
        "#### 0.2 rlm",
    ]


async def test_what_a_person_decided_is_counted_where_they_decided() -> None:
    waiting = factories.waiting_session()
    decided = replay(factories.numbered(*waiting, factories.approved()))

    said = "".join([part async for part in markdown.write(decided, whole)])

    assert "| decided by you | 1 approved |" in said
    assert "decided by you" not in "".join(
        [part async for part in markdown.write(replay(waiting), whole)]
    )


async def test_outputs_are_fenced_whole() -> None:
    text = await document()

    assert f"```\n{LONG}```\n" in text
    assert "Error of block 1:\n\n```\nValueError: <b>\n```" in text


def test_a_fence_is_longer_than_what_it_holds() -> None:
    assert markdown.fenced("a\n````\nb") == "`````\na\n````\nb\n`````\n"


def test_a_cell_stays_in_its_table() -> None:
    assert markdown.cell("a|b\nc") == "a\\|b c"
