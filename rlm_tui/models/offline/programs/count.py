"""Count lines, occurrences or parts of the text."""

import json
import re

UNIT = "lines"
TERMS = []
WORDS = []
PHRASES = []
NEGATED = False
EXACT = False
NONE_COUNTS = False
CONFIDENCE = 0.8


def count_in_the_text():
    global result
    counts = {name: count_in(text) for name, text in documents.items()}
    total = sum(counts.values())
    result = {
        "strategy": "count",
        "rule": in_words() if TERMS or PHRASES else f"all {UNIT}",
        "answer": str(total),
        "confidence": CONFIDENCE if total or NONE_COUNTS else 0.4,
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
    r"(?:def|function|func|fn)\s+(?:\([^)]*\)\s*)?\w+",
    "classes": r"(?m)^\s*(?:export\s+)?(?:abstract\s+)?class\s+\w+",
    "todos": r"\b(?:TODO|FIXME)\b",
    "imports": r"(?m)^\s*(?:import|from)\s+\w+",
    "questions": r"\?(?=\s|$)",
}


def says(line):
    if not all(p.lower() in line.lower() for p in PHRASES):
        return False
    if EXACT:
        return all(exactly(word).search(line) for word in WORDS)
    bag = stems(line)
    return all(term in bag for term in TERMS)


def exactly(word):
    return re.compile(rf"(?i)(?<!\w){re.escape(word)}(?!\w)")


def occurrences(text):
    if PHRASES:
        return len(re.findall(re.escape(PHRASES[0]), text, re.IGNORECASE))
    if EXACT:
        return len(exactly(WORDS[-1]).findall(text))
    return sum(TERMS[-1] in word_stems(word) for word in WORD.findall(text))


def forms():
    """The words of the text that count as the one that is asked for."""
    start = "\n".join(documents.values())[:200_000]
    found = {w.lower() for w in WORD.findall(start) if TERMS[0] in word_stems(w)}
    return sorted(found)[:6]


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
    said = f"{UNIT} {'without' if NEGATED else 'with'} {wanted}"
    if EXACT:
        return f"{said} (as a whole word)"
    others = forms() if len(TERMS) == 1 else []
    return f"{said} ({', '.join(others)})" if len(others) > 1 else said


count_in_the_text()
