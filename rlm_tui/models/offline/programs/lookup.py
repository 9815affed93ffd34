"""Find the passages that share the rarest words with the question; ask about each."""

import json
import math
import re
from collections import Counter

QUESTION = ""
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
NO_SORT = (
    " the a an this that these those its his her their our my your any each every all"
    " no of in on to and or per by for with from at as into is are was were be been has"
    " had one two both same such than "
)
DENIAL = re.compile(r"(?i)\b(?:no|not|never|without|none|nothing|cannot)\b|n't\b")
BESIDE = 0.85
FIRST = 0
WINDOWS = 6


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


def believe(i, value, evidence, sure):
    """How far a reply is borne out by the words around its evidence."""
    rest = (
        evidence.replace(value, " ") if len(value) < 0.6 * len(evidence) else evidence
    )
    i = home_of(i, evidence)
    title = headings[units[i][0], units[i][2]]
    said = present(stems(rest) | stems(units[i][0])) | title
    lacks_focus = FOCUS in WORDS and FOCUS not in present(stems(evidence)) | said
    near = set(said) if STRICT else present(stems(window(i)))
    is_whole = value.strip(" -*#>|") == evidence.strip(" -*#>|")
    if KIND and re.search(KIND, value) and not is_whole:
        said |= {word for word in LIGHT if word in weight}
    covered = overlap(said) + 0.5 * overlap(near - said)
    missing, far = not_told(value, evidence, said, near, is_whole)
    if lacks_focus:
        missing.append(FOCUS)
    unsaid = [word for word in weight if word not in said | near and word not in LIGHT]
    if unsaid:
        covered *= 0.75
    covered *= BESIDE ** len(merely_beside(i, evidence, said, near))
    if is_whole and IS_VALUE:
        covered *= 0.65 if KIND and len(value.split()) > 4 else 0.85
    is_of_others = not any(stem(word) in stems(evidence) for word in WORDS)
    covered *= 0.7 if is_of_others and not goes_on(evidence) and not title else 1.0
    is_reply = units[i][2].rstrip().endswith("?")
    says_some = KIND or is_reply or present(stems(evidence))
    if not tells_apart(said) or not says_some:
        covered *= 0.6
    if KIND and not re.search(KIND, untold(value) if is_whole else value):
        missing.append("a value of the right kind")
        if re.search(r"\d", value) and len(value) < 60 and IS_LENIENT:
            missing.pop()
            covered *= 0.85
    return (
        min(1.0, covered)
        * (0.55 + 0.45 * sure)
        * 0.45 ** len(missing)
        * (0.9 if goes_on(evidence) else 0.75) ** len(far)
    )


def not_told(value, evidence, said, near, is_whole):
    """What the question has and the reply has not, and the names that are only near."""
    missing, far = left_out(said, near)
    missing += [name for name in far if name.isdigit()]
    if DENIES and not DENIAL.search(evidence):
        missing.append("a denial")
    if STRICT and is_whole and re.match(r"(?i)\W*(?:which|who)\b", QUESTION):
        missing.append("the one that is asked for")
    if DEED in near - said:
        missing.append(DEED)
    if DEED in WORDS and goes_on(evidence) and is_done_to_another(evidence):
        missing.append(DEED)
    own = stems(evidence)
    missing += [word for word in NOW if word not in evidence.lower()]
    if OF and not {w for w in OF if w in said} and not goes_on(evidence):
        missing.append(OF[-1])
    if IS_YES_OR_NO:
        missing += [w for w in near - said if w not in LIGHT and not goes_on(evidence)]
    missing += [one for one, noun in PAIRS if is_another(one, noun, evidence, said)]
    for word, reverse in OPPOSITES.items():
        if own & set(reverse) and not own & set(WORDS[word]):
            missing.append(word)
    if is_whole and IS_VALUE and DENIAL.search(value) and not DENIES:
        missing.append("more than that there is none")
    return missing, far


def merely_beside(i, evidence, said, near):
    """Words of the question that only sentences around the evidence say, and none
    that it goes on from."""
    before = [j for j in (i - 2, i - 1) if j >= 0 and same(i, j)] * goes_on(evidence)
    told = {word for j in before for word in inside[j]}
    return [w for w in weight if w in near - said - told and w not in LIGHT]


def left_out(said, near):
    """Names of the question that are not said: those not even near, and the others."""
    names = [name for name in NAMES if name in WORDS and name not in said]
    return [n for n in names if n not in near], [n for n in names if n in near]


def untold(value):
    """A passage without the numbers that the question has itself."""
    told = set(re.findall(r"\w*\d\w*", QUESTION))
    return " ".join(w for w in value.split() if w.strip(".,;:()") not in told)


def is_another(one, noun, evidence, said):
    """Whether the evidence speaks of a stone bridge, the question of a wooden one."""
    if one not in WORDS or one in said:
        return False
    before = re.findall(rf"(?i)([\w-]+) {re.escape(noun)}s?\b", evidence)
    return any(f" {word.lower()} " not in NO_SORT for word in before)


def is_done_to_another(evidence):
    """Whether the deed goes with a noun in between: `its works, founded in 1789`."""
    behind = re.findall(r"(\w+), (?:[a-z]+ly )?(\w+)", evidence)
    return any(
        word_stems(word) & set(WORDS[DEED]) and not present(word_stems(noun))
        for noun, word in behind
    )


def home_of(i, evidence):
    """The unit of a window that the evidence was taken from."""
    near = [j for j in range(i - 2, i + 4) if 0 <= j < len(units) and same(i, j)]
    start = " ".join(evidence.split())[:60]
    return next((j for j in near if start in " ".join(units[j][3].split())), i)


def goes_on(evidence):
    """Whether a sentence speaks of what the one before it named."""
    return bool(re.match(r"\W*(?:He|She|It|They|His|Her|Its|Their|This)\b", evidence))


def tells_apart(said):
    """Whether one of the words that were found stands in few places."""
    known = [spread[word] for word in said if word in weight and word not in LIGHT]
    return not known or min(known) <= max(5, 0.15 * len(units))


words_in, hints_in = word_finder(WORDS), word_finder({word: [word] for word in HINTS})
inside = [words_in(unit[3]) for unit in units]
keys = {(unit[0], unit[2]) for unit in units}
headings = {k: present(stems(" ".join(k))) for k in keys}
spread = Counter(word for found in inside for word in found)
weight = {w: math.log(1 + len(units) / (1 + spread[w])) for w in WORDS}
weight |= {w: 0.3 * weight[w] for w in LIGHT if w in weight}
candidates = [i for i in range(len(units)) if inside[i]]
candidates.sort(key=lambda i: (-score(i), i))
chosen = []
for i in candidates:
    if len(chosen) >= FIRST + max(WINDOWS, 3):
        break
    if all(abs(i - j) > (not ALL) for j in chosen):
        chosen.append(i)
asked = chosen[FIRST : FIRST + WINDOWS]
later = corrections(asked[0], inside)[-3:] if asked else []
prompts = [f"Question: {QUESTION}\nText:\n{window(i)}" for i in asked]
prompts += [f"Question: {QUESTION}\nText:\n{units[i][3][:1800]}" for i in later]
replies = llm_query_batched(prompts) if prompts else []
found = []
for i, reply in zip([*asked, *later], replies, strict=False):
    if parsed := read_reply(reply):
        value, evidence, sure, by_hand = parsed
        trust = 1.0 if by_hand else believe(i, value, evidence, sure)
        found.append((trust, value, evidence, i))
found.sort(key=lambda item: (-item[0], item[3]))


def place(i):
    name, number, section, _ = units[i]
    parts = [name, f"line {number}", f"section “{section}”" if section else ""]
    return ", ".join(filter(None, parts))


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


corrected = max(filter(is_corrected, found), key=lambda item: item[3], default=None)
replaced = {"value": found[0][1], "where": place(found[0][3])} if corrected else None
if corrected and not ALL:
    trust = max(found[0][0] - 0.05, corrected[0])
    found = [(trust, *corrected[1:])]
near_best = [item for item in found if item[0] > found[0][0] - 0.06]
values = list(dict.fromkeys(value for _, value, _, _ in near_best)) if ALL else []
rivals = []
for trust, value, evidence, i in found:
    if trust > found[0][0] - 0.03 and value.lower() not in [
        r["value"].lower() for r in rivals
    ]:
        rivals.append(
            {
                "value": shortened(value, 200),
                "where": place(i),
                "evidence": shortened(evidence, 200),
            }
        )
best = found[0] if found else (0.0, "", "", 0)
agree = sum(value.lower() == best[1].lower() for _, value, _, _ in found)
confidence = best[0] + (0.05 if agree > 1 and best[0] < 0.95 else 0)
if len(values) > 1:
    rivals = []
if len(rivals) > 1 and best[2] != "given by hand":
    confidence *= 0.8 if len(rivals) == 2 else 0.5
    confidence *= 0.8 if best[1] == best[2] else 1.0
if found and not corrected and best[2] != "given by hand":
    at = home_of(best[3], best[2])
    is_open = any(j > at for j in later) and not MARKED.search(best[2])
    confidence *= 0.5 if is_open or has_second_thought(at, KIND) else 1.0
passages = [f"{place(i)}: {shortened(units[i][3].strip(), 240)}" for i in chosen[:3]]
result = {
    "strategy": "lookup",
    "answer": shortened(", ".join(values) if len(values) > 1 else best[1], 600),
    "confidence": round(min(confidence, 1.0), 2),
    "evidence": shortened(best[2], 500),
    "where": place(best[3]) if found else "",
    "rivals": rivals[1:4],
    "replaced": replaced,
    "passages": passages,
    "asked": len(prompts),
}
print("RESULT", json.dumps(result, ensure_ascii=False))
