"""The sub-model: reads one question and one text and answers from the text alone."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rlm_tui.models.offline.digest import split_sentences, summarise
from rlm_tui.models.offline.programs.shortening import shortened
from rlm_tui.models.offline.programs.stemming import stem, stems
from rlm_tui.models.offline.reader_candidates import candidates, has_kind
from rlm_tui.models.offline.reader_checks import answer_check
from rlm_tui.models.offline.reader_clauses import is_of_other
from rlm_tui.models.offline.reader_doers import (
    is_asked,
    is_only_provided_for,
    role_fitness,
)
from rlm_tui.models.offline.reader_kinds import (
    kind_words,
    last_verb,
    wanted_kind,
)
from rlm_tui.models.offline.reader_labels import label_fitness, names_what_is_asked
from rlm_tui.models.offline.reader_terms import (
    asks_for_meaning,
    defined_term,
    is_definition,
)
from rlm_tui.models.offline.reader_values import (
    best_clause,
    counts_what_is_asked,
    gives_reason,
    pick_value,
)
from rlm_tui.models.offline.words import (
    LIGHT_WORDS,
    alternatives,
    content_words,
    is_named,
)

_LEAST = 0.3
"""Below this share of the question's words the text does not speak of it."""
_ASKED_FOR = re.compile(r"\b(?:which|what)\s+(\w+)")
_FORM = re.compile(
    r"(?is)question\s*:\s*(.+?)\s*\n\s*(?:text|passage|context|document|section)s?"
    r"\s*:\s*\n?(.*)"
)
_SUMMARY = re.compile(
    r"(?i)\bsummar|\bgist\b|\boverview\b|\bkey points\b|\bmain points\b"
)


_TITLE = re.compile(r"\s*\[[^\n]+\]\n")
"""The path of headings over a passage."""
_SECTION_NUMBER = re.compile(r"([\[/]\s*)\d+(?:\.\d+)*\.?\s+(?=[A-Z])")
_OPTION = re.compile(r"(?:^|[\[/])\s*(-{1,2}\w[^/\n]*|[\w.-]+=[^/\n]*)\]\s*$")
_RULE = re.compile(r"\s*\|?[\s:|-]*--[\s:|-]*$")
_DEFINES = re.compile(
    r"(?i)\W*what (?:(?:do|does|did) .*\bdo\W*$|(?:is|are) [\w-]+\W*$)"
)
_PLACE = re.compile(
    r"(?i)\b(?:in|at|on|under|near|behind|inside|between|beside|to|from|into)\b"
)
_IN_WHICH = re.compile(
    r"(?i)\W*(?:in |under )?(?:which|what) (?:chapter|section|clause|article|part)\b"
)
_PAST = re.compile(r"(?i)\b(?:did|was|were|has|had|have|happened)\b")
_STAMP = re.compile(
    r"(?m)^\[?\d\d?:\d\d(?::\d\d)?\]? "
    r"|^\W{0,2}(?:\d{4}-\d\d-\d\d[T ]?|\d\d?[/.]\d\d?[/.]\d{2,4},? "
    r"|[A-Z][a-z]{2} +\d{1,2} )\d\d?:\d\d[\d:.,]*Z?(?: ?[AaPp]\.?[Mm]\.?)?\W*"
)
"""When a line was written, which is not when what it speaks of is."""


_AMOUNTS = ("number", "money", "percent", "duration", "length", "amount")
"""Kinds of which no answer is without a number of some sort."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """A question and the text to read."""

    question: str
    text: str


@dataclass(frozen=True, slots=True)
class _Scored:
    score: float
    sentence: str
    at: int


def read_prompt(prompt: str) -> Prompt:
    """Find the question and the text, also in a prompt that a person wrote."""
    if match := _FORM.search(prompt):
        return Prompt(match.group(1).strip(), match.group(2))
    lines = prompt.strip().splitlines()
    asked = [i for i, line in enumerate(lines) if line.rstrip().endswith("?")]
    at = (
        asked[-1] if asked and asked[-1] == len(lines) - 1 else asked[0] if asked else 0
    )
    rest = "\n".join(lines[:at] + lines[at + 1 :])
    question = lines[at] if lines else ""
    if not rest and (match := re.match(r"(?s)(.+?[?:.])\s+(.{40,})", question)):
        return Prompt(match.group(1), match.group(2))
    return Prompt(question, rest)


def answer(prompt: str) -> str:
    """The reply of the sub-model to a whole prompt."""
    read = read_prompt(prompt)
    if checked := answer_check(read.question, read.text):
        return checked
    if _SUMMARY.search(read.question):
        return summarise(read.text or prompt, sentence_count(read.question))
    return _answer(read)


def sentence_count(question: str, default: int = 2) -> int:
    """How many sentences a request for a summary allows."""
    match = re.search(
        r"\b(\d{1,2}|one|two|three|four|five)\s+sentences?", question.lower()
    )
    names = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5}
    if not match:
        return default
    said = match.group(1)
    return names.get(said) or max(1, min(int(said), 10))


def _answer(prompt: Prompt) -> str:
    asked = content_words(prompt.question)
    if not asked or not prompt.text.strip():
        return "NOT FOUND"
    kind = wanted_kind(prompt.question)
    if kind in ("date", "time", "duration") and not _PAST.search(prompt.question):
        prompt = Prompt(prompt.question, _STAMP.sub("", prompt.text))
    best = _best_sentence(prompt, asked, kind)
    is_guess = kind == "why" and not gives_reason(best.sentence, asked)
    if best.score < _LEAST or is_guess:
        return "NOT FOUND"
    clause = best_clause(kind, best.sentence, asked)
    value = pick_value(kind, prompt.question, clause)
    if _WHAT_TO_DO.match(prompt.question):
        value = _rest_of_line(best.sentence, prompt.text)
    sure = min(best.score, 1.0) * _fitness(prompt.question, value, best.sentence)
    if not candidates(kind, clause) and (said := _in_heading(kind, prompt.text)):
        value = said
    if _IN_WHICH.match(prompt.question):
        value = _section_over(prompt.text)
    if kind == "span" and (option := _option_over(prompt.text)):
        value = f"{option}: {value}"
    is_other = not counts_what_is_asked(prompt.question, value, best.sentence)
    if kind in _AMOUNTS and not (has_kind(kind, value) or has_kind("number", value)):
        return "NOT FOUND"
    is_told = kind not in ("sentence", "why") and is_asked(value, set(map(stem, asked)))
    if not value.strip() or is_other or is_told or not sure:
        return "NOT FOUND"
    is_reply = _replies_to(asked, prompt.text)
    if not _is_sound("span" if is_reply else kind, value, best.sentence):
        return "NOT FOUND"
    return (
        f"VALUE: {shortened(_one_line(value), 500)}\n"
        f"EVIDENCE: {shortened(_one_line(best.sentence), 500)}\n"
        f"CONFIDENCE: {sure:.2f}"
    )


def _replies_to(asked: list[str], text: str) -> bool:
    """Whether a passage stands under a question much like the one that is asked."""
    heading = _TITLE.match(text)
    title = heading.group().strip().strip("[]") if heading else ""
    return title.endswith("?") and bool(stems(title) & {stem(word) for word in asked})


def _is_sound(kind: str, value: str, sentence: str) -> bool:
    """Whether a value is no piece of brackets, and no whole sentence for a person."""
    if len(value) < len(sentence) - 6:
        return value.find(")") < 0 or value.count("(") == value.count(")")
    return kind != "person" and not value.endswith("{")


_WHAT_TO_DO = re.compile(
    r"(?i)\W*what (?:should|must|can|do|shall) (?:i|we|you|one) do\b"
)


def _rest_of_line(sentence: str, text: str) -> str:
    """A sentence with those behind it, where a remedy follows the trouble."""
    lines = [line for line in text.splitlines() if sentence in line]
    return lines[0][lines[0].find(sentence) :] if lines else sentence


def _fitness(question: str, value: str, sentence: str) -> float:
    """How well a value fits the form of the question, as far as that can be told."""
    is_whole = len(value) >= len(sentence) - 6
    if is_whole and not names_what_is_asked(question, sentence):
        return 0.0
    if is_only_provided_for(question, sentence):
        return 0.0
    if not is_whole and is_of_other(question, sentence):
        return 0.0
    is_vague = asks_for_meaning(question) and not defined_term(question, sentence)
    return (0.8 if is_vague else 1.0) * role_fitness(question, value, sentence)


def _section_over(text: str) -> str:
    """The innermost heading over a passage."""
    heading = _TITLE.match(text)
    return heading.group().strip().strip("[]").split(" / ")[-1] if heading else ""


def _option_over(text: str) -> str:
    """The option under which a passage stands, as in a manual page."""
    heading = _TITLE.match(text)
    found = _OPTION.search(heading.group()) if heading else None
    return found.group(1) if found else ""


def _in_heading(kind: str, text: str) -> str:
    """The value that only the heading over a passage has, as a changelog's version."""
    heading = _TITLE.match(text)
    is_title = heading is not None and not heading.group().strip().endswith(".]")
    if heading is None or not is_title or kind not in ("version", "date"):
        return ""
    found = candidates(kind, _SECTION_NUMBER.sub(r"\1", heading.group()))
    return found[-1].group() if found else ""


def _best_sentence(prompt: Prompt, asked: list[str], kind: str) -> _Scored:
    heading = _TITLE.match(prompt.text)
    sentences = split_sentences(
        prompt.text[heading.end() :] if heading else prompt.text
    )
    title = stems(heading.group()) if heading else set()
    verb = stem(last_verb(prompt.question))
    defines = _DEFINES.match(prompt.question)
    is_where = re.match(r"(?i)\W*where\b", prompt.question)
    term = defined_term(prompt.question, prompt.text)
    weights = {word: _weight(word, prompt.question) for word in asked}
    over = _in_heading(kind, prompt.text)
    bags = [stems(sentence) for sentence in sentences]
    best = _Scored(0.0, "", 0)
    for index, sentence in enumerate(sentences):
        if sentence.rstrip().endswith("?"):
            continue
        if _RULE.match("".join(sentences[index + 1 : index + 2])):
            continue
        score = _coverage(weights, bags[index] | title, _neighbours(bags, index))
        has_value = has_kind(kind, sentence) or bool(over)
        score *= 1.0 if has_value else 0.45
        is_told = bool(over) and not has_kind(kind, sentence)
        score *= label_fitness(sentence, asked)
        is_plain = kind == "sentence" and _DENIED.search(sentence)
        is_told = bool(is_told or is_plain)
        score *= 1.0 if is_told or _says_more(sentence, asked) else 0.3
        score *= 1.0 if not verb or verb in bags[index] else 0.8
        score *= 1.0 if not is_where or _PLACE.search(sentence) else 0.8
        score *= 1.0 if not defines or _is_about(sentence, asked) else 0.7
        score *= 1.0 if not term or is_definition(term, sentence) else 0.55
        if score > best.score + 1e-9:
            best = _Scored(score, sentence, index)
    return best


_DENIED = re.compile(r"(?i)\b(?:not|no|never|cannot|only)\b|n['’]t\b")


def _is_about(sentence: str, asked: list[str]) -> bool:
    """Whether a sentence begins with what is asked about."""
    first = stems(" ".join(sentence.split()[:4]))
    return not sentence.startswith("|") and any(stem(word) in first for word in asked)


def _says_more(sentence: str, asked: list[str]) -> bool:
    """Whether a sentence is more than a heading or the words of the question."""
    if sentence.startswith("#"):
        return False
    known = {option for word in asked for option in alternatives(word)}
    numbered = sentence.lstrip("§0123456789. ")
    return any(char.isdigit() for char in numbered) or any(
        stem(word) not in known for word in content_words(numbered)
    )


def _weight(word: str, question: str) -> float:
    if stem(word) in kind_words(question):
        return 0.15
    if word.lower() in LIGHT_WORDS:
        return 0.3
    if word.lower() == _asked_for(question):
        return 0.5
    return 2.0 if is_named(word, question) else 1.0


def _asked_for(question: str) -> str:
    """What a question wants to know, such as `port`: values often lack that word."""
    found = _ASKED_FOR.search(question.lower())
    return found.group(1) if found else ""


def _neighbours(bags: list[set[str]], index: int) -> set[str]:
    before = bags[index - 1] if index else set()
    return before


def _coverage(weights: dict[str, float], own: set[str], near: set[str]) -> float:
    total = sum(weights.values())
    score = 0.0
    for word, weight in weights.items():
        exact, *others = alternatives(word)
        if exact in own:
            score += weight
        elif own & set(others):
            score += 0.85 * weight
        elif {exact, *others} & near:
            score += 0.45 * weight
    return score / total


def _one_line(text: str) -> str:
    return " ".join(text.split())
