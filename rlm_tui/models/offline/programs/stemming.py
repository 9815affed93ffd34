"""Cut words to a stem, so that refund, refunds and refunded count as one word."""

import re
from functools import lru_cache

WORD = re.compile(r"\w+(?:[.'’@/:-]\w+)*")
LONG_ENDINGS = ("ations", "ation", "ating", "ated", "ates", "ate", "ments", "ment")
PLURAL = re.compile(r"[A-Z]{2,}s")
BETWEEN_PARTS = re.compile(r"[\W_]+")
CAMEL = re.compile(r"[A-Z]?[a-z]+")
SHORT_ENDINGS = ("ings", "ing", "ed", "es", "s", "e")


PAIRS = """\
    held:hold sold:sell left:leave wrote:write written:write paid:pay
    kept:keep sent:send spent:spend bought:buy built:build found:find led:lead met:meet
    took:take taken:take gave:give given:give began:begin begun:begin won:win lost:lose
    chose:choose chosen:choose broke:break broken:break grew:grow fell:fall ran:run
    drove:drive rose:rise taught:teach caught:catch brought:bring told:tell froze:freeze
    thrown:throw drawn:draw drew:draw understood:understand signed:sign owe:owe
    heard:hear held:hold lent:lend knew:know known:know came:come went:go gone:go
    became:become dealt:deal fought:fight flew:fly flown:fly spoke:speak spoken:speak
    stole:steal stolen:steal ate:eat eaten:eat stood:stand saw:see seen:see said:say
    repaid:repay wore:wear people:person children:child criteria:criterion"""
IRREGULAR = dict(pair.split(":") for pair in PAIRS.split())


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    if word[-1:] == "s" and PLURAL.fullmatch(word):
        word = word[:-1]
    word = word.lower().replace("’", "'").removesuffix("'s").strip("'")
    if not word.isalpha() and any(letter.isdigit() for letter in word):
        return word
    word = IRREGULAR.get(word, word)
    for ending in LONG_ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            word = word.removesuffix(ending)
            break
    for ending in SHORT_ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            if not word.endswith("ss"):
                word = word.removesuffix(ending)
            break
    if len(word) > 3 and word[-1] == "y" and word[-2] not in "aeiou":
        word = word[:-1] + "i"
    return word[:-1] if len(word) > 3 and word[-1] == word[-2] else word


@lru_cache(maxsize=200_000)
def word_stems(word: str) -> frozenset[str]:
    """The stem of a word, and of its parts when it is a compound (`retry-after`)."""
    if word.isalpha() and word[1:].islower():
        return frozenset([stem(word)])
    parts = [part for part in BETWEEN_PARTS.split(word) if len(part) > 1]
    camel = CAMEL.findall(word) if word != word.lower() else []
    camel = camel if len(camel) > 1 else []
    return frozenset([stem(word), *map(stem, parts), *map(stem, camel)])


def stems(text: str) -> set[str]:
    found: set[str] = set()
    for word in WORD.findall(text):
        found |= word_stems(word)
    return found
