"""Answers that must have a shape."""

from __future__ import annotations

import json
from datetime import date
from typing import Any, NotRequired, Optional, TypedDict

import pytest
from pydantic import BaseModel, Field, field_validator

from rlm_tui.domain.events_of_answers import AnswerJudged
from rlm_tui.engine.agent import RLMAgent
from rlm_tui.engine.readings import readings
from rlm_tui.engine.schema import OutputSchema
from rlm_tui.errors import SettingsError
from rlm_tui.models.scripted import ScriptedModel
from rlm_tui.repl.base import Final
from tests.engine.live import code, live, play, said_to


class Party(BaseModel):
    """One side of a contract."""

    name: str
    since: date | None = None
    share: float = Field(default=0.0, ge=0, le=1)


class Total(TypedDict):
    """A sum."""

    amount: int
    currency: NotRequired[str]


class Nested(TypedDict):
    """A sum within."""

    total: Total


NUMBERS = {
    "type": "object",
    "properties": {"values": {"type": "array", "items": {"$ref": "#/$defs/even"}}},
    "required": ["values"],
    "additionalProperties": False,
    "$defs": {"even": {"type": "integer", "multipleOf": 2}},
}


async def test_a_pydantic_model_comes_back_as_an_instance() -> None:
    model = ScriptedModel(code("FINAL({'name': 'Acme', 'since': '2020-01-31'})"))

    result, _ = await play(model, brings={"output_schema": Party})

    assert result.structured_output == Party(name="Acme", since=date(2020, 1, 31))
    assert result.as_json()["structured_output"] == {
        "name": "Acme",
        "since": "2020-01-31",
        "share": 0.0,
    }


async def test_a_typed_dict_of_typing_is_read_on_every_python() -> None:
    model = ScriptedModel(code("FINAL({'total': {'amount': 3}})"))

    result, _ = await play(model, brings={"output_schema": Nested})

    assert result.structured_output == {"total": {"amount": 3}}


async def test_the_model_is_told_the_schema() -> None:
    model = ScriptedModel('FINAL({"values": [2]})')

    await play(model, brings={"output_schema": NUMBERS})

    assert '"multipleOf": 2' in model.calls[0][0].content


async def test_what_does_not_meet_it_goes_back_with_the_errors() -> None:
    model = ScriptedModel(
        code("FINAL({'values': [2, 3]})"), "FINAL({'values': [2, 4]})"
    )

    result, events = await play(model, brings={"output_schema": NUMBERS})

    assert "values[1]: 3 is not a multiple of 2" in said_to(model, 2)
    assert (result.status, result.iterations) == ("answered", 2)
    assert result.structured_output == {"values": [2, 4]}
    [judged] = [event for event in events if isinstance(event, AnswerJudged)]
    assert (judged.by, judged.accepted) == ("schema", False)


async def test_errors_count_against_the_iterations() -> None:
    model = ScriptedModel("FINAL(one)", "FINAL(two)", "FINAL(three)")

    result, _ = await play(
        model, brings={"output_schema": {"type": "integer"}}, max_iterations=2
    )

    assert (result.status, result.structured_output) == ("limit", None)
    assert len(model.calls) == 3


async def test_a_forced_answer_must_meet_it_too() -> None:
    model = ScriptedModel(code("print(1)"), "The total is:\n\n```json\n[1, 2]\n```")

    result, _ = await play(
        model,
        brings={"output_schema": {"type": "array", "items": {"type": "integer"}}},
        max_iterations=1,
    )

    assert result.status == "forced"
    assert result.structured_output == [1, 2]


async def test_children_answer_as_they_like() -> None:
    model = ScriptedModel(
        code("print(rlm_query('q', context='c'))"), "FINAL(words)", "FINAL(42)"
    )

    result, _ = await play(model, brings={"output_schema": {"type": "integer"}})

    assert "words" in said_to(model, 3)
    assert result.structured_output == 42


async def test_a_person_who_edits_the_answer_is_held_to_it() -> None:
    model = ScriptedModel("FINAL(42)")
    schema = {"output_schema": {"type": "integer"}}
    async with live(model, rules=["hold gate:final"], brings=schema) as run:
        ticket = await run.held("final")
        await run.handle.edit(ticket.id, "many")
        await run.handle.approve(ticket.id)
        error = await run.let_go("error")
        again = await run.held("final")
        await run.handle.edit(again.id, "43")
        await run.handle.approve(again.id)
        result = await run.end()

    assert "is not of type 'integer'" in error.why
    assert (result.text, result.structured_output) == ("43", 43)


async def test_a_question_may_bring_its_own() -> None:
    agent = RLMAgent(ScriptedModel("FINAL(42)"))

    result = await agent.generate(context="c", query="q", output_schema=int)

    assert result.structured_output == 42


WITH_A = {"type": "object", "required": ["a"]}


@pytest.mark.parametrize(
    ("text", "value_json", "schema", "value"),
    [
        ("42", None, {"type": "integer"}, 42),
        ("42", None, {"type": "string"}, "42"),
        (" true\n", None, {"type": "boolean"}, True),
        ("True", None, {"type": "boolean"}, True),
        ('{"a": 1}', None, {"type": "object"}, {"a": 1}),
        ("{'a': None}", None, {"type": "object"}, {"a": None}),
        ('so: {"a": {"b": 1}} it is', None, {"type": "object"}, {"a": {"b": 1}}),
        ('as in\n```json\n{"a": 2}\n```', None, {"type": "object"}, {"a": 2}),
        ("it is [1, 2] then", None, {"type": "array"}, [1, 2]),
        ('of {x, y}: {"a": 1}, once more {"a": 1}', None, WITH_A, {"a": 1}),
        ('not {"b": 1} but {"a": [2]}.', None, WITH_A, {"a": [2]}),
        ("[1]", "[2]", {"type": "array"}, [2]),
        ("42", '{"answer": 42}', {"type": "integer"}, 42),
        ("8080\n\nHow: searched", None, {"type": "integer"}, 8080),
        ("8080\nis the port", None, {"type": "string"}, "8080\nis the port"),
        ("plain words", None, {"type": "string"}, "plain words"),
        ("null", None, {"type": "null"}, None),
    ],
)
def test_a_value_is_read_from_what_was_said(
    text: str, value_json: str | None, schema: dict[str, Any], value: object
) -> None:
    checked = OutputSchema.of(schema).check(Final(text, value_json))

    assert checked.errors == ()
    assert checked.json is not None
    assert json.loads(checked.json) == value


@pytest.mark.parametrize("text", ["", "NaN", "[" * 5_000, "{" * 5_000, "```\n\n```"])
def test_no_text_breaks_the_reading(text: str) -> None:
    checked = OutputSchema.of({"type": "integer"}).check(Final(text))

    assert checked.errors
    assert list(readings(Final(text))) in ([], [text])


@pytest.mark.parametrize(
    ("text", "schema"),
    [
        ("1e999", {"type": "number"}),
        ('{"a": "\\ud800"}', Party),
        (
            "[" * 400 + "]" * 400,
            {"type": "array", "items": {"$ref": "#"}, "maxItems": 0},
        ),
        ('"\\d"', {"type": "integer"}),
    ],
)
def test_odd_values_are_errors_and_not_crashes(text: str, schema: Any) -> None:
    assert OutputSchema.of(schema).check(Final(text)).errors


def test_formats_are_checked() -> None:
    schema = OutputSchema.of({"type": "string", "format": "date"})

    assert schema.check(Final("2020-13-01")).errors == (
        "the value: '2020-13-01' is not a 'date'",
    )


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({"type": "integr"}, "is not a JSON Schema: 'integr' is not valid"),
        ({"$ref": "#/$defs/none"}, "refers to '#/\\$defs/none', which is not in it"),
        ({"$ref": "http://127.0.0.1:9/s"}, "which is not in it; put it under"),
        (
            {"$defs": {"a": {"$id": "a.json"}}, "$ref": "b.json"},
            "refers to 'b.json', which is not in it",
        ),
        ({"$dynamicRef": "#none"}, "refers to '#none', which is not in it"),
        (42, "must be a pydantic model, a TypedDict or a JSON Schema; found 42"),
        (lambda value: value, "must be a pydantic model, a TypedDict or a JSON"),
        ("str", "must be a pydantic model, a TypedDict or a JSON Schema; found 'str'"),
    ],
)
def test_a_schema_that_is_none_is_refused_before_anything_runs(
    schema: Any, words: str
) -> None:
    with pytest.raises(SettingsError, match=words):
        RLMAgent("offline", output_schema=schema)


@pytest.mark.parametrize(
    "schema",
    [
        {
            "$id": "https://example.org/s",
            "$ref": "a.json",
            "$defs": {"a": {"$id": "a.json", "type": "integer"}},
        },
        {"$ref": "#n", "$defs": {"a": {"$anchor": "n", "type": "integer"}}},
        {"properties": {"$ref": {"type": "integer"}}, "type": "integer"},
        {"const": 42, "examples": [{"$ref": "nowhere"}]},
    ],
)
def test_references_inside_a_schema_are_followed(schema: dict[str, Any]) -> None:
    assert OutputSchema.of(schema).check(Final("42")).json == "42"


class Doubled(BaseModel):
    """Reads twice as much as it is given, and writes it under another name."""

    n: int = Field(validation_alias="in", serialization_alias="out")

    @field_validator("n")
    @classmethod
    def twice(cls, n: int) -> int:
        """Not the same when it is done again."""
        if n < 0:
            raise RuntimeError("a fault of the program")
        return 2 * n


def test_what_is_kept_is_typed_as_it_was_the_first_time() -> None:
    schema = OutputSchema.of(Doubled)
    kept = schema.check(Final('{"in": 3}')).json

    assert kept is not None
    assert schema.typed(json.loads(kept)).n == 6


async def test_a_schema_whose_own_code_fails_ends_the_run_under_its_name() -> None:
    result, _ = await play(
        ScriptedModel('FINAL({"in": -1})'), brings={"output_schema": Doubled}
    )

    assert result.status == "failed"
    assert result.error == "output_schema raised RuntimeError: a fault of the program"


async def test_what_did_not_meet_the_schema_is_the_partial_answer() -> None:
    model = ScriptedModel(code("FINAL('nearly')"), "```json\n{}\n```")

    result, _ = await play(model, max_iterations=1, brings={"output_schema": int})

    assert (result.status, result.text) == ("limit", "nearly")


FORMATS = [
    ("date-time", "2024-02-29T12:00:00Z", "2024-02-30T12:00:00Z"),
    ("date-time", "2024-02-29T12:00:00.5+02:00", "yesterday"),
    ("time", "23:59:59Z", "24:00:00Z"),
    ("duration", "P1Y2M3DT4H", "P"),
    ("uri", "https://example.org/a?b=c", "not a uri"),
    ("uri-reference", "../up#there", "with space"),
    ("hostname", "a.example.org", "-a.example.org"),
    ("json-pointer", "/a/b~0c", "a/b"),
]


@pytest.mark.parametrize(("name", "good", "bad"), FORMATS)
def test_every_format_is_checked(name: str, good: str, bad: str) -> None:
    schema = OutputSchema.of({"type": "string", "format": name})

    assert schema.check(Final(good)).errors == ()
    assert schema.check(Final(bad)).errors == (f"the value: {bad!r} is not a '{name}'",)


def test_a_format_says_nothing_of_a_number() -> None:
    schema = OutputSchema.of({"type": ["string", "number"], "format": "uri"})

    assert schema.check(Final("5", "5")).errors == ()


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (list[Total], [{"amount": 1}]),
        (Total | None, {"amount": 1}),
        (Optional[list[Total]], [{"amount": 1}]),  # noqa: UP045  # another origin
        (dict[str, list[Nested]], {"k": [{"total": {"amount": 1}}]}),
    ],
)
def test_a_typed_dict_may_stand_inside_another_type(kind: Any, value: Any) -> None:
    assert OutputSchema.of(kind).typed(value) == value


def test_a_text_does_not_meet_a_schema_of_fields() -> None:
    schema = OutputSchema.of({"properties": {"n": {"type": "integer"}}})

    assert "n: 'x' is not of type" in schema.check(Final('{"n": "x"}')).errors[0]
    assert schema.check(Final("no object")).errors
