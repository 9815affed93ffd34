"""The shape that an answer must have: pydantic, TypedDict or JSON Schema."""

from __future__ import annotations

import inspect
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from pydantic import PydanticUserError, TypeAdapter, ValidationError
from pydantic_core import to_jsonable_python

from rlm_tui.domain.values import JSON
from rlm_tui.engine.cancelling import failing_as
from rlm_tui.engine.portable_types import portable
from rlm_tui.engine.readings import readings
from rlm_tui.engine.schema_formats import checker_of
from rlm_tui.errors import HookError, SettingsError
from rlm_tui.repl.base import Final

if TYPE_CHECKING:
    from jsonschema.protocols import Validator
    from referencing._core import Resolver

Schema: TypeAlias = "type[Any] | Mapping[str, Any]"
"""A pydantic model, a TypedDict, any other type pydantic knows, or a JSON Schema."""

MAX_ERRORS = 10
_NOT_OF_TEXT = frozenset(
    {"properties", "required", "items", "prefixItems", "patternProperties"}
)


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

    def stored(self, value: JSON) -> JSON:
        """The value as it is kept, which is typed the same when it is read again."""
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
        """Find the first reading of an answer that meets the schema.

        Raises:
            HookError: code of the schema's own raised.
        """
        errors: list[str] | None = None
        for value in readings(final):
            found = self._rule.errors(value)
            if not found:
                return Checked(_written(self._rule.stored(value)))
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
            self._adapter: TypeAdapter[Any] = TypeAdapter(portable(schema))
            self.json_schema: JSON = self._adapter.json_schema()
        except (PydanticUserError, TypeError, NameError) as error:
            first = str(error).strip().splitlines()[0]
            raise SettingsError(
                "output_schema must be a pydantic model, a TypedDict or a JSON Schema; "
                f"found {schema!r:.200} ({first})"
            ) from error

    def errors(self, value: JSON) -> list[str]:
        with failing_as(HookError, "output_schema"):
            try:
                self.typed(value)
            except ValidationError as error:
                found = error.errors(include_url=False)
                return [_place(e["loc"], e["msg"]) for e in found]
        return []

    def typed(self, value: JSON) -> Any:
        # As JSON, in which a date is a text and a tuple a list.
        return self._adapter.validate_json(json.dumps(value))

    def stored(self, value: JSON) -> JSON:
        with failing_as(HookError, "output_schema"):
            typed = self.typed(value)
            normal: JSON = to_jsonable_python(typed)
            try:
                is_same = bool(self.typed(normal) == typed)
            except ValidationError:
                is_same = False  # it is written by other names than it is read by
        return normal if is_same else value


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

    def stored(self, value: JSON) -> JSON:
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
    from referencing.jsonschema import DRAFT202012

    whole: Resource[Any] = Resource.from_contents(
        schema, default_specification=DRAFT202012
    )
    registry: Registry[Any] = Registry()
    base = whole.id() or ""
    resolver = registry.with_resource(base, whole).resolver(base_uri=base)
    inside: list[tuple[Resource[Any], Resolver[Any]]] = [(whole, resolver)]
    while inside:
        part, resolver = inside.pop()
        _resolve(part.contents, resolver)
        below = part.subresources()
        inside.extend((sub, resolver.in_subresource(sub)) for sub in below)


def _resolve(part: object, resolver: Resolver[Any]) -> None:
    from referencing.exceptions import Unresolvable

    if not isinstance(part, dict):
        return
    for keyword in ("$ref", "$dynamicRef"):
        reference = part.get(keyword)
        if not isinstance(reference, str):
            continue
        try:
            resolver.lookup(reference)
        except Unresolvable as error:
            raise SettingsError(
                f"output_schema refers to {reference!r}, which is not in it; put it "
                "under $defs and refer to '#/$defs/NAME'"
            ) from error


def _place(path: tuple[int | str, ...], message: str) -> str:
    where = "".join(
        f"[{step}]" if isinstance(step, int) else f".{step}" for step in path
    )
    return f"{where.lstrip('.') or 'the value'}: {message}"


def _written(value: JSON) -> str:
    return json.dumps(value, ensure_ascii=False)
