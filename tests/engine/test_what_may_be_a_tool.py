"""Which functions code can call, and what it is told of them."""

from __future__ import annotations

import threading
from functools import partial
from typing import Any

import pytest

from rlm_tui.engine.agent import RLMAgent
from rlm_tui.engine.tools import Tool
from rlm_tui.errors import SettingsError
from tests.engine.test_tools import search


class TestWhatMayBeATool:
    """Everything else is refused before anything runs."""

    def test_the_schema_comes_from_the_signature(self) -> None:
        tool = Tool.of("search", search)

        assert tool.parameters["required"] == ["query"]
        assert tool.parameters["properties"]["limit"]["default"] == 3
        assert tool.parameters["properties"]["limit"]["type"] == "integer"
        assert tool.description.startswith("Finds pages")

    def test_objects_and_partials_are_functions_too(self) -> None:
        class Finder:
            """Finds."""

            def __call__(self, what: str) -> str:
                return what

        assert Tool.of("find", Finder()).parameters["required"] == ["what"]
        assert Tool.of("one", partial(search, limit=1)).parameters["required"] == [
            "query"
        ]

    @pytest.mark.parametrize(
        ("tools", "words"),
        [
            ({"two words": search}, "'two words' is not one that code can write"),
            ({"class": search}, "is not one that code can write"),
            ({"_x": search}, "is not one that code can write"),
            ({"x": 3}, "tool x must be a function; found int"),
            ({"x": {"tool": search}}, "tool x must be a function; found dict"),
            (search, "tools must map names to functions"),
            ([search, search], "two of the tools have the same name"),
            ([lambda: 1], "'<lambda>' is not one that code can write"),
            ({"x": lambda *a: a}, None),
            ({"x": lambda a=threading.Lock: a}, None),
        ],
    )
    def test_it_is_said_what_to_write(self, tools: Any, words: str | None) -> None:
        if words is None:
            RLMAgent("offline", tools=tools)
            return
        with pytest.raises(SettingsError, match=words):
            RLMAgent("offline", tools=tools)

    def test_a_type_that_json_has_not_is_refused(self) -> None:
        def locked(lock: threading.Event) -> None:
            """Takes what no model can write."""

        with pytest.raises(SettingsError, match="annotate them with types that JSON"):
            RLMAgent("offline", tools={"locked": locked})
