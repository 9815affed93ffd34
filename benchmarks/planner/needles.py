"""Facts hidden in long texts: one key, many keys, many values, two hops, prose."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.planner.cases import Case, Split
from benchmarks.planner.filler import hide, people, places


@dataclass(frozen=True, slots=True)
class _Form:
    """How a fact about a place is written, and how it is asked for."""

    fact: str
    seen: tuple[str, ...]
    held_out: tuple[str, ...]
    several: str
    """A question for several values at one place."""
    plural: str
    """What several places are asked for."""

    def wordings(self, split: Split) -> tuple[str, ...]:
        return self.seen if split == "seen" else self.held_out


_FORMS = (
    _Form(
        "The access code of the {key} vault is {value}.",
        (
            "What is the access code of the {key} vault?",
            "Give me the access code for the {key} vault.",
            "Which access code does the {key} vault have?",
        ),
        (
            "Which code opens the vault of {key}?",
            "Tell me the {key} vault's access code.",
        ),
        "What are all the access codes of the {key} vault?",
        "access codes of the {} vault and the {} vault",
    ),
    _Form(
        "One of the special magic numbers for {key} is: {value}.",
        (
            "What is the special magic number for {key} mentioned in the text?",
            "What magic number belongs to {key}?",
        ),
        ("Find the magic number of {key}.", "{key}: which magic number?"),
        "What are all the special magic numbers for {key}?",
        "special magic numbers for {} and {}",
    ),
    _Form(
        "Locker {key} was assigned the serial number {value}.",
        (
            "What is the serial number of locker {key}?",
            "Which serial number was assigned to locker {key}?",
        ),
        (
            "Serial number of locker {key}?",
            "What serial number does locker {key} bear?",
        ),
        "List all serial numbers assigned to locker {key}.",
        "serial numbers of locker {} and locker {}",
    ),
)


def single(chance: random.Random, size: int, split: Split) -> Iterator[Case]:
    """One fact in filler."""
    for form in _FORMS:
        [key] = places(chance, 1)
        [value] = _values(chance, 1)
        text = hide(chance, size, [form.fact.format(key=key, value=value)])
        question = chance.choice(form.wordings(split)).format(key=key)
        yield Case("needle", text, question, (value,))


def multi_key(chance: random.Random, size: int, split: Split) -> Iterator[Case]:
    """Twelve facts of one form, of which one is asked for."""
    for form in _FORMS:
        keys, values = places(chance, 12), _values(chance, 12)
        text = hide(chance, size, _facts(form, keys, values))
        question = chance.choice(form.wordings(split)).format(key=keys[0])
        others = tuple(values[1:])
        yield Case("multi-key", text, question, (values[0],), forbidden=others)


def multi_value(chance: random.Random, size: int, split: Split) -> Iterator[Case]:
    """Three values for one key among values for others, all three asked for."""
    for form in _FORMS:
        keys, values = places(chance, 5), _values(chance, 7)
        owners = [keys[0]] * 3 + keys[1:]
        text = hide(chance, size, _facts(form, owners, values))
        question = form.several.format(key=keys[0])
        if split == "held-out":
            question = question.replace("What are all", "Name every one of")
            question = question.replace("List all", "Which are the").rstrip("?.") + "."
        wanted, others = tuple(values[:3]), tuple(values[3:])
        yield Case("multi-value", text, question, wanted, forbidden=others)


def multi_query(chance: random.Random, size: int, split: Split) -> Iterator[Case]:
    """The values of two keys in one question."""
    lead = "What are the {}?" if split == "seen" else "I need the {}, please."
    for form in _FORMS:
        keys, values = places(chance, 6), _values(chance, 6)
        text = hide(chance, size, _facts(form, keys, values))
        question = lead.format(form.plural.format(keys[0], keys[1]))
        wanted, others = tuple(values[:2]), tuple(values[2:])
        yield Case("multi-query", text, question, wanted, forbidden=others)


def _facts(form: _Form, keys: list[str], values: list[str]) -> list[str]:
    pairs = zip(keys, values, strict=True)
    return [form.fact.format(key=key, value=value) for key, value in pairs]


def _values(chance: random.Random, count: int) -> list[str]:
    return [str(number) for number in chance.sample(range(10_000, 99_999), count)]


_PROSE = (
    (
        "After a long debate the council of {a} agreed that the new swimming pool "
        "would cost {n} million euros.",
        "{n} million",
        "How much will the new swimming pool in {a} cost?",
        "What price did the council of {a} accept for its swimming pool?",
    ),
    (
        "It was {p} who founded the glass factory in {a}, and he did so in {y}.",
        "{y}",
        "When was the glass factory in {a} founded?",
        "In which year did {p} found the glass factory?",
    ),
    (
        "The orchestra of {a} is led by {p}, who came from the opera.",
        "{p}",
        "Who leads the orchestra of {a}?",
        "Who is the leader of the {a} orchestra?",
    ),
    (
        "Deliveries to {a} take {n} days because the road over the pass is closed.",
        "{n} days",
        "How long do deliveries to {a} take?",
        "How many days does a delivery to {a} take?",
    ),
    (
        "Trains from {a} to {b} were cancelled because of a landslide near the tunnel.",
        "landslide",
        "Why were the trains from {a} to {b} cancelled?",
        "What was the reason that trains between {a} and {b} were cancelled?",
    ),
    (
        "Visitors to the {a} lighthouse must climb {n} steps to reach the lamp.",
        "{n}",
        "How many steps must visitors to the {a} lighthouse climb?",
        "How many steps lead to the lamp of the {a} lighthouse?",
    ),
    (
        "{p} was born in {a} and later worked as a pilot.",
        "pilot",
        "What was the profession of {p}, later in life: what did {p} work as?",
        "What did {p} work as?",
    ),
)


def prose(chance: random.Random, size: int, split: Split) -> Iterator[Case]:
    """Facts told in passing, with the same fact about another place beside them."""
    for fact, value, seen, held_out in _PROSE:
        told, other = _names(chance), _names(chance)
        facts = [fact.format(**told), fact.format(**other)]
        question = (seen if split == "seen" else held_out).format(**told)
        text = hide(chance, size, facts)
        yield Case("prose", text, question, (value.format(**told),))


def _names(chance: random.Random) -> dict[str, str]:
    a, b = places(chance, 2)
    year, number = str(chance.randint(1801, 1899)), str(chance.randint(14, 97))
    return {"a": a, "b": b, "p": people(chance, 1)[0], "n": number, "y": year}


_HOPS = (
    (
        "{p} runs the bakery in {a}.",
        "The telephone extension of {p} is {n}.",
        "What is the telephone extension of the person who runs the bakery in {a}?",
        "Which telephone extension has the person who runs the bakery in {a}?",
    ),
    (
        "The capital of the province of {b} is {a}.",
        "The mayor of {a} is {p}.",
        "Who is the mayor of the capital of the province of {b}?",
        "What is the name of the mayor of the capital of the {b} province?",
    ),
    (
        "The {a} bridge was designed by {p}.",
        "{p} was born in {b}.",
        "Where was the designer of the {a} bridge born?",
        "In which town was the person who designed the {a} bridge born?",
    ),
)
_HOP_VALUES = ("{n}", "{p}", "{b}")


def two_hop(chance: random.Random, size: int, split: Split) -> Iterator[Case]:
    """A value of somebody who is only described, the two facts far apart."""
    for (one, two, seen, held_out), value in zip(_HOPS, _HOP_VALUES, strict=True):
        told = _names(chance) | {"n": str(chance.randint(1000, 9999))}
        other = _names(chance) | {"n": str(chance.randint(1000, 9999))}
        facts = [form.format(**who) for form in (one, two) for who in (told, other)]
        question = (seen if split == "seen" else held_out).format(**told)
        text = hide(chance, size, facts)
        yield Case("two-hop", text, question, (value.format(**told),))


_UNTOLD = (
    ("The mayor of {a} is {p}.", "Who is the mayor of {b}?", "Who governs {b}?"),
    (
        "The access code of the {a} vault is {n}.",
        "What is the access code of the {b} vault?",
        "Which code opens the vault of {b}?",
    ),
    (
        "The access code of the {a} vault is {n}.",
        "What is the serial number of the {a} vault?",
        "Who made the {a} vault?",
    ),
    (
        "{p} opened a hotel in {a} in {y}.",
        "When did {p} close the hotel in {a}?",
        "How many rooms does the hotel in {a} have?",
    ),
    (
        "The bridge of {a} is {n} metres long.",
        "How wide is the bridge of {a}?",
        "How high is the bridge of {a}?",
    ),
    (
        "{p} runs the bakery in {a}.",
        "What is the telephone extension of the person who runs the bakery in {a}?",
        "Who runs the bakery in {b}?",
    ),
    (
        "A committee of {a} discussed the budget for the school.",
        "What is the budget for the school in {a}?",
        "How much will the school in {a} cost?",
    ),
    (
        "Trains from {a} to {b} were cancelled.",
        "Why were the trains from {a} to {b} cancelled?",
        "Until when are trains from {a} to {b} cancelled?",
    ),
    (
        "{p} likes rowing on the lake of {a}.",
        "What is the capital of Mongolia?",
        "How old is {p}?",
    ),
)


def untold(chance: random.Random, size: int, split: Split) -> Iterator[Case]:
    """Questions that come close to what a text says, and are not answered by it."""
    for fact, seen, held_out in _UNTOLD:
        told = _names(chance)
        question = (seen if split == "seen" else held_out).format(**told)
        text = hide(chance, size, [fact.format(**told)])
        yield Case("untold text", text, question, rule="refuse")
