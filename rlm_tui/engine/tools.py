"""Functions of the calling program that the model's code may call."""

from __future__ import annotations

import inspect
import json
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from keyword import iskeyword
from types import GenericAlias
from typing import Any, TypeAlias, get_type_hints

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    PydanticUserError,
    ValidationError,
    create_model,
)
from pydantic.json_schema import PydanticJsonSchemaWarning
from pydantic_core import PydanticSerializationError, to_jsonable_python

from rlm_tui.domain.values import JSON
from rlm_tui.engine.cancelling import failing_as
from rlm_tui.engine.portable_types import portable
from rlm_tui.engine.tool_calling import called
from rlm_tui.errors import SettingsError

ToolFunction: TypeAlias = Callable[..., Any]
Tools: TypeAlias = (
    Mapping[str, ToolFunction | Mapping[str, object]] | Sequence[ToolFunction]
)
"""Functions by their names, or by those that they were defined by."""

MAX_RESULT_CHARS = 32 << 20
MAX_ITEMS = 1_000_000
"""Of what is given back one by one, which may have no end."""


class ToolFailedError(Exception):
    """A call came to nothing; the words are for the model."""


@dataclass(frozen=True, slots=True)
class Tool:
    """One function with what a model needs to know of it."""

    name: str
    description: str
    parameters: dict[str, Any]
    """A JSON Schema of the arguments."""
    signature: inspect.Signature
    _function: ToolFunction
    _arguments: type[BaseModel]

    @classmethod
    def of(cls, name: str, given: object) -> Tool:
        """Take in a function, or one with words for the model in place of its own.

        Raises:
            SettingsError: its name or its parameters cannot be offered to a model.
        """
        if not name.isidentifier() or iskeyword(name) or name.startswith("_"):
            raise SettingsError(
                f"tool name {name!r} is not one that code can write; use letters, "
                "digits and underscores, as in search_pages"
            )
        function, words = _described(name, given)
        try:
            signature = _signature(function)
            arguments = _arguments(name, signature)
            schema = _json_schema(arguments)
        except (PydanticUserError, TypeError, ValueError, NameError) as error:
            first = str(error).strip().splitlines()[0]
            raise SettingsError(
                f"the parameters of tool {name} cannot be described: {first}; "
                "annotate them with types that JSON has"
            ) from error
        described: object = function
        if not inspect.isroutine(described):
            described = type(function)
        return cls(
            name=name,
            description=words or inspect.getdoc(described) or "",
            parameters=schema,
            signature=signature,
            _function=function,
            _arguments=arguments,
        )

    def bind(self, args: list[JSON], kwargs: dict[str, JSON]) -> dict[str, JSON]:
        """The arguments of a call by name, as they came.

        Raises:
            ToolFailedError: there are too many, too few, or unknown ones.
        """
        try:
            bound = self.signature.bind(*args, **kwargs)
        except TypeError as error:
            raise ToolFailedError(f"{error}; write {self.usage}") from None
        named = dict(bound.arguments)
        if (more := self._name_of(inspect.Parameter.VAR_POSITIONAL)) in named:
            named[more] = list(named[more])
        extra = self._name_of(inspect.Parameter.VAR_KEYWORD)
        if extra is not None:
            named |= named.pop(extra, {})
        return named

    def validated(self, named: Mapping[str, JSON]) -> BaseModel:
        """The arguments as the function wants them.

        Raises:
            ToolFailedError: one of them is wrong; the message says which, and how.
        """
        try:
            return self._arguments.model_validate(dict(named))
        except ValidationError as error:
            wrong = "; ".join(
                f"{'.'.join(map(str, e['loc'])) or 'the arguments'}: {e['msg']}"
                for e in error.errors(include_url=False)
            )
            raise ToolFailedError(f"{wrong}; write {self.usage}") from None

    async def call(self, arguments: BaseModel) -> JSON:
        """Run the function and give back what it gave, as JSON has it.

        Raises:
            ToolFailedError: it raised, or gave back what JSON cannot say.
        """
        takes_more = self._name_of(inspect.Parameter.VAR_POSITIONAL) is not None
        values = {
            info.alias or key: getattr(arguments, key)
            for key, info in type(arguments).model_fields.items()
            # What comes by its place alone needs all that stands before it.
            if takes_more or key in arguments.model_fields_set
        }
        bound = self.signature.bind_partial()
        bound.arguments.update(values)
        if (extra := self._name_of(inspect.Parameter.VAR_KEYWORD)) is not None:
            bound.arguments[extra] = arguments.model_extra or {}
        with failing_as(ToolFailedError, self.name):
            made = await called(self._function, bound, self._as_json)
        if isinstance(made, ToolFailedError):
            raise made
        return made

    def _as_json(self, result: object) -> JSON | ToolFailedError:
        """What it gave back as JSON has it, or why it cannot; to read it may run code
        of the tool's own."""
        if isinstance(result, Iterator):
            result = list(islice(result, MAX_ITEMS + 1))
            if len(result) > MAX_ITEMS:
                return ToolFailedError(
                    f"{self.name} gave back more than {MAX_ITEMS:,} items, one by one"
                )
        try:
            value: JSON = to_jsonable_python(result)
            size = len(json.dumps(value))
        except (PydanticSerializationError, ValueError, RecursionError):
            kind = type(result).__name__
            return ToolFailedError(
                f"{self.name} gave back a {kind}, which JSON cannot say; the tool must "
                "return texts, numbers, lists or mappings"
            )
        if size > MAX_RESULT_CHARS:
            return ToolFailedError(
                f"{self.name} gave back {size:,} characters; at most "
                f"{MAX_RESULT_CHARS:,}"
            )
        return value

    def _name_of(self, kind: object) -> str | None:
        """The parameter that takes in what no other one does."""
        parameters = self.signature.parameters.values()
        return next((p.name for p in parameters if p.kind is kind), None)

    @property
    def told(self) -> str:
        """What a model is told of it: the call, the words, the types of its own."""
        lines = [self.usage, self.description]
        if types := self.parameters.get("$defs"):
            lines.append(f"where {json.dumps(types, ensure_ascii=False)}")
        return "\n".join(line for line in lines if line)

    @property
    def usage(self) -> str:
        """How code calls it."""
        shown = ", ".join(str(p) for p in self.signature.parameters.values())
        return f"tools.{self.name}({shown})"


def _signature(function: ToolFunction) -> inspect.Signature:
    """The signature with its annotations as types."""
    signature = inspect.signature(function, eval_str=False)
    target = function
    if not inspect.isroutine(function) and not hasattr(function, "func"):
        target = type(function).__call__
    hints = get_type_hints(getattr(target, "func", target), include_extras=True)
    parameters = [
        p.replace(annotation=hints.get(p.name, p.annotation))
        for p in signature.parameters.values()
    ]
    return signature.replace(
        parameters=parameters, return_annotation=inspect.Signature.empty
    )


def _arguments(name: str, signature: inspect.Signature) -> type[BaseModel]:
    """A model of the arguments; its own names for fields never meet pydantic's."""
    fields: dict[str, Any] = {}
    more: Any = None
    for number, parameter in enumerate(signature.parameters.values()):
        if parameter.kind is parameter.VAR_KEYWORD:
            more = _kind(parameter)
            continue
        kind = _kind(parameter)
        default = parameter.default
        if parameter.kind is parameter.VAR_POSITIONAL:
            kind, default = GenericAlias(tuple, (kind, ...)), ()
        elif default is parameter.empty:
            default = ...
        fields[f"p{number}"] = (
            kind,
            Field(default, alias=parameter.name, title=None),
        )
    return create_model(name, __base__=_base(more), **fields)


def _kind(parameter: inspect.Parameter) -> Any:
    is_bare = parameter.annotation is parameter.empty
    return Any if is_bare else portable(parameter.annotation)


def _base(more: Any) -> type[BaseModel]:
    """A model that takes further arguments of a type, or none."""
    names: dict[str, Any] = {"__module__": __name__}
    names["model_config"] = ConfigDict(extra="forbid")
    if more is not None:
        names["model_config"] = ConfigDict(extra="allow")
        names["__annotations__"] = {"__pydantic_extra__": dict[str, more]}
    return type("Arguments", (BaseModel,), names)


def _json_schema(arguments: type[BaseModel]) -> dict[str, Any]:
    """The schema; a default that JSON cannot say is left out of it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PydanticJsonSchemaWarning)
        schema = arguments.model_json_schema()
    schema.pop("title", None)
    return schema


def _described(name: str, given: object) -> tuple[ToolFunction, str]:
    """A function and what a model is told of it, if it is not its docstring.

    Raises:
        SettingsError: it is none.
    """
    words = getattr(given, "description", "")
    match given:
        case {"tool": function, "description": str(words), **rest} if not rest:
            given = function
    if not callable(given):
        raise SettingsError(
            f"tool {name} must be a function; found {type(given).__name__}. What code "
            "only reads belongs into the context"
        )
    return given, words if isinstance(words, str) else ""
