"""Read settings, as INI or as simple YAML, into nested dicts; nothing if it is none."""

import re
import tomllib

SECTION = re.compile(r"\[+([\w .:/@\"'-]{1,60}?)\]+\s*(?:[#;].*)?$")
SETTING = re.compile(r"([\w./-]+(?: [\w./-]+){0,2})\s*([=:])(?:\s+(.*)|(\S.*)?)$")
ENTRY = re.compile(r"( *)(- +)?(?:\"?([\w./@-]+(?: [\w./@-]+)?)\"?:(?: +(.*))?|(.*))$")


def bare(value):
    value = re.sub(r"(?:^|\s+)[#;] .*$", "", value or "").strip()
    quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
    return value[1:-1] if quoted else value


def ini_data(lines):
    """Sections with `key = value`; None if another kind of line stands there."""
    found, section = {}, ""
    for line in lines:
        line = line.strip()
        if not line or line[0] in "#;":
            continue
        if match := SECTION.match(line):
            section = match.group(1).strip("\"' ")
        elif section and (match := SETTING.match(line)) and match.group(2) == "=":
            value = match.group(3) or match.group(4)
            found.setdefault(section, {})[match.group(1)] = bare(value)
        else:
            return None
    return found or None


def with_lists(value):
    """Numbered entries that are plain as the list that they were."""
    if not isinstance(value, dict):
        return value
    names = list(value)
    is_list = names == [str(n) for n in range(1, len(names) + 1)] and names
    if is_list and all(isinstance(v, str) for v in value.values()):
        return list(value.values())
    return {name: with_lists(inner) for name, inner in value.items()}


def yaml_data(lines):
    """Mappings in mappings, by indentation; None if another kind of line stands there.

    Entries of lists are numbered. Texts of several lines are no settings.
    """
    root = {}
    open_at = [(-1, root)]
    for line in lines:
        if not line.strip() or line.lstrip()[0] == "#" or line.strip() == "---":
            continue
        match = ENTRY.match(line.rstrip())
        indent, item, key, value, plain = match.groups()
        depth = len(indent)
        while open_at[-1][0] >= depth + (0.5 if item else 0):
            open_at.pop()
        parent = open_at[-1][1]
        if item:
            place = {}
            name = str(len(parent) + 1)
            if key is None:
                parent[name] = bare(plain)
                continue
            parent[name] = place
            open_at.append((depth + 0.5, place))
            depth, parent = depth + len(item), place
        if key is None or value in ("|", ">", "|-", ">-"):
            return None
        parent[key] = {} if value is None or not bare(value) else bare(value)
        if parent[key] == {}:
            open_at.append((depth, parent[key]))
    return with_lists(root) or None


def toml_data(text):
    """Tables with values as TOML writes them; None if it is something else."""
    try:
        return tomllib.loads(text) or None
    except tomllib.TOMLDecodeError:
        return None


def settings_data(text):
    lines = text.splitlines()
    shown = [line for line in lines[:400] if line.strip()]
    if sum(bool(SECTION.match(line.strip())) for line in shown) > 1:
        return toml_data(text) or ini_data(lines)
    nested = [line for line in shown if line[0] == " "]
    keyed = [line for line in shown if re.match(r" *(?:- +)?[\w./@-]+:(?: |$)", line)]
    if len(shown) > 3 and nested and len(keyed) > 0.7 * len(shown):
        return yaml_data(lines)
    return None


def settings_form(text):
    """In which of the three notations settings are written."""
    if not any(SECTION.match(line.strip()) for line in text.splitlines()[:400]):
        return "yaml"
    return "toml" if toml_data(text) else "ini"
