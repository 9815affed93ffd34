"""The sample contexts that ship with the project, with the questions beside them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

SAMPLES = Path(__file__).parents[3] / "sample_contexts"
QUESTIONS = json.loads((SAMPLES / "questions.json").read_text("utf-8"))


def load(name: str) -> object:
    path = SAMPLES / name
    if path.is_dir():
        files = (file for file in sorted(path.rglob("*")) if file.is_file())
        return {
            file.relative_to(path).as_posix(): file.read_text("utf-8")
            for file in files
            if "__pycache__" not in file.parts
        }
    text = path.read_text("utf-8")
    if name.endswith(".jsonl"):
        return [json.loads(line) for line in text.splitlines() if line.strip()]
    return text


@pytest.mark.parametrize(
    "item", QUESTIONS, ids=[f"{q['context']}: {q['question']}" for q in QUESTIONS]
)
def test_a_sample_question_is_answered_right_or_refused(
    ask: Any, item: dict[str, Any]
) -> None:
    played = ask(load(item["context"]), item["question"])

    if item["offline"]:
        assert not played.refused, played.text
        assert all(words.lower() in played.text.lower() for words in item["expect"])
    assert played.calls <= 35
