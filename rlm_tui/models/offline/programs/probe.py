"""Look at the text before choosing what to do with it."""

import json


def look_at_the_text():
    global documents, context_data, tables, kinds
    # The text of each file by its name, and the data in it if it is JSON or settings:
    documents, context_data, form = read_context(context)
    tables = tables_in(context_data)  # its lists of records
    kinds = kinds_of_all(form)  # prose, log, csv, python and so on
    texts = list(documents.values())
    probe = {
        "type": type(context).__name__,
        "characters": sum(map(len, texts)),
        "lines": sum(len(text.splitlines()) for text in texts),
        "format": shape_of_all(form),
        "documents": len(documents),
        "files": [[n[-60:], len(documents[n]), kinds[n]] for n in list(kinds)[:20]],
        "words": word_lines(texts, QUESTION_WORDS),  # lines that have each
        "head": "".join(texts[:1])[:160],
    }
    probe |= more_about(texts, probe["format"], form)
    print("PROBE", json.dumps(probe, ensure_ascii=False))


QUESTION_WORDS = {}


SETTINGS = ("yaml", "toml", "ini", "xml", "object")


def read_context(value):
    """The texts of the context by name, its data, and the form of that data."""
    if not isinstance(value, str):
        form = "list" if isinstance(value, list) else "object"
        return plain_texts(value), value, form
    if value.lstrip()[:1] in ("{", "["):
        try:
            data = json.loads(value)
            return name_documents(data), data, "json"
        except ValueError:
            pass
    if data := settings_data(value[:2_000_000]):
        return plain_texts(value), data, settings_form(value)
    return plain_texts(value), value, "text"


def plain_texts(value):
    named = name_documents(value)
    return {name: without_cues(without_markup(text)) for name, text in named.items()}


def kinds_of_all(form):
    """What each of the first documents is written in."""
    if form in SETTINGS and len(documents) == 1:
        return dict.fromkeys(documents, form)
    first = list(documents)[:400]
    return {n: language_of(documents[n]) or format_of(documents[n]) for n in first}


def more_about(texts, shape, form):
    """What there is in the texts that a step may make use of."""
    global RECORD_LABEL, ROWS_ARE
    whole = texts[0] if len(texts) == 1 else ""
    embedded = embedded_in(whole) if shape in ("prose", "markdown") else ""
    RECORD_LABEL = record_label(whole[:40_000]) if shape == "blocks" else ""
    ROWS_ARE = ""
    is_settings = shape == "records" and form in SETTINGS
    return {
        "sections": sections_of("".join(texts[:1])),
        "embedded": embedded,
        "nested": is_nested(),
        "code": language_of_all(),
        "mixed": bool(embedded) or shape == "blocks" or is_settings,
    }


def shape_of_all(form):
    """What the whole context is, in a word."""
    if any(len(table) > 1 for _, table in tables):
        return "records"
    if len(documents) > 1:
        return "files"
    if isinstance(context_data, dict):
        return form if form in SETTINGS[:4] else "json"
    return next(iter(kinds.values()), "prose")


def is_nested():
    """Whether the data is a tree and not just texts by name."""
    return isinstance(context_data, dict) and list(documents) != list(context_data)


def language_of_all():
    """The language of source code, if at least half of the texts are source code."""
    found = [kind for kind in kinds.values() if kind in LANGUAGES]
    is_most = found and 2 * len(found) >= len(kinds)
    return max(found, key=found.count) if is_most else ""


def sections_of(text):
    return [(a or b)[:50] for a, b in HEADING.findall(text)[:15]]


look_at_the_text()
