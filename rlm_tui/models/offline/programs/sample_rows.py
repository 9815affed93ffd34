"""Choose rows that were counted and rows that nearly were, and what to ask of each."""

import itertools
import re

LINES = False

COMPARED = {
    ">": "is more than",
    ">=": "is at least",
    "<": "is less than",
    "<=": "is at most",
    "=": "is exactly",
}
SPECIAL = re.compile(r"\b(and|or|is|not|from|in|at|before|more|less|empty|exactly)\b")


def spread(found, count):
    """So many of them, evenly, the first and the last included."""
    found = list(found)
    if len(found) <= count:
        return found
    step = (len(found) - 1) / max(count - 1, 1)
    return [found[round(n * step)] for n in range(count)]


def quoted(text):
    text = str(text)
    plain = re.fullmatch(r"[\w .:/@-]+", text) and not SPECIAL.search(text)
    return text if plain else f"“{text}”"


def in_words(column, kind, value):
    """One condition as the sub-model will read it."""
    name = quoted(column) if column else "it"
    if kind in COMPARED:
        return f"{name} {COMPARED[kind]} {value}"
    if kind == "between":
        return f"{name} is from {value[0]} to {value[1]}"
    if kind == "is" and "true" in value:
        return f"{name} is true"
    if kind == "is" and "false" in value:
        return f"{name} is false"
    if kind == "is":
        return f"{name} is " + " or ".join(map(quoted, value))
    if kind == "is not":
        return " and ".join(f"{name} is not {quoted(v)}" for v in value)
    if kind == "contains":
        return " and ".join(f"{name} mentions {quoted(v[0])}" for v in value)
    if kind == "has phrase":
        return f"{name} says “{value}”"
    if kind in ("blank", "filled"):
        return f"{name} is {'empty' if kind == 'blank' else 'not empty'}"
    low, high = [*value, "", ""][:2]
    if kind == "month":
        return f"{name} is in month {low}"
    if kind == "yearly":
        return f"{name} is on day {low}"
    what = f"{name} has a time of day" if kind == "clock" else f"{name} is"
    high = "" if kind == "clock" and high == "99" else high
    bounds = [f"{what} not before {low}"] * bool(low)
    return " and ".join([*bounds, *([f"{what} before {high}"] * bool(high))])


def one_line(cell):
    text = " ".join(str(cell).split())
    return text if len(text) <= 400 else text[:400] + "…"


def source(i):
    """What the context says about a row: its own lines, or each cell by name."""
    if not LINES:
        shown_names = list(dict.fromkeys([*names[:25], *used_names]))
        return "\n".join(f"{n}: {one_line(rows[i].get(n, ''))}" for n in shown_names)
    start = rows[i]["line"] - 1
    end = rows[i + 1]["line"] - 1 if i + 1 < len(rows) else start + 20
    text = "\n".join(text_lines[start:end])
    return text if len(text) <= 2000 else text[:2000] + "…"


def place(i):
    return f"line {rows[i]['line']}" if LINES else f"record {i + 1}"


def closest(pool, column, kind, value):
    """Of the rows that fail a condition, those that come near to meeting it."""
    pool = spread(pool, 2000)
    if column in as_numbers and kind in (*COMPARED, "between"):
        bounds = value if kind == "between" else [value]
        known = [i for i in pool if as_numbers[column][i] is not None]
        known.sort(key=lambda i: min(abs(as_numbers[column][i] - b) for b in bounds))
        return known[:MISSED] or pool
    if kind != "is":
        return pool
    said = [str(v).lower() for v in value]
    near = [i for i in pool if any(v in str(rows[i].values()).lower() for v in said)]
    return near or pool


def near_misses():
    """Rows that fail one condition only, from each condition in turn."""
    fits = [set(matching([condition])) for condition in FILTERS]
    pools = []
    for n, condition in enumerate(FILTERS):
        others = [fit for m, fit in enumerate(fits) if m != n]
        pool = set(range(len(rows))).intersection(*others) - fits[n]
        pools.append(spread(closest(sorted(pool), *condition), MISSED))
    in_turn = [i for group in itertools.zip_longest(*pools) for i in group]
    found = [i for i in dict.fromkeys(in_turn) if i is not None]
    return found[:MISSED] or spread(set(range(len(rows))) - set(selected), MISSED)


def ask_whether(i, expected):
    conditions = " and ".join(in_words(*condition) for condition in FILTERS)
    kind = "line" if LINES else "record"
    question = f"Does this {kind} meet: {conditions}? Answer yes or no."
    return {
        "where": place(i),
        "question": question,
        "text": source(i),
        "expect": expected,
    }


def ask_value(i, name):
    kind = "line" if LINES else "record"
    cell = one_line(rows[i].get(name, ""))
    return {
        "where": place(i),
        "question": f"What is the {name} in this {kind}?",
        "text": source(i),
        "expect": as_numbers[name][i] if name in as_numbers else cell,
    }


def value_rows():
    """Rows whose values decided the result come first."""
    if OPERATION == "row":
        return list(dict.fromkeys([*picked_rows(selected)[:1], *spread(selected, 3)]))
    if OPERATION in ("min", "max") and COLUMN in as_numbers and not GROUP_BY:
        known = [i for i in selected if as_numbers[COLUMN][i] is not None]
        pick = min if OPERATION == "min" else max
        extreme = pick(known, key=lambda i: as_numbers[COLUMN][i])
        return list(dict.fromkeys([extreme, *spread(known, 3)]))
    return spread(selected, 3)


used_names = [*(COLUMN if isinstance(COLUMN, list) else [COLUMN]), SHOW, *GROUP_BY[:1]]
used_names = [name for name in dict.fromkeys(used_names) if name]
text_lines = documents[DOCUMENT].splitlines() if LINES else []
MISSED = 2 if used_names else 3
SAMPLED = "lines" if LINES else "records"


def choose_samples():
    samples = []
    if FILTERS:
        samples += [ask_whether(i, "yes") for i in spread(selected, MISSED)]
        samples += [ask_whether(i, "no") for i in near_misses()]
    if used_names:
        pairs = zip(value_rows(), itertools.cycle(used_names[::-1]), strict=False)
        values = [ask_value(i, name) for i, name in pairs]
        known = [item for item in values if item["expect"] not in (None, "")]
        samples += known[: 2 if FILTERS else 3]
    return samples
