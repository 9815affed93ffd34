"""Look at the context: its type, size, format, and where words of the question are."""

import csv
import json
import re
from collections import Counter

QUESTION_WORDS = {}

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


def flat(value, path=""):
    """One `path: value` line per leaf of some JSON."""
    if isinstance(value, dict):
        return [
            x for k, v in value.items() for x in flat(v, f"{path}.{k}" if path else k)
        ]
    if isinstance(value, list) and any(isinstance(v, dict | list) for v in value):
        return [x for n, v in enumerate(value, 1) for x in flat(v, f"{path} {n}")]
    value = ", ".join(map(str, value)) if isinstance(value, list) else value
    return [f"{path}: {value}"]


def tables_in(value, path=""):
    """Every list of objects inside some JSON, with the path to it."""
    if isinstance(value, list) and value and all(isinstance(v, dict) for v in value):
        return [(path, value)]
    if named := named_table(value, path):
        return [(path, named)]
    if isinstance(value, dict):
        return [
            t for k, v in value.items() for t in tables_in(v, f"{path}.{k}".strip("."))
        ]
    return []


def named_table(value, path):
    """Objects alike under names of their own, as rows with the name in a column."""
    if not isinstance(value, dict) or len(value) < 2:
        return []
    if not all(isinstance(v, dict) and v for v in value.values()):
        return []
    keys = Counter(key for v in value.values() for key in v)
    if max(keys.values()) < max(2, 0.6 * len(value)):
        return []
    title = path.rsplit(".", 1)[-1] or "section"
    title = title.removesuffix("s") if len(title) > 3 else title
    return [{title: name, **v} for name, v in value.items()]


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


def name_documents(value):
    """The texts of the context by name, whatever its type."""
    if isinstance(value, str):
        return {"": value}
    texts = isinstance(value, dict) and all(isinstance(v, str) for v in value.values())
    if texts and any("\n" in v or len(v) > 200 for v in value.values()):
        return dict(value)
    if isinstance(value, list) and all(isinstance(v, str) for v in value):
        short = len(value) > 40 and sum(map(len, value)) < 500 * len(value)
        return (
            {"": "\n".join(value)}
            if short
            else {f"document {n}": v for n, v in enumerate(value, 1)}
        )
    if tables_in(value) and len(value) > 1:
        path, records = max(tables_in(value), key=lambda table: len(table[1]))
        named = {f"record {n}": "\n".join(flat(r)) for n, r in enumerate(records, 1)}
        beside = [x for x in flat(value) if not path or not x.startswith(path)]
        return named | ({"beside the records": "\n".join(beside)} if beside else {})
    return {"": "\n".join(flat(value))}


documents = {
    name: without_cues(without_markup(text))
    for name, text in name_documents(context).items()
}
context_data, is_json = context, False
if isinstance(context, str) and context.lstrip()[:1] in ("{", "["):
    try:
        context_data, is_json = json.loads(context), True
        documents = name_documents(context_data)
    except ValueError:
        pass
if isinstance(context, str) and not is_json:
    context_data = settings_data(context[:2_000_000]) or context
tables = [] if isinstance(context_data, str) else tables_in(context_data)
kinds = {name: format_of(text) for name, text in list(documents.items())[:400]}
is_settings = not is_json and (
    isinstance(context, str) or not isinstance(context_data, (str, list))
)
is_many = any(len(table) > 1 for _, table in tables)
if is_many:
    shape = "records"
elif len(documents) > 1:
    shape = "files"
elif isinstance(context_data, dict):
    shape = "json"
else:
    shape = next(iter(kinds.values()), "prose")
whole = next(iter(documents.values()), "") if len(documents) == 1 else ""
ROWS_ARE = ""
RECORD_LABEL = record_label(whole[:40_000]) if shape == "blocks" else ""
embedded = embedded_in(whole) if shape in ("prose", "markdown") else ""
code_lines = re.compile(
    r"(?m)^\s*(?:(?:export |public |private |static |async |pub |default )*"
    r"(?:def|class|function|func|fn|struct|interface|impl) \w+"
    r"|(?:export )?(?:const|let|var) \w+ = (?:async )?(?:\(|require)|#include\b)"
)
sources = [len(code_lines.findall(text[:200_000])) for text in documents.values()]
is_code = shape in ("prose", "markdown", "files", "csv") and sum(sources) > 2
is_code = is_code and 2 * sum(count > 0 for count in sources) >= len(sources)
is_code = is_code and not re.search(r"(?m)^```", whole)
head = next(iter(documents.values()), "")
probe = {
    "type": type(context).__name__,
    "characters": sum(map(len, documents.values())),
    "lines": sum(len(text.splitlines()) for text in documents.values()),
    "format": shape,
    "files": [
        [n[-60:], len(t), kinds.get(n, "")] for n, t in list(documents.items())[:20]
    ],
    "documents": len(documents),
    "embedded": embedded,
    "nested": isinstance(context_data, dict) and list(documents) != list(context_data),
    "code": is_code,
    "mixed": bool(embedded)
    or shape == "blocks"
    or (shape == "records" and is_settings),
    "sections": [(a or b)[:50] for a, b in HEADING.findall(head)[:15]],
    "words": word_lines(documents.values(), QUESTION_WORDS),
    "head": head[:160],
}
print("PROBE", json.dumps(probe, ensure_ascii=False))
