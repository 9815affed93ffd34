"""Questions for source code: where, who calls, what it takes, raises and does."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from rlm_tui.models.offline.words import word_set

Wanted = Literal[
    "defined", "callers", "callees", "bases", "heirs", "list", "params", "default",
    "raises", "returns", "does", "value", "prefix", "exports", "importers",
]  # fmt: skip

_THING = r"(?:functions?|methods?|class(?:es)?|procedures?|subroutines?)"
_FORMS: tuple[tuple[Wanted, str], ...] = (
    ("exports", r"\bwhat (?:does|do) .+ export\b|\bwhich .+ does .+ export\b"),
    ("importers", r"\bwhich (?:files?|modules?) (?:uses?|imports?|requires?)\b"),
    ("callees", r"\b(?:what|which)(?: other)?(?: \w+)? (?:does|do) .+ call\b"),
    ("callers", r"\b(?:which|what|who)\b.*\b(?:calls?|invokes?)\b"),
    ("callers", r"\bwhere (?:is|are|does) .+ (?:called|invoked)\b|\bcallers? of\b"),
    ("heirs", r"\b(?:which|what) classes (?:inherit from|extend|derive from)\b"),
    ("heirs", r"\bsubclass(?:es)? of\b"),
    ("bases", r"\b(?:inherits? from|extends?|derives? from|subclass)\b"),
    ("bases", r"\b(?:base|parent|super) ?class(?:es)? of\b"),
    ("params", r"\b(?:parameters?|arguments?|args|signature)\b"),
    ("default", r"\bdefault\b"),
    ("raises", r"\b(?:raises?|throws?)\b"),
    ("returns", r"\bwhat (?:does|do) .+ return\b"),
    ("prefix", rf"\bhow many {_THING} (?:start|begin|are named|named|called)\b"),
    ("defined", r"\bwhere (?:is|are) .+ (?:defined|declared|implemented)\b"),
    (
        "defined",
        r"\b(?:which|what|in which|on which|in what) (?:file|line|module)\b.*"
        r"\b(?:define|declare|implement)",
    ),
    ("does", r"\bwhat (?:does|do|is) .+ (?:do|for)\W*$|\bpurpose of\b|^explain\b"),
    ("value", r"\bvalue\b|\bset to\b|^\W*what is \w+\W*$"),
)
_LISTS = (
    ("import", r"\b(?:modules|packages|libraries|imports)\b|\bimport(?:ed)?\b"),
    ("todo", r"(?i)\b(?:todos?|fixmes?)\b"),
    ("class", r"\bclasses\b"),
    ("function", r"\b(?:functions|methods)\b"),
)
_ASKS_LIST = re.compile(
    r"(?i)\W*(?:list|show|name|what|which|are there)\b.*"
    r"\b(?:there|defined|imported?|exist|all|every|any|comments?|todos?)\b"
)
_NAME = re.compile(r"[A-Za-z_$][\w$]*(?:\.\w+)?")


_ONLY_CODE_SAYS = word_set(
    "exports importers callees callers heirs bases params default raises prefix"
)


@dataclass(frozen=True, slots=True)
class CodeAsk:
    """What is wanted of the code, of what kind, and the names in the question."""

    wants: Wanted
    names: tuple[str, ...]
    kind: str = ""

    @property
    def is_strict(self) -> bool:
        """Whether nothing but the definitions can answer it."""
        is_vague = self.wants == "default" and not any(map(_is_code_name, self.names))
        return self.wants in _ONLY_CODE_SAYS and not is_vague


def code_ask(question: str) -> CodeAsk | None:
    """What a question asks about code; None if it asks for something else."""
    names = tuple(dict.fromkeys(_NAME.findall(question)))
    is_count = re.search(r"(?i)\bhow many\b", question)
    has_name = any(_is_code_name(name) for name in names)
    if _ASKS_LIST.match(question) and not has_name and not is_count:
        for kind, pattern in _LISTS:
            if re.search(f"(?i){pattern}", question):
                return CodeAsk("list", names, kind)
    for wants, pattern in _FORMS:
        if (wants == "prefix") != bool(is_count):
            continue
        if re.search(f"(?i){pattern}", question):
            is_of_functions = re.match(
                r"(?i)\W*(?:which|what) (?:func|method)", question
            )
            return CodeAsk(wants, names, "function" if is_of_functions else "")
    return None


def _is_code_name(name: str) -> bool:
    """Whether a word is written like an identifier rather than a word."""
    return bool(re.search(r"_|[a-z][A-Z]|\d", name))
