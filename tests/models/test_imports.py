"""What importing the models costs the process of the screen."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = ("litellm", "openai", "aiohttp", "textual", "rich")


@pytest.mark.parametrize(
    "module", ["gateway", "router", "catalog", "scripted", "script_file", "echo"]
)
def test_no_model_imports_anything_heavy(module: str) -> None:
    program = (
        f"import sys, rlm_tui.models.{module}\n"
        f"sys.stdout.write(' '.join(m for m in {HEAVY!r} if m in sys.modules))"
    )

    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert done.stdout == ""
