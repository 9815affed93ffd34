"""Tools and schemas that the command line names as files."""

from __future__ import annotations

import importlib.util
import inspect
import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from rlm_tui.engine.tools import ToolFunction
from rlm_tui.errors import SettingsError

MODULE = "rlm_tui_user_tools"


def load_tools(file: Path) -> dict[str, ToolFunction]:
    """The functions with public names that a Python file defines.

    Raises:
        SettingsError: it cannot be read or run, or defines none.
    """
    module = _run(file)
    found: dict[str, ToolFunction] = {
        name: value
        for name, value in vars(module).items()
        if inspect.isfunction(value)
        and value.__module__ == MODULE
        and not name.startswith("_")
    }
    if not found:
        raise SettingsError(f"{file} defines no function with a public name")
    return found


def _run(file: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(MODULE, file)
    if spec is None or spec.loader is None or not file.is_file():
        raise SettingsError(f"tools are read from a Python file; found {str(file)!r}")
    module = importlib.util.module_from_spec(spec)
    sys.modules[MODULE] = module  # its dataclasses and types look themselves up there
    try:
        spec.loader.exec_module(module)
    except (Exception, SystemExit) as error:  # the file of a person may raise anything
        words = f"{type(error).__name__}: {error}"
        raise SettingsError(f"the tools file {file} raised {words}") from error
    return module


def load_schema(file: Path) -> dict[str, Any]:
    """The JSON Schema that a file holds.

    Raises:
        SettingsError: it cannot be read or holds no JSON object.
    """
    try:
        value = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(f"cannot read the schema file {file}: {error}") from error
    except ValueError as error:
        raise SettingsError(f"the schema file {file} is not JSON: {error}") from error
    if not isinstance(value, dict):
        raise SettingsError(f"the schema file {file} holds no JSON object")
    return value
