"""Questions for a section, an entry, a definition, or an answer in a transcript."""

from __future__ import annotations

from typing import Any

import pytest

from rlm_tui.models.offline.sections import SectionAsk, section_ask

LICENCE = """                 HARBOUR LICENSE
                 Version 2

  1. Source Code.

  The source code of a work means the preferred form of the work for
making changes to it.

  A "covered work" means the Program or a work based on it.

  8. Termination.

  You may not propagate a covered work except as provided here.  Any
attempt otherwise ends your rights.

  9. Warranty.

  THERE IS NO WARRANTY.
"""
MANUAL = """TARN(1)

NAME
       tarn - copy folders

OPTIONS
       -q, --quiet
              Print errors only.

       --timeout=SECONDS
              Give up after so many seconds.  The default is 45.

EXIT STATUS
       3      The connection was lost.
"""
BOOK = """CHAPTER I

The House

Karin came to the house by the weir.

CHAPTER II

The Stranger

In December a stranger knocked, and he asked for the key of the boathouse.
"""
CHANGES = """# Changelog

## [3.1.0] - 2024-02-17

### Added
- Dark theme

### Removed
- Support for Python 3.8

## [3.0.0] - 2023-11-12

### Added
- Export to EPUB
"""
HEARING = """Q. Where do you live, Ms. Quigg?
A. I live in Garston, on Orchard Street.
Q. What colour was the lorry?
A. It was dark green.
"""


@pytest.mark.parametrize(
    ("context", "question", "expected"),
    [
        (LICENCE, "What does the licence say about termination?", "ends your rights"),
        (LICENCE, "What does section 9 say?", "NO WARRANTY"),
        (LICENCE, "What is the title of section 8?", "Termination"),
        (LICENCE, "What is a covered work?", "a work based on it"),
        (BOOK, "What is the title of chapter II?", "The Stranger"),
        (BOOK, "What is the first chapter called?", "The House"),
        (MANUAL, "What does -q do?", "Print errors only"),
        (MANUAL, "What is the default of --timeout?", "45"),
        (MANUAL, "What does exit status 3 mean?", "connection was lost"),
        (CHANGES, "What was added in 3.0.0?", "EPUB"),
        (CHANGES, "What was removed in 3.1.0?", "Python 3.8"),
        (HEARING, "Where does Ms. Quigg live?", "Garston"),
        (HEARING, "What colour was the lorry?", "green"),
    ],
)
def test_what_stands_in_a_place_is_found(
    ask: Any, context: str, question: str, expected: str
) -> None:
    played = ask(context, question)

    assert expected in played.text.split("How:")[0], played.text
    assert not played.refused


@pytest.mark.parametrize(
    ("context", "question"),
    [
        (LICENCE, "What does section 14 say?"),
        (LICENCE, "What does the licence say about trademarks?"),
        (LICENCE, "What does the section on patents say?"),
        (BOOK, "What is the title of chapter IX?"),
        (MANUAL, "What does --compress do?"),
        (CHANGES, "What was removed in 3.0.0?"),
        (HEARING, "What colour was the bicycle?"),
    ],
)
def test_what_no_place_says_is_refused(ask: Any, context: str, question: str) -> None:
    assert ask(context, question).refused


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What does section 4.2 say?", SectionAsk("section", "4.2")),
        ("What does chapter IV say?", SectionAsk("chapter", "4")),
        ("What is article 7 called?", SectionAsk("article", "7", wants="title")),
        (
            "What does section 3.1 say about flags?",
            SectionAsk("section", "3.1", about=("flags",)),
        ),
        (
            "Summarise the section Limits",
            SectionAsk("section", "", ("Limits",), wants="summary"),
        ),
    ],
)
def test_a_section_is_asked_for_by_number_or_name(
    question: str, expected: SectionAsk
) -> None:
    assert section_ask(question) == expected


@pytest.mark.parametrize(
    "question", ["Who wrote section 3?", "When was the bridge built?", "Who is he?"]
)
def test_other_questions_ask_for_no_section(question: str) -> None:
    assert section_ask(question) is None


def test_code_in_a_fence_is_no_heading(ask: Any) -> None:
    text = "# Guide\n\nRead this.\n\n```sh\n# Install it\npip install x\n```\n"

    assert ask(text, "What does the section Install say?").refused
