"""Read each line of a web server's access log into a row."""

import re

ACCESS = re.compile(
    r'^(?P<ip>\S+) \S+ (?P<user>\S+) \[(?P<time>[^\]]+)\] "(?P<method>[A-Z]+) '
    r'(?P<path>\S+)[^"]*" (?P<status>\d{3}) (?P<bytes>\d+|-)'
    r'(?: "(?P<referrer>[^"]*)" "(?P<agent>[^"]*)")?'
)


def read_rows():
    rows = []
    for number, line in enumerate(documents[DOCUMENT].splitlines(), 1):
        if match := ACCESS.match(line):
            row = {
                k: "" if v in (None, "-") else v for k, v in match.groupdict().items()
            }
            rows.append(row | {"line": number})
    return rows
