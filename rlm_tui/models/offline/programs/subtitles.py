"""Put each subtitle on one line behind the time at which it is shown."""

import re

CUE = re.compile(
    r"(?:^|\n)(?:\d+\n)?((?:\d\d:)?\d\d:\d\d)[,.]\d{3} --> [^\n]*\n"
    r"((?:(?!\n\n)[\s\S])+)"
)
SHOWN_AT = re.compile(r"\[((?:\d\d:)?\d\d:\d\d)\] (.*)$")


def without_cues(text):
    head = text[:2000]
    if len(re.findall(r"\d\d:\d\d[,.]\d{3} --> \d", head)) < 2:
        return text
    found = CUE.findall(text.replace("\r\n", "\n") + "\n\n")
    return "\n".join(f"[{at}] {' '.join(said.split())}" for at, said in found)
