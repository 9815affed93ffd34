"""Find everything of one kind, in the order in which it first appears."""

import json
import re

PATTERN = ""
NEAR = []
ONLY_COUNT = False
CONFIDENCE = 0.9


def extract_from_the_text():
    global answer_text, result
    first, times = {}, {}  # where each value is found first, and how often
    for place, line in lines_with(NEAR):
        for match in re.finditer(PATTERN, line):
            value = match.group().rstrip(".,;:")
            first.setdefault(value, place)
            times[value] = times.get(value, 0) + 1
    answer_text = str(len(first)) if ONLY_COUNT else "\n".join(first)
    places = "; ".join(f"{value} at {first[value]}" for value in list(first)[:5])
    result = {
        "strategy": "extract",
        "answer": answer_text[:2000],
        "whole": len(answer_text) <= 2000,
        "confidence": CONFIDENCE if first else 0.3,
        "evidence": f"{len(first)} different ones, {sum(times.values())} in all; "
        f"first: {places[:500]}",
    }
    print("RESULT", json.dumps(result, ensure_ascii=False))


def lines_with(words):
    """The lines that say all of some words, each with its place."""
    for name, text in documents.items():
        for number, line in enumerate(text.splitlines(), 1):
            if not words or all(word in stems(line) for word in words):
                yield f"{name} line {number}".strip(), line


extract_from_the_text()
