"""Docker or Podman: the child in a container without a network."""

from __future__ import annotations

import functools
import hashlib
import os
import shlex
import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple, TypeAlias

from rlm_tui import __version__
from rlm_tui.repl.isolation.place import CONTEXT_FILE, Place

CONTEXT = "/context"
"""Where the child finds its context: a descriptor does not cross."""
_CODE = "/rlm/rlm_tui"
_SCRATCH = "/scratch"
_FILES = Path(__file__).parents[1]
"""What the image is made of."""
_NOBODY = 65534
_ENGINES = ("docker", "podman")
_ANSWER_S = 10

_SHUT_OFF = (
    *("--rm", "--interactive", "--pull", "never", "--network", "none"),
    *("--read-only", "--cap-drop", "ALL", "--security-opt", "no-new-privileges"),
    *("--ipc", "none", "--pids-limit", "128", "--cpus", "2"),
    *("--ulimit", "core=0", "--ulimit", "nofile=256", "--ulimit", "nproc=4096"),
    *("--log-driver", "none"),
    *("--user", f"{_NOBODY}:{_NOBODY}"),
)
"""No log: the engine would keep on disk whatever code writes past us."""


class Engine(NamedTuple):
    """What runs containers here, or why nothing does."""

    program: str
    obstacle: str | None


@functools.cache
def image() -> str:
    """The image of the very files that are here: one of other files would not fit."""
    files = hashlib.sha256()
    for path in sorted(_FILES.rglob("*.py")):
        files.update(path.relative_to(_FILES).as_posix().encode())
        files.update(path.read_bytes())
    return f"rlm-tui-child:{__version__}-{files.hexdigest()[:12]}"


Which: TypeAlias = Callable[[str], str | None]
Succeeds: TypeAlias = Callable[[list[str]], bool]


@functools.cache
def engine() -> Engine:
    """The engine that answers here and has our image."""
    return find_engine(shutil.which, _succeeds)


def find_engine(which: Which, succeeds: Succeeds) -> Engine:
    """The first engine that answers, with what it lacks."""
    found = [program for program in _ENGINES if which(program)]
    if not found:
        return Engine("", "neither docker nor podman is installed; install one")
    for program in found:
        if succeeds([program, "info"]):
            has_image = succeeds([program, "image", "inspect", image()])
            return Engine(program, None if has_image else _missing_image(program))
    silent = f"{found[0]} is here, but its engine does not answer; start it"
    return Engine(found[0], silent)


def _missing_image(program: str) -> str:
    recipe = str(Path(__file__).with_name("Dockerfile"))
    command = [program, "build", "-t", image(), "-f", recipe, str(_FILES.parent)]
    return f"the image {image()} is missing; make it once with: {shlex.join(command)}"


def _succeeds(command: list[str]) -> bool:
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=_ANSWER_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def wrapped(command: Sequence[str], place: Place) -> list[str]:
    """The command that runs the child of the image, with its own arguments."""
    return command_of(engine().program, command, place)


def command_of(program: str, command: Sequence[str], place: Place) -> list[str]:
    """The whole command line for an engine.

    Where the child would be given the number of a socket it is told to talk over its
    standard streams.
    """
    arguments = command[command.index("probe") :] if "probe" in command else ["stdio"]
    memory = f"{place.memory_bytes}b"
    rights = f"rw,noexec,nosuid,nodev,size={place.scratch_bytes},mode=1777"
    return [
        *(program, "run", "--name", place.scratch.name, *_SHUT_OFF),
        *("--memory", memory, "--memory-swap", memory),
        *("--tmpfs", f"{_SCRATCH}:{rights}"),
        *("--volume", f"{place.context}:{CONTEXT}:ro", "--workdir", _SCRATCH),
        *("--env", f"HOME={_SCRATCH}", "--env", f"TMPDIR={_SCRATCH}"),
        *("--env", "LANG=C.UTF-8", "--env", "TZ=UTC", "--env", "PYTHONHASHSEED=0"),
        image(),
        *("python", "-P", "-s", "-X", "utf8", f"{_CODE}/repl/child.py", *arguments),
    ]


def remove(scratch: Path) -> None:
    """End a container, if it is still there: its client is gone, it may not be."""
    program = engine().program
    # Podman gives ten seconds to what it is to remove, unless it is dead.
    _succeeds([program, "kill", scratch.name])
    _succeeds([program, "rm", "--force", scratch.name])


def remove_left(scratch: Path) -> None:
    """End the container of a host that was killed, if it had one."""
    if (scratch / CONTEXT_FILE).exists() and engine().program:
        remove(scratch)


def write_context(descriptor: int, place: Place) -> None:
    """Copy a context to where the container sees it."""
    with open(place.context, "xb") as file:
        os.fchmod(file.fileno(), 0o644)  # the child is another user
        done = 0
        while part := os.pread(descriptor, 1 << 20, done):
            file.write(part)
            done += len(part)
