"""Find everything of one kind, in the order in which it first appears."""

import json
import re

PATTERN = ""
NEAR = []
ONLY_COUNT = False
CONFIDENCE = 0.9

first, times = {}, {}
for name, text in documents.items():
    for number, line in enumerate(text.splitlines(), 1):
        if NEAR and not all(word in stems(line) for word in NEAR):
            continue
        for match in re.finditer(PATTERN, line):
            value = match.group().rstrip(".,;:")
            first.setdefault(value, f"{name} line {number}".strip())
            times[value] = times.get(value, 0) + 1
answer_text = str(len(first)) if ONLY_COUNT else "\n".join(first)
result = {
    "strategy": "extract",
    "answer": answer_text[:2000],
    "whole": len(answer_text) <= 2000,
    "confidence": CONFIDENCE if first else 0.3,
    "evidence": f"{len(first)} different ones, {sum(times.values())} in all; first: "
    + "; ".join(f"{value} at {place}" for value, place in list(first.items())[:5])[
        :500
    ],
}
print("RESULT", json.dumps(result, ensure_ascii=False))
