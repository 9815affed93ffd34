"""Questions for source code: where, who calls, what it takes, raises and does."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from rlm_tui.models.offline.words import word_set

Wanted = Literal[
    "defined", "callers", "callees", "bases", "heirs", "list", "params", "default",
    "raises", "returns", "does", "value", "prefix", "exports", "importers",
    "raisers", "methods", "method count", "most", "kind count", "doers",
]  # fmt: skip

_THING = r"(?:functions?|methods?|class(?:es)?|procedures?|subroutines?)"
_KIND = r"(?:structs?|interfaces?|enums?|traits?)"
_FORMS: tuple[tuple[Wanted, str], ...] = (
    (
        "method count",
        r"\bhow many (?:\w+ )?methods (?:does|do|has|have|are in|are there in)\b",
    ),
    ("kind count", rf"\bhow many (?:\w+ )?{_KIND}\b"),
    ("most", rf"\b{_THING} (?:has|have|takes?) the most\b|\b{_THING} is the longest\b"),
    ("most", rf"\blongest {_THING}\b"),
    ("methods", r"\bmethods (?:of|in|on|does|has)\b"),
    ("raisers", r"\bwhere (?:is|are) .+ (?:raised|thrown)\b"),
    ("raisers", rf"\b(?:which|what) {_THING} (?:can |may )?(?:raises?|throws?)\b"),
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
    ("doers", r"^\W*(?:in )?(?:which|what) (?:function|method|class|struct|type)s? \w"),
)
_LISTS = (
    ("import", r"\b(?:modules|packages|libraries|imports)\b|\bimport(?:ed)?\b"),
    ("todo", r"(?i)\b(?:todos?|fixmes?)\b"),
    ("class", r"\bclasses\b"),
    ("function", r"\b(?:functions|methods)\b"),
)
_ASKS_LIST = re.compile(
    r"(?i)\W*(?:list|show|name|what|which|are there)\b.*"
    r"\b(?:there|defined|import(?:ed|s)?|exist|all|every|any|comments?|todos?)\b"
)
_COUNTS = ("prefix", "method count", "kind count")
_NAME = re.compile(r"[A-Za-z_$][\w$]*(?:\.\w+)?")


_ONLY_CODE_SAYS = word_set(
    "exports importers callees callers heirs bases params default raises prefix"
    " raisers methods most doers"
) | {"method count", "kind count"}


@dataclass(frozen=True, slots=True)
class CodeAsk:
    """What is wanted of the code, of what kind, and the names in the question."""

    wants: Wanted
    names: tuple[str, ...]
    kind: str = ""
    """The kind of definition, or what there is the most of."""

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
        if (wants in _COUNTS) != bool(is_count):
            continue
        if re.search(f"(?i){pattern}", question):
            return CodeAsk(wants, names, _kind(wants, question))
    return None


def _kind(wants: Wanted, question: str) -> str:
    """The kind of definition that is asked for, in the words of the program."""
    if wants == "kind count":
        found = re.search(f"(?i)\\b{_KIND}\\b", question)
        return found.group().lower().removesuffix("s") if found else ""
    if wants == "most":
        found = re.search(r"(?i)\b(methods|parameters|arguments|lines)\b", question)
        return {"methods": "methods", "lines": "lines"}.get(
            found.group().lower() if found else "lines", "parameters"
        )
    if wants == "doers":
        return "class" if re.search(r"(?i)\b(?:class|struct|type)", question) else ""
    asks_function = re.match(r"(?i)\W*(?:which|what) (?:func|method)", question)
    return "function" if asks_function else ""


def _is_code_name(name: str) -> bool:
    """Whether a word is written like an identifier rather than a word."""
    return bool(re.search(r"_|[a-z][A-Z]|\d", name))
