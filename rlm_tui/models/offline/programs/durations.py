"""Read how long each line says that something took, and compare."""

import json
import re
from datetime import datetime

WORDS = {}
UNIT_WORDS = []
PICK = "most"


def compare_durations():
    global result
    wanted, found = lines_with_times()  # the lines that say it, each with its time
    answer, evidence, where, sure = extreme_of(found) if PICK else only_one(found)
    result = {
        "strategy": "durations",
        "answer": shortened(answer, 400),
        "confidence": sure if wanted == WORDS else 0.9 * sure,
        "rule": f"{len(found)} lines that tell a time" + (f", the {PICK}" * bool(PICK)),
        "evidence": shortened(evidence, 400),
        "where": where,
        "passages": [
            f"{place}: {shortened(line, 240)}" for _, place, line in found[:3]
        ],
    }
    print("RESULT", json.dumps(result, ensure_ascii=False))


def lines_with_times():
    """The lines that say all that is asked, or all but the name of what took long."""
    found = told(WORDS)
    if found or not UNIT_WORDS:
        return WORDS, found
    wanted = {word: o for word, o in WORDS.items() if word not in UNIT_WORDS}
    return wanted, told(wanted) if wanted or len(documents) == 1 else []


def only_one(found):
    """The one time that is told, or else that between a start and an end."""
    values = dict.fromkeys(time[1] for time, _, _ in found)
    if len(values) == 1:
        (_, answer), where, evidence = found[0]
        return answer, evidence, where, 0.85
    if not values and (span := between(WORDS)) and span[0] >= 0:
        return f"{span[0]:g} seconds", " … ".join(span[1:]), "", 0.8
    return "", "", "", 0.0


def extreme_of(found):
    """The line with the longest or the shortest of several times."""
    if len(found) < 2 or is_cut(found):
        return "", "", "", 0.0
    pick = max if PICK == "most" else min
    best = pick(value for (value, _), _, _ in found)
    ties = [item for item in found if item[0][0] == best]
    _, where, evidence = ties[0]
    sure = 0.85 if len({bare(line) for _, _, line in ties}) == 1 else 0.3
    return bare(evidence), evidence, where, sure


SECONDS = {
    "ns": 1e-9, "us": 1e-6, "µs": 1e-6, "μs": 1e-6, "ms": 1e-3, "msec": 1e-3,
    "millisecond": 1e-3, "s": 1, "sec": 1, "second": 1, "m": 60, "min": 60,
    "minute": 60, "h": 3600, "hr": 3600, "hour": 3600,
}  # fmt: skip
UNITS = "|".join(sorted(SECONDS, key=len, reverse=True))
ONE = re.compile(rf"(\d+(?:\.\d+)?) ?({UNITS})s?\b")
WRITTEN = re.compile(
    rf"(?<![\w.:/-])\d+(?:\.\d+)? ?(?:{UNITS})s?\b"
    rf"(?:,? ?(?:and )?\d+(?:\.\d+)? ?(?:{UNITS})s?\b)*"
)
NAMED = re.compile(
    rf"(?i)\b(?:time|duration|elapsed|took|latency|dur|runtime)(?:_({UNITS})s?)?"
    r"[\"']?\s*[=:]\s*[\"']?(\d+(?:\.\d+)?)(?![\w:.-])"
)
CLOCK = re.compile(r"(?:took|in|duration|elapsed)\W+(\d+):(\d\d):(\d\d(?:\.\d+)?)\b")
TAKEN = re.compile(
    r"(?i)\b(?:in|took|taken|after|finished|completed|done|duration|elapsed|time|lasted"
    r"|for)\W+$"
)
TALLY = re.compile(
    r"(?i)\b\d+ (?:pass(?:ing|ed)|fail(?:ing|ed|ures?)|tests?|total|pending|skipped)\b"
)
BOUND = re.compile(r"(?i)\b(?:from|than|every|each|per|least|most|within|up to)\W+$")
MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?")
LEADING = re.compile(
    rf"^\W*(?:{MOMENT.pattern}(?:Z|[+-]\d\d:?\d\d)?|\d\d:\d\d(?::\d\d)?)\]?\s*"
)
STARTS = stems("start started starting begin began begun launched opening")
ENDS_IN = stems("finish finished done complete completed end ended stopped ready")


def seconds(text):
    return sum(float(n) * SECONDS[unit] for n, unit in ONE.findall(text))


def times_in(line):
    """Each time that a line tells: seconds, and the words for it."""
    if found := CLOCK.search(line):
        hours, minutes, rest = found.groups()
        whole = int(hours) * 3600 + int(minutes) * 60 + float(rest)
        return [(whole, found.group().split()[-1])]
    if found := NAMED.search(line):
        unit = SECONDS[(found.group(1) or "s").lower()]
        return [(float(found.group(2)) * unit, found.group())]
    spans = [m for m in WRITTEN.finditer(line) if not re.search(r"^\d+ ?m$", m.group())]
    spans = [m for m in spans if not BOUND.search(line[: m.start()])]
    told = [m for m in spans if TAKEN.search(line[: m.start()])]
    return [(seconds(m.group()), m.group()) for m in told or spans]


WAITED = re.compile(r"(?i)\b(?:after|within|than|limit of|timeout of) \d[\d.]* ?m?s\b")
"""How long something was waited for, and not how long it took."""


def told(wanted):
    """The lines that say all of it and tell one time."""
    found, words_in = [], word_finder(wanted)
    for name, text in documents.items():
        for number, line in enumerate(text.splitlines(), 1):
            if (PICK and TALLY.search(line)) or WAITED.search(line):
                continue
            if words_in(line) == wanted.keys() and re.search(r"\d", line):
                times = times_in(LEADING.sub("", line))
                if len({value for value, _ in times}) == 1:
                    found.append((times[0], f"{name} line {number}".strip(), line))
    return found


def between(wanted):
    """From the line that says it began to the one that says it ended."""
    words_in = word_finder(wanted)
    lines_said = [
        line
        for text in documents.values()
        for line in text.splitlines()
        if words_in(line) == wanted.keys() and MOMENT.search(line[:60])
    ]
    begun = [line for line in lines_said if stems(line) & STARTS]
    ended = [line for line in lines_said if stems(line) & ENDS_IN]
    if len(begun) != 1 or len(ended) != 1 or begun == ended:
        return None
    one, two = (
        datetime.fromisoformat(MOMENT.search(line).group().replace(",", "."))
        for line in (begun[0], ended[0])
    )
    return (two - one).total_seconds(), begun[0], ended[0]


def bare(line):
    return " ".join(LEADING.sub("", line).split())


def is_cut(found):
    """Whether the text itself lists the slowest only."""
    return PICK == "least" and any(
        re.search(r"(?i)\b(?:slowest|top) \d+", text) for text in documents.values()
    )


compare_durations()
