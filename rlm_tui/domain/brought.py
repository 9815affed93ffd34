"""What a session was begun with that it needs again when it is taken up."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import JsonValue

from rlm_tui.domain.event_base import Value


class Brought(Value):
    """Files and services that the events only name."""

    sources: tuple[str, ...] = ()
    """Where the context was read, as whole paths; empty for standard input."""
    encoding: str = "utf-8"
    api_base: str | None = None
    model_options: dict[str, JsonValue] | None = None
    """What calls of models ask for; none of it is a key."""
    sub_model_options: dict[str, JsonValue] | None = None
    tools_file: str | None = None
    schema_file: str | None = None
    evaluator: str | None = None
    min_confidence: float | None = None

    def asked_of(self, node: str) -> Mapping[str, JsonValue]:
        """What the model calls of a node ask for, such as a temperature."""
        is_root = "." not in node
        own = self.model_options if is_root else self.sub_model_options
        return (self.model_options if own is None else own) or {}
