"""The shape that an answer must have: pydantic, TypedDict or JSON Schema."""

from __future__ import annotations

import ast
import inspect
import json
import re
import sys
import typing
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import UnionType
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from pydantic import PydanticUserError, TypeAdapter, ValidationError
from pydantic_core import to_jsonable_python

from rlm_tui.domain.values import JSON
from rlm_tui.engine.schema_formats import checker_of
from rlm_tui.errors import SettingsError
from rlm_tui.repl.base import Final

if TYPE_CHECKING:
    from jsonschema.protocols import Validator

Schema: TypeAlias = "type[Any] | Mapping[str, Any]"
"""A pydantic model, a TypedDict, any other type pydantic knows, or a JSON Schema."""

MAX_ERRORS = 10
_NOT_OF_TEXT = frozenset(
    {"properties", "required", "items", "prefixItems", "patternProperties"}
)
_FENCED = re.compile(r"```[ \t]*\w*[ \t]*\n(.*?)\n[ \t]*```", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Checked:
    """A value that meets the schema, or the errors of the nearest reading."""

    json: str | None
    errors: tuple[str, ...] = ()


class _Rule(Protocol):
    """One way to check a value."""

    json_schema: JSON

    def errors(self, value: JSON) -> list[str]:
        """What is wrong with a value."""
        ...

    def typed(self, value: JSON) -> Any:
        """The value as the caller's type."""
        ...


class OutputSchema:
    """Reads answers as values and checks them."""

    def __init__(self, rule: _Rule) -> None:
        self._rule = rule

    @classmethod
    def of(cls, schema: Schema) -> OutputSchema:
        """Take in a schema.

        Raises:
            SettingsError: it is none; the message says what is wrong with it.
        """
        if isinstance(schema, Mapping):
            return cls(_JsonSchemaRule(dict(schema)))
        return cls(_TypeRule(schema))

    @property
    def json_schema(self) -> JSON:
        """What the model is told."""
        return self._rule.json_schema

    def check(self, final: Final) -> Checked:
        """Find the first reading of an answer that meets the schema."""
        errors: list[str] | None = None
        for value in readings(final):
            found = self._rule.errors(value)
            if not found:
                return Checked(_normal(self._rule.typed(value)))
            errors = errors or found
        return Checked(None, tuple((errors or ["it is empty"])[:MAX_ERRORS]))

    def typed(self, value: JSON) -> Any:
        """A checked value as an instance of the caller's type."""
        return self._rule.typed(value)


class _TypeRule:
    """A type that pydantic knows."""

    def __init__(self, schema: Any) -> None:
        try:
            if isinstance(schema, str) or inspect.isroutine(schema):
                raise TypeError(f"a {type(schema).__name__} is no type")
            self._adapter: TypeAdapter[Any] = TypeAdapter(_portable(schema))
            self.json_schema: JSON = self._adapter.json_schema()
        except (PydanticUserError, TypeError, NameError) as error:
            first = str(error).strip().splitlines()[0]
            raise SettingsError(
                "output_schema must be a pydantic model, a TypedDict or a JSON Schema; "
                f"found {schema!r:.200} ({first})"
            ) from error

    def errors(self, value: JSON) -> list[str]:
        try:
            self.typed(value)
        except ValidationError as error:
            return [_place(e["loc"], e["msg"]) for e in error.errors(include_url=False)]
        return []

    def typed(self, value: JSON) -> Any:
        # As JSON, in which a date is a text and a tuple a list.
        return self._adapter.validate_json(json.dumps(value))


class _JsonSchemaRule:
    """A JSON Schema, whose references stay inside it: nothing is fetched."""

    def __init__(self, schema: dict[str, Any]) -> None:
        self.json_schema: JSON = schema
        self._validator = _validator(schema)
        # A text meets a schema that only tells of fields; that was not meant.
        self._means_no_text = "type" not in schema and not _NOT_OF_TEXT.isdisjoint(
            schema
        )

    def errors(self, value: JSON) -> list[str]:
        if isinstance(value, str) and self._means_no_text:
            return ["the value: it is a text, and the schema tells of something else"]
        try:
            every = list(self._validator.iter_errors(value))
        except RecursionError:
            return ["the value: it is nested too deep"]
        found = sorted(every, key=lambda error: error.json_path)
        return [_place(tuple(e.absolute_path), e.message[:500]) for e in found]

    def typed(self, value: JSON) -> Any:
        return value


def _validator(schema: dict[str, Any]) -> Validator:
    import jsonschema  # 0.1 s that only a run with a schema pays
    from jsonschema import validators
    from referencing.jsonschema import EMPTY_REGISTRY

    kind = validators.validator_for(schema, default=jsonschema.Draft202012Validator)
    try:
        kind.check_schema(schema)
        validator = kind(
            schema, registry=EMPTY_REGISTRY, format_checker=checker_of(kind)
        )
        _resolve_references(schema)
    except jsonschema.SchemaError as error:
        raise SettingsError(
            f"output_schema is not a JSON Schema: {error.message} at {error.json_path}"
        ) from error
    return validator


def _resolve_references(schema: dict[str, Any]) -> None:
    """Look every reference up once, so that none fails when an answer is there.

    Raises:
        SettingsError: one leads out of the schema, or nowhere.
    """
    from referencing import Registry, Resource
    from referencing.exceptions import Unresolvable
    from referencing.jsonschema import DRAFT202012

    resource: Resource[Any] = Resource.from_contents(
        schema, default_specification=DRAFT202012
    )
    registry: Registry[Any] = Registry()
    resolver = registry.with_resource(resource.id() or "", resource).resolver(
        base_uri=resource.id() or ""
    )
    has_ids = any("$id" in part for part in _objects(schema) if part is not schema)
    for part in _objects(schema):
        reference = part.get("$ref")
        if not isinstance(reference, str) or has_ids:
            continue
        try:
            resolver.lookup(reference)
        except Unresolvable as error:
            raise SettingsError(
                f"output_schema refers to {reference!r}, which is not in it; put it "
                "under $defs and refer to '#/$defs/NAME'"
            ) from error


def _objects(value: object) -> Iterator[dict[str, Any]]:
    stack = [value]
    while stack:
        item = stack.pop()
        if isinstance(item, dict):
            yield item
            # A property may be called "$ref": its value is a schema then.
            stack.extend(v for k, v in item.items() if k not in ("const", "enum"))
        elif isinstance(item, list):
            stack.extend(item)


def _portable(schema: Any) -> Any:
    """A type whose TypedDicts are such as pydantic can read on Python 3.11."""
    if sys.version_info >= (3, 12):
        return schema
    if typing.is_typeddict(schema) and type(schema).__module__ == "typing":
        return _portable_dict(schema)
    origin, args = typing.get_origin(schema), typing.get_args(schema)
    portable = tuple(map(_portable, args))
    if origin is None or portable == args:
        return schema
    if origin is typing.Annotated:
        return typing.Annotated[portable]
    return (typing.Union if origin is UnionType else origin)[portable]


def _portable_dict(schema: Any) -> Any:
    import typing_extensions as extended  # for a TypedDict alone

    fields: dict[str, Any] = {}
    for name, kind in typing.get_type_hints(schema, include_extras=True).items():
        marker = typing.get_origin(kind)
        if marker in (typing.Required, typing.NotRequired):
            [kind] = typing.get_args(kind)
        is_needed = name in schema.__required_keys__ and marker != typing.NotRequired
        mark = extended.Required if is_needed else extended.NotRequired
        fields[name] = mark[_portable(kind)]
    return extended.TypedDict(schema.__name__, fields)  # type: ignore[operator]  # dynamic


def _place(path: tuple[int | str, ...], message: str) -> str:
    where = "".join(
        f"[{step}]" if isinstance(step, int) else f".{step}" for step in path
    )
    return f"{where.lstrip('.') or 'the value'}: {message}"


def _normal(value: Any) -> str:
    return json.dumps(to_jsonable_python(value), ensure_ascii=False)


def readings(final: Final) -> Iterator[JSON]:
    """What an answer may mean as a value, the nearest meaning first."""
    if final.value_json is not None:
        yield json.loads(final.value_json)
    text = final.text.strip()
    for piece in _pieces(text):
        yield from _values(piece)
    if text:
        yield final.text


def _pieces(text: str) -> Iterator[str]:
    """Parts of a text that may be written values: all of it, its first line (an answer
    with reasons below it), fences, brackets."""
    yield text
    if "\n" in text:
        yield text.partition("\n")[0]
    yield from _FENCED.findall(text)
    for start, closing in _openings(text):
        end = text.rfind(closing)
        if end > start:
            yield text[start : end + 1]


def _openings(text: str) -> list[tuple[int, str]]:
    """The first brackets of each kind, with what closes them."""
    pairs = (("{", "}"), ("[", "]"))
    found = [(text.find(start), end) for start, end in pairs if start in text]
    return sorted(found)


def _values(piece: str) -> Iterator[JSON]:
    """What a piece of text is as JSON or as a Python literal, if it is either."""
    for read in (json.loads, _literal):
        try:
            value: JSON = read(piece)
            json.dumps(value, allow_nan=False)
        except (ValueError, SyntaxError, TypeError, RecursionError, MemoryError):
            continue
        yield value
        return


def _literal(piece: str) -> JSON:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a text may look like a literal with a slip
        value: JSON = to_jsonable_python(ast.literal_eval(piece.strip()))
    return value
