"""What the tests of gates share: rules that hold, and code that asks."""

from __future__ import annotations

from tests.engine.live import Live, code

ALL = "hold gate:call,exec,query,result,final"
QUERY = "hold gate:query"
CATCH = (
    "try:\n    r = llm_query('q')\nexcept QueryRejected as e:\n    r = f'caught {e}'"
)
TWO_TURNS = (code("x = llm_query('q')\ny = llm_query('q2')"), "a", "b", "FINAL(1)")
CHILD = (code("x = rlm_query('part')"), code("z = llm_query('q')"), "a", "FINAL(c)")


def asks(*prompts: str) -> str:
    """A reply whose code asks in a batch and gives back the list."""
    return code(f"FINAL(llm_query_batched({list(prompts)}))")


def gates(run: Live) -> list[tuple[str, str]]:
    """Node and gate of all that waits."""
    return [(ticket.node, ticket.gate) for ticket in run.session.open_tickets]
