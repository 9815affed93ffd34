"""Words of a question: which carry meaning, and which mean the same."""

import re
from functools import lru_cache

from rlm_tui.models.offline.programs.stemming import WORD, stem


def word_list(text: str) -> list[str]:
    """The words of a space-separated text, as a table in the code is best written."""
    return text.split()


def word_set(text: str) -> frozenset[str]:
    """The same as a set."""
    return frozenset(text.split())


def stem_set(text: str) -> frozenset[str]:
    """Their stems."""
    return frozenset(map(stem, text.split()))


LIGHT_WORDS = word_set("""
    guaranteed guarantee take takes taking place configured configure listens
    listen allowed scheduled held hold based currently current exact specific
    following named responsible involved planned expected apply applies
    applicable amount work works happening run runs running go goes offered
    offer include included includes entitled available service project system
    program application agreement contract book report story country city town
    company team colour color language place type kind long far old actually
    belong belongs sit sits lie lies publish publishes
    meeting released
    main stand stands come comes cover covers needed necessary""")
"""They count little when they are missing from a passage."""

STOP_WORDS = word_set("""
    a about above according after all also am an and any are as ask at be
    because been before being below between both but by can could did do does
    doing done down during each either ever every exactly find for from
    further get give given gives has had have having he her here him his how i
    if in indicate into is it its itself just know let like list look me
    mention mentioned mentions more most much my no not now of off on once one
    only or other our out over own per please provide provided said
    same say says she should show so some state stated states such tell than
    that the their them then there these they this those through to too under
    until up upon us use used uses using very was we were what when where
    whether which while who whom whose why will with within would you your
    context document documents file text answer question according overall
    there's what's called named happen happened exist exists occur occurs
    occurred many mean means specified specify described listed made
    make makes set value many were must may shall need needs required require
    requires""")

SYNONYM_GROUPS: tuple[tuple[str, ...], ...] = (
    ("cost", "price", "fee", "charge"),
    ("pay", "payment", "paid", "payable"),
    ("end", "expire", "expiry", "expiration", "terminate", "termination"),
    ("start", "begin", "commence", "commencement", "launch"),
    ("maximum", "max", "limit", "cap", "ceiling", "exceed"),
    ("minimum", "min", "least"),
    ("buy", "purchase", "order"),
    ("error", "failure", "fail", "failed"),
    ("phone", "telephone", "tel", "mobile"),
    ("mail", "email", "e-mail"),
    ("boss", "manager", "lead", "head", "director"),
    ("owner", "responsible", "assigned", "owns"),
    ("decide", "decision", "agreed", "decided"),
    ("company", "firm", "vendor", "supplier", "provider"),
    ("client", "customer"),
    ("jurisdiction", "law", "governed", "governing"),
    ("late", "overdue", "delay", "delayed"),
    ("confidential", "confidentiality", "secret"),
    ("renew", "renewal", "extend", "extension"),
    ("fix", "repair", "resolve", "resolution", "remedy"),
    ("cause", "caused", "reason"),
    ("password", "passphrase", "secret"),
    ("user", "account"),
    ("retain", "retention", "keep", "kept"),
    ("liability", "liable"),
    ("deadline", "due"),
    ("budget", "spending"),
    ("location", "located", "venue", "address"),
    ("attend", "attendee", "attendees", "present", "participant"),
    ("default", "defaults"),
    ("licence", "license"),
    ("colour", "color"),
    ("permit", "permitted", "allow", "allowed"),
    ("notify", "notification", "notice", "inform"),
    ("uptime", "availability"),
    ("store", "stored", "storage", "saved"),
    ("delete", "deletion", "erase", "destroy"),
    ("old", "age", "aged"),
    ("wide", "width", "broad", "breadth"),
    ("high", "height", "tall"),
    ("deep", "depth"),
    ("heavy", "weight", "weigh"),
    ("thick", "thickness"),
    ("steep", "gradient", "slope"),
    ("inhabitants", "population", "residents", "live", "lives"),
)

OPPOSITES: tuple[tuple[str, str], ...] = (
    ("open", "close"),
    ("start begin launch commence", "end finish stop expire terminate conclude"),
    ("arrive arrival", "leave depart departure"),
    ("join enter", "leave quit exit"),
    ("buy purchase acquire", "sell"),
    ("hire", "fire dismiss"),
    ("win", "lose"),
    ("maximum max highest", "minimum min lowest"),
    ("first earliest", "last latest"),
    ("increase rise raise", "decrease fall drop reduce"),
    ("born birth", "die died death"),
    ("high height tall", "long length wide width broad deep depth thick"),
    ("wide width broad", "long length deep depth thick"),
    ("accept approve", "reject refuse decline"),
    ("import", "export"),
    ("borrow", "lend"),
    ("income revenue", "expense loss"),
    ("enable", "disable"),
    ("before", "after"),
    ("old former", "new"),
    ("inside indoor", "outside outdoor"),
    ("employer", "employee"),
)


def _alternatives() -> dict[str, frozenset[str]]:
    table: dict[str, set[str]] = {}
    for group in SYNONYM_GROUPS:
        group_stems = {stem(word) for word in group}
        for word in group_stems:
            table.setdefault(word, set()).update(group_stems)
    return {word: frozenset(others) for word, others in table.items()}


ALTERNATIVES = _alternatives()


def _opposites() -> dict[str, frozenset[str]]:
    table: dict[str, frozenset[str]] = {}
    for pair in OPPOSITES:
        one, two = map(stem_set, pair)
        table |= {word: table.get(word, frozenset()) | two for word in one}
        table |= {word: table.get(word, frozenset()) | one for word in two}
    return table


_OPPOSITE_STEMS = _opposites()


def opposites(word: str) -> list[str]:
    """The stems of words that say the reverse."""
    return sorted(_OPPOSITE_STEMS.get(stem(word), frozenset()))


def words(text: str) -> list[str]:
    """The words of a text as written, in order."""
    return WORD.findall(text)


def content_words(text: str) -> list[str]:
    """The words that carry meaning, once each, in order."""
    chosen = [w for w in words(text) if w.lower() not in STOP_WORDS]
    seen = {stem(word): word for word in reversed(chosen)}
    return [word for word in reversed(seen.values()) if len(word) > 1 or word.isdigit()]


def alternatives(word: str) -> list[str]:
    """The stem of a word first, then the stems that may stand for it."""
    own = stem(word)
    return [own, *sorted(ALTERNATIVES.get(own, frozenset()) - {own})]


def is_named(word: str, text: str) -> bool:
    """Whether a word looks like a name or an identifier inside a question."""
    if any(letter.isdigit() for letter in word):
        return True
    starts = text.lstrip().startswith(word)
    return word[:1].isupper() and not starts


def quoted_phrases(text: str) -> list[str]:
    """What stands between quotation marks."""
    pattern = r'"([^"]+)"|“([^”]+)”|`([^`]+)`|(?<!\w)\'([^\']+)\'(?!\w)'
    return [next(filter(None, groups)) for groups in re.findall(pattern, text)]


@lru_cache(maxsize=4096)
def split_name(name: str) -> tuple[str, ...]:
    """The words inside a column name: `unitPrice`, `unit_price` and `Unit price`."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name)
    return tuple(part for part in re.split(r"[^A-Za-z0-9]+", spaced) if part)
