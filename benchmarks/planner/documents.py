"""Summaries, comparisons, contradictions and extraction over whole documents."""

from __future__ import annotations

import random
from collections.abc import Iterator

from benchmarks.planner.cases import Case, Split
from benchmarks.planner.filler import filler, hide, people, places

_TOPICS = {
    "seen": ("beekeeping", "shipbuilding", "glaciers", "typography", "vaccines"),
    "held-out": ("volcanoes", "orchestras", "railways", "cheese", "satellites"),
}
_SUMMARIES = {
    "seen": ("Summarise the document.", "Give me an overview of this report."),
    "held-out": ("What are the main topics of this text?", "TL;DR please"),
}


def summary(chance: random.Random, size: int, split: Split) -> Iterator[Case]:
    """A document of five sections, each about a topic that a summary must name."""
    topics = _TOPICS[split]
    sections = [_section(chance, size // len(topics), topic) for topic in topics]
    text = "# Collected notes\n\n" + "\n\n".join(sections)
    yield Case("summary", text, chance.choice(_SUMMARIES[split]), topics)


def _section(chance: random.Random, size: int, topic: str) -> str:
    about = [
        f"This part is about {topic} and how {topic} changed over the years.",
        f"The study of {topic} began early, and {topic} still matter to the region.",
        f"Experts on {topic} agree that {topic} need more attention.",
    ]
    return f"## On {topic}\n\n{about[0]} {hide(chance, size - 300, about[1:])}"


_ASK_COMPARE = {
    "seen": ("What changed between the two versions?", "Compare the two documents."),
    "held-out": (
        "How do the two files differ?",
        "What are the differences between old.txt and new.txt?",
    ),
}


def compare(chance: random.Random, size: int, split: Split) -> Iterator[Case]:
    """Two versions of a text with one number changed, one line added, one gone."""
    lines = filler(chance, size // 2)
    gone, came = places(chance, 2)
    fee, new_fee = map(str, chance.sample(range(100, 999), 2))
    old, new = list(lines), list(lines)
    at, there = chance.randrange(len(lines)), chance.randrange(len(lines))
    old.insert(at, f"The yearly fee of the club is {fee} euros.")
    new.insert(at, f"The yearly fee of the club is {new_fee} euros.")
    old.insert(there, f"Members from {gone} travel for free.")
    new.insert(there, f"All guests of the house in {came} bring a lantern.")
    context = {"old.txt": "\n\n".join(old), "new.txt": "\n\n".join(new)}
    question = chance.choice(_ASK_COMPARE[split])
    yield Case("compare", context, question, (fee, new_fee, gone, came))


def extraction(chance: random.Random, size: int, split: Split) -> Iterator[Case]:
    """E-mail addresses, links and ticket numbers in filler, all to be listed."""
    names = people(chance, 6)
    mails = tuple(
        f"{n.split()[1].lower()}@{n.split()[0].lower()}.example" for n in names
    )
    links = tuple(f"https://{p.lower()}.example/plan" for p in places(chance, 4))
    keys = tuple(f"WRK-{chance.randint(100, 999)}{n}" for n in range(5))
    facts = [f"For details write to {mail}." for mail in mails]
    facts += [f"The plan is at {link} for all to see." for link in links]
    facts += [f"It was filed as {key} in the archive." for key in keys]
    chance.shuffle(facts)
    text = hide(chance, size, facts)
    asked = {
        "seen": ("List all email addresses.", "Extract all URLs.", "List all ids."),
        "held-out": (
            "Which e-mail addresses appear in the text?",
            "Give me every link in the document.",
            "Find all ticket numbers.",
        ),
    }[split]
    for question, wanted in zip(asked, (mails, links, keys), strict=True):
        yield Case("extract", text, question, wanted)
    counted = {
        "seen": "How many different email addresses are there?",
        "held-out": "How many distinct URLs does the text contain?",
    }[split]
    number = len(mails) if split == "seen" else len(links)
    yield Case("extract", text, counted, (str(number),), "value")


def contradiction(chance: random.Random, size: int, split: Split) -> Iterator[Case]:
    """One statement made twice with different numbers, far apart."""
    [town] = places(chance, 1)
    first, second = map(str, chance.sample(range(1801, 1899), 2))
    facts = [f"The tower of {town} was finished in {year}." for year in (first, second)]
    question = {
        "seen": "Are there any contradictions in the text?",
        "held-out": "Which statements contradict each other?",
    }[split]
    yield Case("contradiction", hide(chance, size, facts), question, (first, second))
