"""Find the entry of an option, a setting or a name, and what it says of it."""

import json
import re

TERM = ""
ASPECT = ""


def find_the_entry():
    global result
    entries, mentions = read_entries()  # lines that begin with the term, and others
    answer, where, evidence, sure = best_of(entries)
    if not entries and not ASPECT:
        answer, where, evidence, sure = sentence_about(mentions)
    result = {
        "strategy": "entry",
        "answer": shortened(answer.strip(), 600),
        "confidence": sure,
        "evidence": shortened(evidence, 300),
        "where": where,
        "passages": [
            f"{place}: {shortened(line, 240)}" for place, line in mentions[:3]
        ],
    }
    print("RESULT", json.dumps(result, ensure_ascii=False))


def read_entries():
    """The entries of the term with what they say, and every line that names it."""
    entries, mentions = [], []
    for name, text in documents.items():
        lines_here = text.splitlines()
        for at, line in enumerate(lines_here):
            if EXACT.search(line):
                place = f"{name} line {at + 1}".strip()
                answer = found_in(lines_here, at) if is_entry(line) else ""
                if answer:
                    entries.append((answer, place, line.strip()))
                mentions.append((place, line.strip()))
    return entries, mentions


def best_of(entries):
    """The first entry, less surely where others say something else."""
    if not entries:
        return "", "", "", 0.0
    several = {entry[0] for entry in entries}
    sure = 0.9 if len(several) == 1 else 0.75 if len(several) < 4 else 0.4
    return *entries[0], sure


def sentence_about(mentions):
    """The first sentence that begins with the term."""
    for place, line in mentions[:40]:
        for sentence in re.split(r"(?<=[.;])\s+", line):
            said = bare_line(sentence)
            starts = EXACT.search(said[: len(TERM) + 12])
            if starts and len(said.split()) > 3:
                return said, place, line, 0.8
    return "", "", "", 0.0


EXACT = re.compile(rf"(?<![\w-]){re.escape(TERM)}(?![\w-]|\.\w)")
DESCRIBES = ("descript", "mean", "explan", "purpos", "effect", "note", "comment")
ROW = re.compile(r"\s*\|?.*\|")


def bare_line(line):
    said = re.sub(r"^\s*(?:[-*+•>|]\s+)*", "", line)
    return said.replace("`", "").replace("**", "").strip()


def is_entry(line):
    """Whether a line begins with the term, or with a short list that has it."""
    head = re.split(r"\s{2,}|[:=|–—]\s|\s-\s|\s\|", line.strip().lstrip("*+•>|` "))[0]
    named = [part.strip(" `*'\"") for part in re.split(r",\s|\s/\s|\|", head)]
    words_of = [part.split("=")[0].split("[")[0].split(" ")[0] for part in named]
    return TERM in named or (TERM in words_of and len(head) < 60)


def cells_of(line):
    return [cell.strip(" `*") for cell in line.strip().strip("|").split("|")]


def head_of(lines_here, at):
    """The column names of the table in which a line stands."""
    while at > 0 and "|" in lines_here[at - 1]:
        at -= 1
    return cells_of(lines_here[at])


def in_table(lines_here, at):
    """The cell that is asked for, or else the one that describes; then all of them."""
    named = dict(zip(head_of(lines_here, at), cells_of(lines_here[at]), strict=False))
    wanted = [stem(ASPECT)] if ASPECT else DESCRIBES
    for column, cell in named.items():
        if any(word.startswith(tuple(wanted)) for word in stems(column)):
            return cell
    rest = list(named.items())[1:]
    return "" if ASPECT else "; ".join(f"{k}: {v}" for k, v in rest if v)


def below(lines_here, at):
    """The lines under an entry that are set in deeper than it."""
    depth = len(lines_here[at]) - len(lines_here[at].lstrip())
    kept = []
    for line in lines_here[at + 1 :]:
        if line.strip() and len(line) - len(line.lstrip()) <= depth:
            break
        if not line.strip() and kept:
            break
        kept.append(line.strip())
    return " ".join(" ".join(kept).split())


def beside(line):
    """What stands behind the term on its own line."""
    said = bare_line(line)
    found = EXACT.search(said)
    rest = said[found.end() :] if found else said
    rest = re.sub(r"^(?:, [-\w=\[\]]+)*(?:[ =]\S+(?=\s{2,}|: ))?", "", rest)
    return said if re.match(r"\s+[a-z]", rest) else rest.strip(" :=–—-")


def of_aspect(text):
    """The sentence that speaks of the aspect, without the words around its value."""
    for sentence in re.split(r"(?<=[.;])\s+", text):
        if stem(ASPECT) in stems(sentence):
            value = re.search(r"\b(?:is|are|:|=)\s+(.+?)[.;]?$", sentence)
            return value.group(1) if value else sentence
    return ""


def found_in(lines_here, at):
    line = lines_here[at]
    if line.count("|") > 1 or (ROW.match(line) and at and "|" in lines_here[at - 1]):
        return in_table(lines_here, at)
    text = beside(line)
    deeper = below(lines_here, at)
    text = deeper if len(text.split()) < 2 and deeper else text
    return of_aspect(text + " " + deeper) if ASPECT else text


find_the_entry()
