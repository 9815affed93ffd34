"""Tell of what kind a text is: a table, a log, records, code or prose."""

import csv
import json
import re
from collections import Counter

STAMP = (
    r"\d{4}-\d\d-\d\d[T ]\d\d:|\d\d:\d\d:\d\d|\d\d/\w+/\d{4}|[A-Z][a-z]{2} +\d+ \d\d:"
)
LOG_LINE = re.compile(
    rf"^[\[<\s]*(?:\w+\s+)?\[?(?:{STAMP})|^\[?(?:INFO|WARN|ERROR|DEBUG)|^(?:ts|time|timestamp|at|level)=\S"
)
ACCESS_LINE = re.compile(r'^\S+ \S+ \S+ \[[^\]]+\] "[A-Z]+ \S+[^"]*" \d{3} ')
LEVELS = "TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|CRITICAL|FATAL|ALERT"
CHAT_LINE = re.compile(
    r"^\W{0,2}(\d[\d/.: T,-]*\d(?: ?[AaPp]\.?[Mm]\.?)?Z?)\]?[\s>–-]{1,3}<?"
    rf"(?!(?:{LEVELS})\b)([A-Z][\w.'’-]*(?: [\w.'’-]+){{0,3}}?)>?:\s+(.*)$"
)
LABELLED = re.compile(r"^([A-Z][\w-]*(?: [\w/-]+){0,2}):\s+(\S.*)$")
HEADING = re.compile(r"(?m)^#{1,6} +(.+)$|^((?:ARTICLE|SECTION|Article|Section) .+)$")


def separator_of(lines):
    for mark in ",\t;|":
        if mark == "|" and lines[0].startswith("|"):
            continue
        table = list(csv.reader(lines[:30], delimiter=mark))
        width = len(table[0])
        named = all(c.strip() and len(c) < 40 for c in table[0])
        same = sum(len(row) == width for row in table) > 0.9 * len(table)
        if (
            width > 1
            and len(table) > 2
            and same
            and named
            and len(set(table[0])) == width
        ):
            return mark
    return ""


def is_object(line):
    try:
        return isinstance(json.loads(line), dict)
    except ValueError:
        return False


def format_of(text):
    lines = [line for line in text[:40_000].splitlines() if line.strip()][:60]
    most = 0.7 * len(lines)
    if len(lines) < 2:
        return "prose"
    if len(re.findall(r"(?m)^commit [0-9a-f]{7,40}\b", text[:40_000])) > 1:
        return "commits"
    if sum(bool(SHOWN_AT.match(line)) for line in lines) > most:
        return "subtitles"
    if len(re.findall(r"(?im)^ *(?:CREATE TABLE|INSERT INTO)\b", text[:40_000])) > 1:
        return "sql"
    if is_object(lines[0]) and is_object(lines[1]):
        return "jsonl"
    if sum(bool(ACCESS_LINE.match(line)) for line in lines) > most:
        return "access log"
    if not LOG_LINE.match(lines[0]) and separator_of(lines) == ",":
        return "csv"
    if sum(bool(CHAT_LINE.match(line)) for line in lines) > most:
        return "chat"
    if sum(bool(LOG_LINE.match(line)) for line in lines) > most:
        return "log"
    if record_label(text[:40_000]):
        return "blocks"
    if separator_of(lines):
        return "csv"
    if is_aligned(text[:40_000]):
        return "columns"
    return "markdown" if len(HEADING.findall(text)) > 1 else "prose"


def is_aligned(text):
    """Whether nearly every line belongs to a table in columns."""
    rows_found = sum(1 + len(body) for _, body in aligned_tables(text))
    return rows_found > 0.85 * sum(bool(line.strip()) for line in text.splitlines())


def record_label(text):
    """The label that begins every record, where the text is made of such records."""
    parts = [part.strip() for part in re.split(r"\n\s*\n|\n-{3,}\n", text)]
    begun = [
        part.splitlines()[:2] for part in parts if LABELLED.match(part.split("\n")[0])
    ]
    heads = [LABELLED.match(lines[0]).group(1) for lines in begun]
    label, count = next(iter(Counter(heads).most_common(1)), ("", 0))
    pairs = sum(len(lines) > 1 and bool(LABELLED.match(lines[1])) for lines in begun)
    is_clear = count > 0.6 * len(parts) or pairs > 0.6 * len(heads)
    is_asking = label in ("Q", "Question")
    return (
        label
        if not is_asking and count > 2 and count > 0.6 * len(heads) and is_clear
        else ""
    )


def embedded_in(text):
    """What can be read as rows in the middle of a text, if anything can."""
    if text.count("Traceback (most recent call last):") > 1:
        return "traces"
    has_rule = re.search(r"(?m)^ *\|? *:?-{2,}:? *\|[ |:-]*$", text)
    if has_rule:
        return "pipes"
    return "columns" if aligned_tables(text[:2_000_000]) else ""
