"""Answer a question about source code from its definitions."""

import json
import re

WANTS = "defined"
NAMES = []
KIND = ""


def read_the_code():
    global definitions, known, named, mine, result
    definitions = list(all_definitions())  # functions and classes, with their lines
    known = {d["name"] for d in definitions}
    named = [n for n in NAMES if n in known]
    mine = [d for d in definitions if named and d["name"] == named[0]]
    answers, evidence, sure = found_in_the_code()
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


def found_in_the_code():
    """The answers, what they rest on, and how sure they are."""
    if WANTS == "exports":
        return exported(), "", 0.9
    if WANTS == "importers":
        return (
            [file for file, text in documents.items() if file and imports(text)],
            "",
            0.9,
        )
    if WANTS == "list":
        return listed(KIND), "", 0.9
    if WANTS == "prefix":
        begins = tuple(n for n in NAMES if any(k.startswith(n) for k in known))
        count = sum(d["name"].startswith(begins) for d in definitions)
        return [str(count)] if begins else [], "", 0.9
    if WANTS == "value":
        return only_value(value_of(NAMES))
    if WANTS == "default":
        return default_found()
    if WANTS == "heirs" and named:
        return heirs(named[0]), "", 0.9
    if WANTS == "callers" and named:
        return callers_found()
    return of_definition() if mine and WANTS in OF_DEFINITION else ([], "", 0.0)


def only_value(values):
    answers = list(dict.fromkeys(values.values()))
    return answers, "; ".join(values), 0.9 if len(answers) == 1 else 0.5


def default_found():
    """The default of a parameter; where that is a constant, its value."""
    answers, evidence, sure = only_value(default_of(NAMES))
    set_to = value_of(answers[:1]) if len(answers) == 1 else {}
    if len(set_to) == 1:
        return list(set_to.values()), f"{evidence}; {next(iter(set_to))}", 0.9
    return answers, evidence, sure


def callers_found():
    calls = list(calls_of(named[0]))
    answers = list(dict.fromkeys(name for name, _ in calls))
    classes = {d["name"] for d in definitions if d["kind"] == "class"}
    is_class = KIND == "function" and classes & set(answers)
    evidence = "called in line " + ", ".join(str(n) for _, n in calls[:12])
    return answers, evidence, 0.4 if is_class else 0.9


OF_DEFINITION = {
    "defined": lambda d: [place(x) for x in mine],
    "callees": lambda d: called_by(d),
    "bases": lambda d: [bases_of(d)],
    "params": lambda d: [", ".join(split_params(d))],
    "raises": lambda d: raised(d),
    "does": lambda d: [documented(d)],
    "returns": lambda d: re.findall(r"(?m)\breturn\s+(.+?);?\s*$", body_text(d)),
}


def of_definition():
    """What the definition that is named says itself."""
    d = mine[0]
    answers = [a for a in dict.fromkeys(OF_DEFINITION[WANTS](d)) if a]
    is_one = len(mine) == 1 or WANTS == "defined"
    return answers, f"{place(d)}: {d['head']}", 0.9 if is_one else 0.65


read_the_code()
