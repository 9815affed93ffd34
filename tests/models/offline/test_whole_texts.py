"""Counts, words, extraction, summaries, comparison and contradictions."""

from __future__ import annotations

from typing import Any

LETTER = (
    "Write to a@x.org or b@y.com. See https://z.io/p. Again a@x.org.\n"
    "Orders ORD-11 and ORD-12 came from 10.0.0.7 on 2024-01-02."
)


def book(sections: int, size: int) -> str:
    sentence = "The harbour office must record every arrival before noon. "
    parts = [
        f"## Part {n}\n\nPart {n} is about quay {n}. {sentence * (size // 58)}\n"
        for n in range(1, sections + 1)
    ]
    return "\n".join(parts)


def test_emails_are_listed_once_each(ask: Any) -> None:
    played = ask(LETTER, "List all email addresses")

    assert played.text.split("\n\n")[0].splitlines() == ["a@x.org", "b@y.com"]


def test_ids_urls_and_ips_are_extracted(ask: Any) -> None:
    assert "ORD-12" in ask(LETTER, "Extract all order ids").text
    assert "https://z.io/p" in ask(LETTER, "List all URLs").text
    assert "10.0.0.7" in ask(LETTER, "Find all IP addresses").text


def test_different_emails_are_counted(ask: Any) -> None:
    question = "How many different email addresses appear?"

    assert ask(LETTER, question).first_line == "2"


def test_what_was_counted_is_said_in_the_words_of_the_question(ask: Any) -> None:
    text = "No warranty is given.\nWarranties are void.\nNothing else holds."
    played = ask(text, "How many lines mention warranty?")

    assert played.first_line == "2"
    assert "lines with warranty" in played.text
    assert not any("warranti" in prompt for prompt in played.prompts)


def test_many_matches_come_whole_from_the_variable(ask: Any) -> None:
    text = "\n".join(f"mail{n}@example.org wrote" for n in range(500))
    played = ask(text, "List all email addresses")

    assert "mail499@example.org" in played.text
    assert "500 different ones" in played.text


def test_the_most_common_words_leave_out_small_ones(ask: Any) -> None:
    text = "the cat sat. the cat ran. a dog ran off.\ncat again, the end"
    played = ask(text, "What are the top 2 words?")

    assert played.first_line == "cat (3), ran (2)"


def test_occurrences_of_a_word_are_counted(ask: Any) -> None:
    text = "the cat sat.\nno cats here, cat!\n"

    assert ask(text, 'How many times does "cat" occur?').first_line == "3"


def test_lines_with_a_word_are_counted(ask: Any) -> None:
    text = "a pump\nno such thing\nthe pump again: pump\n"
    played = ask(text, "How many lines contain pump?")

    assert played.first_line == "2"


PATENTS = "a patent\nthe patents\npatented, too\nnothing\nPatent law\n"


def test_the_word_itself_is_counted_where_it_is_asked_for(ask: Any) -> None:
    played = ask(PATENTS, "How many lines mention the word patent?")

    assert played.first_line == "2"
    assert "lines with patent (as a whole word)" in played.text


def test_the_forms_of_a_word_that_count_are_said(ask: Any) -> None:
    played = ask(PATENTS, "How many lines mention patent?")

    assert played.first_line == "4"
    assert "lines with patent (patent, patented, patents)" in played.text


def test_no_line_at_all_is_a_count(ask: Any) -> None:
    assert ask(PATENTS, "How many lines mention banana?").first_line == "0"
    assert ask(PATENTS, 'How often does "banana" occur?').first_line == "0"


def test_no_event_is_no_count_of_a_word(ask: Any) -> None:
    assert ask(PATENTS, "How many times was he arrested?").refused
    assert ask(PATENTS, "How many lines were changed?").refused


def test_a_small_text_is_summarised_without_children(ask: Any) -> None:
    played = ask(book(sections=4, size=800), "Summarise the document")

    assert "quay" in played.text
    assert played.children == []
    assert 0 < played.calls <= 5


def test_big_sections_are_summarised_by_children_of_their_own(ask: Any) -> None:
    played = ask(book(sections=5, size=9_000), "Summarise the book by section")

    assert len(played.children) == 5
    assert not any(child.refused for child in played.children)
    assert all(child.calls <= 3 for child in played.children)
    assert played.calls <= 35


def test_a_summary_of_many_sections_stays_within_the_budget(ask: Any) -> None:
    played = ask(book(sections=60, size=7_000), "Summarise the book")

    assert played.calls <= 35
    assert "Part 60" in played.text


def test_two_documents_are_compared(ask: Any) -> None:
    versions = {
        "old.txt": "Fee: 10 EUR\nTerm: 1 year\nColour: red",
        "new.txt": "Fee: 12 EUR\nTerm: 1 year\nColour: red\nExtra: none",
    }
    played = ask(versions, "What changed between the two versions?")

    assert played.first_line == "2 differences: 1 changed, 0 removed, 1 added."
    assert "Fee: 10 EUR -> Fee: 12 EUR" in played.text


def test_statements_that_contradict_each_other_are_paired(ask: Any) -> None:
    text = (
        "The bridge was opened in 1931 by the mayor.\nThe river is wide.\n"
        "The bridge was opened in 1934 by the mayor."
    )
    played = ask(text, "Are there contradictions in the text?")

    assert played.first_line == "1 possible contradiction found."
    assert "line 1" in played.text
    assert "line 3" in played.text
