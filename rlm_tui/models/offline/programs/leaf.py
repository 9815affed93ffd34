"""Find the one setting whose path says what the question asks for."""

import json
import re

WORDS = {}
LIGHT = []
KIND = ""


def leaves(value, path=()):
    """Every setting with the names that lead to it; a list of plain values is one."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, (*path, str(key)))
    elif isinstance(value, list) and any(isinstance(v, dict | list) for v in value):
        for inner in value[:200]:
            yield from leaves(inner, path)
    else:
        said = ", ".join(map(str, value)) if isinstance(value, list) else value
        yield path, "" if said is None else str(said)


def covered(path):
    bag = stems(" ".join(path))
    return {word for word, options in WORDS.items() if bag & set(options)}


def fits(value):
    return bool(value) and (not KIND or re.search(KIND, value))


def extra(path):
    """How many names of a path the question does not say."""
    said = {option for options in WORDS.values() for option in options}
    return sum(not stems(name) & said for name in path)


needed = {word for word in WORDS if word not in LIGHT}
found, near = [], []
for path, value in leaves(context_data):
    said = covered(path)
    if said:
        near.append((len(said), ".".join(path), value))
    if needed and needed <= said and fits(value):
        found.append((extra(path), -len(said), ".".join(path), value))
found.sort()
best = [item for item in found if item[:2] == found[0][:2]]
values = list(dict.fromkeys(item[3] for item in best))
near.sort(key=lambda item: -item[0])
sure = 0.0
if len(values) == 1:
    sure = 0.92 - 0.08 * min(best[0][0], 4) + (0.04 if best[0][0] > 1 else 0)
    sure = sure if len({item[3] for item in found}) == 1 or best[0][0] < 2 else 0.4
result = {
    "strategy": "setting",
    "answer": shortened(values[0], 600) if len(values) == 1 else "",
    "confidence": round(sure, 2),
    "evidence": f"{best[0][2]}: {shortened(best[0][3], 200)}" if best else "",
    "where": best[0][2] if best else "",
    "passages": [f"{path}: {shortened(value, 160)}" for _, path, value in near[:3]],
}
print("RESULT", json.dumps(result, ensure_ascii=False))
