"""Name the texts of a context, and find the tables inside its data."""

from collections import Counter


def flat(value, path=""):
    """One `path: value` line per leaf of some JSON."""
    if isinstance(value, dict):
        return [
            x for k, v in value.items() for x in flat(v, f"{path}.{k}" if path else k)
        ]
    if isinstance(value, list) and any(isinstance(v, dict | list) for v in value):
        return [x for n, v in enumerate(value, 1) for x in flat(v, f"{path} {n}")]
    value = ", ".join(map(str, value)) if isinstance(value, list) else value
    return [f"{path}: {value}"]


def tables_in(value, path=""):
    """Every list of objects inside some JSON, with the path to it."""
    if isinstance(value, list) and value and all(isinstance(v, dict) for v in value):
        return [(path, value)]
    if named := named_table(value, path):
        return [(path, named)]
    if isinstance(value, dict):
        return [
            t for k, v in value.items() for t in tables_in(v, f"{path}.{k}".strip("."))
        ]
    return []


def named_table(value, path):
    """Objects alike under names of their own, as rows with the name in a column."""
    if not isinstance(value, dict) or len(value) < 2:
        return []
    if not all(isinstance(v, dict) and v for v in value.values()):
        return []
    keys = Counter(key for v in value.values() for key in v)
    if max(keys.values()) < max(2, 0.6 * len(value)):
        return []
    if list(value) == [str(n) for n in range(1, len(value) + 1)]:
        return list(value.values())
    title = path.rsplit(".", 1)[-1] or "section"
    title = title.removesuffix("s") if len(title) > 3 else title
    return [{title: name, **v} for name, v in value.items()]


def name_documents(value):
    """The texts of the context by name, whatever its type."""
    if isinstance(value, str):
        return {"": value}
    texts = isinstance(value, dict) and all(isinstance(v, str) for v in value.values())
    if texts and any("\n" in v or len(v) > 200 for v in value.values()):
        return dict(value)
    if isinstance(value, list) and all(isinstance(v, str) for v in value):
        short = len(value) > 40 and sum(map(len, value)) < 500 * len(value)
        return (
            {"": "\n".join(value)}
            if short
            else {f"document {n}": v for n, v in enumerate(value, 1)}
        )
    if tables_in(value) and len(value) > 1:
        path, records = max(tables_in(value), key=lambda table: len(table[1]))
        named = {f"record {n}": "\n".join(flat(r)) for n, r in enumerate(records, 1)}
        beside = [x for x in flat(value) if not path or not x.startswith(path)]
        return named | ({"beside the records": "\n".join(beside)} if beside else {})
    return {"": "\n".join(flat(value))}
