"""Makes text that others wrote safe to draw: nothing in it can steer the terminal."""

from __future__ import annotations

import re

TAB = "    "

_UNSAFE = re.compile(
    "["
    "\x00-\x08\x0b-\x1f\x7f-\x9f"  # C0 and C1 controls but tab and line feed
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e"
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f"  # zero width, bidi, separators
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
    "\ud800-\udfff"
    "\U000e0000-\U000e0fff"
    "]"
)

_PLAIN = b"\n" + bytes(range(0x20, 0x7F))


def safe(text: str, *, ascii_only: bool = False) -> str:
    """The text with every invisible or controlling character shown as a mark.

    Line feeds stay, carriage returns before them go, tabs become spaces.
    """
    if text.isascii() and not text.encode().translate(None, _PLAIN):
        return text  # the usual case, found out much quicker than the marks are made
    text = text.replace("\r\n", "\n").replace("\t", TAB)
    text = _UNSAFE.sub(_hex_mark if ascii_only else _mark, text)
    if ascii_only and not text.isascii():
        text = text.encode("ascii", "replace").decode()
    return text


def safe_line(text: str, *, ascii_only: bool = False) -> str:
    """The same on one line: white space of any kind becomes one space."""
    return safe(" ".join(text.split()), ascii_only=ascii_only)


def _mark(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "␡"
    return f"‹U+{code:04X}›"


def _hex_mark(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
