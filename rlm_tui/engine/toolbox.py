"""The tools of a run, by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from rlm_tui.engine.tools import Tool, ToolFailedError
from rlm_tui.errors import SettingsError


@dataclass(frozen=True, slots=True)
class ToolBox:
    """What code may call as `tools.NAME(...)`."""

    tools: Mapping[str, Tool] = field(default_factory=dict)

    @classmethod
    def of(cls, functions: object) -> ToolBox:
        """Take in functions.

        Raises:
            SettingsError: one of them cannot be a tool.
        """
        tools = [Tool.of(str(name), given) for name, given in _named(functions).items()]
        return cls({tool.name: tool for tool in tools})

    def __bool__(self) -> bool:
        return bool(self.tools)

    @property
    def usages(self) -> dict[str, str]:
        """How each is called and what it does, by name."""
        return {name: tool.told for name, tool in self.tools.items()}

    def find(self, name: str) -> Tool:
        """A tool by its name.

        Raises:
            ToolFailedError: there is none of this name.
        """
        if name not in self.tools:
            there = ", ".join(self.tools) or "none"
            raise ToolFailedError(f"there is no tool {name[:80]!r}; there are: {there}")
        return self.tools[name]


NO_TOOLS = ToolBox()


def _named(functions: object) -> Mapping[object, object]:
    """Functions by their names; in a list each has the name that it was defined by."""
    match functions:
        case None:
            return {}
        case Mapping():
            return functions
        case list() | tuple():
            named = {_name_of(given): given for given in functions}
            if len(named) < len(functions):
                raise SettingsError("two of the tools have the same name")
            return named
    raise SettingsError(
        "tools must map names to functions, as {'search': search}, or be a list of "
        f"functions; found {type(functions).__name__}"
    )


def _name_of(given: object) -> object:
    """As it was defined, or as a tool made of an agent is called."""
    return getattr(given, "__name__", None) or getattr(given, "name", given)
