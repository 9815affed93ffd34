"""Find statements with the same subject and different numbers."""

import json
import math
import re
from collections import Counter, defaultdict


def find_contradictions():
    global answer_text, result
    known = [(subject(part), place, line, part) for place, line, part in statements()]
    known = [item for item in known if len(item[0]) >= 3][:6000]
    pairs = pairs_alike(known)  # same subject, other number: how much alike they are
    best = sorted(pairs, key=lambda pair: -pairs[pair])[:8]
    report = [f"- {quote(known[a])} against {quote(known[b])}" for a, b in best]
    count = len(report)
    head = f"{count} possible contradiction{'s' * (count != 1)} found."
    answer_text = "\n".join([head, *report])
    result = {
        "strategy": "contradictions",
        "answer": answer_text[:2500],
        "confidence": 0.7 if 0 < len(pairs) < 9 else 0.3,
        "evidence": f"{len(known)} statements with a number compared, "
        f"{len(pairs)} pairs alike",
    }
    print("RESULT", json.dumps(result, ensure_ascii=False))


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


LEAST_ALIKE = 0.66


def rarest(said, spread):
    """Two subjects that are alike share at least one of these words."""
    order = sorted(said, key=lambda word: (spread[word], word))
    return order[: len(said) - math.ceil(LEAST_ALIKE * len(said)) + 1]


def pairs_alike(known):
    """How much alike the subjects are of each pair with different values."""
    spread = Counter(word for said, _, _, _ in known for word in said)
    by_word, pairs = defaultdict(list), {}
    for at, (said, _, _, part) in enumerate(known):
        marks = rarest(said, spread)
        near = {other for word in marks for other in by_word[word][-60:]}
        for other in near:
            theirs, _, _, their_part = known[other]
            alike = len(said & theirs) / len(said | theirs)
            is_other = VALUE.findall(part) != VALUE.findall(their_part)
            if alike >= LEAST_ALIKE and is_other:
                pairs[other, at] = alike
        for word in marks:
            by_word[word].append(at)
    return pairs


def quote(item):
    _, place, number, part = item
    return f"{place + ' ' if place else ''}line {number}: “{part[:150]}”"


find_contradictions()
