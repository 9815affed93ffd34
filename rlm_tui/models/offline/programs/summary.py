"""Summarise section by section, big sections in a run of their own; then as a whole."""

import itertools
import json
import re

SENTENCES = 2
MAX_CALLS = 30


def summarise_the_text():
    global parts, answer_text, result
    parts = cut_into_parts()  # pairs: the titles of a part, and its text
    big = [i for i, part in enumerate(parts) if cost(part) > 1]
    small = [i for i in range(len(parts)) if i not in big]
    notes = ask_runs(big) | ask_queries(small)  # what was said about each part
    said = {i: bare(notes[i]) for i in sorted(notes) if bare(notes[i])}
    answer_text = put_together(said)
    result = {
        "strategy": "summary",
        "answer": answer_text[:2800],
        "whole": len(answer_text) <= 2800,
        "confidence": round(0.7 * len(said) / len(parts), 2) if parts else 0.0,
        "evidence": f"{len(parts)} parts, {len(big)} of them in a run of their own; "
        f"{len(parts) - len(said)} without an answer",
    }
    print("RESULT", json.dumps(result, ensure_ascii=False))


def ask_runs(big):
    """Have each big part summarised by a run of its own, which splits it again."""
    if not big:
        return {}
    limit = f", with at most {COST_OF_BIG - 1} sub-queries"
    questions = [ask(parts[i]) + limit for i in big]
    replies = rlm_query_batched(questions, [parts[i][1] for i in big])
    return dict(zip(big, replies, strict=False))


def ask_queries(small):
    """Have each small part summarised by one sub-query."""
    if not small:
        return {}
    prompts = [f"Question: {ask(parts[i])}.\nText:\n{parts[i][1]}" for i in small]
    return dict(zip(small, llm_query_batched(prompts), strict=False))


BIG = 6000
MAX_SECTIONS = 120
COST_OF_BIG = 3


def heading_starts(text):
    """Where the sections begin: of the levels of headings, one that is not too fine."""
    levels = [r"^# +\S", r"^#{1,2} +\S", r"^#{1,3} +\S", r"^(?:ARTICLE|SECTION) \S"]
    found = [[m.start() for m in re.finditer("(?m)" + mark, text)] for mark in levels]
    usable = [starts for starts in found if len(starts) <= MAX_SECTIONS]
    return max(usable, key=len, default=[])


def split_text(name, text):
    """Sections by heading, or pieces at line ends where there are no headings."""
    starts = heading_starts(text)
    if len(starts) > 1:
        cuts = [*({0, *starts}), len(text)]
        pieces = [text[a:b] for a, b in itertools.pairwise(sorted(cuts))]
    else:
        step = max(4000, len(text) // 8)
        pieces, rest = [], text
        while rest:
            cut = rest.rfind("\n", 0, step) + 1 if len(rest) > step else len(rest)
            pieces.append(rest[: cut or step])
            rest = rest[cut or step :]
    return [[[title_of(name, p)], p] for p in pieces if p.strip()]


def title_of(name, piece):
    first = piece.strip().splitlines()[0]
    heading = first.strip("# ")[:60] if first.startswith(("#", "ART", "SECT")) else ""
    return name or heading


def cost(part):
    return COST_OF_BIG if len(part[1]) > BIG and MAX_CALLS > 5 else 1


def cut_into_parts():
    """The sections, the shortest neighbours joined until few enough are left."""
    found = [p for name, text in documents.items() for p in split_text(name, text)]
    while len(found) > 1 and sum(map(cost, found)) >= MAX_CALLS + (MAX_CALLS < 6):
        at = min(
            range(len(found) - 1), key=lambda i: len(found[i][1]) + len(found[i + 1][1])
        )
        (titles, one), (more_titles, two) = found[at : at + 2]
        found[at : at + 2] = [[titles + more_titles, one + "\n" + two]]
    return found


def ask(part):
    """More sentences for a part that was put together from several sections."""
    if MAX_CALLS <= 5:
        return f"Summarise this section in {-(-SENTENCES // len(parts))} sentences"
    count = min(8, max(SENTENCES, len(part[0])))
    return f"Summarise this section in {count} sentences"


def bare(note):
    """A reply without how it was found; nothing if it failed or was refused."""
    note = re.split(r"\n\s*(?:How|Confidence):", str(note))[0].strip()
    failed = note.startswith(("[The operator", "[aborted", "Error:", "I could not"))
    return "" if failed else " ".join(note.split())


def gist_of(texts):
    try:
        joined = "\n\n".join(texts)
        question = f"Question: Summarise in {SENTENCES} sentences.\nText:\n{joined}"
        return bare(llm_query(question))
    except Exception as problem:
        print("No overall summary:", problem)
        return ""


def put_together(said):
    if MAX_CALLS <= 5:
        return " ".join(said.values())
    if len(said) < 2:
        return "\n\n".join(said.values())
    gist = gist_of(said.values())
    names = {i: " + ".join(filter(None, parts[i][0])) or f"part {i + 1}" for i in said}
    bullets = [f"- {names[i]}: {text}" for i, text in said.items()]
    return "\n".join([gist or f"{len(said)} parts:", "", *bullets])


summarise_the_text()
