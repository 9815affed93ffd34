"""What is written about the project is what the project does."""

from __future__ import annotations

import runpy
from pathlib import Path

DOCS = Path(__file__).parents[1] / "docs"


def test_the_page_of_keys_is_made_from_the_key_table() -> None:
    keys_page = runpy.run_path(str(DOCS / "make_keys.py"))["keys_page"]

    assert (DOCS / "keys.md").read_text(encoding="utf-8") == keys_page()
