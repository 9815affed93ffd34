"""Ask the sub-model about each sample and compare its replies with the result."""

import json
import re


def said_in(reply):
    """The value in a reply; nothing if it failed, was refused, or is not sure."""
    reply = str(reply).strip()
    if reply.startswith(("[The operator refused", "[aborted", "Error:", "NOT FOUND")):
        return ""
    labelled = re.search(r"(?m)^\W*VALUE\W*?: *(.+)$", reply)
    return labelled.group(1).strip() if labelled else reply


def agreement(said, expected):
    """Whether a reply agrees; None if it does not say."""
    if expected in ("yes", "no"):
        plain = re.match(r"\W*(yes|no)\b", said.lower())
        return plain.group(1) == expected if plain else None
    if isinstance(expected, int | float):
        numbers = re.findall(r"-?\d+(?:\.\d+)?", said.replace(",", ""))
        return any(abs(float(n) - expected) < 0.005 for n in numbers) or (
            False if numbers else None
        )
    wanted = " ".join(str(expected).lower().split())
    return wanted in " ".join(said.lower().split())


prompts = [f"Question: {s['question']}\nText:\n{s['text']}" for s in samples]
replies = llm_query_batched(prompts) if prompts else []
answered, agreed, disputes, problem = 0, 0, [], ""
for sample, reply in zip(samples, replies, strict=False):
    said = said_in(reply)
    verdict = agreement(said, sample["expect"]) if said else None
    if verdict is None:
        problem = problem or str(reply).strip()[:160]
        continue
    answered += 1
    agreed += verdict
    if not verdict:
        disputes.append(
            {
                "where": sample["where"],
                "question": sample["question"][:200],
                "said": said[:80],
                "expected": str(sample["expect"])[:80],
                "text": " ".join(sample["text"].split())[:200],
            }
        )
check = {
    "of": str(result["answer"])[:80],
    "samples": sampled,
    "asked": len(prompts),
    "answered": answered,
    "agreed": agreed,
    "disputes": disputes,
    "problem": problem,
}
print("CHECK", json.dumps(check, ensure_ascii=False))
