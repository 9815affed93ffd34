"""Read each log line into a row: time, level, service, message, and key=value pairs."""

import re
from collections import Counter

DAY = r"\d{4}[-/]\d\d[-/]\d\d|\d\d/\w{3}/\d{4}|\d\d/\d\d/\d{4}|[A-Z][a-z]{2} +\d{1,2}"
TIME = re.compile(
    rf"(?:(?:{DAY})[T :]+)?\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?"
)
LEVEL_WORD = r"(TRACE|DEBUG|INFO|NOTICE|WARN(?:ING)?|ERROR|CRITICAL|FATAL|ALERT)"
LEVEL = re.compile(rf"(?i)\b{LEVEL_WORD}\b")
LEVEL_FIELD = re.compile(rf"(?i)(?<![\w/+-]){LEVEL_WORD}(?![\w/+-]|\.\w)")
SERVICE = re.compile(r"\[([A-Za-z][\w./-]*)\]")
NAMED = re.compile(r"\b(?:service|module|component|logger|svc|app)=\"?([\w./-]+)")
LABEL = re.compile(r"^\W*(?:[\w.-]+ (?=[\w./-]+\[))?([A-Za-z][\w./-]*)(?:\[\d+\])?:\s")
SYSLOG = re.compile(
    r"^[A-Z][a-z]{2} +\d+ \d\d:\d\d:\d\d ([\w.-]+) ([\w./-]+)(?:\[\d+\])?: (.*)$"
)
PAIR = re.compile(r"\b([A-Za-z_][\w.]*)=(\"[^\"]*\"|[^\s,;]+)")


def place_of(level, line):
    """How a level word stands out, or else after how many words it stands."""
    around = line[: level.start()][-1:] + line[level.end() :][:1]
    is_marked = level.group().isupper() or any(mark in around for mark in '[]<>()|":=')
    return "marked" if is_marked else len(line[: level.start()].split())


def levels_in(line):
    """The level words that are no part of a name, by their places."""
    found = list(LEVEL_FIELD.finditer(line[:120]))
    return {place_of(level, line): level for level in reversed(found)}


def level_place(lines):
    """Where most lines have their level; nothing in a log without levels."""
    places = Counter(place for line in lines for place in levels_in(line))
    place, count = next(iter(places.most_common(1)), (None, 0))
    return place if 2 * count > len(lines) else None


def read_line(number, line, time, place):
    level = levels_in(line).get(place)
    start = max(time.end() if time else 0, level.end() if level else 0)
    marked = SERVICE.findall(line[:160]) if "[" in line else []
    named = [s for s in marked if not LEVEL.fullmatch(s)]
    has_pairs = "=" in line
    service = (has_pairs and NAMED.search(line)) or LABEL.search(line[start:])
    pairs = PAIR.findall(line) if has_pairs else []
    row = {key: value.strip('"') for key, value in pairs}
    row = {k: v for k, v in row.items() if not time or v != time.group()}
    row["line"] = number
    row["time"] = time.group() if time else ""
    row["level"] = level.group(1).upper() if level else ""
    row["service"] = named[0] if named else service.group(1) if service else ""
    row["message"] = row.pop("msg", None) or line[start:].strip(" -|]")
    if found := SYSLOG.match(line):
        row["host"], row["service"], row["message"] = found.groups()
    return row


def begins_entry(line, time):
    return time or LEVEL.search(line[:40])


def read_rows():
    lines = documents[DOCUMENT].splitlines()
    times = [TIME.search(line[:60]) for line in lines]
    heads = [x for x, time in zip(lines, times, strict=True) if begins_entry(x, time)]
    place = level_place(heads[:2000])
    rows = []
    for number, (line, time) in enumerate(zip(lines, times, strict=True), 1):
        if begins_entry(line, time) or not rows:
            rows.append(read_line(number, line, time, place))
        elif line.strip():
            rows[-1]["message"] += "\n" + line
    return rows
