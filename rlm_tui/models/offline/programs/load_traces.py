"""Read each Python traceback into a row: error, message, and where it was raised."""

import re

FRAME = re.compile(r'\s+File "([^"]+)", line (\d+)(?:, in (\S+))?')
RAISED = re.compile(r"([A-Za-z_][\w.]*)(?:: ?(.*))?$")


def read_rows():
    rows, row = [], None
    for number, line in enumerate(documents[DOCUMENT].splitlines(), 1):
        if "Traceback (most recent call last):" in line:
            row = {"line": number}
        elif row is not None and (match := FRAME.match(line)):
            file, at, function = match.groups()
            row |= {"file": file, "line number": int(at), "function": function or ""}
        elif row is not None and line[:1] != " " and (match := RAISED.match(line)):
            rows.append(
                row | {"error": match.group(1), "message": match.group(2) or ""}
            )
            row = None
        elif line[:1] != " ":
            row = None
    return rows
