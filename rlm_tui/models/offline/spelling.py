"""A question as most people would put it: slips mended, roundabout words left out."""

from __future__ import annotations

import difflib
import re

from rlm_tui.models.offline.programs.stemming import stem
from rlm_tui.models.offline.words import word_list, word_set

_ASKING = word_list("""
    how many much what which when where average total number highest lowest most least
    longest shortest between percent percentage count different message messages
    employee employees customer customers request requests error errors address""")
"""Words that decide how a question is read."""
_SOUND = word_set("""
    who whom whose why that then them they there here these those this than will with
    want went were was has had have does did done can may must let lets law low
    hold cost most must just list last past least lest east west rest test text next
    bought brought about above out our your over other order both many any may man men
    more mode code made make take time tone done gone phone even ever every never under
    upon until while white write wrote write both them then than hat hot hit whole hole
    whit watch catch match march much such touch fore form from front dress press
    requested sent said seen send sold paid day days one two ten""")
"""Near to them, and right as they are."""


def plainly(question: str) -> str:
    """The question with its slips mended and `define X` as `what is X`."""
    mended = re.sub(r"[A-Za-z]{3,}", lambda m: _mended(m.group()), question)
    mended = re.sub(r"(?i)\bdat(?:e|es|ed|ing) from\b", "are in", mended)
    if living := _LIVING.match(mended):
        return f"What is the occupation of {living.group(1)}?"
    if summed := _ADDED.match(mended):
        return f"What is the total of {summed.group(1)}?"
    for pattern in _ROUNDABOUT:
        if found := pattern.match(mended):
            return f"What is {found.group(1)}?"
    return mended


_LIVING = re.compile(r"(?i)^\W*what (?:does|did) (.+?) do for a living\W*$")
_ADDED = re.compile(
    r"(?i)^\W*what (?:do|does|did) (.+?) (?:add up|sum up|amount) to(?: in total)?\W*$"
)
_ROUNDABOUT = (
    re.compile(r"(?i)^\W*(?:please )?define (?:the (?:term|word) )?(.+?)\W*$"),
    re.compile(
        r"(?i)^\W*what (?:does|do) (?:the (?:term|word|abbreviation) )?(.+?) mean\W*$"
    ),
    re.compile(r"(?i)^\W*what is meant by (?:the (?:term|word) )?(.+?)\W*$"),
)


def _mended(word: str) -> str:
    """A word that decides, where one letter is missing, doubled or out of its place."""
    lower = word.lower()
    if lower in _ASKING or lower in _SOUND or not word.islower():
        return word
    alike = [w for w in _ASKING if w[0] == lower[0]]  # `slowest` is no `lowest`
    near = difflib.get_close_matches(lower, alike, 1, 0.85)
    turned = [w for w in alike if sorted(w) == sorted(lower)]
    found = next(iter(turned or near), word)
    return word if stem(found) == stem(word) else found
