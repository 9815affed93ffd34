"""Choose the line that has most of each of the first words, to have it counted."""

import re

SAMPLED = "lines"


def fullest_line(word):
    """The line that has a word most often: its place, how often, and its text."""
    where, most, fullest = "", 0, ""
    for name, text in documents.items():
        for number, line in enumerate(text.splitlines(), 1):
            small = line.lower()
            if small.count(word) <= most:
                continue
            count = re.findall(r"[a-z][a-z'’-]{2,}", small).count(word)
            if count > most:
                where, most, fullest = f"{name} line {number}".strip(), count, line
    return where, most, fullest


def choose_samples():
    samples = []
    for word, _ in top[:3]:
        where, most, line = fullest_line(word)
        if 0 < len(line) <= 4000:
            question = (
                f"How many times does the exact word “{word}” occur in this text?"
            )
            sample = {"where": where, "question": question}
            samples.append(sample | {"text": line, "expect": most})
    return samples
