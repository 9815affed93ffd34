"""Text that answers nothing, names that exist nowhere, and the mixing of facts in."""

from __future__ import annotations

import random
from collections.abc import Sequence


def _listed(text: str) -> list[str]:
    return text.split("|")


def _words(text: str) -> list[str]:
    return text.split()


MONTHS = _words("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec")

_SUBJECTS = _listed(
    "the harbour office|a visiting engineer|the regional committee|our gardener|"
    "the night shift|a retired teacher|the museum|the ferry crew|one of the clerks|"
    "the weather station|a small workshop|the library board|the market hall"
)
_VERBS = _listed(
    "described|noticed|postponed|praised|reviewed|repeated|announced|measured|"
    "forgot|welcomed|compared|repaired|painted|explained"
)
_THINGS = _listed(
    "the old timetable|a series of quiet afternoons|the colour of the shutters|"
    "several unfinished drafts|the habits of migrating birds|a broken clock|"
    "the route along the canal|an unusual harvest|the minutes of the last session|"
    "two baskets of apples|the noise of the mill|a letter from the coast"
)
_TAILS = _listed(
    "before anybody else arrived|while the rain went on|with little enthusiasm|"
    "and nobody objected|as it had every spring|in front of a small audience|"
    "although the lamps were out|after a long walk|without giving a reason"
)
_HEADS = "bar mel cor dun fen gar hol ist kel lor mar nor os pel rav sel tor ul ven wil"
_TAILS_OF_NAMES = "bury dale ford gate ham holt ley mere ridge ston thorpe wick worth"
_FIRST = _words(
    "Ada Bruno Carla Dieter Elif Farid Greta Hugo Ines Jonas Karin Luca Mira Nils Olga "
    "Pavel Quentin Rosa Sven Tilda Umberto Vera Wanda Yusuf Zora"
)
_LAST = _words(
    "Abel Brandt Castel Dorn Ekman Falk Grohl Hauser Ibsen Jarvis Koch Lindner Morrow "
    "Nyberg Olsen Prager Quist Rowan Stahl Tamm Ullman Voss Wexler Yilmaz Zander"
)


def sentence(chance: random.Random) -> str:
    """One sentence about nothing that is asked."""
    made = " ".join(map(chance.choice, (_SUBJECTS, _VERBS, _THINGS, _TAILS)))
    return f"{made[0].upper()}{made[1:]}."


def filler(chance: random.Random, size: int) -> list[str]:
    """Paragraphs of about so many characters together."""
    paragraphs, length = [], 0
    while length < size:
        paragraph = " ".join(sentence(chance) for _ in range(chance.randint(3, 6)))
        paragraphs.append(paragraph)
        length += len(paragraph) + 2
    return paragraphs


def hide(chance: random.Random, size: int, facts: Sequence[str]) -> str:
    """The facts at random places in filler, each inside a paragraph."""
    paragraphs = filler(chance, size - sum(map(len, facts)))
    for fact, at in zip(facts, _places(chance, paragraphs, len(facts)), strict=True):
        before, _, after = paragraphs[at].partition(". ")
        paragraphs[at] = f"{before}. {fact} {after}".strip()
    return "\n\n".join(paragraphs)


def _places(chance: random.Random, paragraphs: list[str], count: int) -> list[int]:
    indexes = range(len(paragraphs))
    if count <= len(paragraphs):
        return chance.sample(indexes, count)
    return chance.choices(indexes, k=count)


def places(chance: random.Random, count: int) -> list[str]:
    """So many different names of places."""
    names = [
        (head + tail).title()
        for head in _HEADS.split()
        for tail in _TAILS_OF_NAMES.split()
    ]
    return chance.sample(names, count)


def people(chance: random.Random, count: int) -> list[str]:
    """So many different people, no two with the same first or last name."""
    first, last = chance.sample(_FIRST, count), chance.sample(_LAST, count)
    return [f"{one} {two}" for one, two in zip(first, last, strict=True)]
