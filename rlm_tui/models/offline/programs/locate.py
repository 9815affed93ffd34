"""Find where something is defined, or else where it is mentioned most."""

import json
import re
from collections import Counter

TERMS = []
DEFINES = False


def locate_in_the_text():
    global titles_in, result
    titles_in = find_titles()
    defined, mentioned, examples = read_places()
    answer, where, confidence = best_place(defined, mentioned, examples)
    result = {
        "strategy": "locate",
        "answer": answer,
        "confidence": confidence,
        "evidence": where,
        "passages": [examples[place] for place, _ in mentioned.most_common(3)],
    }
    print("RESULT", json.dumps(result, ensure_ascii=False))


def read_places():
    """Where it is defined, how often each place mentions it, and with which words."""
    defined, mentioned, examples = [], Counter(), {}
    for name, text in documents.items():
        section = ""
        for number, line in enumerate(text.splitlines(), 1):
            if number in titles_in[name]:
                section = titles_in[name][number][3]
            if not TERMS or len(says(line)) < len(TERMS):
                continue
            place = name or (f"section “{section}”" if section else f"line {number}")
            said = line.strip()[:160]
            mentioned[place] += 1
            examples.setdefault(place, f"{place}, line {number}: {said}")
            match = DEFINITION.match(line)
            if match and match.group(1).lower() in {t.lower() for t in TERMS}:
                defined.append((not KEYWORD.match(line), place, number, said))
    return sorted(defined), mentioned, examples


def best_place(defined, mentioned, examples):
    """The definition, or else the place that mentions it most."""
    if defined:
        _, place, number, line = defined[0]
        alike = {item[1] for item in defined if item[0] == defined[0][0]}
        answer = place if place.startswith("line ") else f"{place}, line {number}"
        return answer, line, 0.9 if len(alike) == 1 else 0.6
    if not mentioned or DEFINES:
        return "", "", 0.0
    (place, count), *others = mentioned.most_common(3)
    sure = 0.75 if not others else 0.65 if count > 2 * others[0][1] else 0.4
    return place, examples[place], sure


KEYWORD = re.compile(r"\s*(?:async )?(?:def|class|func|function|fn|struct)\b")
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


locate_in_the_text()
