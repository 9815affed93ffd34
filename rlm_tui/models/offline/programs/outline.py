"""Cut the documents into units, a sentence or a line each, with their headings."""

import re

BULLET = re.compile(r"^\s*(?:[-*+|>#<\[({]|\d+[.)]\s|\w+ ?[:=])")
KEYED = re.compile(r"\s*[\w.\"'-]{2,40}:\s*$")
ENDS = re.compile(
    r"(?<=[.!?;])(?<!\bDr\.)(?<!\bMr\.)(?<!\bMs\.)(?<!\bMrs\.)(?<!\bProf\.)(?<!\bSt\.)"
    r"(?<!\bNo\.)(?<!\b[A-Z]\.)\s+(?=[A-Z\"“(\[])"
)
BRACKETED = re.compile(r"\[+([\w .:/@\"'-]{1,60}?)\]+$")


def paragraphs(text):
    """Join hard-wrapped lines: pairs of line number and text."""
    number, joined, open_line = 0, [], False
    for number, line in enumerate(text.splitlines(), 1):
        bare = line.strip()
        if bare and open_line and not BULLET.match(line) and not bare[0].isdigit():
            joined[-1][1] += " " + bare
        elif bare:
            joined.append([number, line.rstrip()])
        open_line = (
            bare[-1:] not in tuple(".!?:;|>{}")
            and 55 < len(bare) < 140
            and not bare.startswith(("#", "|", "[", "<"))
        )
    return joined


def sentences(text):
    if len(text) < 240:
        return [text]
    return ENDS.split(text)


def heading_of(paragraph):
    """How deep a heading is, and its words."""
    if match := HEADING.match(paragraph):
        return len(paragraph) - len(paragraph.lstrip("#")), match.group(1) or paragraph
    if match := BRACKETED.match(paragraph):
        return 1, match.group(1)
    if RECORD_LABEL and paragraph.startswith(f"{RECORD_LABEL}:"):
        return 1, paragraph
    return None


def read_units():
    for name, text in documents.items():
        above, parents = [], []
        for number, paragraph in paragraphs(text):
            indent = len(paragraph) - len(paragraph.lstrip())
            if heading := heading_of(paragraph):
                above = [h for h in above if h[0] < heading[0]] + [heading]
                parents = []
            parents = [p for p in parents if p[0] < indent]
            path = " / ".join(p[1].strip(" /") for p in [*above, *parents])
            for sentence in sentences(paragraph):
                units.append((name, number, path, sentence))
            if KEYED.match(paragraph):
                parents.append((indent, paragraph.strip(" :")))


def same(i, j):
    """Whether two units stand in one section, or one in a part of the other's."""
    if units[i][0] != units[j][0]:
        return False
    longer, shorter = sorted((units[i][2], units[j][2]), key=len, reverse=True)
    return longer == shorter or not shorter or longer.startswith(shorter + " / ")


units = []
read_units()
