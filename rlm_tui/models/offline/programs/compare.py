"""Compare two documents line by line and pair the lines that changed."""

import difflib
import json

FIRST = ""
SECOND = ""


def numbered(text):
    return {
        line.strip(): n
        for n, line in reversed(list(enumerate(text.splitlines(), 1)))
        if line.strip()
    }


old, new = numbered(documents[FIRST]), numbered(documents[SECOND])
gone = [line for line in old if line not in new]
came = [line for line in new if line not in old]
gone.sort(key=old.get)
came.sort(key=new.get)
changed = []
for line in gone[:400]:
    close = difflib.get_close_matches(line, came[:400], 1, 0.6)
    if close:
        changed.append((line, close[0]))
        came.remove(close[0])
gone = [line for line in gone if line not in dict(changed)]
report = [f"- changed (line {old[a]} to line {new[b]}): {a} -> {b}" for a, b in changed]
report += [f"- only in {FIRST} (line {old[x]}): {x}" for x in gone]
report += [f"- only in {SECOND} (line {new[x]}): {x}" for x in came]
count = len(report)
answer_text = "\n".join(
    [
        f"{count} difference{'s' * (count != 1)}: {len(changed)} changed, "
        f"{len(gone)} removed, {len(came)} added.",
        *report,
    ]
)
result = {
    "strategy": "compare",
    "answer": answer_text[:2500],
    "whole": len(answer_text) <= 2500,
    "confidence": 0.85,
    "evidence": f"{FIRST} has {len(old)} different lines, {SECOND} has {len(new)}",
}
print("RESULT", json.dumps(result, ensure_ascii=False))
