"""Find statements that take back an earlier one: errata, updates, second thoughts."""

import re

MARKED = re.compile(
    r"(?i)\b(?:errat(?:um|a)|corrigend(?:um|a)|corrections?|corrected|updated?|amend\w*"
    r"|supersed\w+|revised|rescheduled|postponed|brought forward|no longer|as of now"
    r"|(?:is|are|was|were|been|has|have) (?:moved|changed|raised|lowered|reduced"
    r"|increased|extended|shortened) (?:to|from)|instead of|rather than|replaces"
    r"|actually|(?:is|are) now|the new \w+ (?:is|are)|has left|replaced by)\b|\bEDIT\b"
)
OF_CHANGES = re.compile(
    r"(?i)\b(?:changes?|corrections?|updates?|errata|amendments?)\b"
)
SECOND_THOUGHT = re.compile(
    r"(?i)\b(?:i meant|scratch that|my mistake|my bad|oops|make (?:it|that)|correction"
    r"|sorry|on second thoughts?|wait|actually|typo)\b"
)
OWN_WORD = re.compile(r"(?<![:\w])[a-z]{4,}(?!\w*:)")


def corrections(found_at, inside_units):
    """Later units that are marked and say most of what the best ones say."""
    said = inside_units[found_at]
    least = 0.45 * overlap(said)
    return [
        j
        for j, words_here in enumerate(inside_units)
        if j > found_at
        and words_here & said
        and overlap(words_here) >= least
        and (MARKED.search(units[j][3]) or OF_CHANGES.search(units[j][2][-40:]))
    ]


def has_second_thought(i, kind):
    """Whether one of the next units takes a value back without naming it again."""
    after = (unit[3] for unit in units[i + 1 : i + 7])
    return any(
        SECOND_THOUGHT.search(text) and re.search(kind or r"\S", text)
        for text in after
        if len(OWN_WORD.findall(text)) < 3
    )
