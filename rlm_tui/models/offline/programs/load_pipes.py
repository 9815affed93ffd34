"""Read the table of the text that shares the most words with the question."""

import re

RULE = re.compile(r"^\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*$")


def cells_of(line):
    cells = re.split(r"(?<!\\)\|", line.strip().strip("|"))
    return [cell.strip().strip("`*_ ").replace("\\|", "|") for cell in cells]


def tables_by_head(text):
    """The rows of every table in a text, by the names of its columns."""
    found, section = {}, ""
    lines_here = text.splitlines()
    head, last = [], -1
    for i, line in enumerate(lines_here):
        if HEADING.match(line):
            section = line.strip("# ")
        if "|" in line and RULE.match((lines_here[i + 1 : i + 2] or [""])[0]):
            head, last = cells_of(line), i + 1
        elif head and "|" in line and i == last + 1:
            last = i
            row = dict(zip(head, cells_of(line), strict=False))
            row |= {"section": section, "line": i + 1}
            found.setdefault(tuple(head), []).append(row)
    return found


def shared(rows_here):
    said = " ".join(str(v) for row in rows_here for v in [*row, *row.values()])
    return len(stems(QUESTION) & stems(said)), len(rows_here)


def read_rows():
    return max(tables_by_head(documents[DOCUMENT]).values(), key=shared, default=[])
