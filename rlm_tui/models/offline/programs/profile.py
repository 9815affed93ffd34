"""Say what each column holds, and which of its values the question names."""

import json
import re
from collections import Counter
from datetime import UTC, datetime

DOCUMENT = ""
QUESTION = ""


def look_at_the_columns():
    global rows, names, as_numbers, as_dates, phrases, begins
    rows = read_rows()  # one dictionary for each line or record of the text
    as_numbers, as_dates = {}, {}  # the columns whose cells are numbers, or moments
    phrases = question_phrases()
    begins = {phrase.split(" ")[0] for phrase in phrases}
    names = column_names()
    columns = [profile(name) for name in names]  # its kind, examples, named values
    shorten(columns)
    seen = {"rows": len(rows), "rows_are": ROWS_ARE, "columns": columns}
    print("PROBE", json.dumps(seen, ensure_ascii=False))


NAMED_WORDS = set(re.findall(r"(?<=[a-z,] )[A-Z][a-z]{2,}\b", QUESTION))
MISSING = {"n/a", "na", "-", "–", "—", "null", "none", "nan", "?", "unknown", "tbd"}

PLAIN = re.compile(
    r"^(?:[$€£¥]|EUR|USD|GBP|CHF)? ?(-?\d[\d,]*\.?\d*|-?\.\d+) ?(%|[A-Za-z]{0,4})$"
)
COMMA = re.compile(r"^-?\d{1,3}(?:\.?\d{3})*,\d{1,2}( ?[€%A-Z]{0,3})$")
YEAR = "jan feb mar apr may jun jul aug sep oct nov dec"
MONTHS = YEAR.split(" ")
YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d\d?)[-/.](\d\d?)")
YEAR_LAST = re.compile(r"(\d\d?)[/.-](\d\d?)[/.-](\d{4})")
CLOCK = re.compile(r"\d\d:\d\d(:\d\d)?")
TIMELIKE = re.compile(
    r"(?i)time|date|day|(^|_)(ts|at|on)$|created|updated|opened|closed"
)


def number(value, comma=False):
    """The number a cell holds, or None."""
    if isinstance(value, bool) or value in (None, ""):
        return None
    if isinstance(value, int | float):
        return value
    text = str(value).strip()
    if comma:
        text = re.sub(r"[^\d,-]", "", text).replace(",", ".")
    match = PLAIN.match(text)
    return float(match.group(1).replace(",", "")) if match else None


def when(value, month_first=False):
    """The moment a cell holds as `2024-03-14T09:12:03`, or None."""
    text = str(value).strip()
    if match := YEAR_FIRST.match(text):
        year, month, day = match.groups()
    elif match := YEAR_LAST.match(text):
        day, month, year = match.groups()
        day, month = (month, day) if month_first else (day, month)
    elif match := re.match(r"(\d\d?)[ /-]([A-Za-z]{3})[a-z]*[ /,-]+(\d{4})", text):
        day, month, year = match.group(1), match.group(2), match.group(3)
    elif match := re.match(r"([A-Z][a-z]{2})[a-z]* (\d\d?),? (\d{4})", text):
        month, day, year = match.groups()
    elif match := re.match(r"([A-Z][a-z]{2}) +(\d\d?)(?= \d\d:)", text):
        month, day, year = match.group(1), match.group(2), "0000"
    elif CLOCK.match(text):
        return f"0000-00-00T{text[:8]}"
    elif re.fullmatch(r"1\d{9}(\.\d+)?|1\d{12}", text):
        seconds = float(text) if float(text) < 1e11 else float(text) / 1000
        return datetime.fromtimestamp(seconds, UTC).isoformat()[:19]
    else:
        return None
    if not month.isdigit():
        month = MONTHS.index(month.lower()) + 1 if month.lower() in MONTHS else 0
    clock = CLOCK.search(text, match.end())
    iso = f"{year}-{int(month):02}-{int(day):02}"
    return f"{iso}T{clock.group()}" if clock else iso


def normal(text):
    return " ".join(stem(word) for word in WORD.findall(str(text)))


def is_named(text):
    """Whether the question says a value; only its first word is looked at first."""
    first = WORD.search(text) if len(text) < 80 else None
    return bool(first) and stem(first.group()) in begins and normal(text) in phrases


def question_phrases(longest=6):
    said = [stem(word) for word in WORD.findall(QUESTION)]
    spans = [(i, j) for i in range(len(said)) for j in range(i + 1, i + longest + 1)]
    return {" ".join(said[i:j]) for i, j in spans}


def mostly(flags):
    flags = list(flags)
    return bool(flags) and sum(flags) >= 0.95 * len(flags)


def read_dates(name, cells, texts):
    """The moments of a column, if its first cells are moments."""
    if not mostly(when(text) is not None for text in texts[:40]):
        return []
    if PLAIN.match(texts[0]) and not TIMELIKE.search(name):
        return []
    days = [int(t.split("/")[1]) for t in texts if re.match(r"\d\d?/\d\d?/\d{4}", t)]
    month_first = max(days, default=0) > 12
    return [when(cell, month_first) if cell else None for cell in cells]


def read_numbers(cells, texts):
    """The numbers of a column, if its first cells are numbers of one unit."""
    comma = sum(bool(COMMA.match(text)) for text in texts[:300]) > len(texts[:300]) / 2
    units = {match.group(2) for text in texts[:500] if (match := PLAIN.match(text))}
    if len(units) > 1 or not mostly(number(t, comma) is not None for t in texts[:40]):
        return []
    return [None if cell == "" else number(cell, comma) for cell in cells]


def kind_of(name, cells, texts):
    """Settle what a column holds, and keep its moments or numbers."""
    moments = read_dates(name, cells, texts)
    if mostly(m is not None for m, cell in zip(moments, cells, strict=False) if cell):
        as_dates[name] = moments
        return "date"
    values = read_numbers(cells, texts)
    filled = [
        v for v, cell in zip(values, cells, strict=False) if cell not in ("", None)
    ]
    if mostly(value is not None for value in filled):
        as_numbers[name] = values
        return "number"
    if {text.lower() for text in texts} <= {"true", "false", "yes", "no", "y", "n"}:
        return "bool" if texts else "empty"
    return "text"


def without_gaps(name, cells, texts):
    """Empty the cells of a column of numbers or days that only say there is none."""
    known = [text for text in texts if text.lower() not in MISSING]
    if len(known) in (0, len(texts)):
        return cells, texts
    bare = ["" if str(c).strip().lower() in MISSING else c for c in cells]
    if kind_of(name, bare, known) not in ("number", "date"):
        return cells, texts
    for row, cell in zip(rows, bare, strict=True):
        row[name] = cell
    return bare, known


def partly_named(distinct):
    """Values of which the question has a single word, by that word."""
    found = {}
    for word in NAMED_WORDS:
        values = [t for t in distinct if len(t) < 60 and word in re.findall(r"\w+", t)]
        if 0 < len(values) <= 4 and values != [word]:
            found[word] = values
    return found


def profile(name):
    cells = [row.get(name, "") for row in rows]
    texts = [str(cell).strip() for cell in cells if cell not in ("", None)]
    cells, texts = without_gaps(name, cells, texts)
    distinct = dict.fromkeys(texts)
    kind = kind_of(name, cells, texts)
    named = [] if kind == "date" else [t for t in distinct if is_named(t)]
    counted = [len(text.split()) for text in texts[:99]] or [0]
    column = {
        "name": name,
        "kind": kind,
        "distinct": len(distinct),
        "filled": len(texts),
        "named": named[:12],
        "partly": partly_named(distinct) if kind == "text" and not named else {},
        "examples": [text[:24] for text in list(distinct)[:3]],
        "words": round(sum(counted) / len(counted), 1),
    }
    known = as_dates.get(name) or as_numbers.get(name) or []
    known = [value for value in known if value is not None]
    column = {k: v for k, v in column.items() if k != "partly" or v}
    return column | {"range": [min(known), max(known)]} if known else column


def column_names():
    """The names of the columns, those that most rows have first."""
    filled = Counter(name for row in rows[:2000] for name in row if name)
    found = list(dict.fromkeys(name for row in rows for name in row if name))
    return sorted(found, key=lambda name: -filled[name])[:60]


def shorten(columns):
    """Leave out examples, then columns, until what is printed is short."""
    while len(json.dumps(columns)) > 3500:
        if any(column["examples"] for column in columns):
            max(columns, key=lambda c: len(str(c["examples"])))["examples"] = []
        else:
            columns.remove(min(columns, key=lambda c: (bool(c["named"]), c["filled"])))


look_at_the_columns()
