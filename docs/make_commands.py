"""Writes docs/commands.md out of the tables of words: python docs/make_commands.py"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from rlm_tui.commands.parse import TARGETS, WORDS, Word
from rlm_tui.plain.own_words import INSTEAD, OWN, OwnWord
from rlm_tui.plain.showing import HERE

FILE = Path(__file__).parent / "commands.md"

HEAD = f"""# Commands

Made from the tables of words by `python docs/make_commands.py`. They are typed after
`:` in the app, and as they are in `--plain`; a letter in the second column means the
same there. Words of your own go in quotes where they could be taken for a filter.

TARGET is {TARGETS}; without one, it is the stop in focus.
"""

ELSEWHERE = """## In place of a key that needs a screen

| typed in plain mode | what to type instead |
|---|---|
"""


def commands_page() -> str:
    """The page: words for both, words of plain mode, and what stands for the rest."""
    own = [*_rows(OWN), *(f"| `{name}` |  | {meaning} |" for name, meaning in HERE)]
    return "\n".join(
        [
            HEAD,
            "## In the app and in plain mode\n",
            *_table(_rows(WORDS)),
            "## In plain mode alone\n",
            *_table(own),
            ELSEWHERE + "\n".join(_instead()) + "\n",
        ]
    )


def _table(rows: Iterable[str]) -> list[str]:
    return ["| command | letter | |", "|---|---|---|", *rows, ""]


def _rows(words: Iterable[Word | OwnWord]) -> list[str]:
    return [
        f"| {_code(f'{word.name} {word.usage}'.strip())} | "
        f"{_code(word.letter) if word.letter else ''} | {_cell(word.meaning)} |"
        for word in words
    ]


def _instead() -> Iterable[str]:
    typed: dict[str, list[str]] = defaultdict(list)
    for name, words in INSTEAD.items():
        typed[words].append(_code(name))
    return (f"| {' '.join(names)} | {_cell(words)} |" for words, names in typed.items())


def _code(text: str) -> str:
    return f"`{_cell(text)}`"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    FILE.write_text(commands_page(), encoding="utf-8")
