"""Find where something is defined, or else where it is mentioned most."""

import json
import re
from collections import Counter

TERMS = []
DEFINES = False

DEFINITION = re.compile(
    r"^\s*(?:(?:export|public|private|static|async|const|let|var|abstract|final) )*"
    r"(?:(?:def|class|func|function|fn|struct|interface|enum|type) +)?"
    r"([\w.-]+)\s*(?:\(|:|=|\{|$)"
)


def says(line):
    return {
        term
        for term in TERMS
        if term.lower() in line.lower() or stem(term) in stems(line)
    }


defined, mentioned, sections = [], Counter(), {}
for name, text in documents.items():
    section = ""
    for number, line in enumerate(text.splitlines(), 1):
        if number in titles_in[name]:
            section = titles_in[name][number][3]
        if TERMS and len(says(line)) == len(TERMS):
            place = name or (f"section “{section}”" if section else f"line {number}")
            mentioned[place] += 1
            sections.setdefault(place, f"{place}, line {number}: {line.strip()[:160]}")
            keyword = re.match(
                r"\s*(?:async )?(?:def|class|func|function|fn|struct)\b", line
            )
            match = DEFINITION.match(line)
            if match and match.group(1).lower() in {t.lower() for t in TERMS}:
                defined.append((not keyword, place, number, line.strip()[:160]))
defined.sort()
if defined:
    _, place, number, line = defined[0]
    answer = place if place.startswith("line ") else f"{place}, line {number}"
    where = line
    confidence = (
        0.9
        if len({item[1] for item in defined if item[0] == defined[0][0]}) == 1
        else 0.6
    )
elif mentioned and not DEFINES:
    (place, count), *others = mentioned.most_common(3)
    answer, where = place, sections[place]
    confidence = 0.75 if not others else 0.65 if count > 2 * others[0][1] else 0.4
else:
    answer, where, confidence = "", "", 0.0
result = {
    "strategy": "locate",
    "answer": answer,
    "confidence": confidence,
    "evidence": where,
    "passages": [sections[place] for place, _ in mentioned.most_common(3)],
}
print("RESULT", json.dumps(result, ensure_ascii=False))
