"""What kind of value a question asks for, and how to find one in a sentence."""

from __future__ import annotations

import re

from rlm_tui.models.offline.programs.stemming import stem, stems
from rlm_tui.models.offline.reader_doers import ARTICLE, doer, is_asked, tidy
from rlm_tui.models.offline.words import content_words, words

_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November"
    r"|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)"
)
_SPELLED = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|eighteen"
    "|twenty(?:-\\w+)?|twenty|thirty|forty(?:-five)?|forty|fifty|sixty|ninety|hundred"
)
_COUNT = rf"(?:(?:{_SPELLED})\s*\(\d+\)|\d[\d,.]*|(?:{_SPELLED}))"
_UNIT = (
    r"(?:business |calendar |working )?(?:second|minute|hour|day|week|month"
    r"|quarter|year"
    r"|ms|min|sec|hr)s?\b"
)
PATTERNS: dict[str, str] = {
    "email": r"\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b",
    "url": r"https?://[^\s)>\]\"']+|\bwww\.[^\s)>\]\"']+",
    "ip": r"\b(?:\d{1,3}\.){3}\d{1,3}\b(?::\d+)?",
    "uuid": r"\b[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}\b",
    "phone": r"\+?\d[\d ().-]{6,}\d\b",
    "date": (
        rf"\b\d{{4}}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?(?:\.\d+)?Z?)?"
        rf"|\b\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {_MONTH}\.?,?(?: \d{{4}})?\b"
        rf"|\b{_MONTH}\.? \d{{1,2}}(?:st|nd|rd|th)?\b(?:,? \d{{4}})?|\b{_MONTH} "
        rf"\d{{4}}\b"
        r"|\b\d{1,2}/\d{1,2}/\d{2,4}\b|\b(?:1[6-9]|20)\d\d\b"
        r"|\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b"
    ),
    "time": r"\b\d{1,2}[:.]\d\d(?::\d\d)?(?: ?[ap]\.?m\.?)?(?: UTC| CET| EST)?"
    r"|\b\d{1,2} ?[ap]m\b",
    "duration": rf"(?<!every )(?<!each )(?<!per )\b{_COUNT}[\s-]+{_UNIT}",
    "frequency": (
        rf"\b(?:once|twice|daily|weekly|monthly|hourly|yearly|annually|quarterly"
        rf"|nightly)\b"
        rf"|\b{_COUNT} times\b|\b(?:every|each|per) (?:{_COUNT} )?(?:\w+ )?{_UNIT}"
    ),
    "money": (
        r"(?:[A-Z]{2,3} ?)?[$€£] ?\d[\d,. ]*\d?(?: ?(?:million|billion|thousand"
        r"|[kKmM])\b)?"
        r"|\b(?:EUR|USD|GBP|CHF) ?\d[\d,.]*\d?(?: ?(?:million|billion|thousand"
        r"|[kKmM])\b)?"
        r"|\b\d[\d,.]* ?(?:million |thousand )?(?:euros?|dollars?|pounds?|EUR"
        r"|USD|GBP|CHF)\b"
    ),
    "percent": rf"\b(?:{_COUNT}) ?(?:%|percent\b|per cent\b)(?:\s*\([\d.]+ ?%\))?"
    rf"|\d[\d.]* ?%",
    "version": r"\bv?\d+\.\d+(?:\.\d+)*(?:-[\w.]+)?\b",
    "number": rf"(?<![\w-])[-+]?\d[\d,]*(?:\.\d+)?\b|\b(?:{_SPELLED})\b",
    "person": r"\b(?:Dr\.? |Mr\.? |Ms\.? |Mrs\.? )?[A-Z][\w'’-]+(?: (?:van|de|von|der"
    r"|[A-Z]\.?))*(?: [A-Z][\w'’-]+)+\b",
    "code": r"\b(?=\w*\d)(?=\w*[A-Za-z])\w[\w-]*\w\b|\b[A-Z]{2,}-\d[\w-]*\b|\b\d{3,}\b",
}
_KINDS: tuple[tuple[str, str], ...] = (
    ("person", r"^\W*(?:and )?(?:who|whose)\b|^to whom|name of the person"),
    ("email", r"\be-?mail"),
    ("url", r"\burls?\b|\blinks?\b|\bweb ?site\b|\bweb address"),
    ("ip", r"\bip\b"),
    ("uuid", r"\b(?:uuid|guid)s?\b"),
    (
        "code",
        r"\b(?:article|part|serial|order|reference|account|model|invoice|case"
        r"|ticket"
        r"|registration|contract|room) number\b",
    ),
    ("phone", r"\b(?:tele)?phone number|\bphone\b|\btelephone\b"),
    ("why", r"\bwhy\b|what (?:was|is) the (?:root )?(?:cause|reason)|what caused"),
    ("time", r"\bwhat time\b|\bat what time\b"),
    (
        "duration",
        r"\bhow (?:long|soon|quickly|fast|old)\b|\bhow many (?:(?:business"
        r"|calendar|working) )?(?:day|month|year|week|hour|minute|second)s?\b"
        r"|\bwhat .*?\b(?:period|duration|term|timeout|interval|length|deadline"
        r"|response time)\b",
    ),
    ("frequency", r"\bhow (?:often|frequently|many times)\b"),
    ("date", r"\bwhen\b|\bdates?\b|(?:which|what) (?:day|month|year)\b|\bdeadline\b"),
    (
        "percent",
        r"\bpercent|\bwhat .*\brate\b|\binterest\b|\bwhat share\b|\bpercentage\b"
        r"|\bdiscount\b",
    ),
    (
        "money",
        r"\bhow much\b|\b(?:price|cost|fee|budget|salary|fine|penalty|cap|amount"
        r"|payment|rent|deposit|revenue|funding)\b",
    ),
    ("version", r"\bversions?\b"),
    (
        "number",
        r"\bhow (?:many|far|big|large|high|deep|tall|wide|broad|heavy|thick|steep)\b"
        r"|\bports?\b|\bwhat (?:is "
        r"the )?(?:number|count|maximum|minimum|limit|total|size)\b"
        r"|\bthreshold\b|\bnumber of\b",
    ),
    (
        "code",
        r"\b(?:id|identifier|code|key|ticket|pin|token|sku|serial"
        r"|reference)\b(?! of conduct)",
    ),
)


KIND_WORDS: dict[str, str] = {
    "frequency": "often frequently times",
    "email": "email e-mail mail address",
    "phone": "phone telephone number",
    "url": "url link website address web site",
    "ip": "ip address",
    "date": "date day month year",
    "time": "time",
    "duration": "long time day days hours minutes period",
    "percent": "percent percentage share rate",
    "number": "number many people",
    "money": "much amount money",
    "person": "person name",
    "code": "number",
}
"""Words of the question that a value of the right kind answers by being there."""


_EXTENT = re.compile(
    r"(?i)\W*how (?:(wide|broad|high|tall|deep|heavy|thick|steep|old)\b"
    r"|many (?!people\b|persons\b|times\b|different\b|other\b)([\w-]+))"
)


def focus_word(question: str) -> str:
    """The head of what is asked for: `fee` in `What is the annual fee of …?`."""
    if extent := _EXTENT.match(question):
        return extent.group(1) or extent.group(2)
    match = re.match(
        r"(?i)\W*(?:(?:what|which) (?:(?:is|are|was|were) )?(?:the |an? )?"
        r"|who (?:is|are|was|were) the )"
        r"((?:[\w'’-]+ ){0,4}?[\w'’-]+)(?= (?:of|for|in|on|at|to|from|by|is|are"
        r"|was|were"
        r"|does|do|did|has|have|had|must|may|can|should|will|that|which|with"
        r"|under)\b|\?|$)",
        question,
    )
    names = content_words(match.group(1)) if match else []
    return names[-1] if names else ""


def kind_words(question: str) -> set[str]:
    """The stems that need not stand in a passage with a value of the wanted kind."""
    named = KIND_WORDS.get(wanted_kind(question), "")
    return {stem(word) for word in named.split()}


_IN_WORDS = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirty|sixty|ninety"
)
SHAPES: dict[str, str] = {
    "email": r"@",
    "url": r"://|www",
    "ip": r"\d+\.\d+\.\d+\.\d+",
    "phone": r"\d{3}",
    "date": (
        rf"\b(?:1\d|20)\d\d\b|\b{_MONTH}\b|day\b|\d[./:-]\d"
        r"|\b\d{1,2}(?:st|nd|rd|th)\b"
    ),
    "time": r"\d",
    "duration": rf"\d|{_IN_WORDS}",
    "person": r"^[A-Z][\w'’-]+$|[A-Z][\w'’-]+ [A-Z]|[a-z,:] [A-Z]|\bby |^\W*\w+:",
    "frequency": r"\d+ times|once|twice|ly\b|every|per ",
    "percent": r"%|percent|per cent",
    "money": rf"\d|{_IN_WORDS}|hundred|thousand|million|\b(?:no|free|nothing)\b",
    "version": r"\d",
    "number": rf"\d|{_IN_WORDS}|twenty|forty|fifty|hundred",
}
"""What a value of a kind must have in it, short enough to be read in a program."""


def wanted_kind(question: str) -> str:
    """The kind of value asked for; `span` when no rule knows better."""
    text = question.lower()
    if re.match(r"(?:is|are|was|were|does|did|do|has|have|can|may|must|will)\b", text):
        return "sentence"
    for kind, pattern in _KINDS:
        if re.search(pattern, text):
            return kind
    return "span"


def candidates(kind: str, sentence: str) -> list[re.Match[str]]:
    """Every value of a kind in a sentence."""
    pattern = PATTERNS.get(kind)
    return list(re.finditer(pattern, sentence)) if pattern else []


def _plain_numbers(sentence: str) -> list[re.Match[str]]:
    """Numbers that are no part of a date or a time."""
    taken = candidates("date", sentence) + candidates("time", sentence)
    return [
        match
        for match in candidates("number", sentence)
        if not any(t.start() <= match.start() < t.end() for t in taken)
    ]


_A_PERSON = re.compile(
    r"[A-Z][\w'’-]+ [A-Z]|(?<=[a-z,;:] )[A-Z][a-z]+|\bby (?:the |an? )?[a-z]+ [a-z]+"
    r"|^[\W\d]*[A-Z][a-z]+:"
)


def has_kind(kind: str, sentence: str) -> bool:
    """Whether a sentence can answer a question for this kind of value."""
    if kind == "why":
        return bool(
            re.search(
                r"(?i)\bbecause|\bdue to|\bcaus|\breason|\bresult|\bsince\b|\bso that"
                r"|\bto avoid|: ",
                sentence,
            )
        )
    if kind == "money":
        return bool(candidates("money", sentence) or _plain_numbers(sentence))
    if kind == "person":
        return bool(_A_PERSON.search(sentence))
    if kind == "number":
        return bool(_plain_numbers(sentence))
    return kind in ("span", "sentence") or bool(candidates(kind, sentence))


_JOINT = re.compile(r"(?:,\s+(?:and|but|while|whereas)|;)\s+")


def best_clause(kind: str, sentence: str, asked: list[str]) -> str:
    """The clause that has all words of the question that any has, if it is the only
    one; otherwise the sentence."""
    clauses = [c for c in _JOINT.split(sentence) if has_kind(kind, c)]
    if kind in ("sentence", "why", "span") or len(clauses) < 2:
        return sentence
    wanted = {stem(word) for word in asked}
    every = wanted & stems(sentence)
    full = [clause for clause in clauses if every <= stems(clause)]
    return full[0] if len(full) == 1 else sentence


def pick_value(kind: str, question: str, sentence: str) -> str:
    """The value nearest to the words of the question, or the sentence itself."""
    if kind in ("sentence", "why"):
        return tidy(sentence)
    label = _after_label(question, sentence)
    is_count = re.search(r"(?i)\bhow many\b", question)
    if kind in ("number", "code") and 0 < len(label) <= 40 and not is_count:
        return label
    if kind == "span":
        return _after_label(question, sentence) or tidy(sentence)
    asked = {stem(word) for word in content_words(question)}
    found = [m for m in candidates(kind, sentence) if not is_asked(m.group(), asked)]
    if kind == "person" and (who := doer(question, sentence, found)) is not None:
        return who
    if kind == "person":
        found = [m for m in found if not ARTICLE.match(m.group())] or found
    if kind == "number" or (kind == "money" and not found):
        plain = _plain_numbers(sentence)
        found = [m for m in plain if not is_asked(m.group(), asked)]
    if not found:
        return _after_label(question, sentence) or tidy(sentence)
    return _nearest(found, question, sentence, kind).strip().rstrip(".,;")


_MEASURED = re.compile(
    r"how (?:many ([\w-]+)|(?:high|deep|tall|wide|broad|heavy|thick|steep))"
)


def _nearest(
    found: list[re.Match[str]], question: str, sentence: str, kind: str
) -> str:
    asked = {stem(word) for word in content_words(question)}
    said = list(re.finditer(r"[\w-]+", sentence))
    head = stem(focus_word(question))
    spots = [m.start() for m in said if stem(m.group()) == head]
    spots = spots or [m.start() for m in said if stem(m.group()) in asked]
    if kind == "number" and (noun := _MEASURED.search(question.lower())):
        for match in found:
            after = [stem(w) for w in words(sentence[match.end() : match.end() + 40])]
            if stem(noun.group(1) or noun.group().split()[-1]) in after[:3]:
                return match.group()
    if not spots:
        return found[0].group()

    def cost(match: re.Match[str]) -> float:
        behind = [match.start() - spot for spot in spots if spot <= match.start()]
        before = [spot - match.end() for spot in spots if spot >= match.end()]
        near = min([*behind, *(2 * gap + 5 for gap in before)], default=999)
        total = sum(abs(match.start() - spot) for spot in spots) / len(spots)
        return near + 0.5 * total

    return min(found, key=cost).group()


def _after_label(question: str, sentence: str) -> str:
    """What follows `X:` or `X =` or `X is` when X is what the question asks for."""
    asked = {stem(word) for word in content_words(question)}
    cell = re.match(r"^\s*\|\s*(.+?)\s*\|\s*(.+?)\s*\|", sentence)
    match = cell or re.match(
        r"^[\s*\-#>\d.]*([^:=]{2,60}?)\**\s*(?::|=| is | are | was | were )\**\s*(.+)$",
        sentence,
    )
    if not match:
        return ""
    label = {stem(word) for word in content_words(match.group(1))}
    value = match.group(2).strip().strip("*`|").strip()
    if label & asked and 0 < len(value) <= 120 and len(label - asked) <= 2:
        return value.rstrip(".;,")
    return ""
