"""What kind of value a question asks for, and what values of each kind look like."""

from __future__ import annotations

import re

from rlm_tui.models.offline.programs.stemming import stem
from rlm_tui.models.offline.words import content_words

_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November"
    r"|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)"
)
_SPELLED = (
    "(?:one|two|three|four|five|six|seven|eight|nine)-and-(?:twenty|thirty|forty|fifty"
    "|sixty|seventy|eighty|ninety)"
    "|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen"
    "|fifteen|sixteen|seventeen|eighteen|nineteen"
    "|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:-\\w+)?|hundred"
)
_COUNT = rf"(?<![A-Za-z]-)(?:(?:{_SPELLED})\s*\(\d+\)|\d[\d,.]*|(?:{_SPELLED}))"
_UNIT = (
    r"(?:business |calendar |working )?(?:second|minute|hour|day|week|month"
    r"|quarter|year"
    r"|ms|min|sec|hr)s?\b"
)
_LENGTHS = (
    r"(?:[a-z]+ )?(?:(?:kilo|centi|milli)?met(?:re|er)s?|miles?|feet|foot|inch(?:es)?"
    r"|yards?|pages?|lines?|words?|characters?|chars?|volumes?|bars?|syllables?"
    r"|seconds?|minutes?|hours?|days?|weeks?|months?|years?)|km|cm|mm|m|ft|in|h|min|s"
)
PATTERNS: dict[str, str] = {
    "email": r"\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b",
    "url": r"https?://[^\s)>\]\"']+|\bwww\.[^\s)>\]\"']+",
    "ip": r"\b(?:\d{1,3}\.){3}\d{1,3}\b(?::\d+)?",
    "uuid": r"\b[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}\b",
    "phone": r"(?<![\d-])(?!\d{4}-\d\d-\d\d)\+?\d[\d ().-]{6,}\d\b",
    "date": (
        r"\b(?:1[6-9]|20)\d\d ?[-–] ?(?:(?:1[6-9]|20)\d\d\b|present\b|today\b|now\b)|"
        rf"\b\d{{4}}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?(?:\.\d+)?Z?)?"
        rf"|\b(?:\d{{1,2}}(?:st|nd|rd|th)?(?:, | and | or | to |[-–]))*"
        rf"\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {_MONTH}\.?,?(?: \d{{4}})?\b"
        rf"|\b{_MONTH}\.? \d{{1,2}}(?:st|nd|rd|th)?\b(?:,? \d{{4}})?"
        rf"|\b{_MONTH} (?:to|until|till|through|and|–|-) {_MONTH}(?: \d{{4}})?\b"
        rf"|(?<=\bin ){_MONTH}\b(?! \d)|(?<=\bof ){_MONTH}\b(?! \d)|\b{_MONTH} "
        rf"\d{{4}}\b"
        r"|\b\d{1,2}[/.]\d{1,2}[/.]\d{2,4}\b|\b(?:1[6-9]|20)\d\d\b"
        r"|(?<=\bin )1[0-5]\d\d\b|(?<=\bsince )1[0-5]\d\d\b|(?<=\buntil )1[0-5]\d\d\b"
        r"|\b(?:first|second|third|fourth|fifth|last|every|each) "
        r"(?:working |business )?\w*day(?: (?:of|in) (?:each |every |the )?\w+)?\b"
        r"|\bthe end of (?:the|each|every) \w+\b"
        r"|\b(?:[a-z]+th|first|second|third|\d{1,2}(?:st|nd|rd|th)) century\b"
        rf"|\b(?:in|within|after) {_COUNT} (?:day|week|month|year|hour|minute)s?\b"
        rf"|\b{_COUNT} (?:day|week|month|year|hour|minute)s? (?:before|after) "
        r"(?:the |your |each )?\w+"
        r"|\bthe \d{1,2}(?:st|nd|rd|th)\b(?! (?!and\b|or\b|at\b|in\b|by\b|to\b)\w)"
        r"|\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?\b"
    ),
    "time": r"\b\d{1,2}[:.]\d\d(?::\d\d)?(?: ?[ap]\.?m\.?)?(?: UTC| CET| EST)?"
    r"|\b\d{1,2} ?[ap]m\b",
    "length": rf"\b{_COUNT} ?(?:{_LENGTHS})\b",
    "duration": rf"(?<!every )(?<!each )(?<!per )\b{_COUNT}[\s-]+{_UNIT}"
    r"|(?<![\w.:/-])\d+(?:\.\d+)?(?:ms|s|h|min)\b"
    r"|(?<![\w.:/-])\d+(?:h|m) ?\d+(?:\.\d+)?(?:m|s)\b",
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
        r"|(?<!\d )\b(?:\d{1,3}(?:[ \u00a0\u202f]\d{3})+|\d[\d,.]*) ?"
        r"(?:million |thousand )?(?:euros?|dollars?|pounds?|EUR"
        r"|USD|GBP|CHF)\b"
    ),
    "percent": rf"\b(?:{_COUNT}) ?(?:%|percent\b|per cent\b)(?:\s*\([\d.]+ ?%\))?"
    rf"|\d[\d.]* ?%",
    "version": r"\bv?\d+\.\d+(?:\.\d+)*(?:-[\w.]+)?\b",
    "number": rf"(?<![\w-])[-+]?\d[\d,]*(?:\.\d+)?\b|\b(?:{_SPELLED})\b",
    "person": r"\b(?:Dr\.? |Mr\.? |Ms\.? |Mrs\.? )?[A-Z][\w'’-]+(?: (?:van|de|von|der"
    r"|[A-Z]\.?))*(?: [A-Z][\w'’-]+)+\b",
    "file": r"[\w.~-]*(?:/[\w.-]+)+|\b[\w-]+\.[A-Za-z]{1,5}\b",
    "amount": (
        r"(?<![\w.:/-])\d[\d.,]*(?: ?(?:[kKMGTP]i?[Bb]?|%|[a-zA-Z°]+))?(?![\w:/-])"
    ),
    "code": r"\b(?=\w*\d)(?=\w*[A-Za-z])\w[\w-]*\w\b|\b[A-Z]{2,}-\d[\w-]*\b|\b\d{3,}\b",
}
PATTERNS["change"] = f"{PATTERNS['percent']}|{PATTERNS['money']}"
_KINDS: tuple[tuple[str, str], ...] = (
    ("file", r"\b(?:which|what|whose) (?:\w+ )?(?:file|path|module)\b"),
    ("person", r"^\W*(?:and )?(?:who|whose)\b|^to whom|name of the person"),
    ("email", r"(?<!how many )\be-?mail"),
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
        "length",
        r"^\W*how far\b"
        r"|^\W*how long (?:is|was|are|were) (?:the |an? )?[\w' -]+?\W*$"
        r"(?<!valid\?)(?<!open\?)(?<!closed\?)",
    ),
    (
        "duration",
        r"\bhow (?:long|soon|quickly|fast|old)\b|\bhow much (?:notice|time)\b"
        r"|\bhow many (?:(?:business"
        r"|calendar|working) )?(?:day|month|year|week|hour|minute|second)s?\b"
        r"|\bwhat .*?\b(?:period|duration|term|timeout|interval|length|deadline"
        r"|response time)\b",
    ),
    ("frequency", r"\bhow (?:often|frequently|many times)\b"),
    ("change", r"\bby how (?:much|many)\b"),
    ("date", r"\bwhen\b|\bdates?\b|(?:which|what) (?:day|month|year)\b|\bdeadline\b"),
    (
        "percent",
        r"\bpercent|\bwhat .*\brate\b|\binterest\b|\bwhat share\b|\bpercentage\b"
        r"|\bdiscount\b",
    ),
    (
        "amount",
        r"\bhow much (?!(?:do|does|did|is|are|was|were|will|would|has|have|had|should"
        r"|must|can|may|more|less|money|rent|tax|interest|notice|time)\b)\w",
    ),
    (
        "money",
        r"\bhow much\b|\b(?:price|cost|fee|budget|salary|fine|penalty|cap|amount"
        r"|payment|rent|deposit|revenue|funding)\b",
    ),
    (
        "version",
        r"\b(?:which|what) (?:[\w-]+ ){0,2}versions?\b"
        r"|\bwhat(?! must| should| may)(?: is|'s)? (?:the )?(?:[\w-]+ ){0,4}version\b"
        r"|\bversion number",
    ),
    (
        "number",
        r"\bhow (?:many|far|big|large|high|deep|tall|wide|broad|heavy|thick|steep)\b"
        r"|\b(?:which|what|the) (?:[\w-]+ ){0,2}ports?\b(?! \d)|\bwhat (?:is "
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
    "version": "version versions",
    "length": "long",
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
    if measured := re.match(r"(?i)\W*how much ([\w-]+)", question):
        is_noun = wanted_kind(question) in ("amount", "duration")
        return measured.group(1) if is_noun else ""
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


_DOES = re.compile(r"(?i)\W*what (?:do|does|did) .*?\b(?!do\b|mean\b)([a-z]+)\W*$")


def last_verb(question: str) -> str:
    """What is said of the subject: `require` in `What does the lift require?`."""
    does = _DOES.match(question)
    return does.group(1) if does else ""


def kind_words(question: str) -> set[str]:
    """The stems that need not stand in a passage with a value of the wanted kind."""
    named = KIND_WORDS.get(wanted_kind(question), "")
    return {stem(word) for word in named.split()}


_IN_WORDS = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|teen|ty\\b|hundred"
)
SHAPES: dict[str, str] = {
    "email": r"@",
    "url": r"://|www",
    "ip": r"\d+\.\d+\.\d+\.\d+",
    "phone": r"\d{3}",
    "date": (
        rf"\b(?:1\d|20)\d\d\b|\b{_MONTH}\b|day\b|\d[./:-]\d"
        r"|\b\d{1,2}(?:st|nd|rd|th)\b|\bend of\b|o'clock|century"
        r"|\b(?:in|within|after) \S+ (?:day|week|month|year|hour|minute)"
    ),
    "time": r"\d",
    "duration": rf"\d|{_IN_WORDS}",
    "length": rf"\d|{_IN_WORDS}",
    "person": (
        r"^[A-Z][\w'’-]+$|[A-Z][\w'’-]+ (?:& )?[A-Z]|[a-z,:] [A-Z]|\bby |^\W*\w+:"
    ),
    "frequency": r"\d+ times|once|twice|ly\b|every|per ",
    "percent": r"%|percent|per cent",
    "money": rf"\d|{_IN_WORDS}|hundred|thousand|million|\b(?:no|free|nothing)\b",
    "version": r"\d",
    "file": r"[./]",
    "amount": r"\d",
    "number": rf"\d|{_IN_WORDS}|twenty|forty|fifty|hundred",
}
"""What a value of a kind must have in it, short enough to be read in a program."""


def wanted_kind(question: str) -> str:
    """The kind of value asked for; `span` when no rule knows better."""
    text = question.lower()
    if re.match(r"(?:is|are|was|were|does|did|do|has|have|can|may|must|will)\b", text):
        return "sentence"
    if re.match(
        r"what (?:does|do|did) .+ (?:include|contain|cover|comprise)\W*$", text
    ):
        return "span"
    asked = _NOUN_ASKED.match(text)
    if asked:
        text = asked.group(1)
    for kind, pattern in _KINDS:
        if re.search(pattern, text):
            return kind
    return "span"


_NOUN_ASKED = re.compile(
    r"(\W*(?:(?:in|on|at|for|to|from|by|with) )?(?:which|what) "
    r"(?!is\b|are\b|was\b|were\b|do\b|does\b|did\b|has\b|have\b|had\b|must\b|should\b"
    r"|can\b|may\b|will\b)(?:[\w'’-]+ ){1,4}?)(?:is|are|was|were|do|does|did|has|have"
    r"|had|must|should|can|may|will)\b"
)
"""What stands before the verb of a question names what is wanted."""


_ASKS_FOR_NAME = re.compile(
    r"(?i)\W*(?:(?:in|on|at|to|from|for|by|with) )?"
    r"(?:which|what|who|whose|whom|where|when)\b"
)
_NAMES_NOTHING = (
    r"(?i)\W*(?:yes|no|yep|nope|ok|okay|sure|correct|maybe|perhaps|not sure"
    r"|i (?:do not|don['’]t) know|unknown)\W*$"
)


def empty_answers(question: str) -> str:
    """A pattern of what cannot answer the question; empty where all may."""
    return _NAMES_NOTHING if _ASKS_FOR_NAME.match(question) else ""
