"""Read the tables of an SQL dump; take the one that the question speaks of."""

import re

CREATED = re.compile(
    r"(?is)\bCREATE (?:TEMPORARY )?TABLE (?:IF NOT EXISTS )?([`\"\[\]\w.]+)\s*\("
    r"(.*?)\n?\)[^;()]*;"
)
INSERTED = re.compile(
    r"(?is)\bINSERT (?:IGNORE )?INTO ([`\"\[\]\w.]+)\s*(?:\(([^)]*)\))?\s*VALUES\s*"
    r"((?:\((?:'(?:[^'\\]|\\.|'')*'|[^'()])*\)\s*,?\s*)+)"
)
RECORD = re.compile(r"\(((?:'(?:[^'\\]|\\.|'')*'|[^'()])*)\)")
CELL = re.compile(r"'((?:[^'\\]|\\.|'')*)'|([^,\s][^,]*)")
NO_COLUMN = "primary unique key constraint foreign index check fulltext"


def bare_name(text):
    return text.strip('`"[] ').split(".")[-1].strip('`"[] ')


def columns_of(body):
    """Each column of a table, with the words behind its name."""
    found = {}
    for part in re.split(r",\s*\n|,(?![^(]*\))", body):
        said = part.strip().split(None, 1)
        if len(said) > 1 and said[0].strip('`"[]').lower() not in NO_COLUMN.split(" "):
            found[bare_name(said[0])] = said[1].strip()
    return found


def cells_in(record):
    cells = [a.replace("''", "'") if a else b.strip() for a, b in CELL.findall(record)]
    return ["" if cell.upper() == "NULL" else cell for cell in cells]


def read_tables(text):
    """What each table is made of, and its rows."""
    global schema, bodies, contents
    schema = {bare_name(n): columns_of(b) for n, b in CREATED.findall(text)}
    bodies = {bare_name(n): b for n, b in CREATED.findall(text)}
    contents = {name: [] for name in schema}
    for name, listed, records in INSERTED.findall(text):
        name = bare_name(name)
        titles = [bare_name(t) for t in listed.split(",")] if listed.strip() else []
        titles = titles or list(schema.get(name, {}))
        for record in RECORD.findall(records):
            row = dict(zip(titles, cells_in(record), strict=False))
            contents.setdefault(name, []).append(row)


def worth(name):
    """How much a question speaks of a table: by its name, then columns and cells."""
    asked = stems(QUESTION)
    columns = list(schema.get(name, {}))
    said = sum(bool(stems(c) & asked) for c in columns)
    cells = {str(v) for row in contents[name][:5000] for v in row.values()}
    named = sum(len(c) > 2 and c in QUESTION for c in cells)
    return 3 * bool(stems(name) & asked) + said + 2 * bool(named), len(contents[name])


def read_rows():
    global ROWS_ARE
    read_tables(documents[DOCUMENT])
    ROWS_ARE = max(contents, key=worth, default="")
    return contents.get(ROWS_ARE, [])
