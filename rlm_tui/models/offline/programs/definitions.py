"""Read source code into its definitions: functions and classes with their bodies."""

import re

KEYWORDS = (
    "if elif for while switch catch return else do with new await typeof function"
)
HEADS = (
    ("class", re.compile(r"type (\w+) (?:struct|interface)\b(.*)")),
    (
        "class",
        re.compile(
            r"\s*(?:export |default |abstract |public |pub |final |data |sealed )*"
            r"(?:class|struct|interface|trait|enum) (\w+)\s*(\(.*?\)|[^{:]*)"
        ),
    ),
    (
        "function",
        re.compile(
            r"\s*(?:export |default |pub(?:\(\w+\))? |public |private |protected "
            r"|static |final |async |unsafe |override )*"
            r"(?:def|function\*?|func|fn|fun|sub)\s+"
            r"(?:\([^)]*\)\s*)?(\w+)\s*(?:<[^>]*>)?(\(.*|$)"
        ),
    ),
    (
        "function",
        re.compile(
            r"\s*(?:export )?(?:const|let|var) (\w+)(?:: [^=]+)?\s*=\s*(?:async\s*)?"
            r"(\(.*?\)|\w+)(?:: [\w<>\[\]]+)?\s*=>.*"
        ),
    ),
    (
        "function",
        re.compile(
            r"\s+(?:async |static |get |set |public |private )*(\w+)(\(.*?\))"
            r"\s*(?::\s*[\w<>\[\]|, .]+)?\{\s*$"
        ),
    ),
    (
        "function",
        re.compile(
            r"\s*(?:(?:public|private|protected|static|final|virtual|inline|const) )+"
            r"[\w<>\[\],:*& ]+?\b(\w+)(\(.*)$"
        ),
    ),
    (
        "function",
        re.compile(
            r"(?!(?:return|await|new|else|throw|yield|go|defer|case|export)\b)"
            r"(?:(?:unsigned|struct|signed|long) )*[A-Za-z_]\w*(?:<.*>)?[ *&]+(\w+)"
            r"(\([^;=]*\)?)\s*(?:const )?\{?\s*$"
        ),
    ),
)
CONSTANT = re.compile(
    r"(?:export |pub |static |final |public |private )*(?:const|let|var|val)? ?"
    r"([A-Za-z_]\w*)(?:: ?[\w\[\]<>, .]+)?\s*=(?!=|>)\s*(.+?);?\s*$"
)
IMPORTS = (
    re.compile(r"\s*import ([\w.]+(?:, [\w.]+)*)"),
    re.compile(r"\s*from ([\w.]+) import"),
    re.compile(r".*\brequire\(['\"]([^'\"]+)['\"]\)"),
    re.compile(r"\s*import .*?['\"]([^'\"]+)['\"]"),
    re.compile(r"\s*(?:use|using|#include) [<\"]?([\w:./]+)"),
)


def inset(line):
    return len(line) - len(line.lstrip())


def end_of(lines_here, at):
    """The line behind a definition: by indentation, or by its braces."""
    opened = " ".join(lines_here[at : at + 6])
    is_python = re.match(r"\s*(?:async )?(?:def|class)\b", lines_here[at])
    if is_python or "{" not in opened:
        for i in range(at + 1, len(lines_here)):
            line = lines_here[i]
            if line.strip() and inset(line) <= inset(lines_here[at]) and line[0] != ")":
                return i
        return len(lines_here)
    depth, begun = 0, False
    for i in range(at, len(lines_here)):
        depth += lines_here[i].count("{") - lines_here[i].count("}")
        begun = begun or "{" in lines_here[i]
        if begun and depth <= 0:
            return i + 1
    return len(lines_here)


def head_at(line):
    for kind, pattern in HEADS:
        match = pattern.match(line)
        if match and match.group(1) not in KEYWORDS.split(" "):
            return kind, match.group(1), match.group(2) or ""
    return None


def signature(lines_here, at):
    """What stands between the brackets behind a name, over several lines."""
    text = " ".join(line.strip() for line in lines_here[at : at + 12])
    start = text.find("(")
    depth = 0
    for i in range(max(start, 0), len(text)):
        depth += (text[i] in "([{") - (text[i] in ")]}")
        if depth == 0 and start >= 0:
            return text[start + 1 : i]
    return ""


def all_definitions():
    for name, text in documents.items():
        lines_here = text.splitlines()
        for at, line in enumerate(lines_here):
            if head := head_at(line):
                end = end_of(lines_here, at)
                yield {
                    "file": name,
                    "line": at + 1,
                    "kind": head[0],
                    "name": head[1],
                    "head": line.strip(),
                    "bases": head[2],
                    "params": signature(lines_here, at),
                    "above": lines_here[at - 1].strip() if at else "",
                    "body": lines_here[at + 1 : end],
                    "inset": inset(line),
                }
