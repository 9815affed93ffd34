"""Find tables that are set in columns with spaces, as commands print them."""

import re

GAP = re.compile(r"\s{2,}|\t+|\s+\|\s+")
RULER = re.compile(r"[\s|+=-]+$")
LISTED = re.compile(
    r"([dlbcps-][rwxsStT-]{9})[.+@]?\s+(\d+)\s+(\S+)\s+(\S+)\s+([\d.,]+[KMGT]?)\s+"
    r"([A-Z][a-z]{2}\s+\d+\s+[\d:]+|\d{4}-\d\d-\d\d(?: [\d:]+\S*)?)\s+(.+)$"
)
FILES = ["permissions", "links", "owner", "group", "size", "modified", "name"]
ROWS_OF = (
    ("pod", {"NAME", "READY", "RESTARTS"}),
    ("deployment", {"NAME", "READY", "AVAILABLE"}),
    ("service", {"NAME", "TYPE", "CLUSTER-IP"}),
    ("node", {"NAME", "ROLES", "VERSION"}),
    ("container", {"CONTAINER ID", "IMAGE"}),
    ("image", {"REPOSITORY", "TAG"}),
    ("process", {"PID"}),
    ("filesystem", {"Filesystem"}),
    ("file", {"permissions", "links"}),
)


def is_head(cells):
    """Whether cells can be the names of columns."""
    named = all(re.search(r"[^\W\d_]", cell) and len(cell) < 40 for cell in cells)
    plain = not any(re.search(r"\d{2}|[.:;!?]$|^\W*\d", cell) for cell in cells)
    return len(cells) > 1 and named and plain and len(set(cells)) == len(cells)


def by_gaps(block):
    """Cells by wide gaps, where every line has as many as the first one."""
    lines_of = [GAP.split(line.strip().strip("|").strip()) for line in block]
    width = len(lines_of[0])
    return lines_of if all(len(cells) == width for cells in lines_of) else []


def by_places(block):
    """Cells by the places that are blank in all lines."""
    width = max(map(len, block))
    padded = [line.expandtabs().ljust(width) for line in block]
    blank = [all(line[i] == " " for line in padded) for i in range(width)]
    starts = [i for i in range(width) if not blank[i] and (not i or blank[i - 1])]
    cuts = []
    for start in starts:
        end = next((n for n in starts if n > start), width)
        has_name = padded[0][start:end].strip()
        has_cell = any(line[start:end].strip() for line in padded[1:])
        is_near = cuts and not padded[0][start - 2 : start].isspace()
        if cuts and (not has_name or (not has_cell and is_near)):
            continue
        if (
            cuts
            and is_near
            and not any(line[cuts[-1] : start].strip() for line in padded[1:])
        ):
            continue
        cuts.append(start)
    ends = [*cuts[1:], width]
    return [
        [line[a:b].strip() for a, b in zip(cuts, ends, strict=True)] for line in padded
    ]


def by_words(block):
    """Cells by words, the last of them with what is left of its line."""
    width = len(block[0].split())
    lines_of = [line.split(None, width - 1) for line in block]
    return lines_of if all(len(cells) == width for cells in lines_of) else []


def is_sound(table, least=2):
    """Whether a head has rows below it that fill most of it."""
    head, *body = table or [[]]
    if len(head) < least or len(body) < 2 or not is_head(head):
        return False
    doubled = any(
        len(name.split()) > 1 and all(len(c[i].split()) > 1 for c in body)
        for i, name in enumerate(head[:-1])
    )
    filled = all(sum(map(bool, cells)) * 2 >= len(head) and cells[0] for cells in body)
    return filled and not doubled


def table_in(block):
    """The cells of some lines as a table; nothing where they are none."""
    if is_sound(table := by_gaps(block)):
        return table
    wide = sum(bool(re.search(r"\S(?: {2,}|\t+)\S", line)) for line in block)
    if wide > 0.9 * len(block) and is_sound(table := by_places(block)):
        return table
    table = by_words(block)
    counts = (
        [i for i in range(len(table[0])) if is_all_numbers(table, i)] if table else []
    )
    return table if len(counts) > 1 and is_sound(table, 4) else []


def is_all_numbers(table, i):
    return all(re.match(r"\d", cells[i]) for cells in table[1:])


def blocks_in(text):
    """Runs of lines without a blank one between them: number of the first, lines."""
    start, block = 0, []
    for number, line in enumerate([*text.splitlines(), ""], 1):
        if line.strip():
            start = start if block else number
            if not RULER.match(line):
                block.append((number, line))
        elif block:
            yield block
            block = []


def files_in(block):
    found = [(number, LISTED.match(line.strip())) for number, line in block]
    cells = [(number, list(match.groups())) for number, match in found if match]
    return cells if len(cells) > 1 and len(cells) >= len(block) - 1 else []


def aligned_tables(text):
    """Every such table: its column names, and its rows with their line numbers."""
    tables_found = []
    for block in blocks_in(text):
        if files := files_in(block):
            tables_found.append((FILES, files))
            continue
        if len(block) < 3 or not is_head(GAP.split(block[0][1].strip())):
            continue
        if table := table_in([line for _, line in block]):
            numbers = [number for number, _ in block[1:]]
            tables_found.append((table[0], list(zip(numbers, table[1:], strict=True))))
    return tables_found
