"""Answer a question about source code from its definitions."""

import json
import re

WANTS = "defined"
NAMES = []
KIND = ""

known = {d["name"] for d in definitions}
named = [n for n in NAMES if n in known]
mine = [d for d in definitions if named and d["name"] == named[0]]
COMMENT = re.compile(r"\s*(?://|#|/\*|\*)+\s*(.*?)(?:\*/)?\s*$")


def place(d):
    return f"{d['file']}, line {d['line']}" if d["file"] else f"line {d['line']}"


def body_text(d):
    return "\n".join(re.sub(r"(?:^|\s)(?://|#).*$", "", line) for line in d["body"])


def within(name, line):
    """The innermost definition around a line of a document."""
    around = [
        d
        for d in definitions
        if d["file"] == name and d["line"] < line <= d["line"] + len(d["body"])
    ]
    return max(around, key=lambda d: d["line"], default=None)


def calls_of(name):
    """Who calls a function, and where: the innermost definition, or a whole file."""
    pattern = re.compile(rf"(?<![\w])(?<!def )(?<!function ){re.escape(name)}\s*\(")
    for file, text in documents.items():
        for number, line in enumerate(text.splitlines(), 1):
            is_head = any(d["line"] == number and d["file"] == file for d in mine)
            if pattern.search(re.sub(r"(?://|#).*$", "", line)) and not is_head:
                around = within(file, number)
                yield (around["name"] if around else file or "the top level"), number


def called_by(d):
    said = re.findall(r"(?<![\w.])(\w+)\s*\(", body_text(d))
    return [n for n in dict.fromkeys(said) if n in known and n != d["name"]]


def documented(d):
    """The docstring of a definition, or the comment above it."""
    whole = "\n".join(d["body"][:12])
    quoted = re.match(r'\s*[rf]?("""|\'\'\')([\s\S]*?)\1', whole)
    if quoted:
        return " ".join(quoted.group(2).split())
    comment = COMMENT.match(d["above"]) if d["above"] else None
    return comment.group(1) if comment and comment.group(1) else ""


def raised(d):
    pattern = r"\b(?:raise|throw)\s+(?:new\s+)?([A-Za-z_][\w.]*)"
    return list(dict.fromkeys(re.findall(pattern, body_text(d))))


def bases_of(d):
    said = re.search(r"\((.*?)\)|\b(?:extends|implements|:)\s+([\w., ]+)", d["bases"])
    return (said.group(1) or said.group(2) or "").strip() if said else ""


def heirs(name):
    pattern = re.compile(rf"\b{re.escape(name)}\b")
    return [d["name"] for d in definitions if pattern.search(bases_of(d))]


def split_params(d):
    parts = re.split(r",\s*(?![^(\[{]*[)\]}])", d["params"])
    return [p.strip() for p in parts if p.strip() and p.strip() not in ("self", "cls")]


def default_of(names):
    """The default of a parameter, of the named function or of the only one."""
    found = {}
    for d in mine or definitions:
        for part in split_params(d):
            match = re.match(r"\**(\w+)[^=]*=\s*(.+)$", part)
            if match and match.group(1) in names:
                found[f"{d['name']}({part})"] = match.group(2)
    return found


def value_of(names):
    """The value of a constant, wherever a name is set outside of any call."""
    found = {}
    for file, text in documents.items():
        for number, line in enumerate(text.splitlines(), 1):
            match = CONSTANT.match(line)
            if match and match.group(1) in names and not head_at(line):
                found[f"{file} line {number}: {line.strip()}"] = match.group(2)
    return found


def imports(text):
    """Whether a file imports something that the question names."""
    said = [p.match(line) for line in text.splitlines() for p in IMPORTS]
    return any(set(re.split(r"[./, ]+", m.group(1))) & set(NAMES) for m in said if m)


def listed(kind):
    if kind == "import":
        said = []
        for text in documents.values():
            for line in text.splitlines():
                match = next(filter(None, (p.match(line) for p in IMPORTS)), None)
                said += re.split(r", ", match.group(1)) if match else []
        return list(dict.fromkeys(said))
    if kind == "todo":
        texts = "\n".join(documents.values())
        return re.findall(r"\b((?:TODO|FIXME).*)", texts)
    return list(dict.fromkeys(d["name"] for d in definitions if d["kind"] == kind))


def exported():
    said = [n for n in documents if any(n.rsplit("/", 1)[-1] == x for x in FILES)]
    found = []
    for file in said or list(documents):
        text = documents[file]
        if match := re.search(r"module\.exports\s*=\s*\{([^}]*)\}", text):
            found += [part.split(":")[0].strip() for part in match.group(1).split(",")]
        found += EXPORTED.findall(text)
    return list(dict.fromkeys(filter(None, found))) if said else []


EXPORTED = re.compile(
    r"(?m)^export (?:default )?(?:async )?(?:const|function|class) (\w+)"
)
FILES = re.findall(r"[\w-]+\.\w+", " ".join(NAMES))
answers, evidence, sure = [], "", 0.9
if WANTS == "exports":
    answers = exported()
elif WANTS == "importers":
    answers = [file for file, text in documents.items() if file and imports(text)]
elif WANTS == "list":
    answers = listed(KIND)
elif WANTS == "prefix":
    begins = tuple(n for n in NAMES if any(k.startswith(n) for k in known))
    count = sum(d["name"].startswith(begins) for d in definitions)
    answers = [str(count)] if begins else []
elif WANTS == "value":
    values = value_of(NAMES)
    answers, evidence = list(dict.fromkeys(values.values())), "; ".join(values)
    sure = 0.9 if len(answers) == 1 else 0.5
elif WANTS == "default":
    values = default_of(NAMES)
    answers, evidence = list(dict.fromkeys(values.values())), "; ".join(values)
    set_to = value_of(answers[:1]) if len(answers) == 1 else {}
    if len(set_to) == 1:
        evidence += "; " + next(iter(set_to))
        answers = list(set_to.values())
    sure = 0.9 if len(answers) == 1 else 0.5
elif WANTS == "heirs" and named:
    answers = heirs(named[0])
elif WANTS == "callers" and named:
    found_calls = list(calls_of(named[0]))
    answers = list(dict.fromkeys(name for name, _ in found_calls))
    classes = {d["name"] for d in definitions if d["kind"] == "class"}
    sure = 0.4 if KIND == "function" and classes & set(answers) else sure
    evidence = "called in line " + ", ".join(str(n) for _, n in found_calls[:12])
elif mine:
    d = mine[0]
    steps = {
        "defined": lambda: [place(x) for x in mine],
        "callees": lambda: called_by(d),
        "bases": lambda: [bases_of(d)],
        "params": lambda: [", ".join(split_params(d))],
        "raises": lambda: raised(d),
        "does": lambda: [documented(d)],
        "returns": lambda: re.findall(r"(?m)\breturn\s+(.+?);?\s*$", body_text(d)),
    }
    answers = [a for a in dict.fromkeys(steps[WANTS]()) if a]
    evidence = f"{place(d)}: {d['head']}"
    sure = 0.9 if len(mine) == 1 or WANTS == "defined" else 0.65
answer_text = ", ".join(answers)
result = {
    "strategy": "code",
    "answer": answer_text[:1500],
    "whole": len(answer_text) <= 1500,
    "confidence": sure if answer_text else 0.0,
    "evidence": evidence[:400],
    "passages": [f"{place(d)}: {d['head']}"[:240] for d in mine[:3]],
}
print("RESULT", json.dumps(result, ensure_ascii=False))
