"""Scripts on disk: what is read, what is refused, what is logged."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from rlm_tui.errors import SettingsError
from rlm_tui.models.base import FREE, ChatMessage, ModelRequest, Price
from rlm_tui.models.script_file import load_script, log_path

REQUEST = ModelRequest(
    "scripted:two.json", (ChatMessage("user", "how much? PLEASE"),), "0.1"
)


def write(folder: Path, script: object) -> Path:
    path = folder / "two.json"
    path.write_text(json.dumps(script), encoding="utf-8")
    return path


async def reply(path: Path) -> str:
    model = load_script(path)
    return "".join([chunk.text async for chunk in model.stream(REQUEST)])


async def test_a_list_is_a_script(tmp_path: Path) -> None:
    assert await reply(write(tmp_path, ["first", "second"])) == "first"


async def test_patterns_go_first(tmp_path: Path) -> None:
    script = {
        "replies": ["in order"],
        "patterns": [{"match": "how (much|many)", "text": "42"}],
    }

    assert await reply(write(tmp_path, script)) == "42"


def test_a_script_is_free_unless_it_has_a_price(tmp_path: Path) -> None:
    assert load_script(write(tmp_path, ["x"])).price("m") == FREE

    priced = {"replies": ["x"], "price": {"input_usd": 0.001, "output_usd": 0.002}}
    assert load_script(write(tmp_path, priced)).price("m") == Price(0.001, 0.002)


def logged(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log_path(path).read_text().splitlines()]


async def test_a_request_is_logged_before_it_is_answered(tmp_path: Path) -> None:
    path = write(tmp_path, [{"text": "x", "wait_for": "a person"}])
    model = load_script(path)

    async with asyncio.TaskGroup() as group:
        held = group.create_task(anext(model.stream(REQUEST)))
        await model.received(1)
        [entry] = logged(path)
        held.cancel()

    assert entry["node"] == "0.1"
    assert entry["messages"][-1]["content"].endswith(" PLEASE")


async def test_the_log_is_added_to(tmp_path: Path) -> None:
    path = write(tmp_path, ["x"])

    for _ in range(2):
        await reply(path)

    assert [entry["call"] for entry in logged(path)] == [1, 1]


@pytest.mark.parametrize(
    ("script", "complaint"),
    [
        ({"replies": [{"texxt": "a"}]}, r"replies\[0\]\.texxt: there is no such field"),
        ({"replys": []}, "replys: there is no such field"),
        (["ok", {"delay_s": "soon"}], r"replies\[1\]\.delay_s: .*found 'soon'"),
        ({"patterns": [{"text": "a"}]}, r"patterns\[0\] has no 'match'"),
        ({"patterns": [{"match": "("}]}, r"patterns\[0\]\.match: .*regular expr"),
        ("text", "must be a list of replies"),
    ],
)
def test_a_wrong_script_is_refused_by_name_and_place(
    tmp_path: Path, script: object, complaint: str
) -> None:
    with pytest.raises(SettingsError, match=complaint) as caught:
        load_script(write(tmp_path, script))
    assert "two.json" in str(caught.value)


def test_a_file_that_is_not_json_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "two.json"
    path.write_text("[oops")

    with pytest.raises(SettingsError, match=r"is not JSON: .*line 1 column 2"):
        load_script(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"none.json' cannot be read: No such file"):
        load_script(tmp_path / "none.json")
