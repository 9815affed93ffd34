"""Writes docs/options.md out of the settings and limits: python docs/make_options.py"""

from __future__ import annotations

import ast
import inspect
from dataclasses import MISSING, fields
from itertools import pairwise
from pathlib import Path
from typing import Literal, get_args, get_origin, get_type_hints

from rlm_tui.domain.limits import Limits
from rlm_tui.main.settings import Settings

FILE = Path(__file__).parent / "options.md"

HEAD = """# Every option

Made from the settings by `python docs/make_options.py`. Each is a line of
`settings.toml`, an environment variable, as `RLM_TUI_MAX_DEPTH`, and, where `--help`
lists it, a flag. The limits are also arguments of `RLMAgent`.
"""


def options_page() -> str:
    """The page: a table of the settings, and one of the limits."""
    return "\n".join([HEAD, _table("Settings", Settings), _table("Limits", Limits)])


def _table(title: str, of: type[Settings] | type[Limits]) -> str:
    meanings, hints = _meanings(of), get_type_hints(of)
    rows = [
        f"| `{one.name}` | {_written(one.default)} "
        f"| {meanings[one.name]}{_choices(hints[one.name])} |"
        for one in fields(of)
        if one.name != "limits"
    ]
    head = ["| name | default | what it is |", "|---|---|---|"]
    return "\n".join([f"## {title}\n", *head, *rows, ""])


def _meanings(of: type) -> dict[str, str]:
    """The text that stands under each field of a class."""
    [body] = [
        node.body
        for node in ast.parse(inspect.getsource(of)).body
        if isinstance(node, ast.ClassDef)
    ]
    found: dict[str, str] = {}
    for one, under in pairwise(body):
        match one, under:
            case (
                ast.AnnAssign(target=ast.Name(id=name)),
                ast.Expr(value=ast.Constant(value=str(text))),
            ):
                found[name] = " ".join(text.split())
    return found


def _choices(hint: object) -> str:
    values = get_args(hint) if get_origin(hint) is Literal else ()
    return f" One of {', '.join(f'`{value}`' for value in values)}." if values else ""


def _written(default: object) -> str:
    if default is MISSING or default in (None, ""):
        return ""
    if isinstance(default, bool):
        return "yes" if default else "no"
    return f"`{default:g}`" if isinstance(default, float) else f"`{default}`"


if __name__ == "__main__":
    FILE.write_text(options_page(), encoding="utf-8")
