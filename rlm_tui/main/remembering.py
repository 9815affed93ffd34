"""Keeps one setting in the settings file; everything else in it stays as it is."""

from __future__ import annotations

import json
import os
import re
import tempfile
import tomllib
from pathlib import Path

from rlm_tui.errors import SettingsError


def remember(file: Path, name: str, value: bool | int | str) -> str:
    """Write one setting into a file, which need not exist; what to say of it.

    Raises:
        SettingsError: the file cannot be read or written; it is as it was.
    """
    try:
        before = file.read_text(encoding="utf-8") if file.exists() else ""
        after = with_setting(before, name, value)
        file.parent.mkdir(parents=True, exist_ok=True)
        _replace(file.resolve(), after)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{name} is not remembered in {file}: {error}") from error
    return f"remembered in {file}"


def with_setting(text: str, name: str, value: bool | int | str) -> str:
    """The text of a settings file in which a setting has a value.

    Raises:
        TOMLDecodeError: the text is no TOML.
    """
    tomllib.loads(text)
    # JSON's words for these three kinds of values are those of TOML.
    line = f"{name} = {json.dumps(value)}"
    given = re.compile(rf"^[ \t]*{re.escape(name)}[ \t]*=.*$", re.MULTILINE)
    # What comes after the first table stands in one, such as the options of a model.
    table = re.search(r"^[ \t]*\[", text, re.MULTILINE)
    above, rest = (
        (text[: table.start()], text[table.start() :]) if table else (text, "")
    )
    changed, places = given.subn(lambda _: line, above, count=1)
    if not places:
        gap = "\n" if above and not above.endswith("\n") else ""
        changed = f"{above}{gap}{line}\n"
    changed += rest
    if tomllib.loads(changed).get(name) != value:
        raise tomllib.TOMLDecodeError(f"{name} cannot be changed there by a program")
    return changed


def _replace(file: Path, text: str) -> None:
    """Put a text in the place of a file, whole or not at all."""
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            out.write(text)
        if file.exists():
            os.chmod(name, file.stat().st_mode & 0o777)
        os.replace(name, file)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
