"""Questions for a section: by its number, by its name, or by what its title says."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from rlm_tui.models.offline.programs.numerals import ORDINALS, plain_number
from rlm_tui.models.offline.programs.stemming import stem
from rlm_tui.models.offline.words import alternatives, content_words

_MARK = (
    r"(?P<mark>sections?|chapters?|clauses?|articles?|paragraphs?|parts?|appendix|annex"
    r"|schedules?|headings?|acts?|scenes?|§)"
)
_NUMBER = r"(?P<number>\d+(?:\.\d+)*|(?-i:[IVXLC]+)|(?-i:[A-Z])(?=\W))"
_SAYS = r"(?:say|state|contain|cover|require|describe|list|mean|regulate|tell)s?"
_ABOUT = r"(?: (?:about|on|regarding|concerning) (?P<about>.+?))?"
_END = r"\W*$"
_WORK = (
    r"(?:licen[cs]e|contract|agreement|document|text|file|report|lease|policy|manual"
    r"|specification|standard|book|paper|protocol|page|handbook|guide|rules|terms|it"
    r"|they|this)"
)
_BY_NUMBER = (
    rf"(?:what|which) (?:does|do|did|is|are) (?:said |written |stated )?(?:in )?"
    rf"(?:the )?{_MARK} ?{_NUMBER}(?: {_SAYS}| (?:called|titled|about|named))?"
    rf"{_ABOUT}{_END}",
    rf"(?:what|which) (?:is|are|was) (?:said|written|stated) in (?:the )?{_MARK} "
    rf"{_NUMBER}{_ABOUT}{_END}",
    rf"(?:give|show|quote|read|print)(?: me)? (?:the )?(?:text of )?{_MARK} "
    rf"{_NUMBER}{_ABOUT}{_END}",
    rf".*\b(?:title|name|heading) (?:of|has|does) (?:the )?{_MARK} {_NUMBER}.*{_END}",
    rf"summar[iy][sz]?e? (?:the )?{_MARK} {_NUMBER}{_ABOUT}{_END}",
)
_BY_ORDINAL = (
    rf".*\b(?P<number>{'|'.join(ORDINALS)}) {_MARK}\b.*"
    rf"\b(?:called|titled|title|name|named|about){_END}"
)
_BY_NAME = (
    rf"what (?:does|do|did|is|are) (?:said |written |stated )?(?:in |under )?(?:the )?"
    rf"{_MARK} (?:on |about |called |titled |named )?(?P<words>.+?) {_SAYS}"
    rf"{_ABOUT}{_END}",
    rf"what (?:does|do|did) (?:the )?(?P<words>[^,]+?) {_MARK} {_SAYS}{_ABOUT}{_END}",
    rf"(?:what|which things) (?:is|are|stands?) (?:said |written |stated |listed "
    rf"|mentioned |described )?(?:in|under) (?:the )?{_MARK} (?P<words>.+?)"
    rf"{_ABOUT}{_END}",
    rf"what (?:is|are|stands?) (?:said|written|stated|listed|mentioned|described) "
    rf"under (?:the )?(?P<words>.+?){_ABOUT}{_END}",
    rf"summar[iy][sz]?e? (?:the )?{_MARK} (?:on |about |called )?(?P<words>.+?){_END}",
    rf"summar[iy][sz]?e? (?:the )?(?P<words>(?:(?!by\b)[\w-]+ )+?){_MARK}{_END}",
)
_BY_TOPIC = (
    rf"what (?:does|do|did) (?:the |this )?(?:[\w-]+ )??{_WORK} {_SAYS}"
    rf" (?:about|on|regarding|concerning) (?P<words>.+?){_END}",
    rf"what (?:is|was) (?:said|written|stated|regulated) "
    rf"(?:about|on|regarding|concerning) (?P<words>.+?){_END}",
    rf"what (?:does|do|did) (?P<words>[A-Z][\w' -]+?) (?:say|list|contain)s?{_END}",
    rf"what (?:do|does) (?:the )?(?P<words>[\w' -]+?) (?:say|list|contain)s?{_END}",
    rf"(?:list|give|show|what are|which are|name)(?: me)?(?: all)?(?: of)? "
    rf"(?:the )?(?P<words>(?!all\b)[\w'-]+ [\w'-]+){_END}",
)
_BY_WHOLE_TITLE = (
    rf"what (?:is|was|are|were) the (?P<words>root cause|causes?|purpose|scope"
    rf"|background|conclusions?|recommendations?|next steps|impact|resolution"
    rf"|prerequisites|requirements|limitations|known issues|assumptions|goals?"
    rf"|objectives?){_END}"
)
_BY_TITLE = (
    r"how (?:do|does|can|could|to|should|would|is|are|must)\b",
    r"what (?:should|can|must|do) (?:i|we|one|you) do\b",
    r"what (?:was|were|is|are|has been|have been) (?:newly )?\w+ed\b",
    r"what (?:is|are) new\b|what happens\b",
    r"(?:tell me about|describe|explain)\b",
)
_NEW = {"new": ["ad", "new"], "ad": ["ad", "new"]}


@dataclass(frozen=True, slots=True)
class SectionAsk:
    """Which section a question wants, and what of it."""

    mark: str = ""
    number: str = ""
    words: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    wants: Literal["text", "title", "summary"] = "text"
    is_named: bool = True
    """Whether nothing but that section can answer it."""
    is_whole: bool = False
    """Whether the words must be all of the title."""


def section_ask(question: str) -> SectionAsk | None:
    """The section a question asks for; None if it asks for none."""
    text = " ".join(question.split())
    for pattern in _BY_NUMBER:
        if match := re.match(f"(?i){pattern}", text):
            return _numbered(match, text)
    if match := re.match(f"(?i){_BY_ORDINAL}", text):
        ask = _numbered(match, text)
        return replace(ask, wants="title")
    for pattern in _BY_NAME:
        if match := re.match(f"(?i){pattern}", text):
            return _named(match, text, is_named=True)
    for pattern in _BY_TOPIC:
        if match := re.match(f"(?i){pattern}", text):
            return _named(match, text, is_named=False)
    if match := re.match(f"(?i){_BY_WHOLE_TITLE}", text):
        whole = _named(match, text, is_named=False)
        return replace(whole, is_whole=True) if whole else None
    if any(re.match(f"(?i){pattern}", text) for pattern in _BY_TITLE):
        return SectionAsk(is_named=False)
    return None


def _wants(text: str) -> Literal["text", "title", "summary"]:
    if re.match(r"(?i)summar", text):
        return "summary"
    is_title = re.search(
        r"(?i)\b(?:title|heading|name) (?:of|has|does)\b|\b(?:called|titled|named)\W*$",
        text,
    )
    return "title" if is_title else "text"


def _mark(match: re.Match[str]) -> str:
    said = match.groupdict().get("mark") or ""
    low = said.lower().removesuffix("s")
    return "" if low in ("", "§", "paragraph", "heading") else low


def _numbered(match: re.Match[str], text: str) -> SectionAsk:
    found = match.groupdict()
    number = plain_number(found["number"])
    about = tuple(content_words(found.get("about") or ""))
    return SectionAsk(_mark(match), number, (), about, _wants(text))


def _named(match: re.Match[str], text: str, *, is_named: bool) -> SectionAsk | None:
    found = match.groupdict()
    words = tuple(content_words(found["words"])) or tuple(found["words"].split())
    if not words or len(words) > 6:
        return None
    about = tuple(content_words(found.get("about") or ""))
    return SectionAsk(_mark(match), "", words, about, _wants(text), is_named)


def section_constants(ask: SectionAsk, question: str) -> dict[str, object]:
    """What stands on top of the section program."""
    return {
        "MARK": ask.mark,
        "NUMBER": ask.number,
        "WORDS": {word: alternatives(word) for word in ask.words},
        "ABOUT": {word: alternatives(word) for word in ask.about},
        "ALL_WORDS": {
            word: _NEW.get(stem(word), alternatives(word))
            for word in content_words(question)
        },
        "WANTS": ask.wants,
        "IS_WHOLE": ask.is_whole,
        "QUESTION": question,
    }
