"""Ask the sub-model about each sample and compare its replies with the result."""

import json
import re


def check_the_result():
    samples = choose_samples()
    prompts = [f"Question: {s['question']}\nText:\n{s['text']}" for s in samples]
    replies = llm_query_batched(prompts) if prompts else []
    verdicts = [
        agreement(said_in(reply), sample["expect"])
        for sample, reply in zip(samples, replies, strict=False)
    ]
    pairs = zip(replies, verdicts, strict=False)
    unread = [str(reply).strip() for reply, verdict in pairs if verdict is None]
    disputes = [
        dispute(sample, said_in(reply))
        for sample, reply, verdict in zip(samples, replies, verdicts, strict=False)
        if verdict is False
    ]
    check = {
        "of": str(result["answer"])[:80],
        "samples": SAMPLED,
        "asked": len(prompts),
        "answered": len(verdicts) - len(unread),
        "agreed": verdicts.count(True),
        "disputes": disputes,
        "problem": unread[0][:160] if unread else "",
    }
    print("CHECK", json.dumps(check, ensure_ascii=False))


def said_in(reply):
    """The value in a reply; nothing if it failed, was refused, or is not sure."""
    reply = str(reply).strip()
    if reply.startswith(("[The operator refused", "[aborted", "Error:", "NOT FOUND")):
        return ""
    labelled = re.search(r"(?m)^\W*VALUE\W*?: *(.+)$", reply)
    return labelled.group(1).strip() if labelled else reply


def agreement(said, expected):
    """Whether a reply agrees; None if it does not say."""
    if not said:
        return None
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


def dispute(sample, said):
    """What the calculation says of a sample, and what the reply says."""
    return {
        "where": sample["where"],
        "question": sample["question"][:200],
        "said": said[:80],
        "expected": str(sample["expect"])[:80],
        "text": " ".join(sample["text"].split())[:200],
    }


check_the_result()
