"""Takes apart what an RLM of DSPy says to its model, and what the model says.

The forms are those of `dspy/primitives/repl_types.py` and `dspy/adapters`
(github.com/stanfordnlp/dspy): sections under `[[ ## name ## ]]`, in them the variables
with a preview each, and a step for each piece of code with the length of its output.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from textwrap import dedent

from rlm_tui.exchange.reading import written

_SECTION = r"\[\[ ## {} ## \]\]\n(.*?)(?=\n\[\[ ## |\Z)"
_HISTORY = re.compile(r"^\[\[ ## repl_history ## \]\]\n", re.M)
_STEP = re.compile(r"\s*=== Step \d+ ===\n.*?\n```\nOutput \(([\d,]+) chars\):\n", re.S)
_OMITTED = re.compile(r"\n\n\.\.\. \(([\d,]+) characters omitted\) \.\.\.\n\n")
_VARIABLE = re.compile(
    r"Variable: `(?P<name>\w+)`.*?\n\s*Type: (?P<type>\w+)\n.*?"
    r"Total length: (?P<chars>[\d,]+) characters\n"
    r"\s*Preview:\n\s*```\n(?P<preview>.*?)\n\s*```(?=\s*(?:»»»|\Z))",
    re.S,
)
_FENCE = re.compile(r"\A\s*```\w*\n(.*?)\n?```\s*\Z", re.S)


@dataclass(frozen=True, slots=True)
class Input:
    """A variable that the code of a run begins with."""

    title: str
    type_name: str
    chars: int
    preview: str


@dataclass(frozen=True, slots=True)
class RunSoFar:
    """The code that ran before a call of the root."""

    outputs: tuple[str, ...]
    """As far as the prompt shows them."""
    iteration: str | None
    """Such as `2/8`; `None` where the answer is asked for after the last."""


def section(text: str, title: str) -> str | None:
    """What stands under a heading; `None` if there is no such heading."""
    found = re.search(_SECTION.format(re.escape(title)), text, re.S)
    return found[1].strip("\n") if found else None


def inputs(text: str) -> list[Input]:
    """The variables that a prompt describes."""
    described = section(text, "variables_info") or ""
    return [
        Input(
            found["name"],
            found["type"],
            _length(found["chars"]),
            dedent(found["preview"]),
        )
        for found in _VARIABLE.finditer(described)
    ]


def run_so_far(text: str) -> RunSoFar | None:
    """What a prompt tells of the code before it; `None`: it is not one of the root.

    An output may look like anything; its length says where it ends.
    """
    heading = _HISTORY.search(text)
    if heading is None:
        return None
    outputs: list[str] = []
    place = heading.end()
    while step := _STEP.match(text, place):
        place = step.end() + _shown(text, step.end(), _length(step[1]))
        outputs.append(text[step.end() : place])
    return RunSoFar(tuple(outputs), section(text[place:], "iteration"))


def _shown(text: str, start: int, whole: int) -> int:
    """How many characters of an output are there: its middle may be left out."""
    cut = _OMITTED.search(text, start, start + whole)
    if cut is None:
        return whole
    shown = whole - _length(cut[1]) + len(cut[0])
    is_of_this = cut.end() <= start + shown
    return shown if is_of_this else whole


def fields_of(reply: str) -> dict[str, str]:
    """What a model gave for each field, in either of the forms it is asked for."""
    names = re.findall(r"\[\[ ## (\w+) ## \]\]", reply)
    if names:
        found = {one: section(reply, one) or "" for one in names}
        return {one: value for one, value in found.items() if one != "completed"}
    try:
        value = json.loads(reply)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(value, dict):
        return {}
    return {one: written(said) for one, said in value.items()}


def without_fence(code: str) -> str:
    """The code in a fence, or as it is."""
    found = _FENCE.match(code)
    return found[1] if found else code


def _length(digits: str) -> int:
    return int(digits.replace(",", ""))
