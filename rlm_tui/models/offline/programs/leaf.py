"""Find the one setting whose path says what the question asks for."""

import json
import re

WORDS = {}
LIGHT = []
KIND = ""


def find_the_setting():
    global result
    found, near = read_settings()  # those that fit, and those that say something of it
    best = [item for item in found if item[:2] == found[0][:2]]
    values = list(dict.fromkeys(item[3] for item in best))
    result = {
        "strategy": "setting",
        "answer": shortened(values[0], 600) if len(values) == 1 else "",
        "confidence": round(trust_in(found, values), 2),
        "evidence": f"{best[0][2]}: {shortened(best[0][3], 200)}" if best else "",
        "where": best[0][2] if best else "",
        "passages": [f"{path}: {shortened(value, 160)}" for _, path, value in near[:3]],
    }
    print("RESULT", json.dumps(result, ensure_ascii=False))


def read_settings():
    needed = {word for word in WORDS if word not in LIGHT}
    found, near = [], []
    for path, value in leaves(context_data):
        said = covered(path)
        if said:
            near.append((len(said), ".".join(path), value))
        if needed and needed <= said and fits(value):
            found.append((extra(path), -len(said), ".".join(path), value))
    return sorted(found), sorted(near, key=lambda item: -item[0])


def trust_in(found, values):
    """Less for names on the way that are not asked for, and for other values."""
    if len(values) != 1:
        return 0.0
    more = found[0][0]
    is_only = len({item[3] for item in found}) == 1
    sure = 0.92 - 0.08 * min(more, 4) + (0.04 if more > 1 else 0)
    return sure if is_only or more < 2 else 0.4


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


find_the_setting()
