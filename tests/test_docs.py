"""What is written about the project is what the project does."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest

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


@pytest.mark.parametrize("name", ["keys", "rules", "options", "commands"])
def test_a_page_of_tables_is_made_from_the_code(name: str) -> None:
    page = runpy.run_path(str(DOCS / f"make_{name}.py"))[f"{name}_page"]

    assert (DOCS / f"{name}.md").read_text(encoding="utf-8") == page()


async def test_the_pictures_of_the_readme_can_be_taken(tmp_path: Path) -> None:
    made = runpy.run_path(str(DOCS / "make_pictures.py"))

    await made["take"](tmp_path, made["SCENES"][:1], still_s=0)

    assert (tmp_path / "waiting.svg").read_text(encoding="utf-8").startswith("<svg")
