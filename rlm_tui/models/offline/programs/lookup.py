"""Find the passages that share the rarest words with the question; ask about each."""

import json
import math
import re
from collections import Counter

QUESTION = ""


def look_up_in_the_text():
    global units, found, later
    units = read_text()  # sentences and lines, with the words of the question in each
    chosen = best_units()  # those that share the rarest words with the question
    asked = chosen[FIRST : FIRST + WINDOWS]
    later = corrections(asked[0], inside)[-3:] if asked else []
    prompts = [f"Question: {QUESTION}\nText:\n{window(i)}" for i in asked]
    prompts += [f"Question: {QUESTION}\nText:\n{units[i][3][:1800]}" for i in later]
    replies = llm_query_batched(prompts) if prompts else []
    found = weigh([*asked, *later], replies)  # how far the text bears each one out
    result = best_answer() | {"asked": len(prompts), "passages": quoted(chosen[:3])}
    print("RESULT", json.dumps(result, ensure_ascii=False))


WORDS = {}
NAMES = []
OPPOSITES = {}
FOCUS = ""
DEED = ""
PAIRS = []
NOW = []
OF = []
IS_YES_OR_NO = False
LIGHT = []
KIND = ""
EMPTY = ""
IS_LENIENT = True
IS_VALUE = False
HINTS = []
ALL = False
STRICT = False
DENIES = False
FIRST = 0
WINDOWS = 6


def read_text():
    """The units, and on which of them each word of the question stands."""
    global units, titles_in, headings, inside, hints_in, spread, weight
    titles_in = find_titles()
    units = read_units()
    words_in, hints_in = word_finder(WORDS), word_finder({w: [w] for w in HINTS})
    inside = [words_in(unit[3]) for unit in units]
    keys = {(unit[0], unit[2]) for unit in units}
    headings = {k: present(stems(" ".join(k))) for k in keys}
    spread = Counter(word for found in inside for word in found)
    weight = {w: math.log(1 + len(units) / (1 + spread[w])) for w in WORDS}
    weight |= {w: 0.3 * weight[w] for w in LIGHT if w in weight}
    return units


def best_units():
    candidates = [i for i in range(len(units)) if inside[i]]
    candidates.sort(key=lambda i: (-score(i), i))
    chosen = []
    for i in candidates:
        if len(chosen) >= FIRST + max(WINDOWS, 3):
            break
        if all(abs(i - j) > (not ALL) for j in chosen):
            chosen.append(i)
    return chosen


def present(bag):
    return {word for word, options in WORDS.items() if bag & set(options)}


def overlap(found):
    return sum(weight[word] for word in found) / (sum(weight.values()) or 1)


def score(i):
    """Own words count fully, those of the heading and of neighbours less."""
    own = inside[i]
    beside = {
        w
        for j in (i - 1, i + 1)
        if 0 <= j < len(units) and same(i, j)
        for w in inside[j]
    }
    hinted = len(hints_in(units[i][3])) if HINTS else 0
    bridge = overlap(headings[units[i][0], units[i][2]] - own) * 0.6
    return overlap(own) + bridge + 0.3 * overlap(beside - own) + 0.1 * hinted


def window(i):
    around = range(max(0, i - 2), min(len(units), i + 4))
    around = [i] if ALL and WORDS.keys() - set(LIGHT) <= inside[i] else around
    part = [units[j] for j in around if same(i, j)]
    text = "\n".join(unit[3] for unit in part)
    title = " / ".join(filter(None, (units[i][0], units[i][2])))
    return (f"[{title}]\n" if title else "") + text[:1800]


def read_reply(reply):
    """Value, evidence, confidence and who answered; a plain text is a person's."""
    reply = str(reply).strip()
    refused = reply.startswith(("[The operator refused", "[aborted", "Error:"))
    if not reply or refused or reply.upper().startswith("NOT FOUND"):
        return None
    parts = dict(re.findall(r"(?im)^\W*(VALUE|EVIDENCE|CONFIDENCE)\W*?: *(.*)$", reply))
    if not parts and EMPTY and re.match(EMPTY, reply):
        return None
    if not parts:
        return reply, "given by hand", 1.0, True
    value = parts.get("VALUE", "").strip()
    number = re.search(r"\d*\.?\d+", parts.get("CONFIDENCE", "0.5"))
    if not value or value.upper() == "NOT FOUND":
        return None
    return (
        value,
        parts.get("EVIDENCE", ""),
        float(number.group()) if number else 0.5,
        False,
    )


def weigh(places, replies):
    """The replies that say something, the most credible first."""
    weighed = []
    for i, reply in zip(places, replies, strict=False):
        if parsed := read_reply(reply):
            value, evidence, sure, by_hand = parsed
            trust = 1.0 if by_hand else believe(i, value, evidence, sure)
            weighed.append((trust, value, evidence, i))
    return sorted(weighed, key=lambda item: (-item[0], item[3]))


def place(i):
    name, number, section, _ = units[i]
    parts = [name, f"line {number}", f"section “{section}”" if section else ""]
    return ", ".join(filter(None, parts))


def quoted(places):
    return [f"{place(i)}: {shortened(units[i][3].strip(), 240)}" for i in places]


def is_corrected(item):
    """Whether an answer differs from the best, and a later correction gives it."""
    trust, value, evidence, i = item
    first, said, _, at = found[0]
    is_later = home_of(i, evidence) in later and home_of(at, found[0][2]) < i
    is_same = re.search(r"(?i)\b(?:same|unchanged|as before)\b", value)
    return (
        is_later
        and not is_same
        and trust > 0.5 * first
        and value.lower() != said.lower()
    )


def rivals_of(found):
    """Different answers that are as credible as the best."""
    rivals = []
    for trust, value, evidence, i in found:
        known = [rival["value"].lower() for rival in rivals]
        if trust > found[0][0] - 0.03 and value.lower() not in known:
            said = {"value": shortened(value, 200), "where": place(i)}
            rivals.append(said | {"evidence": shortened(evidence, 200)})
    return rivals


def best_answer():
    """The most credible answer; that of a later correction in its place."""
    global found
    corrected = max(filter(is_corrected, found), key=lambda item: item[3], default=None)
    replaced = (
        {"value": found[0][1], "where": place(found[0][3])} if corrected else None
    )
    if corrected and not ALL:
        trust = max(found[0][0] - 0.05, corrected[0])
        found = [(trust, *corrected[1:])]
    near_best = [item for item in found if item[0] > found[0][0] - 0.06]
    values = list(dict.fromkeys(value for _, value, _, _ in near_best)) if ALL else []
    rivals = rivals_of(found) if len(values) < 2 else []
    best = found[0] if found else (0.0, "", "", 0)
    confidence = trust_in(best, rivals, is_final=bool(corrected))
    return {
        "strategy": "lookup",
        "answer": shortened(", ".join(values) if len(values) > 1 else best[1], 600),
        "confidence": round(min(confidence, 1.0), 2),
        "evidence": shortened(best[2], 500),
        "where": place(best[3]) if found else "",
        "rivals": rivals[1:4],
        "replaced": replaced,
    }


def trust_in(best, rivals, is_final):
    """Less where others say something else, or where the text takes it back."""
    trust, value, evidence, i = best
    agree = sum(said.lower() == value.lower() for _, said, _, _ in found)
    confidence = trust + (0.05 if agree > 1 and trust < 0.95 else 0)
    if evidence == "given by hand":
        return confidence
    if len(rivals) > 1:
        confidence *= 0.8 if len(rivals) == 2 else 0.5
        confidence *= 0.8 if value == evidence else 1.0
    if found and not is_final:
        at = home_of(i, evidence)
        is_open = any(j > at for j in later) and not MARKED.search(evidence)
        confidence *= 0.5 if is_open or has_second_thought(at, KIND) else 1.0
    return confidence


look_up_in_the_text()
