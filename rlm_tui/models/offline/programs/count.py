"""Count lines, occurrences or parts of the text."""

import json
import re

UNIT = "lines"
TERMS = []
WORDS = []
PHRASES = []
NEGATED = False
CONFIDENCE = 0.8


def count_in_the_text():
    global result
    counts = {name: count_in(text) for name, text in documents.items()}
    total = sum(counts.values())
    result = {
        "strategy": "count",
        "rule": in_words() if TERMS or PHRASES else f"all {UNIT}",
        "answer": str(total),
        "confidence": CONFIDENCE if total else min(CONFIDENCE, 0.4),
        "evidence": ", ".join(f"{n}: {c}" for n, c in counts.items() if n and c)[:600],
    }
    print("RESULT", json.dumps(result, ensure_ascii=False))


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


def count_in(text):
    """How many there are in one text."""
    if UNIT == "files":
        return int(says(text) != NEGATED) if TERMS or PHRASES else 1
    if UNIT == "occurrences":
        return occurrences(text)
    if UNIT == "lines":
        lines = (line for line in text.splitlines() if line.strip())
        return sum(says(line) != NEGATED for line in lines)
    return sum(1 for _ in re.finditer(PARTS[UNIT], text))


def in_words():
    wanted = ", ".join([*WORDS, *PHRASES])
    return f"{UNIT} {'without' if NEGATED else 'with'} {wanted}"


count_in_the_text()
