"""What is written about the project is what the project does."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

DOCS = Path(__file__).parents[1] / "docs"


LINK = re.compile(r"\]\((?!https?:)([^)#]+)")


def test_every_link_leads_somewhere() -> None:
    pages = [DOCS.parent / "README.md", *DOCS.glob("*.md")]
    broken = [
        f"{page.name}: {target}"
        for page in pages
        for target in LINK.findall(page.read_text(encoding="utf-8"))
        if not (page.parent / target).exists()
    ]

    assert broken == []


def test_the_page_of_rules_is_made_from_their_words() -> None:
    rules_page = runpy.run_path(str(DOCS / "make_rules.py"))["rules_page"]

    assert (DOCS / "rules.md").read_text(encoding="utf-8") == rules_page()


def test_the_page_of_keys_is_made_from_the_key_table() -> None:
    keys_page = runpy.run_path(str(DOCS / "make_keys.py"))["keys_page"]

    assert (DOCS / "keys.md").read_text(encoding="utf-8") == keys_page()
