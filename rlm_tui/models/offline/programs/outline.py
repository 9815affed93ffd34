"""Cut the documents into units, a sentence or a line each, with their headings."""

import re

BULLET = re.compile(r"^\s*(?:[-*+|>#<\[({]|\d+[.)]\s|\w+ ?[:=])")
COLUMNS = re.compile(r"\S {3,}\S|={3,}|-{4,}|\S::\S")
KEYED = re.compile(r"\s*[\w.\"'-]{2,40}:\s*$")
ENDS = re.compile(
    r"(?<=[.!?;])(?<!\bDr\.)(?<!\bMr\.)(?<!\bMs\.)(?<!\bMrs\.)(?<!\bProf\.)(?<!\bSt\.)"
    r"(?<!\bNo\.)(?<!\b[A-Z]\.)\s+(?=[A-Z\"“(\[])"
)
JOINED = ("prose", "markdown", "blocks")


def paragraphs(text, titles, joins):
    """Join hard-wrapped lines: pairs of line number and text."""
    number, joined, open_line = 0, [], False
    for number, line in enumerate(text.splitlines(), 1):
        bare = line.strip()
        is_more = bare and not BULLET.match(line) and not bare[0].isdigit()
        is_more = is_more and not COLUMNS.search(line)
        if open_line and is_more and number not in titles:
            joined[-1][1] += " " + bare
        elif bare:
            joined.append([number, line.rstrip()])
        open_line = (
            bare[-1:] not in tuple(".!?:;|>{}")
            and 55 < len(bare) < 140
            and not bare.startswith(("#", "|", "[", "<"))
            and joins
            and not COLUMNS.search(line)
        )
    return joined


def sentences(text):
    if len(text) < 240:
        return [text]
    return ENDS.split(text)


def is_term(paragraph, under):
    """Whether a short line stands over text that is set in below it."""
    inset = len(under) - len(under.lstrip()) - len(paragraph) + len(paragraph.lstrip())
    return inset > 1 and len(paragraph.split()) <= 6 and paragraph[-1] not in ".;,{("


def read_units():
    """Sentences and lines: document, line number, headings above it, words."""
    units = []
    for name, text in documents.items():
        above, parents = [], []
        titles = titles_in[name]
        joins = kinds.get(name) in JOINED
        whole = paragraphs(text, titles, joins)
        for at, (number, paragraph) in enumerate(whole):
            indent = len(paragraph) - len(paragraph.lstrip())
            under = whole[at + 1][1] if at + 1 < len(whole) else ""
            heading = titles.get(number)
            if heading:
                above = [h for h in above if h[0] < heading[0]] + [heading]
            parents = [p for p in parents if p[0] < indent and not heading]
            path = " / ".join(
                [*(h[3].strip(" /") for h in above), *(p[1] for p in parents)]
            )
            for sentence in sentences(paragraph):
                units.append((name, number, path, sentence))
            is_key = KEYED.match(paragraph) or (joins and is_term(paragraph, under))
            if is_key and not heading:
                parents.append((indent, paragraph.strip(" :/")))
    return units


def same(i, j):
    """Whether two units stand in one section, or one in a part of the other's."""
    if units[i][0] != units[j][0]:
        return False
    longer, shorter = sorted((units[i][2], units[j][2]), key=len, reverse=True)
    return longer == shorter or not shorter or longer.startswith(shorter + " / ")
