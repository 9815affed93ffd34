"""The HTML page holds everything, and nothing in it acts."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

import pytest

from rlm_tui.domain.reduce import replay
from rlm_tui.exchange import page
from tests.e2e.browser import browser_at, chromium
from tests.exchange.writing_out import HOSTILE, LONG, rich_session, whole

STRUCTURE = {"html", "head", "meta", "title", "style", "body", "h1", "h2"}
CONTENT = {"table", "tr", "td", "p", "pre", "b", "span", "details", "summary"}
VOID = frozenset({"meta"})


class Parsed(HTMLParser):
    """What a browser would find."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.open: list[str] = []
        self.deepest = 0
        self.texts: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in VOID:
            self.open.append(tag)
        self.deepest = max(self.deepest, self.open.count("details"))
        if tag == "pre":
            self.texts.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "pre" in self.open:
            self.texts[-1] += data


async def html() -> str:
    session = replay(rich_session())
    return "".join([part async for part in page.write(session, whole)])


async def test_every_tag_is_ours_and_is_closed() -> None:
    found = Parsed(await html())

    assert set(found.tags) == STRUCTURE | CONTENT
    assert found.open == []


async def test_nothing_is_fetched_and_nothing_runs() -> None:
    found = Parsed(await html())

    names = {name for name, _ in found.attributes}
    assert names.isdisjoint({"src", "href", "style", "action", "data"})
    assert not any(name.startswith("on") for name in names)
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    assert ("content", policy) in found.attributes


async def test_texts_are_there_word_for_word() -> None:
    texts = [text.removeprefix("\n") for text in Parsed(await html()).texts]

    assert HOSTILE.replace("\x1b", "\N{REPLACEMENT CHARACTER}") in texts
    assert LONG in texts
    assert "in 1999" in texts


async def test_the_tree_folds_as_deep_as_the_recursion() -> None:
    found = Parsed(await html())

    # root, iteration, batch, element, its call, its messages
    assert found.deepest == 6


@pytest.mark.skipif(chromium() is None, reason="needs Chromium")
async def test_a_browser_shows_it_without_a_network(tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text(await html(), encoding="utf-8")
    async with browser_at(file.as_uri(), tmp_path / "profile") as opened:
        await opened.wait("document.readyState === 'complete'")
        folds = await opened.value("document.querySelectorAll('details').length")

    assert {url.partition(":")[0] for url in opened.fetched} <= {"file"}
    assert isinstance(folds, int)
    assert folds > 5
