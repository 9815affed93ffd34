"""Filter the rows, then calculate: every choice is spelled out above."""

import json
import re
import statistics

OPERATION = "count"
COLUMN = ""
GROUP_BY = []
FILTERS = []
BASE_FILTERS = []
PICK = ""
RANK = 1
LIMIT = 1
SHOW = ""
COMBINE = ""
VERSUS = []
HAVING = []
ASIDE = {}
CONFIDENCE = 0.5


def calculate_over_the_rows():
    global selected, groups, answer_text, result
    selected = chosen_rows()  # the numbers of the rows that meet every condition
    groups = by_group(selected) if is_grouped() else {}
    answers, evidence = found_in(selected)
    answer_text = ("\n" if len(answers) > 5 or LIMIT > 1 else ", ").join(answers)
    result = {
        "strategy": "table",
        "answer": answer_text[:1500],
        "whole": len(answer_text) <= 1500,
        "confidence": round(CONFIDENCE * trust_in(answers), 2),
        "rows": len(selected),
        "of": len(rows),
        "evidence": evidence,
        "groups": {key: clean(groups[key]) for key in first_groups(6)},
        "open": open_words(),
    }
    if selected and "line" in rows[selected[0]] and len(selected) < len(rows):
        result["where"] = f"first match at line {rows[selected[0]]['line']}"
    print("RESULT", json.dumps(result, ensure_ascii=False))


def is_grouped():
    return GROUP_BY and OPERATION not in ("share", "row")


def chosen_rows():
    """The rows that meet every condition and, where groups are made, are in one."""
    found = matching(FILTERS)
    return [i for i in found if group_key(i)] if is_grouped() else found


def part_of_day(moment, part):
    cuts = {"hour": (0, 13), "day": (0, 10), "month": (0, 7), "year": (0, 4)}
    if not moment:
        return ""
    if part == "hour":
        return moment[slice(*cuts[part])].replace("T", " ") + ":00"
    if part == "weekday":
        return datetime.fromisoformat(moment[:10]).strftime("%A")
    return moment[slice(*cuts[part])]


def amounts(indexes):
    names_used = COLUMN if isinstance(COLUMN, list) else [COLUMN]
    found = []
    for i in indexes:
        product = 1.0
        for name in names_used:
            value = as_numbers[name][i]
            product = None if value is None or product is None else product * value
        if product is not None:
            found.append(product)
    return found


def clean(value):
    value = round(value + 0.0, 2)
    return (
        str(int(value))
        if value == int(value)
        else f"{value:.2f}".rstrip("0").rstrip(".")
    )


def written(value, indexes):
    """A number as the one cell of JSON or YAML it stands in writes it."""
    is_cell = OPERATION in ("min", "max") or len(indexes) == 1
    is_cell = is_cell and OPERATION not in ("count", "distinct")
    if not is_cell or isinstance(context_data, str) or not isinstance(COLUMN, str):
        return clean(value)
    cells = {str(rows[i][COLUMN]) for i in indexes if as_numbers[COLUMN][i] == value}
    text = cells.pop() if len(cells) == 1 else ""
    return (
        text if re.fullmatch(r"-?\d+(\.\d+)? ?[A-Za-z%]{0,4}", text) else clean(value)
    )


def calculate(indexes, operation=OPERATION):
    if operation == "count":
        return len(indexes)
    if operation == "distinct":
        return len({str(rows[i].get(COLUMN, "")) for i in indexes} - {""})
    values = amounts(indexes)
    steps = {
        "sum": sum,
        "mean": statistics.fmean,
        "median": statistics.median,
        "min": min,
        "max": max,
        "range": lambda v: max(v) - min(v),
    }
    return steps[operation](values) if values else None


def group_key(i):
    name, part = GROUP_BY
    if part:
        return part_of_day(as_dates[name][i], part)
    return str(rows[i].get(name, "")).strip()


def by_group(indexes):
    members = {}
    for i in indexes:
        members.setdefault(group_key(i), []).append(i)
    table = {key: calculate(group) for key, group in members.items()}
    return {key: value for key, value in table.items() if value is not None}


def ranked(table):
    sign = -1 if PICK == "most" else 1
    order = sorted(table, key=lambda key: (sign * table[key], key))
    if LIMIT > 1:
        return [f"{key}: {clean(table[key])}" for key in order[:LIMIT]]
    wanted = sorted(set(table.values()), reverse=PICK == "most")[RANK - 1 : RANK]
    return [key for key in order if table[key] in wanted]


def sort_value(i):
    if COLUMN in as_dates:
        return as_dates[COLUMN][i]
    return (amounts([i]) or [None])[0] if COLUMN else i


def picked_rows(indexes):
    named = [i for i in indexes if not SHOW or rows[i].get(SHOW) not in ("", None)]
    known = {i: sort_value(i) for i in named if sort_value(i) is not None}
    wanted = sorted(set(known.values()), reverse=PICK == "most")
    wanted = wanted[:LIMIT] if LIMIT > 1 else wanted[RANK - 1 : RANK]
    chosen = [i for i in known if known[i] in wanted]
    if COLUMN in as_dates and LIMIT == 1:
        newest_first = (
            as_dates[COLUMN][0] and as_dates[COLUMN][-1] < as_dates[COLUMN][0]
        )
        at_end = (PICK == "most") != bool(newest_first)
        chosen = chosen[-1:] if at_end else chosen[:1]
    return sorted(chosen, key=lambda i: wanted.index(known[i]))


def shown(i):
    return (
        str(rows[i].get(SHOW, "")).strip()
        if SHOW
        else json.dumps(rows[i], default=str)[:300]
    )


def against(one, two):
    """Two values put together; nothing where one of them is missing."""
    if one is None or two is None or (COMBINE == "ratio" and not two):
        return []
    if COMBINE in ("more", "fewer"):
        return ["Yes" if (one > two if COMBINE == "more" else one < two) else "No"]
    value = {
        "difference": one - two,
        "less": two - one,
        "distance": abs(one - two),
        "ratio": one / (two or 1),
    }
    return [clean(value[COMBINE])]


def of_groups(table):
    """What holds over all groups: an average, or those that meet a condition."""
    if COMBINE in ("mean", "median"):
        steps = {"mean": statistics.fmean, "median": statistics.median}
        return [clean(steps[COMBINE](table.values()))] if table else []
    kind, number = HAVING
    met = [key for key in sorted(table) if compare(table[key], kind, number)]
    return [str(len(met))] if COMBINE == "how many" else met


def tells_a_number(condition):
    """Whether the rows themselves say how many: `14 unreadable sectors`."""
    column, _, [[word, *_], *_] = condition
    told = re.compile(rf"(?i)(?<![\w.:-])\d+ (?:[a-z]+ )?{re.escape(word)}")
    texts = (str(rows[i].get(column, "")) for i in selected[:50])
    return bool(selected) and all(told.search(text) for text in texts)


def as_json(i):
    return json.dumps(rows[i], default=str, ensure_ascii=False)[:400]


def found_in(selected):
    """The answers, and what they rest on."""
    if OPERATION == "share":
        return share_of(selected)
    if OPERATION == "row":
        best = picked_rows(selected)
        return list(dict.fromkeys(map(shown, best))), as_json(best[0]) if best else ""
    if COMBINE == "any":
        return ["Yes" if selected else "No"], f"{len(selected)} rows"
    if COMBINE and not GROUP_BY:
        one, two = calculate(selected), calculate(matching(VERSUS))
        both = [clean(x) for x in (one, two) if x is not None]
        return against(one, two), " against ".join(both)
    if COMBINE:
        return of_groups(groups), f"{len(groups)} groups"
    if GROUP_BY:
        listed = [f"{key}: {clean(groups[key])}" for key in sorted(groups)]
        return ranked(groups) if PICK else listed, ""
    if OPERATION in ("list", "cell"):
        values = list(dict.fromkeys(filter(None, map(shown, selected))))
        return values, as_json(selected[0]) if selected else ""
    value = calculate(selected)
    return [] if value is None else [written(value, selected)], ""


def share_of(selected):
    base = matching(BASE_FILTERS)
    part, whole = (sum(amounts(x)) if COLUMN else len(x) for x in (selected, base))
    answers = [f"{clean(100 * part / whole)}%"] if whole else []
    return answers, f"{clean(part)} of {clean(whole)}"


def is_measured():
    return isinstance(COLUMN, str) and COLUMN in as_numbers


def open_words():
    """Words of the question that some of the chosen rows say and some do not."""
    told = [i for i in selected if amounts([i])] if is_measured() else selected
    step = max(1, len(told) // 2000)
    texts = [stems(" ".join(map(str, rows[i].values()))) for i in told[::step]]
    counts = {w: sum(bool(t & set(o)) for t in texts) for w, o in ASIDE.items()}
    return {w: count for w, count in counts.items() if 0 < count < len(texts)}


def trust_in(answers):
    """How much of the confidence is left for what came out."""
    is_count = OPERATION in ("count", "distinct")
    said = [f for f in FILTERS if f[1] == "contains"]
    if not answers or not (selected or is_count or OPERATION == "share"):
        return 0.0
    trust = 0.5 if open_words() else 1.0
    if OPERATION == "cell" and len(answers) > 1:
        trust *= 0.9 if len(answers) <= 5 else 0.3
    if OPERATION == "count" and any(map(tells_a_number, said)):
        trust *= 0.5
    if PICK and LIMIT == 1 and len(answers) > 2:
        trust *= 0.5
    if is_count and answers == ["0"] and not FILTERS:
        trust *= 0.5
    if not selected and said:  # the text may say it in another word
        trust *= 0.5
    return trust


def first_groups(most):
    order = sorted(groups, key=groups.get, reverse=PICK != "least")
    return order[:most]


calculate_over_the_rows()
