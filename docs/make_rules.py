"""Writes docs/rules.md out of the rule language's words: python docs/make_rules.py"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from rlm_tui.domain.decisions import GATES, Gate
from rlm_tui.domain.rules.words import FLAGS, NUMBERS, SCOPES, WORDS

FILE = Path(__file__).parent / "rules.md"

HEAD = """# Stop rules and filters

Made from the words of the language by `python docs/make_rules.py`.

A rule says what waits, and what is decided without you. The first that matches wins.
`b` writes one where you stand, with the number of stops it would have made so far; `L`
lists them.

```text
hold gate:query depth>=2 cost>$0.05
hold gate:query every 10                 # each tenth sub-query
deny "no shell" ~c "os\\.system"          # refused with words, in code
mock "yes" model:gpt-5* "is it spam"     # answered without a call
route ollama/qwen3 kind:llm tokens>20k   # sent to another model
pass node:0.2.* | idx:0 !err             # | is or, a space is and, ! is not
```

`--rules FILE` reads them from a file, one a line. What follows the first word is a
**filter**. The same language filters the tree (`f`), the tables and the list of
sessions, and chooses what a command is for: `:approve gate:query cost<0.01`.

`hold` stops it, `log` marks it, `pass` lets it through, `deny "words"` refuses it,
`mock "text"` answers it without a call, `route MODEL` sends it to another model; `log`
and `route` go on to the next rule. At the end of a rule may stand `once`,
`every COUNT`, `after COUNT` and `off`.

What is not known, such as the price of a model nobody lists, is neither true nor false:
a `hold` then holds, a `pass` does not pass. Patterns are Python's, without regard to
case. Those that could take for ever are refused; what one with `*` or `+` finds is at
most 1,000 characters long, with two of them 100; and of a very long text only the
beginning is searched.

In `rlm-tui run`, where nobody can be asked, `--rules FILE` needs `--unattended pass`,
`deny` or `stop` if a rule holds. A session whose person has left goes on the same way:
`rlm-tui resume --headless --unattended pass SESSION`.
"""

GATE_MEANINGS: Mapping[Gate, str] = {
    "call": "a node's messages, before they go to its model",
    "exec": "a code block, before it runs",
    "query": "a sub-query or a call of a tool, before it is made",
    "result": "an output or a reply, before it is handed on",
    "final": "an answer, before it counts",
    "limit": "a limit that is reached: raise it or end",
    "error": "a failure: once more, by hand, or give up",
}


def rules_page() -> str:
    """The page: how rules are written, then a table for each kind of word."""
    scopes = {
        f"~{letter}": f"a pattern in the {name}" for letter, name in SCOPES.items()
    }
    return "\n".join(
        [
            HEAD,
            _table(
                "Gates, as in `gate:query`",
                {gate: GATE_MEANINGS[gate] for gate in GATES},
            ),
            _table("Numbers, as in `cost>0.05` or `tokens<=20k`", NUMBERS),
            _table("Words, as in `model:gpt-5*` or `kind:llm,rlm`", WORDS),
            _table("Flags, as in `err` or `!edited`", FLAGS),
            _table('Texts, as in `~c "os\\.system"`; without a tilde anywhere', scopes),
        ]
    )


def _table(title: str, meanings: Mapping[str, str]) -> str:
    rows = [f"| `{word}` | {meaning} |" for word, meaning in meanings.items()]
    return "\n".join(
        [f"## {title}\n", "| word | what it means |", "|---|---|", *rows, ""]
    )


if __name__ == "__main__":
    FILE.write_text(rules_page(), encoding="utf-8")
