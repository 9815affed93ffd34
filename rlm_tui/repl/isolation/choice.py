"""Which level is taken: each is tried here before it is trusted, none gives way."""

from __future__ import annotations

import functools
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple, TypeAlias, get_args

from rlm_tui.errors import ReplError
from rlm_tui.repl.isolation import bwrap, container, seatbelt
from rlm_tui.repl.isolation.levels import (
    CONFINEMENTS,
    Caps,
    Choice,
    Confinement,
    Level,
)
from rlm_tui.repl.isolation.place import Place
from rlm_tui.repl.scratch import make_scratch

CODE = Path(__file__).parents[2]
"""The package, whose files a child runs."""
_CHILD = CODE / "repl" / "child.py"
_PROBE_S = 20

_AUTOMATIC: tuple[Level, ...] = ("linux", "seatbelt")
"""The strongest first, of those that need nothing to be installed or started."""

LAST_RESORT = (
    "use --isolation container with Docker or Podman, or pass --isolation process to "
    "run it with your rights, which is for contexts that you trust (in Python: "
    "isolation='container', isolation='process')"
)
_NEEDS_LINUX, _NEEDS_MACOS = "it needs Linux", "it needs macOS"


class Finding(NamedTuple):
    """Whether a level works here."""

    level: Level
    label: str
    obstacle: str | None
    """Why it does not, and what to do about it."""


Obstacle: TypeAlias = Callable[[Level], str | None]
"""Says why a level does not work, or `None`."""


def choose(choice: Choice, *, obstacle_to: Obstacle | None = None) -> Confinement:
    """The confinement of a level, or the strongest that works here for `auto`.

    The first call of a process takes a moment: a child tries to get out, unless
    `obstacle_to` knows how that would end.

    Raises:
        ReplError: the level does not work here, or none does that confines.
    """
    obstacle_to = obstacle_to or obstacle_here
    if choice != "auto":
        obstacle = obstacle_to(choice)
        if obstacle is not None:
            raise ReplError(f"isolation {choice!r} does not work here: {obstacle}")
        return CONFINEMENTS[choice]
    for level in _AUTOMATIC:
        if obstacle_to(level) is None:
            return CONFINEMENTS[level]
    found = {level: obstacle_to(level) for level in _AUTOMATIC}
    reasons = "; ".join(
        f"{level}: {obstacle}"
        for level, obstacle in found.items()
        if obstacle not in (_NEEDS_LINUX, _NEEDS_MACOS)
    )
    raise ReplError(
        "nothing here confines the code that a model writes "
        f"({reasons or 'it needs Linux or macOS'}); {LAST_RESORT}"
    )


def findings() -> list[Finding]:
    """Every level with what stands in its way."""
    return [
        Finding(level, CONFINEMENTS[level].label, obstacle_here(level))
        for level in get_args(Level)
    ]


@functools.cache
def obstacle_here(level: Level) -> str | None:
    """Why a level does not work on this machine; `None` if it does."""
    if os.name != "posix":
        return "it needs Linux, macOS or WSL2"
    match level:
        case "linux":
            return tried(CONFINEMENTS[level]) if _is("linux") else _NEEDS_LINUX
        case "bwrap":
            return _no_program(bwrap.PROGRAM, "linux") or tried(CONFINEMENTS[level])
        case "seatbelt":
            return _no_program(seatbelt.PROGRAM, "darwin") or tried(CONFINEMENTS[level])
        case "container":
            return container.engine().obstacle or tried(CONFINEMENTS[level])
        case "process":
            return None


def _is(platform: str) -> bool:
    return sys.platform == platform


def _no_program(program: str, platform: str) -> str | None:
    if not _is(platform):
        return _NEEDS_MACOS if platform == "darwin" else _NEEDS_LINUX
    if shutil.which(program) is None:
        return f"{program} is not installed; install bubblewrap, or use linux"
    return None


def tried(confinement: Confinement) -> str | None:
    """Start a child that locks itself down and tries to get out; say how it failed."""
    with make_scratch() as scratch:
        caps = Caps()
        place = Place(scratch.folder, CODE, caps.memory_bytes, caps.scratch_bytes)
        place.context.touch()
        command = [sys.executable, "-P", "-s", "-X", "utf8", str(_CHILD)]
        try:
            done = subprocess.run(
                confinement.command([*command, "probe", _request(confinement)], place),
                capture_output=True,
                stdin=subprocess.DEVNULL,
                env=_environment(confinement, scratch.folder),
                cwd=scratch.folder,
                timeout=_PROBE_S,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            return f"its test did not run ({error})"
    return _judged(confinement, done.stdout, done.stderr.decode(errors="replace"))


def _environment(confinement: Confinement, scratch: Path) -> Mapping[str, str]:
    if confinement.level == "container":
        return os.environ  # for the engine, which passes none of it on
    return {"HOME": str(scratch), "TMPDIR": str(scratch)}


def _request(confinement: Confinement) -> str:
    lock = {
        "memory_bytes": Caps().memory_bytes,
        "parent": os.getpid() if confinement.is_own_parent else None,
        "layers": confinement.layers,
    }
    home = os.path.expanduser("~")
    outside = os.path.join(tempfile.gettempdir(), f"rlm-tui-escaped-{os.getpid()}")
    return json.dumps({"lock": lock, "home": home, "outside": outside})


def _judged(confinement: Confinement, said: bytes, errors: str) -> str | None:
    try:
        answer = json.loads(said)
    except ValueError:
        words = errors.strip().splitlines()[-1:] or ["it said nothing"]
        reason = words[0].partition(". See ")[0]
        return f"its test failed ({reason[:200]})"
    if "failure" in answer:
        return str(answer["failure"])
    if answer["escapes"]:
        return f"code could still {', '.join(answer['escapes'])}"
    if set(answer["applied"]) != set(confinement.layers) or not answer["works"]:
        return "its test did not end as it should"
    return None
