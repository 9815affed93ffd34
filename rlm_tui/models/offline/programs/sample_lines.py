"""Choose lines that were counted and lines that nearly were, and what to ask."""

LONGEST = 2000
SAMPLED = "lines"


def spread(found, count):
    """So many of them, evenly, the first and the last included."""
    if len(found) <= count:
        return found
    step = (len(found) - 1) / max(count - 1, 1)
    return [found[round(n * step)] for n in range(count)]


def conditions():
    verb = "does not mention" if NEGATED else "mentions"
    says_not = "does not say" if NEGATED else "says"
    parts = [f"it {verb} {word}" for word in WORDS]
    return " and ".join([*parts, *(f"it {says_not} “{p}”" for p in PHRASES)])


def comes_near(line):
    """Whether a line has some of the wanted words, or the beginning of one."""
    wanted = [*TERMS, *PHRASES]
    return any(word[: max(3, len(word) - 2)].lower() in line.lower() for word in wanted)


def ask(item, question, expected):
    name, number, line = item
    where = f"{name} line {number}".strip()
    return {
        "where": where,
        "question": question,
        "text": line,
        "expect": expected,
    }


def lines_of_all():
    return [
        (name, number, line)
        for name, text in documents.items()
        for number, line in enumerate(text.splitlines(), 1)
        if line.strip() and len(line) <= LONGEST
    ]


def exact_samples(lines):
    word = WORDS[0]
    near = [item for item in lines if comes_near(item[2])]
    question = f"How many times does the exact word “{word}” occur in this text?"
    return [
        ask(item, question, len(exactly(word).findall(item[2])))
        for item in spread(near, 4)
    ]


def choose_samples():
    lines = lines_of_all()
    if EXACT and len(WORDS) == 1:
        return exact_samples(lines)
    if UNIT == "lines" and (len(TERMS) + len(PHRASES) == 1 or not NEGATED):
        counted = [item for item in lines if says(item[2]) != NEGATED]
        missed = [item for item in lines if says(item[2]) == NEGATED]
        near = [item for item in missed if comes_near(item[2])] or missed
        question = f"Does this line meet: {conditions()}? Answer yes or no."
        return [
            *(ask(item, question, "yes") for item in spread(counted, 3)),
            *(ask(item, question, "no") for item in spread(near, 3)),
        ]
    if UNIT != "occurrences":
        return []
    word = PHRASES[0] if PHRASES else WORDS[-1]
    near = [item for item in lines if comes_near(item[2])]
    question = f"How many times does the word “{word}” occur in this text?"
    return [ask(item, question, occurrences(item[2])) for item in spread(near, 4)]
