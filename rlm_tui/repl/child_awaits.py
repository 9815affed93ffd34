"""`await` before a query or a tool, which wait by themselves and give plain values.

Models that were taught an asynchronous dialect write it all the same; it does no harm.
"""

from __future__ import annotations

import ast
from collections.abc import Awaitable
from typing import Any

SETTLED = "__settled__"
"""What the compiled code calls `settled`."""
_QUERIES = frozenset(
    {
        "llm_query",
        "llm_query_batched",
        "rlm_query",
        "rlm_query_batched",
        "sub_rlm",
        "llm_batch",
        "batch_llm_query",
    }
)


async def settled(value: Any) -> Any:
    """The value, awaited only if it can be."""
    return await value if isinstance(value, Awaitable) else value


def with_settled_awaits(tree: ast.Module) -> ast.Module:
    """The code, in which such an `await` takes what is no awaitable too."""
    changed: ast.Module = _Settle().visit(tree)
    return ast.fix_missing_locations(changed)


class _Settle(ast.NodeTransformer):
    def visit_Await(self, node: ast.Await) -> ast.Await:
        self.generic_visit(node)
        if isinstance(node.value, ast.Call) and _asks(node.value.func):
            name = ast.Name(SETTLED, ast.Load())
            call = ast.Call(func=name, args=[node.value], keywords=[])
            node.value = ast.copy_location(call, node.value)
        return node


def _asks(function: ast.expr) -> bool:
    match function:
        case ast.Name(id=name):
            return name in _QUERIES
        case ast.Attribute(value=ast.Name(id="tools")):
            return True
    return False
