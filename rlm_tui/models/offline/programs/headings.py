"""Find headings: marked, numbered, underlined, in capitals, or alone on a line."""

import re

MARKS = "chapter part section article clause appendix annex schedule book act scene"
WITH_MARK = re.compile(
    r"\s*(?P<mark>"
    + "|".join(m.title() + "|" + m.upper() for m in MARKS.split())
    + r")"
    r"\s+(?P<number>\d+(?:\.\d+)*|[IVXLC]+|[A-Z]|[A-Z][a-z]+)\b(?P<rest>[.:]?(?:\s.*)?)$"
)
NUMBERED = re.compile(
    r"\s{0,8}(?:§ ?)?(?P<number>(?:[A-Z]\.)?\d+(?:\.\d+)*)[.)]?\s+"
    r"(?P<rest>[A-Z“\"(].*)$"
)
HASHED = re.compile(r"(?P<hashes>#{1,6})\s+(?P<rest>\S.*?)\s*#*$")
BRACKETED = re.compile(r"\[+([\w .:/@\"'-]{1,60}?)\]+$")
ASKED = re.compile(r"\W{0,4}(?:Q|Question)(?: ?\d+)?[.:)]\s*(?P<rest>\S.*)$")
RULED = re.compile(r"(?:={3,}|-{3,}|~{3,})$")
CAPITALS = re.compile(r"[A-Z][A-Z0-9 &/,'’()-]{2,60}$")
ALONE = re.compile(r"[A-Z][\w'’-]*(?: [\w&'’(),/-]+){0,5}:?$")
ITEM = re.compile(r"\s*(?:[-*+•]\s|\d+[.)]\s|\|)")
LOOSE = ("prose", "markdown")


def is_title(text, longest=8):
    """Whether some words can be a title: few, and no sentence."""
    bare = text.strip()
    said = bare.split()
    ends = bare[-1:] not in ",;!?" and not re.search(r"[.?!]\s", bare)
    return 0 < len(said) <= longest and len(bare) <= 80 and ends


def title_at(lines_here, i, loose):
    """The level, kind, number and words of a heading; None where there is none."""
    line = lines_here[i].rstrip()
    bare = line.strip()
    above = lines_here[i - 1].strip() if i else ""
    under = lines_here[i + 1] if i + 1 < len(lines_here) else ""
    if match := HASHED.match(line):
        number = NUMBERED.match(match["rest"])
        return (
            len(match["hashes"]),
            "",
            number["number"] if number else "",
            match["rest"],
        )
    if match := BRACKETED.match(bare):
        return 1, "", "", match.group(1)
    if RECORD_LABEL and line.startswith(f"{RECORD_LABEL}:"):
        return 1, "", "", line
    if match := ASKED.match(line):
        return 9, "question", "", match["rest"]
    if not loose or not bare or len(bare) > 90 or above:
        return None
    if match := WITH_MARK.match(line):
        number = plain_number(match["number"])
        is_number = number[0].isdigit() or len(number) == 1
        if is_number and is_title(match["rest"] or "x", 10):
            return 2, match["mark"].lower(), number, bare
    return loose_title(line, bare, under)


def loose_title(line, bare, under):
    """A heading that only its looks give away, with a blank line above it."""
    is_item = bool(ITEM.match(under))
    is_body = not under.strip() or under[:1] in " \t"
    match = NUMBERED.match(line)
    is_short = bool(match) and (is_body or len(match["rest"].split()) <= 5)
    if is_short and is_title(match["rest"]) and (is_body or not is_item):
        return 2 + match["number"].count("."), "", match["number"], bare
    if RULED.match(under.strip()) and is_title(bare):
        return 2, "", "", bare
    if CAPITALS.match(line) and is_title(bare) and (is_body or is_item):
        return 2, "", "", bare
    if (
        ALONE.match(line)
        and is_title(bare, 6)
        and bare[-1] != "."
        and (is_body or is_item)
    ):
        return 8, "", "", bare.rstrip(":")
    return None


def headings_in(text, loose=True):
    """Line number to level, kind, number and title."""
    found, is_fenced = {}, False
    lines_here = text.splitlines()
    for i, line in enumerate(lines_here):
        if line.lstrip().startswith("```"):
            is_fenced = not is_fenced
        if is_fenced or not line.strip():
            continue
        if title := title_at(lines_here, i, loose):
            found[i + 1] = title
    for number, (level, mark, which, words) in list(found.items()):
        below = [n for n in (number + 1, number + 2) if n in found and found[n][0] == 8]
        if mark not in ("", "question") and below:
            found[number] = (level, mark, which, f"{words}: {found.pop(below[0])[3]}")
    return found


def find_titles():
    """The headings of every document, by the number of their line."""
    return {
        name: headings_in(text, kinds.get(name) in LOOSE)
        for name, text in documents.items()
    }
