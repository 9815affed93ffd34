"""Read each subtitle into a row: when it is shown, and its words."""


def read_rows():
    global ROWS_ARE
    ROWS_ARE = "subtitle"
    rows = []
    for number, line in enumerate(documents[DOCUMENT].splitlines(), 1):
        if match := SHOWN_AT.match(line):
            rows.append(
                {"time": match.group(1), "message": match.group(2), "line": number}
            )
    return rows
