"""Makes sure that a child is confined before it is given code."""

from __future__ import annotations

from pathlib import Path

from rlm_tui.errors import ReplError
from rlm_tui.repl.isolation.levels import Confinement

_EXPECTED = {"NoNewPrivs": "1", "Seccomp": "2"}


def confirm(confinement: Confinement, said: object, *, pid: int | None) -> None:
    """Compare what a child did with what its level is made of.

    No code of a model has run in it, so its word counts; the kernel is asked as well.

    Raises:
        ReplError: a layer is missing.
    """
    applied = set(said) if isinstance(said, list) else set()
    missing = set(confinement.layers) - applied
    if "seccomp" in confinement.layers and pid is not None:
        status = _status(pid)
        missing |= {k for k, v in _EXPECTED.items() if status.get(k, v) != v}
    if missing:
        raise ReplError(
            f"the process is not {confinement.label}: {', '.join(sorted(missing))} "
            "is missing; nothing was run"
        )


def _status(pid: int) -> dict[str, str]:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return {}
    pairs = (line.partition(":") for line in lines)
    return {name: value.strip() for name, _, value in pairs}
