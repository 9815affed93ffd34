"""Read each log line into a row: time, level, service, message, and key=value pairs."""

import re

DAY = r"\d{4}[-/]\d\d[-/]\d\d|\d\d/\w{3}/\d{4}|\d\d/\d\d/\d{4}|[A-Z][a-z]{2} +\d{1,2}"
TIME = re.compile(
    rf"(?:(?:{DAY})[T :]+)?\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?"
)
LEVEL = re.compile(
    r"(?i)\b(TRACE|DEBUG|INFO|NOTICE|WARN(?:ING)?|ERROR|CRITICAL|FATAL|ALERT)\b"
)
SERVICE = re.compile(r"\[([A-Za-z][\w./-]*)\]")
NAMED = re.compile(r"\b(?:service|module|component|logger|svc|app)=\"?([\w./-]+)")
LABEL = re.compile(r"^\W*(?:[\w.-]+ (?=[\w./-]+\[))?([A-Za-z][\w./-]*)(?:\[\d+\])?:\s")
SYSLOG = re.compile(
    r"^[A-Z][a-z]{2} +\d+ \d\d:\d\d:\d\d ([\w.-]+) ([\w./-]+)(?:\[\d+\])?: (.*)$"
)
PAIR = re.compile(r"\b([A-Za-z_][\w.]*)=(\"[^\"]*\"|[^\s,;]+)")


def read_line(number, line, time):
    level = LEVEL.search(line[:120])
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


def read_rows():
    rows = []
    for number, line in enumerate(documents[DOCUMENT].splitlines(), 1):
        time = TIME.search(line[:60])
        if time or LEVEL.search(line[:40]) or not rows:
            rows.append(read_line(number, line, time))
        elif line.strip():
            rows[-1]["message"] += "\n" + line
    return rows
