"""Count lines, occurrences or parts of the text."""

import json
import re

UNIT = "lines"
TERMS = []
WORDS = []
PHRASES = []
NEGATED = False
CONFIDENCE = 0.8

PARTS = {
    "words": r"\b\w[\w'’-]*\b",
    "characters": r"(?s).",
    "paragraphs": r"(?m)\S[^\n]*(?:\n[^\n]*\S[^\n]*)*",
    "sections": r"(?m)^#{1,6} +\S",
    "sentences": r"[.!?](?=\s|$)",
    "functions": r"(?m)^\s*(?:(?:export|default|async|pub|static|public|private) +)*"
    r"(?:def|function|func|fn)\s+\w+",
    "classes": r"(?m)^\s*(?:export\s+)?(?:abstract\s+)?class\s+\w+",
    "todos": r"\b(?:TODO|FIXME)\b",
    "imports": r"(?m)^\s*(?:import|from)\s+\w+",
    "questions": r"\?(?=\s|$)",
}


def says(line):
    bag = stems(line)
    phrases = all(p.lower() in line.lower() for p in PHRASES)
    return phrases and all(term in bag for term in TERMS)


def occurrences(text):
    if PHRASES:
        return len(re.findall(re.escape(PHRASES[0]), text, re.IGNORECASE))
    return sum(TERMS[-1] in word_stems(word) for word in WORD.findall(text))


where = {}
for name, text in documents.items():
    if UNIT == "files":
        where[name] = int(says(text) != NEGATED) if TERMS or PHRASES else 1
    elif UNIT == "occurrences":
        where[name] = occurrences(text)
    elif UNIT == "lines":
        where[name] = sum(
            says(line) != NEGATED for line in text.splitlines() if line.strip()
        )
    else:
        where[name] = sum(1 for _ in re.finditer(PARTS[UNIT], text))
total = sum(where.values())
rule = f"{UNIT} {'without' if NEGATED else 'with'} {', '.join([*WORDS, *PHRASES])}"
result = {
    "strategy": "count",
    "rule": rule if TERMS or PHRASES else f"all {UNIT}",
    "answer": str(total),
    "confidence": CONFIDENCE if total else min(CONFIDENCE, 0.4),
    "evidence": ", ".join(f"{n}: {c}" for n, c in where.items() if n and c)[:600],
}
print("RESULT", json.dumps(result, ensure_ascii=False))
