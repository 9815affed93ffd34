"""What a child may write that says anything."""

from __future__ import annotations

from hypothesis import strategies as st

CONTEXT = "the context " * 10_000


FUNCTIONS = ("llm_query", "llm_query_batched", "rlm_query", "rlm_query_batched", "tool")


OPS = (*FUNCTIONS, "out", "done", "begun", "ready", "reply", "exec", "page", "own")


scalars = st.none() | st.booleans() | st.integers(-2, 9) | st.text(max_size=3)


odd = st.recursive(scalars, lambda x: st.lists(x, max_size=3), max_leaves=5)


cells = st.sampled_from(["now", "next", "last", "lookup", "odd"])


parts = st.one_of(
    st.tuples(st.sampled_from([None, "text", "json", "shared"]), st.integers(-1, 9)),
    st.tuples(
        st.just("shared"),
        st.integers(0, 1),
        st.integers(0, len(CONTEXT)),
        st.integers(0, len(CONTEXT)),
    ),
    st.tuples(
        st.just("json"),
        st.integers(0, 9),
        st.lists(st.lists(st.integers(0, 9), max_size=4), max_size=2),
    ),
    odd,
)


headers = st.fixed_dictionaries(
    {"op": st.sampled_from(OPS)},
    optional={
        "id": st.integers(-1, 12) | scalars,
        "prompts": st.lists(st.integers(0, 9) | scalars, max_size=3),
        "contexts": st.lists(parts, max_size=3),
        "model": scalars,
        "tool": scalars,
        "line": scalars,
        "skipped": scalars,
        "status": st.sampled_from(["ok", "error", "interrupted", "final", "killed"]),
        "error": odd,
        "variables": odd | st.lists(st.lists(scalars, max_size=4), max_size=3),
        "final": odd
        | st.fixed_dictionaries(
            {
                "text": st.integers(-1, 9) | scalars,
                "is_json": scalars,
                "confidence": scalars,
            }
        ),
    },
)
