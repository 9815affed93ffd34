"""Compare two documents line by line and pair the lines that changed."""

import difflib
import json

FIRST = ""
SECOND = ""


def compare_the_documents():
    global answer_text, result
    old, new = numbered(documents[FIRST]), numbered(documents[SECOND])
    gone = sorted((line for line in old if line not in new), key=old.get)
    came = sorted((line for line in new if line not in old), key=new.get)
    changed = paired(gone, came)  # each line that is gone with the one most like it
    gone = [line for line in gone if line not in changed]
    came = [line for line in came if line not in changed.values()]
    pairs = changed.items()
    report = [
        f"- changed (line {old[a]} to line {new[b]}): {a} -> {b}" for a, b in pairs
    ]
    report += [f"- only in {FIRST} (line {old[x]}): {x}" for x in gone]
    report += [f"- only in {SECOND} (line {new[x]}): {x}" for x in came]
    count = len(report)
    head = f"{count} difference{'s' * (count != 1)}: {len(changed)} changed, "
    head += f"{len(gone)} removed, {len(came)} added."
    answer_text = "\n".join([head, *report])
    result = {
        "strategy": "compare",
        "answer": answer_text[:2500],
        "whole": len(answer_text) <= 2500,
        "confidence": 0.85,
        "evidence": f"{FIRST} has {len(old)} different lines, {SECOND} has {len(new)}",
    }
    print("RESULT", json.dumps(result, ensure_ascii=False))


def numbered(text):
    """Each line with its number; the first one of those that are the same."""
    lines = list(enumerate(text.splitlines(), 1))
    return {line.strip(): number for number, line in reversed(lines) if line.strip()}


def paired(gone, came):
    found, left = {}, list(came)
    for line in gone[:400]:
        close = difflib.get_close_matches(line, left[:400], 1, 0.6)
        if close:
            found[line] = close[0]
            left.remove(close[0])
    return found


compare_the_documents()
