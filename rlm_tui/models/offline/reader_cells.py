"""Where a text gives the value of a named column: a label, or its place in a log."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rlm_tui.models.offline.words import word_list

_LEVELS = word_list(
    "trace debug info notice warn warning error critical fatal alert emergency"
)
_ACCESS = re.compile(r'^(\S+) \S+ (\S+) \[([^\]]*)\] "')
_CLOCK_AT = r"\d\d:\d\d(?::\d\d)?(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?"
_STAMP = re.compile(
    rf"(?:\d[\d/.-]+\d|\d\d/\w{{3}}/\d{{4}}|[A-Z][a-z]{{2}} +\d+)?[T :]*{_CLOCK_AT}"
)
_SERVICE_NAMES = word_list("service module component logger svc app")


@dataclass(frozen=True, slots=True)
class Cell:
    """What a text gives for a column, and the words it stands in."""

    value: str
    evidence: str

    @property
    def is_cut(self) -> bool:
        """Whether a part of the value was left out."""
        return "…" in self.value


def find_cell(name: str, text: str) -> Cell | None:
    """The value of a column in a record or in a log line; None if it is not clear."""
    return (
        _label(name, text)
        or _access(name, text)
        or _log(name, text)
        or _pair(name, text)
    )


def is_record(text: str) -> bool:
    """Whether a text is one `name: value` line after another."""
    lines = [line for line in text.splitlines() if line.strip()]
    return len(lines) > 1 and all(": " in f"{line} " for line in lines)


def whole_text(text: str) -> Cell:
    """All that a text says: of a record, the values without their names."""
    if not is_record(text):
        return Cell(text, text[:200])
    values = [line.partition(":")[2].strip() for line in text.splitlines()]
    return Cell("\n".join(values), text[:200])


def _label(name: str, text: str) -> Cell | None:
    if not is_record(text):
        return None
    for line in text.splitlines():
        label, mark, value = line.partition(":")
        while mark and label.casefold() != name.casefold() and ":" in value:
            more, mark, value = value.partition(":")
            label = f"{label}:{more}"
        if mark and label.strip().casefold() == name.casefold():
            return Cell(value.strip(), line.strip())
    return None


def _pair(name: str, text: str) -> Cell | None:
    if is_record(text):
        return None
    pattern = rf"(?<![\w.]){re.escape(name)}=(?:\"([^\"]*)\"|([^\s,;]*))"
    if found := list(re.finditer(pattern, text.split("\n", 1)[0])):
        last = found[-1]
        return Cell(last.group(1) or last.group(2) or "", last.group())
    return None


def _access(name: str, text: str) -> Cell | None:
    start = _ACCESS.match(text)
    parts = text.split('"')
    if not start or len(parts) < 3:
        return None
    asked, after = parts[1].split(" "), parts[2].split()
    cells = {
        "ip": start.group(1),
        "user": start.group(2),
        "time": start.group(3),
        "method": asked[0],
        "path": asked[1] if len(asked) > 1 else "",
        "status": after[0] if after else "",
        "bytes": after[1] if len(after) > 1 else "",
        "referrer": parts[3] if len(parts) > 3 else "",
        "agent": parts[5] if len(parts) > 5 else "",
    }
    if name not in cells:
        return None
    value = "" if cells[name] == "-" else cells[name]
    return Cell(value, value)


def _log(name: str, text: str) -> Cell | None:
    if is_record(text):
        return None
    line = text.split("\n", 1)[0]
    match name:
        case "level":
            return _level(line)
        case "service":
            return _service(line)
        case "time":
            stamp = _STAMP.search(line)
            return Cell(stamp.group(), stamp.group()) if stamp else None
        case "message":
            return Cell(text, line)
    return None


def _level(line: str) -> Cell | None:
    for word in re.findall(r"[A-Za-z]+", line[:120]):
        if word.lower() in _LEVELS:
            return Cell(word, word)
    return None


def _service(line: str) -> Cell | None:
    for part in re.findall(r"\[[^\]\s]+\]", line[:160]):
        inside = part.strip("[]")
        if inside.lower() not in _LEVELS and inside[:1].isalpha():
            return Cell(inside, part)
    for name in _SERVICE_NAMES:
        if found := _pair(name, line):
            return found
    for word in line.split(" ")[:7]:
        bare = re.sub(r"\[\d+\]", "", word.rstrip(":"))
        is_level = bare.lower() in _LEVELS
        if word.endswith(":") and bare[:1].isalpha() and not is_level:
            return Cell(bare, word)
    return None
