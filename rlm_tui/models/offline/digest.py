"""Summaries by extraction: the sentences that say most of what a text says."""

from __future__ import annotations

import math
import re
from collections import Counter

from rlm_tui.models.offline.programs.shortening import shortened
from rlm_tui.models.offline.programs.stemming import stem
from rlm_tui.models.offline.words import STOP_WORDS, words

_CUES = re.compile(
    r"(?i)\b(conclu|in summary|overall|therefore|key (?:finding|point|result)|important"
    r"|we (?:find|found|show)|shall|must|recommend|decid|agreed|root cause"
    r"|caused|because"
    r"|outage|deadline|total|purpose)"
)


_ENDS = re.compile(
    r"(?<=[.!?])(?<!\bDr\.)(?<!\bMr\.)(?<!\bMs\.)(?<!\bMrs\.)(?<!\bProf\.)(?<!\bSt\.)"
    r"(?<!\bNo\.)(?<!\bvs\.)(?<!\b[A-Z]\.)\s+(?=[A-Z\"'“(\[])|\n"
)
"""Of sentences and lines; the point of a title or an initial ends none."""


def split_sentences(text: str) -> list[str]:
    """Sentences and lines, blank ones left out."""
    parts = _ENDS.split(text)
    return [part.strip() for part in parts if part and part.strip()]


def summarise(text: str, count: int) -> str:
    """The `count` best sentences, in the order of the text."""
    once = dict.fromkeys(split_sentences(text))
    usable = [s for s in once if 20 <= len(s) <= 400 and s[0] != "#"]
    if not usable:
        return shortened(" ".join(text.split()), 300)
    bags = [_bag(sentence) for sentence in usable]
    frequency = Counter(word for bag in bags for word in bag)
    most = math.log(1 + max(frequency.values(), default=1))
    common = {word: math.log(1 + count) / most for word, count in frequency.items()}
    ranked = sorted(
        range(len(usable)),
        key=lambda i: (-_score(usable[i], bags[i], common, i), i),
    )
    kept = sorted(_without_repeats(ranked, bags, count))
    return " ".join(_bare(usable[i]) for i in kept)


def _bare(sentence: str) -> str:
    """A sentence without bullet, clause number and emphasis."""
    return re.sub(r"^(?:[-*>•]\s+|\d+(?:\.\d+)*[.)]?\s+)+|\*\*", "", sentence)


def _bag(sentence: str) -> set[str]:
    return {stem(w) for w in words(sentence) if w.lower() not in STOP_WORDS}


def _score(sentence: str, bag: set[str], common: dict[str, float], at: int) -> float:
    spread = sum(common[word] for word in bag) / (4 + len(bag))
    early = 0.4 if at == 0 else 0.12 if at < 3 else 0.0
    cue = 0.3 if _CUES.search(sentence) else 0.0
    prose = 0.15 if sentence[-1] in ".!?" else 0.0
    return spread + early + cue + prose


def _without_repeats(ranked: list[int], bags: list[set[str]], count: int) -> list[int]:
    kept: list[int] = []
    seen: set[str] = set()
    for index in ranked:
        bag = bags[index]
        if bag and len(bag & seen) / len(bag) <= 0.6:
            kept.append(index)
            seen |= bag
        if len(kept) == count:
            break
    return kept or ranked[:count]
