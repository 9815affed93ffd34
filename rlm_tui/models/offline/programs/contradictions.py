"""Find statements with the same subject and different numbers."""

import json
import math
import re
from collections import Counter, defaultdict

VALUE = re.compile(r"\d[\d,.:]*\d|\d|\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b")
SMALL_WORDS = (
    "a an the of in on at to is are was were be has have had by for and or it as with "
    "this that will shall must not"
)
SMALL = set(SMALL_WORDS.split())


def statements():
    for name, text in documents.items():
        for number, line in enumerate(text.splitlines(), 1):
            for part in re.split(r"(?<=[.!?;])\s+", line):
                if VALUE.search(part) and 12 < len(part) < 300:
                    yield name, number, part.strip()


def subject(part):
    bare = re.sub(r"^[\s#>*\d.)-]+", "", part)
    said = [
        stem(w) for w in WORD.findall(VALUE.sub(" ", bare)) if w.lower() not in SMALL
    ]
    return frozenset(said)


known = [(subject(part), place, number, part) for place, number, part in statements()]
known = [item for item in known if len(item[0]) >= 3]
known = known[:6000]
LEAST_ALIKE = 0.66
spread = Counter(word for said, _, _, _ in known for word in said)


def rarest(said):
    """Two subjects that are alike share at least one of these words."""
    order = sorted(said, key=lambda word: (spread[word], word))
    return order[: len(said) - math.ceil(LEAST_ALIKE * len(said)) + 1]


by_word = defaultdict(list)
pairs = {}
for at, (said, _, _, part) in enumerate(known):
    near = {other for word in rarest(said) for other in by_word[word][-60:]}
    for other in near:
        theirs, _, _, their_part = known[other]
        alike = len(said & theirs) / len(said | theirs)
        if alike >= LEAST_ALIKE and VALUE.findall(part) != VALUE.findall(their_part):
            pairs[other, at] = alike
    for word in rarest(said):
        by_word[word].append(at)
best = sorted(pairs, key=lambda pair: -pairs[pair])[:8]


def quote(at):
    _, place, number, part = known[at]
    return f"{place + ' ' if place else ''}line {number}: “{part[:150]}”"


report = [f"- {quote(a)} against {quote(b)}" for a, b in best]
count = len(report)
answer_text = "\n".join(
    [f"{count} possible contradiction{'s' * (count != 1)} found.", *report]
)
result = {
    "strategy": "contradictions",
    "answer": answer_text[:2500],
    "confidence": 0.7 if 0 < len(pairs) < 9 else 0.3,
    "evidence": f"{len(known)} statements with a number compared, "
    f"{len(pairs)} pairs alike",
}
print("RESULT", json.dumps(result, ensure_ascii=False))
