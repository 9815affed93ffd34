"""Tell what the definitions of source code say: who calls, raises and has what."""

import re

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


def undescribed(d):
    """What can be said of a definition that nobody has described."""
    calls, kind = called_by(d), d["kind"]
    told = f"not described; it is the {kind} at {place(d)}"
    return told + (f", which calls {', '.join(calls[:5])}" if calls else "")


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


IMPORT_BLOCK = re.compile(r"(?ms)^import \((.*?)^\)")


def imported_by(text):
    """What a file imports, in order."""
    said = []
    for line in text.splitlines():
        match = next(filter(None, (p.match(line) for p in IMPORTS)), None)
        said += match.group(1).split(", ") if match else []
    blocks = IMPORT_BLOCK.findall(text)
    return said + [name for block in blocks for name in re.findall(r'"(.+?)"', block)]


def imports(text):
    """Whether a file imports something that the question names."""
    return any(set(re.split(r"[./]+", x)) & set(NAMES) for x in imported_by(text))


def owner_of(d):
    """The class, or the like, of which a function is a method; or nothing."""
    if receiver := re.match(r"func \(\w* ?\*?(\w+)", d["head"]):
        return receiver.group(1)
    around = within(d["file"], d["line"])
    is_method = around and around["kind"] == "class" and d["kind"] == "function"
    return around["name"] if is_method else ""


def methods_of(name):
    return [d["name"] for d in definitions if owner_of(d) == name]


def raisers(name):
    """The functions that raise an error, each with the line of its definition."""
    return [d for d in definitions if d["kind"] == "function" and name in raised(d)]


def only_most(sizes):
    """The name with the highest number; nothing where several have it."""
    best = [name for name, size in sizes.items() if size == max(sizes.values())]
    return best if len(best) == 1 and sizes[best[0]] else []


def having_most():
    """What has the most methods, or parameters, or is the longest."""
    if KIND == "methods":
        classes = [d["name"] for d in definitions if d["kind"] == "class"]
        sizes = {name: len(methods_of(name)) for name in classes}
        return only_most(sizes), "methods: " + counted(sizes)
    size = (lambda d: len(split_params(d))) if KIND == "parameters" else length_of
    sizes = {d["name"]: size(d) for d in definitions if d["kind"] == "function"}
    return only_most(sizes), f"{KIND}: {counted(sizes)}"


def length_of(d):
    return sum(bool(line.strip()) for line in d["body"])


def counted(sizes):
    first = sorted(sizes, key=sizes.get, reverse=True)[:5]
    return ", ".join(f"{name} {sizes[name]}" for name in first)


def doers():
    """The definitions whose name and description say all that is asked."""
    kind = KIND or "function"
    found = {}
    for d in definitions:
        said = stems(d["name"]) | stems(documented(d))
        if d["kind"] == kind and WORDS and all(said & set(o) for o in WORDS.values()):
            found[d["name"]] = f"{place(d)}: {d['head']} ({documented(d)[:120]})"
    return found
