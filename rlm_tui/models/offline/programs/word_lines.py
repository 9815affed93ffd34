"""Count on how many lines each word of a question stands, in any of its forms."""

import re


def roots_of(option):
    """What every form of a stem begins with."""
    forms = [
        option,
        *(form for form, base in IRREGULAR.items() if stem(base) == option),
    ]
    return {form[:3].lower() for form in forms}


def is_plain(option):
    return len(option) > 1 and option.isalnum()


def form_pattern(options):
    """Parts of words that may have one of these stems, and words that need no stem."""
    roots = {
        root for option in options if is_plain(option) for root in roots_of(option)
    }
    exact = {option.removesuffix("i") for option in options if not is_plain(option)}
    begins = r"(?:(?<![^\W_])|(?<=[a-z])(?=(?-i:[A-Z])))"
    parts = rf"{begins}(?:{'|'.join(map(re.escape, sorted(roots)))})[^\W_]*"
    within = r"(?<!\w)(?<!\w[.'’@/:-])"
    whole = rf"(?P<whole>{within}(?:{'|'.join(map(re.escape, sorted(exact)))})\w*)"
    chosen = [pattern for pattern, some in ((whole, exact), (parts, roots)) if some]
    return re.compile(f"(?i){'|'.join(chosen)}" if chosen else r"(?!)")


def stems_at(match):
    """The stems of the part of a word that was found, or of the whole word."""
    word = WORD.match(match.string, match.start())
    if match.lastgroup == "whole" and word:
        return word_stems(word.group())
    return word_stems(match.group())


def finder(wanted):
    """What to search a text for, and which words a match stands for."""
    options = {option for stems_of in wanted.values() for option in stems_of}
    known = {}

    def words_at(match):
        said = match.group()
        if said in known and not match.lastgroup:
            return known[said]
        bag = stems_at(match)
        known[said] = [word for word, some in wanted.items() if bag & set(some)]
        return known[said]

    return form_pattern(options), words_at


def word_finder(wanted):
    """A function that gives the words of which a text has some form."""
    pattern, words_at = finder(wanted)
    return lambda text: {w for m in pattern.finditer(text) for w in words_at(m)}


def word_lines(texts, wanted):
    """For each word the number of lines that have one of its stems."""
    counts = dict.fromkeys(wanted, 0)
    pattern, words_at = finder(wanted)
    for text in texts:
        ends = dict.fromkeys(wanted, -1)
        for match in pattern.finditer(text):
            for word in words_at(match):
                if match.start() > ends[word]:
                    counts[word] += 1
                    end = text.find("\n", match.end())
                    ends[word] = len(text) if end < 0 else end
    return counts
