"""Read records that begin with the same label into rows: a column for each label."""

import re
from collections import Counter

MAIL = {"From": "sender", "To": "recipient"} if RECORD_LABEL == "From" else {}


def read_block(number, block):
    row, rest = {"line": number}, []
    for line in block:
        match = LABELLED.match(line)
        label = MAIL.get(match.group(1), match.group(1)) if match else ""
        if match and label not in row and len(match.group(2)) <= 120:
            value = re.sub(r"(?<=\w) <[^<>@]+@[^<>]+>", "", match.group(2))
            row[label] = value.strip().rstrip(".")
        else:
            rest.append(line.strip())
    return row | {"text": " ".join(rest)}


def read_rows():
    global ROWS_ARE
    ROWS_ARE = "message"
    text_lines = documents[DOCUMENT].splitlines()
    starts = [
        i for i, line in enumerate(text_lines) if line.startswith(f"{RECORD_LABEL}:")
    ]
    rows = [
        read_block(start + 1, text_lines[start:end])
        for start, end in zip(starts, [*starts[1:], len(text_lines)], strict=True)
    ]
    labels = Counter(label for row in rows for label in row)
    for row in rows:
        for label in [x for x in row if labels[x] < max(2, 0.2 * len(rows))]:
            row["text"] = f"{label}: {row.pop(label)}. {row['text']}"
    return rows
