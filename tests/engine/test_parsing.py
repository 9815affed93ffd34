"""What a reply says, rule by rule."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rlm_tui.engine.parsing import ProseFinal, parse_reply
from rlm_tui.models.scripted import ScriptedModel
from tests.engine.live import play
from tests.fakes import FakeRepls


def final(content: str) -> ProseFinal:
    return ProseFinal("FINAL", content)


def final_var(content: str) -> ProseFinal:
    return ProseFinal("FINAL_VAR", content)


BLOCKS = {
    "a repl block": ("I look.\n```repl\nx = 1\n```\nDone.", ["x = 1"]),
    "all blocks, in order": ("```repl\na\n```\nand\n```repl\nb\n```", ["a", "b"]),
    "a tag in capitals": ("```REPL\nx\n```", ["x"]),
    "a tag in mixed case": ("```Python3\nx\n```", ["x"]),
    "words after the tag": ("```repl title=look here\nx\n```", ["x"]),
    "space before the tag": ("``` repl\nx\n```", ["x"]),
    "tildes": ("~~~repl\nx\n~~~", ["x"]),
    "backticks within tildes": (
        '~~~repl\ns = """\n```\n"""\n~~~',
        ['s = """\n```\n"""'],
    ),
    "a longer fence around a shorter one": (
        '````repl\ns = """\n```\n"""\n````',
        ['s = """\n```\n"""'],
    ),
    "a longer closing fence": ("```repl\nx\n`````", ["x"]),
    "a fence in a list item": (
        "1. First:\n   ```repl\n   if x:\n       y()\n   ```\n2. Then",
        ["if x:\n    y()"],
    ),
    "a fence beside the bullet": ("- ```repl\n  x = 1\n  y\n  ```", ["x = 1\ny"]),
    "code indented more than its fence": ("```repl\n    x\n    y\n```", ["x\ny"]),
    "a closing fence at the end of code": ("```repl\nprint(1)```", ["print(1)"]),
    "a fence line inside a string": (
        '```repl\ntext = """\n```\nmore\n"""\nprint(text)\n```\nafter',
        ['text = """\n```\nmore\n"""\nprint(text)'],
    ),
    "a block with an error ends at its own fence": (
        "```repl\nprint(\n```\nthen\n```repl\nx = 1\n```",
        ["print(", "x = 1"],
    ),
    "a string with fences of its own": (
        '```repl\nx = f"""\n```json\n{1}\n```\n"""\nprint(x)\n```',
        ['x = f"""\n```json\n{1}\n```\n"""\nprint(x)'],
    ),
    "a string that ends beside its fence": (
        '```repl\nx = """\n```"""\ny = 1\n```',
        ['x = """\n```"""\ny = 1'],
    ),
    "a docstring with an example": (
        '```repl\ndef f():\n    """\n    ```\n    f()\n    ```\n    """\nf()\n```',
        ['def f():\n    """\n    ```\n    f()\n    ```\n    """\nf()'],
    ),
    "empty lines around": ("```repl\n\nx = 1\n\n```", ["\nx = 1"]),
    "a block in the middle of a sentence": ("see ```repl\nx\n```", []),
    "thinking aloud": (
        "<think>\n```repl\nold\n```\n</think>\n```repl\nnew\n```",
        ["new"],
    ),
    "thinking whose beginning the server kept": (
        "Perhaps\n```repl\nold\n```\n</think>\n\n```repl\nnew\n```",
        ["new"],
    ),
    "thinking that never ended": ("<think>Perhaps\n```repl\nold\n```", []),
    "the mark of a thought inside code": (
        '```repl\nx = "</think>"\n```',
        ['x = "</think>"'],
    ),
    "lines that end as on an old Mac": ("```repl\rx = 1\ry\r```", ["x = 1\ny"]),
    "repl before python": ("```python\na\n```\n```repl\nb\n```", ["b"]),
    "python before untagged": ("```\na\n```\n```py\nb\n```", ["b"]),
    "python of three spellings": (
        "```python\na\n```\n```py\nb\n```\n```python3\nc\n```",
        ["a", "b", "c"],
    ),
    "untagged code": ("```\nx = 1\n```", ["x = 1"]),
    "untagged prose": ("```\nthe output was 5\n```", []),
    "an untagged block without anything": ("```\n\n```", []),
    "json": ('```json\n{"a": 1}\n```', []),
    "text that would compile": ("```text\nx\n```", []),
    "bash": ("```bash\nls\n```", []),
    "top-level await": ("```\nawait llm_query('x')\n```", ["await llm_query('x')"]),
    "lines that end in carriage returns": ("```repl\r\nx = 1\r\n```\r\n", ["x = 1"]),
    "blank space inside a string is kept": (
        '```repl\nx = """a\n   \nb"""\n```',
        ['x = """a\n   \nb"""'],
    ),
    "what comes before a cut": ("```repl\na\n```\n```repl\nb = (", ["a"]),
}


@pytest.mark.parametrize(("text", "blocks"), BLOCKS.values(), ids=BLOCKS.keys())
def test_code_to_run(text: str, blocks: list[str]) -> None:
    assert list(parse_reply(text).blocks) == blocks


CUTS = {
    "repl without an end": ("```repl\nx = 1", True),
    "only an opening fence": ("```repl", True),
    "untagged without an end": ("```\nx = 1", True),
    "a fence of the other kind does not close": ("```repl\nx\n~~~", True),
    "a shorter fence does not close": ("````repl\nx\n```", True),
    "json without an end is no code": ('```json\n{"a": 1}', False),
    "a closed block": ("```repl\nx\n```", False),
    "prose": ("Nothing here.", False),
}


@pytest.mark.parametrize(("text", "is_cut"), CUTS.values(), ids=CUTS.keys())
def test_a_block_without_its_end_is_a_cut(text: str, is_cut: bool) -> None:
    assert parse_reply(text).is_cut is is_cut


FINALS = {
    "a word": ("FINAL(42)", final("42")),
    "after prose": ("So the answer is clear.\nFINAL(42)", final("42")),
    "indented": ("  FINAL(42)", final("42")),
    "with a full stop": ("FINAL(42).", final("42")),
    "with a semicolon": ("FINAL(42);", final("42")),
    "not the one thought of": ("<think>\nFINAL(1)\n</think>\nFINAL(2)", final("2")),
    "a quoted text": ('FINAL("a, \\"b\\"")', final('a, "b"')),
    "brackets inside": ("FINAL(f(x) and [1, (2)])", final("f(x) and [1, (2)]")),
    "a bracket in a string": ('FINAL(")")', final(")")),
    "an apostrophe": ("FINAL(it's done (at last))", final("it's done (at last)")),
    "two apostrophes": ("FINAL(the cat's (the dog's))", final("the cat's (the dog's)")),
    "several lines": ("FINAL(one\n\n  two\nthree)", final("one\n\n  two\nthree")),
    "a fence inside the answer": (
        "FINAL(Use this:\n```python\nprint(1)\n```\nand run it)",
        final("Use this:\n```python\nprint(1)\n```\nand run it"),
    ),
    "nothing": ("FINAL()", final("")),
    "json": ('FINAL({"a": [1, 2]})', final('{"a": [1, 2]}')),
    "the first of two": ("FINAL(1)\nFINAL(2)", final("1")),
    "announced": ("I will call FINAL(answer) later", None),
    "announced at the start of a line": ("FINAL(answer) is what I call next", None),
    "the semifinal": ("the semifinal (round 2)", None),
    "a semifinal at the start of a line": ("SEMIFINAL(round 2)", None),
    "other case": ("final(42)", None),
    "without its bracket": ("FINAL(42", None),
    "inside a fence": ("```text\nFINAL(42)\n```", None),
    "inside a fence without an end": ("```json\nFINAL(42)\n", None),
    "how sure it is": ('FINAL("a", confidence=0.8)', ProseFinal("FINAL", "a", 0.8)),
    "how sure it is of bare words": (
        "FINAL(it's so, confidence = 1)",
        ProseFinal("FINAL", "it's so", 1.0),
    ),
    "a confidence inside the text": (
        'FINAL("a, confidence=0.8")',
        final("a, confidence=0.8"),
    ),
    "more than sure": ("FINAL(a, confidence=7)", final("a, confidence=7")),
    "a quote that does not end": ('FINAL("a)', final('"a')),
    "in a list": ("- FINAL(42)", None),
    "in a quotation": ("> FINAL(42)", None),
    "behind a block that is no code": ("```text\nx\n```\nFINAL(42)", final("42")),
    "a variable": ("FINAL_VAR(result)", final_var("result")),
    "a quoted variable": ('FINAL_VAR("result")', final_var("result")),
    "an item": ('FINAL_VAR(a["k"])', final_var('a["k"]')),
    "an attribute": ("FINAL_VAR( a.b )", final_var("a.b")),
    "a variable in the middle of a line": ("use FINAL_VAR(x)", None),
}


@pytest.mark.parametrize(("text", "expected"), FINALS.values(), ids=FINALS.keys())
def test_an_answer_in_prose(text: str, expected: ProseFinal | None) -> None:
    assert parse_reply(text).final == expected


def test_a_block_inside_an_answer_is_no_code_to_run() -> None:
    reply = parse_reply("FINAL(Use this:\n```python\nprint(1)\n```\nand run it)")

    assert reply.blocks == ()


def test_an_answer_beside_code_is_seen_with_the_code() -> None:
    reply = parse_reply("```repl\nx = f()\n```\nFINAL_VAR(x)")

    assert reply.blocks == ("x = f()",)
    assert reply.final == final_var("x")


def test_an_open_bracket_does_not_swallow_the_code_behind_it() -> None:
    reply = parse_reply("FINAL(\nno, first this:\n```repl\nprint(1)\n```\n")

    assert reply.blocks == ("print(1)",)
    assert reply.final is None


def test_prose_is_what_stands_outside_the_fences() -> None:
    reply = parse_reply("Before.\n```repl\nx\n```\nAfter.")

    assert reply.prose == "Before.\n\nAfter."


PIECES = st.sampled_from(
    [
        "```", "~~~", "````", "repl", "python", "json", "\n", "\r\n", "  ", "- ", "1. ",
        "FINAL(", "FINAL_VAR(", ")", "(", "[", "]", "{", "}", '"', "'", '"""', "\\",
        "x = 1", "def f():", "if x:", "\t", "`", "\0", "\ud800", "é", "print(1)",
    ]
)  # fmt: skip


@given(st.one_of(st.text(), st.lists(PIECES, max_size=40).map("".join)))
def test_any_text_has_a_reading(text: str) -> None:
    reply = parse_reply(text)

    assert not (reply.is_cut and text.count("`") + text.count("~") < 3)


@given(st.one_of(st.text(), st.lists(PIECES, max_size=40).map("".join)))
def test_only_a_line_that_begins_so_is_an_answer(text: str) -> None:
    final = parse_reply(text).final

    begins = [line.strip(" \t") for line in text.split("\n")]
    if final is not None:
        assert any(line.startswith(f"{final.form}(") for line in begins)


HARMLESS = st.lists(PIECES.filter(lambda p: "FINAL" not in p), max_size=30).map("".join)


@settings(max_examples=80, deadline=None)
@given(st.one_of(st.text().filter(lambda t: "FINAL" not in t), HARMLESS))
def test_no_text_ends_a_run_but_by_a_finishing_form(text: str) -> None:
    model = ScriptedModel({"text": text or " "}, "FINAL(the end)")

    result, _ = asyncio.run(play(model, start_repl=FakeRepls(), max_iterations=5))

    assert (result.status, result.text) == ("answered", "the end")
    assert len(model.requests) == 2


@settings(max_examples=80, deadline=None)
@given(st.one_of(st.text(), st.lists(PIECES, max_size=40).map("".join)))
def test_any_reply_leaves_a_run_with_an_end(text: str) -> None:
    model = ScriptedModel({"text": text or " "}, "FINAL(the end)")

    result, _ = asyncio.run(play(model, start_repl=FakeRepls(), max_iterations=5))

    assert result.status == "answered"
    assert result.text == "the end" or "FINAL" in text


@pytest.mark.parametrize(
    "text",
    [
        "FINAL(\n" * 20_000,
        "```repl\nx = (\n```\n" * 2_000,
        "```repl\n" * 5_000,
        "`" * 50_000 + "x",
        "```" + "a" * 50_000 + "`",
        "x" + "```" * 20_000 + "x",
        "```repl\n" + "`" * 50_000 + "x",
        'FINAL("""' * 10_000,
    ],
    ids=["finals", "errors", "openings", "ticks", "tag", "runs", "closing", "quotes"],
)
def test_a_monstrous_reply_is_read_too(text: str) -> None:
    assert parse_reply(text).final is None
