"""Read a version history, as `git log` prints it, into a row for each commit."""

import re

FIELD = re.compile(r"(Author|AuthorDate|Date|Commit|CommitDate|Merge): +(.*)$")
MONTHS_OF = "JanFebMarAprMayJunJulAugSepOctNovDec"


def iso_day(text):
    """`Tue Mar 7 10:02:00 2023 +0100` with the year first."""
    match = re.match(r"\w{3} (\w{3}) +(\d+) ([\d:]+) (\d{4})", text)
    if match is None:
        return text.strip()
    month, day, clock, year = match.groups()
    number = MONTHS_OF.find(month) // 3 + 1
    return f"{year}-{number:02}-{int(day):02} {clock}"


def read_rows():
    global ROWS_ARE
    ROWS_ARE = "commit"
    rows = []
    for number, line in enumerate(documents[DOCUMENT].splitlines(), 1):
        if match := re.match(r"commit ([0-9a-f]{7,40})\b", line):
            row = {"commit": match.group(1), "author": "", "date": "", "message": ""}
            rows.append(row | {"line": number})
        elif rows and (match := FIELD.match(line)):
            key, value = match.groups()
            if key == "Author":
                rows[-1]["author"] = re.sub(r"\s*<[^>]*>", "", value)
            elif key in ("Date", "AuthorDate"):
                rows[-1]["date"] = iso_day(value)
        elif rows and line.startswith("    "):
            rows[-1]["message"] = f"{rows[-1]['message']}\n{line.strip()}".strip()
    return rows
