"""Read the delimited text into rows."""

import csv
import io


def read_rows():
    text = documents[DOCUMENT].lstrip("\ufeff")
    mark = separator_of([line for line in text[:40_000].splitlines() if line.strip()])
    rows = list(
        csv.DictReader(io.StringIO(text), delimiter=mark, skipinitialspace=True)
    )
    rows = [
        {
            (k or "").strip(): (v or "").strip()
            for k, v in row.items()
            if isinstance(v, str)
        }
        for row in rows
    ]
    return rows
