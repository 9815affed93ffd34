"""What an RLM of DSPy shows its model in place of an output."""

from __future__ import annotations

from rlm_tui.exchange.retelling import Block, Query

_ERRORS = ("[Error]", "[Type Error]")
_NOTHING = "(no output"


def block_of(code: str, shown: str | None, *, queries: tuple[Query, ...] = ()) -> Block:
    """A block of code from what was shown of it; `None`: it ended the run."""
    output = shown or ""
    is_error = output.startswith(_ERRORS)
    is_silent = is_error or output.startswith(_NOTHING)
    return Block(
        code=code,
        stdout="" if is_silent else output,
        error=output if is_error else None,
        elapsed_s=sum(query.elapsed_s for query in queries),
        queries=queries,
        is_final=shown is None or output.startswith("FINAL: "),
    )
