"""Take the JSON objects as rows; what is nested gets a dotted name."""

import json


def flat_row(item, path=""):
    row = {}
    for key, value in item.items():
        name = f"{path}.{key}" if path else key
        if isinstance(value, dict):
            row.update(flat_row(value, name))
        elif isinstance(value, list):
            row[name] = ", ".join(map(str, value))
        else:
            row[name] = "" if value is None else value
    return row


def read_rows():
    global ROWS_ARE
    if tables:
        path, objects = max(tables, key=lambda table: len(table[1]))
        ROWS_ARE = path.rsplit(".", 1)[-1]
    else:
        objects = [
            json.loads(x) for x in documents[DOCUMENT].splitlines() if is_object(x)
        ]
    return [flat_row(item) for item in objects]
