"""`await` before a query or a tool, which wait by themselves and give plain values.

Models that were taught an asynchronous dialect write it all the same, and hand what
they get to asyncio: it does no harm.
"""

from __future__ import annotations

import ast
from collections.abc import Awaitable, Callable
from typing import Any

SETTLED = "__settled__"
"""What the compiled code calls `settled`."""
STARTED = "__started__"
"""What the compiled code calls `started`."""
_STARTS = frozenset({"gather", "wait_for", "create_task", "ensure_future"})
"""What of asyncio takes awaitables: `gather` any number, the others one."""
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


def started(function: Callable[..., object], *given: object, **named: object) -> object:
    """What a function of asyncio makes of awaitables, and of values that are there."""
    module = getattr(function, "__module__", None) or ""
    if not given or module.partition(".")[0] != "asyncio":
        return function(*given, **named)
    if function.__name__ == "gather":
        return function(*map(_awaitable, given), **named)
    return function(_awaitable(given[0]), *given[1:], **named)


def _awaitable(value: object) -> object:
    is_answer = isinstance(value, (str, list))
    return settled(value) if is_answer else value


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

    def visit_Call(self, node: ast.Call) -> ast.Call:
        self.generic_visit(node)
        match node.func:
            case ast.Name(id=name) | ast.Attribute(attr=name) if name in _STARTS:
                node.args.insert(0, node.func)
                node.func = ast.copy_location(ast.Name(STARTED, ast.Load()), node.func)
        return node


def _asks(function: ast.expr) -> bool:
    match function:
        case ast.Name(id=name):
            return name in _QUERIES
        case ast.Attribute(value=ast.Name(id="tools")):
            return True
    return False
