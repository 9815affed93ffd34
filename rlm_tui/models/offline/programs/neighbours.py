"""Find the entry that is named, and the one before or after it."""

import json
import re

SIDE = "after"
ANCHOR = {}
WANTED = {}
WHICH = ""


def find_the_neighbour():
    global words_in, result
    words_in = word_finder(ANCHOR)
    found, is_sequence = read_entries()  # the anchors, each with its neighbour
    ends = [(n, entry, anchor) for n, entry, anchor in found if entry]
    sure = 0.88 if len(found) == 1 and ends else 0.0
    name, entry, anchor = ends[0] if ends else ("", ["", 0, ""], None)
    said = f"{SIDE} line {anchor[1]}: {shortened(anchor[2], 200)}" if anchor else ""
    anchors = [anchor for _, _, anchor in found[:3] if anchor]
    result = {
        "strategy": "neighbours",
        "answer": shortened(entry[2], 600) if sure else "",
        "confidence": sure,
        "rule": f"the entry {said}" if said else f"the {SIDE} entry",
        "where": f"{name} line {entry[1]}".strip() if sure else "",
        "passages": [f"line {a[1]}: {shortened(a[2], 240)}" for a in anchors],
        "sequence": is_sequence,
    }
    print("RESULT", json.dumps(result, ensure_ascii=False))


def read_entries():
    """Every anchor with its neighbour, and whether the text is made of entries."""
    found, is_sequence = [], False
    for name, text in documents.items():
        for block in blocks_of(entries_of(name, text)):
            is_sequence = is_sequence or len(block) > 2
            found += found_in(name, block)
    longest = max((size for *_, size in found), default=0)
    return [item[:3] for item in found if 2 * item[3] > longest], is_sequence


NUMBERED = re.compile(r"\s*(?:\d{1,3}[.)]|[Ss]tep \d+[:.)]?)\s+\S")
REPORTED = re.compile(
    r"\S+::\S+|^\s*(?:---\s+)?(?:PASS|FAIL|SKIP|ok|not ok|✓|✗|✔|✖|×)\b"
    r"|^\s*\S+ \.{3,} \w+"
)
TIMED = re.compile(r"^\W*(?:\w+\W+)?\d{1,4}[:/.-]\d\d|^\W*[A-Z][a-z]{2} +\d+ \d\d:")


def style_of(line):
    """What makes a line one entry of a sequence; empty for a line of prose."""
    if NUMBERED.match(line):
        return "numbered"
    return "reported" if REPORTED.search(line) else ""


def entries_of(name, text):
    """The entries of a document: those of a log, the messages, the steps."""
    kind, found, heading = kinds.get(name, ""), [], ""
    is_timed = kind in ("log", "access log", "chat", "subtitles")
    for number, line in enumerate(text.splitlines(), 1):
        if is_timed and (TIMED.match(line) or LOG_LINE.match(line) or not found):
            found.append(["timed", number, line.strip()])
        elif is_timed:
            found[-1][2] += "\n" + line.strip() if line.strip() else ""
        elif re.match(r"#{1,6} ", line) or not line.strip():
            heading = number if line.startswith("#") else heading
        elif style := style_of(line):
            found.append([f"{style} {heading}", number, line.strip()])
    return found


def says(text, wanted):
    bag = stems(text)
    return all(bag & set(options) for options in wanted.values())


def runs(indexes):
    """Indexes that follow one another, as pairs of the first and the last."""
    found = []
    for i in indexes:
        if found and found[-1][1] == i - 1:
            found[-1][1] = i
        else:
            found.append([i, i])
    return found


def moment_of(entry):
    found = re.search(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d[.,\d]*)?", entry[2][:60])
    return found.group().replace("T", " ") if found else ""


def in_order(entries):
    """Oldest first, where a log begins with its newest line."""
    first, last = moment_of(entries[0]), moment_of(entries[-1])
    return entries[::-1] if first and last and first > last else entries


def blocks_of(entries):
    """Entries of one style that stand together; the entries of a log all do."""
    found = []
    for entry in entries:
        last = found[-1][-1] if found else ["", 0]
        gap = 2 if entry[0].startswith("reported") else 4
        is_near = entry[0] == "timed" or entry[1] - last[1] < gap
        if entry[0] == last[0] and is_near:
            found[-1].append(entry)
        else:
            found.append([entry])
    return [in_order(block) for block in found]


def neighbour(block, first, last):
    """The nearest entry on the side that is asked for, and that says what it must."""
    before, after = range(first - 1, -1, -1), range(last + 1, len(block))
    order = before if SIDE == "before" else after
    return next((block[i] for i in order if says(block[i][2], WANTED)), None)


def found_in(name, block):
    """Each anchor of a block with its neighbour, and how many entries there are."""
    if SIDE in ("first", "last"):
        return [(name, block[0 if SIDE == "first" else -1], None, len(block))]
    fitting = [i for i, e in enumerate(block) if words_in(e[2]) == ANCHOR.keys()]
    spans = runs(fitting)
    spans = spans[:1] if WHICH == "first" else spans[-1:] if WHICH == "last" else spans
    spans = spans if ANCHOR else []
    return [
        (name, neighbour(block, *span), block[span[0]], len(block)) for span in spans
    ]


find_the_neighbour()
