"""Judge how far a reply is borne out by the text around its evidence."""

import re

NO_SORT = (
    " the a an this that these those its his her their our my your any each every all"
    " no of in on to and or per by for with from at as into is are was were be been has"
    " had one two both same such than "
)
DENIAL = re.compile(r"(?i)\b(?:no|not|never|without|none|nothing|cannot)\b|n't\b")
BESIDE = 0.85


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
