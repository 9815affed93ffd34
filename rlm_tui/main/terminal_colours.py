"""What colours the terminal has: asked of the terminal itself.

The question is OSC 11 of xterm's control sequences; the request for device attributes
behind it is answered by every terminal, so that one which does not know the question
costs no wait.
"""

from __future__ import annotations

import os
import re
import select
import time
from collections.abc import Mapping, MutableMapping

_QUESTION = b"\x1b]11;?\x1b\\\x1b[c"
_ATTRIBUTES = re.compile(rb"\x1b\[\?[0-9;]*c")
_BACKGROUND = re.compile(
    rb"\x1b\]11;rgba?:([0-9a-fA-F]+)/([0-9a-fA-F]+)/([0-9a-fA-F]+)"
)
_PATIENCE_S = 0.3
"""Over a slow line the answer takes a round trip."""
_HALF = 0.5


def prepare_colours(environ: MutableMapping[str, str]) -> None:
    """Under `NO_COLOR`, have Textual start with a theme that only the terminal colours.

    An ansi theme that is chosen later, by the app itself, would be black on black.
    """
    if "NO_COLOR" in environ:
        environ.setdefault("TEXTUAL_THEME", "ansi-dark")


def theme_for(tty: int, environ: Mapping[str, str]) -> str:
    """The theme that goes with the terminal's background.

    Keys that are pressed while the terminal is asked are lost. A terminal that does not
    say keeps its own colours.
    """
    is_light = _is_light(_answer(tty))
    if is_light is None:
        is_light = _from_environment(environ)
    if is_light is None:
        return "terminal"
    return "light" if is_light else "dark"


def _answer(tty: int) -> bytes:
    os.write(tty, _QUESTION)
    received = b""
    ends_at = time.monotonic() + _PATIENCE_S
    while not _ATTRIBUTES.search(received):
        left = ends_at - time.monotonic()
        if left <= 0 or not select.select([tty], [], [], left)[0]:
            break
        received += os.read(tty, 1024)
    return received


def _is_light(answer: bytes) -> bool | None:
    found = _BACKGROUND.search(answer)
    if found is None:
        return None
    red, green, blue = (_share(digits) for digits in found.groups())
    # Relative luminance as in ITU-R BT.709, without its gamma: half is half enough.
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue > _HALF


def _share(digits: bytes) -> float:
    """A part of a colour from 0 to 1; its digits are as many as the terminal likes."""
    largest: int = 16 ** len(digits) - 1
    return int(digits, 16) / largest


def _from_environment(environ: Mapping[str, str]) -> bool | None:
    """What `COLORFGBG` says, which rxvt and Konsole set: `15;0` is white on black."""
    background = environ.get("COLORFGBG", "").rpartition(";")[2]
    if not background.isdigit():
        return None
    return int(background) in (7, *range(9, 16))
