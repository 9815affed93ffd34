"""Answer a question about source code from its definitions."""

import json
import re

WANTS = "defined"
NAMES = []
KIND = ""
WORDS = {}


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


def listed(kind):
    if kind == "import":
        texts = documents.values()
        return list(dict.fromkeys(x for text in texts for x in imported_by(text)))
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
    if WANTS == "raisers":
        raising = raisers(named_error())
        names = list(dict.fromkeys(d["name"] for d in raising))
        return names, "; ".join(map(place, raising)), 0.9
    if WANTS == "kind count":
        count = sum(bool(re.search(rf"\b{KIND}\b", d["head"])) for d in definitions)
        return [str(count)] if count else [], f"definitions of a {KIND}", 0.9
    if WANTS == "most":
        return *having_most(), 0.9
    if WANTS == "doers":
        found = doers()
        return list(found), "; ".join(found.values()), 0.85 if len(found) == 1 else 0.4
    if WANTS in ("methods", "method count") and mine:
        own = methods_of(named[0])
        answers = own if WANTS == "methods" else [str(len(own))]
        return answers, f"methods: {', '.join(own)}", 0.9
    return of_definition() if mine and WANTS in OF_DEFINITION else ([], "", 0.0)


def named_error():
    """The error in the question: a name that the code raises."""
    every = {name for d in definitions for name in raised(d)}
    return next((name for name in NAMES if name in every), "")


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
    "does": lambda d: [documented(d) or undescribed(d)],
    "returns": lambda d: re.findall(r"(?m)\breturn\s+(.+?);?\s*$", body_text(d)),
}


def of_definition():
    """What the definition that is named says itself."""
    d = mine[0]
    answers = [a for a in dict.fromkeys(OF_DEFINITION[WANTS](d)) if a]
    is_one = len(mine) == 1 or WANTS == "defined"
    return answers, f"{place(d)}: {d['head']}", 0.9 if is_one else 0.65


read_the_code()
