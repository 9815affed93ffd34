"""The agent as one function for the tool-calling loop of another program."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

from rlm_tui import interrupting
from rlm_tui.domain.values import ContextValue
from rlm_tui.engine.agent import RLMAgent
from rlm_tui.engine.arguments import refuse_inside_a_loop
from rlm_tui.engine.result import RLMResult
from rlm_tui.errors import SettingsError

DESCRIPTION = (
    "Answers a question about a context of any size by running code over it and asking "
    "sub-questions about its parts. Give the question in full; it sees nothing else."
)
AnyContext: TypeAlias = str | list[Any] | dict[str, Any]
"""As the schema of the call says it, for those who make one of its annotations."""
_QUERY = {"type": "string", "description": "The question, in full."}
_CONTEXT = {
    "anyOf": [{"type": "string"}, {"type": "array"}, {"type": "object"}],
    "description": "What the question is about: a text, a list or a mapping.",
}


@dataclass(frozen=True, slots=True)
class RLMTool:
    """One callable with a name, a description and a JSON Schema. Made by `rlm_tool`."""

    name: str
    description: str
    parameters: dict[str, Any]
    """A JSON Schema of the arguments."""
    agent: RLMAgent
    context: ContextValue | None = None
    """What every question is about, if it is always the same."""

    async def __call__(self, query: str, context: AnyContext | None = None) -> str:
        """Answer a question, with words for the model where there is no answer.

        Raises:
            ContextError: the context is neither a text, a list nor a mapping.
            SettingsError: the question or the model cannot be used, or there is no
                context.
        """
        about = context if self.context is None else self.context
        if about is None:
            raise SettingsError(
                f"{self.name} needs a context: pass it with the call, or give it to "
                "rlm_tool(context=...)"
            )
        return told(await self.agent.generate(context=about, query=query))

    def call_sync(self, query: str, context: ContextValue | None = None) -> str:
        """As a call, for programs without an event loop.

        Raises:
            SettingsError: as a call; also where an event loop runs already.
        """
        refuse_inside_a_loop("call_sync", "tool")
        return interrupting.run(lambda: self(query, context))

    def as_openai(self) -> dict[str, Any]:
        """The entry of `tools` in a request in OpenAI's form."""
        function = {
            "name": self.name,
            "description": self.description,
            "parameters": self.parameters,
        }
        return {"type": "function", "function": function}

    def as_anthropic(self) -> dict[str, Any]:
        """The entry of `tools` in a request in Anthropic's form."""
        return {
            "name": self.name,
            "description": self.description,
            "input_schema": self.parameters,
        }


def rlm_tool(
    agent: RLMAgent | None = None,
    *,
    context: ContextValue | None = None,
    name: str = "ask_about_context",
    description: str = DESCRIPTION,
    **settings: Any,
) -> RLMTool:
    """Make one callable of an agent, for any tool-calling loop.

    Args:
        agent: who answers; made from `settings` if it is not given.
        context: what every question is about; without it the caller passes one.
        name: how the model calls it.
        description: what the model is told of it.
        settings: the arguments of `RLMAgent`.

    Raises:
        SettingsError: both an agent and settings are given, or the settings are wrong.
    """
    if agent is not None and settings:
        raise SettingsError(
            f"rlm_tool takes an agent or its settings, not both; found agent and "
            f"{', '.join(settings)}"
        )
    if not name.isidentifier():
        raise SettingsError(f"name must be an identifier; found {name!r}")
    properties: dict[str, Any] = {"query": _QUERY}
    if context is None:
        properties = {"query": _QUERY, "context": _CONTEXT}
    parameters = {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
    return RLMTool(
        name, description, parameters, agent or RLMAgent(**settings), context
    )


def told(result: RLMResult) -> str:
    """A result in words for a model."""
    if result.status == "answered":
        return result.text
    why = f" ({result.error})" if result.error else ""
    if not result.text:
        return f"No answer: {result.status}{why}"
    return f"{result.text}\n\n[This answer is not settled: {result.status}{why}]"
