"""TOML with nested tables and arrays."""

from __future__ import annotations

import random

from benchmarks.planner.brought.asks import Brought, told, untold
from benchmarks.planner.filler import sentence


def bring(chance: random.Random, size: int) -> Brought:
    """The document, and what people ask of it."""
    line = chance.randint(70, 130)
    extra = "\n".join(
        f'[tool.part{i}]\nnote = "{sentence(chance)}"\nlevel = {i}\n'
        for i in range(max(1, size // 130))
    )
    text = (
        '[project]\nname = "thistle"\nversion = "4.1.2"\ndescription = "Plots of tides"\n'
        'requires-python = ">=3.9"\nlicense = { text = "BSD-3-Clause" }\n'
        'authors = [{ name = "Ida Fenwick", email = "ida@tide.example" }]\n'
        'dependencies = [\n    "numpy>=1.24",\n    "click==8.1.7",\n]\n\n'
        '[project.scripts]\nthistle = "thistle.cli:main"\n\n'
        '[project.optional-dependencies]\ndocs = ["sphinx", "furo"]\n\n'
        f'[tool.ruff]\nline-length = {line}\ntarget-version = "py39"\n\n'
        f'[tool.pytest.ini_options]\naddopts = "-q --strict"\n\n{extra}'
    )
    return Brought(
        text,
        [
            told(
                "What is the name of the project?",
                "What is the project called?",
                "thistle",
            ),
            told(
                "Which version is it?", "What version does the project have?", "4.1.2"
            ),
            told(
                "Which version of click is required?",
                "What is the required version of click?",
                "8.1.7",
            ),
            told(
                "What is the line length of ruff?",
                "Which line-length does ruff use?",
                str(line),
            ),
            told(
                "Who is the author?", "What is the name of the author?", "Ida Fenwick"
            ),
            told(
                "What are the dependencies?", "List the dependencies.", "numpy", "click"
            ),
            told(
                "Which Python versions are supported?",
                "Which Python version does it require?",
                "3.9",
            ),
            told(
                "What is the entry point of the script thistle?",
                "What does the thistle script run?",
                "thistle.cli:main",
            ),
            told(
                "What options does pytest get?",
                "What are the addopts of pytest?",
                "-q --strict",
            ),
            told(
                "Which licence does the project have?",
                "What is the license?",
                "BSD-3-Clause",
            ),
            untold(
                "Which version of pandas is required?",
                "What is the required version of scipy?",
            ),
            untold(
                "What is the homepage of the project?",
                "What is the line length of black?",
            ),
        ],
    )
