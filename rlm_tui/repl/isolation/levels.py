"""The levels at which the code of a model can be shut in, and what each is made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, TypeAlias

from rlm_tui.repl.isolation import bwrap, container, seatbelt
from rlm_tui.repl.isolation.place import Place

Level: TypeAlias = Literal["linux", "seatbelt", "bwrap", "container", "process"]
"""What can be in force."""
Choice: TypeAlias = Literal[
    "auto", "linux", "seatbelt", "bwrap", "container", "process"
]
"""What can be asked for."""

Wrap: TypeAlias = Callable[[Sequence[str], Place], list[str]]
"""Makes a command into one that runs it shut in."""


@dataclass(frozen=True, slots=True)
class Confinement:
    """How the child of a level is started, and what it does to itself."""

    level: Level
    label: str
    """For the status line."""
    layers: tuple[str, ...] = ()
    """What the child must say and the kernel confirm before any code runs."""
    wrap: Wrap | None = None

    @property
    def is_confined(self) -> bool:
        """Whether code is kept away from what its user may do."""
        return self.level != "process"

    @property
    def is_own_parent(self) -> bool:
        """Whether the child is started by us and not by a wrapper."""
        return self.wrap is None or self.level == "seatbelt"

    def command(self, command: Sequence[str], place: Place) -> list[str]:
        """The command that starts a child."""
        return list(command) if self.wrap is None else self.wrap(command, place)


_KERNEL = ("landlock", "seccomp")

CONFINEMENTS: Mapping[Level, Confinement] = MappingProxyType(
    {
        "linux": Confinement("linux", "confined: landlock+seccomp", _KERNEL),
        "seatbelt": Confinement(
            "seatbelt", "confined: seatbelt", wrap=seatbelt.wrapped
        ),
        "bwrap": Confinement(
            "bwrap", "confined: bwrap+landlock+seccomp", _KERNEL, bwrap.wrapped
        ),
        "container": Confinement(
            "container", "confined: container", _KERNEL, container.wrapped
        ),
        "process": Confinement("process", "NOT CONFINED: code runs with your rights"),
    }
)


@dataclass(frozen=True, slots=True)
class Caps:
    """What a child may use; the watchdog kills it for more."""

    memory_bytes: int = 2 << 30
    """Beside eight times its context, which it must be able to hold and to split."""
    scratch_bytes: int = 512 << 20
    scratch_files: int = 10_000
    threads: int = 1_000
    """Of the usual size each counts 8 MiB of memory, so those come to an end sooner."""
    processes: int = 64
    """At level `process`; at the others there is one."""
    raw_bytes: int = 64 << 20
    """Written past `print`, straight to descriptors 1 and 2."""
    free_disk_bytes: int = 256 << 20
    """Left on the disk of the scratch folder, whatever hides how it was filled."""

    def memory_for(self, context_bytes: int) -> int:
        """The cap of a child that holds a context of so many bytes."""
        return self.memory_bytes + 8 * context_bytes
