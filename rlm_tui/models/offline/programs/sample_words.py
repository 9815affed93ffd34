"""Choose the line that has most of each of the first words, to have it counted."""

import re

sampled, samples = "lines", []
for word, _ in top[:3]:
    where, most, line = "", 0, ""
    for name, text in documents.items():
        for number, candidate in enumerate(text.splitlines(), 1):
            small = candidate.lower()
            if small.count(word) <= most:
                continue
            count = re.findall(r"[a-z][a-z'’-]{2,}", small).count(word)
            if count > most:
                where, most, line = f"{name} line {number}".strip(), count, candidate
    if 0 < len(line) <= 4000:
        samples.append(
            {
                "where": where,
                "question": f"How many times does the exact word “{word}” occur in "
                "this text?",
                "text": line,
                "expect": most,
            }
        )
