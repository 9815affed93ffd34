"""A batch of a hundred in a real terminal: tried, edited, refused, answered, sent."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.e2e.terminal import terminal

SIZE = 100

ASK = f"""Ask about each.

```repl
prompts = [f"Which cap is in contract {{n:03}}?" for n in range({SIZE})]
caps = llm_query_batched(prompts)
print("|".join(caps))
```"""

END = '```repl\nFINAL("told")\n```'


@pytest.fixture
def script(tmp_path: Path) -> Path:
    """A model that names each contract, and a context beside it."""
    patterns = [
        {"match": f"(cap|limit) is in contract {n:03}", "text": f"R{n:03}"}
        for n in range(SIZE)
    ]
    file = tmp_path / "script.json"
    file.write_text(json.dumps({"replies": [ASK, END], "patterns": patterns}))
    (tmp_path / "ctx.md").write_text("# Contracts\n")
    return file


def requests(script: Path) -> list[str]:
    """The last message of every request that the model has received."""
    log = script.with_suffix(".log.jsonl")
    lines = log.read_text().splitlines() if log.exists() else []
    return [json.loads(line)["messages"][-1]["content"] for line in lines]


def sent(script: Path) -> list[str]:
    """The prompts that left the code."""
    return [
        text for text in requests(script) if "is in contract" in text and len(text) < 80
    ]


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=str)
def test_three_are_tried_some_decided_by_hand_and_the_rest_sent_in_order(
    script: Path, size: tuple[int, int]
) -> None:
    with terminal(
        str(script.with_name("ctx.md")), "-q", "Which caps?", "--ask", "query",
        "--model", f"scripted:{script}", "--max-llm-calls", "200",
        home=script.parent, size=size, env={"RLM_TUI_GRACE_MS": "0"},
    ) as app:  # fmt: skip
        app.wait("100 of 100")
        app.press("enter")
        app.wait_all("all 100 shown", "T try")
        app.press("T")
        app.wait("how many of 100")
        app.press("enter")
        app.wait_all("✓ 3 done", "◆ 97", "R000")
        assert len(sent(script)) == 3

        app.press("e")
        app.wait("not sent yet")
        app.press("\x01", "PLEASE ", "ctrl+s")
        app.wait("edited by you")
        app.press("down")
        app.wait("keys act on row 2")
        app.press("r")
        app.wait("Refuse 0.1.3")
        app.press("too broad", "enter")
        app.wait("✗ 1 refused")
        app.press("=")
        app.wait("your answer")
        app.press("BY HAND", "ctrl+j")
        app.wait("≈ 1 by you")
        app.press("A")
        app.wait_all("Approve 95 sub-queries?", "1 goes out as edited")
        app.press("y")
        app.wait("✓ 98 done")
        app.press("q")
        app.wait("DONE")
        app.press("q")
        app.wait_end()

    assert len(sent(script)) == 98
    told = requests(script)[-1]
    parts = told[told.index("R000|") :].split("\n")[0].split("|")
    assert len(parts) == SIZE
    assert parts[1] == "R001"
    assert "too broad" in parts[2]
    assert parts[3] == "BY HAND"
    assert [part[:4] for part in parts[4:]] == [f"R{n:03}" for n in range(4, SIZE)]
    assert any(text.startswith("PLEASE") for text in sent(script))
