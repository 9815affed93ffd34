"""Answer what the tables of a dump are made of."""

import json
import re

DOCUMENT = ""
WANTS = "columns"
NAMES = []


def read_the_schema():
    global result
    read_tables(documents[DOCUMENT])
    named = tables_named()
    columns = columns_named(named or schema)
    answer_text = ", ".join(filter(None, found_in(named, columns)))
    result = {
        "strategy": "schema",
        "answer": answer_text[:1500],
        "confidence": 0.92 if answer_text else 0.0,
        "evidence": "; ".join(f"{t}.{c} {k}" for (t, c), k in columns.items())[:300],
        "passages": [f"table {t}: {', '.join(c)}"[:240] for t, c in schema.items()][:3],
    }
    print("RESULT", json.dumps(result, ensure_ascii=False))


def tables_named():
    """The tables that the question names."""
    known = {bare_name(name).lower(): name for name in schema}
    named = [known[n.lower()] for n in NAMES if n.lower() in known]
    alike = [t for n in NAMES for t in schema if stem(t) == stem(n)]
    return [*named, *(t for t in alike if t not in named)]


def columns_named(tables):
    """The columns that the question names, by table and name."""
    said = {n.lower() for n in NAMES}
    return {
        (table, column): kind
        for table in tables
        for column, kind in schema[table].items()
        if column.lower() in said
    }


DEFAULT = re.compile(r"(?i)\bDEFAULT\s+('[^']*'|\S+)")
TYPE = re.compile(r"(?i)[a-z]+(?: ?\([^)]*\))?(?: unsigned)?")
KEY = re.compile(r"(?i)PRIMARY KEY\s*\(([^)]*)\)")


def key_of(table):
    whole = KEY.search(bodies[table])
    if whole:
        return ", ".join(bare_name(part) for part in whole.group(1).split(","))
    own = [c for c, kind in schema[table].items() if "PRIMARY KEY" in kind.upper()]
    return ", ".join(own)


def found_in(named, columns):
    if WANTS == "tables":
        return list(contents)
    if WANTS == "columns" and len(named) == 1:
        return list(schema[named[0]])
    if WANTS == "primary key" and len(named) == 1:
        return [key_of(named[0])]
    if WANTS in ("type", "default") and len(columns) == 1:
        [kind] = columns.values()
        found = (TYPE if WANTS == "type" else DEFAULT).search(kind)
        group = 1 if WANTS == "default" else 0
        return [found.group(group).strip("'")] if found else []
    return []


read_the_schema()
