"""Writes docs/keys.md out of the key table: python docs/make_keys.py"""

from __future__ import annotations

from pathlib import Path

from rlm_tui.ui.keys.key import TITLES, Where, key_name
from rlm_tui.ui.keys.keymap import keys_told

FILE = Path(__file__).parent / "keys.md"

HEAD = """# Keys

Made from the key table by `python docs/make_keys.py`. In the app `?` shows those of the
panel you are in; the palette (`ctrl+p`) and the command line (`:`) offer every verb by
name. The name in the last column is what `keys.toml` calls a verb.
"""


def keys_page() -> str:
    """The page: one table for each group of keys."""
    groups = (_table(where, title) for where, title in TITLES.items())
    return "\n".join([HEAD, *filter(None, groups)])


def _table(where: Where, title: str) -> str:
    rows = [
        f"| {_keys(key.names)} | {_cell(key.help)} | `{key.id}` |"
        for key in keys_told(where)
    ]
    if not rows:
        return ""
    return "\n".join([f"## {title}\n", "| key | | name |", "|---|---|---|", *rows, ""])


def _keys(names: list[str]) -> str:
    return " ".join(f"`{key_name(name)}`" for name in names)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    FILE.write_text(keys_page(), encoding="utf-8")
