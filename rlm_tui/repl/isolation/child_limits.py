"""Resource limits of the process: what it may use before the kernel says no."""

from __future__ import annotations

import sys

_CPU_S = 3600
_FILE_BYTES = 256 << 20
_DESCRIPTORS = 256
_SHARED_FACTOR = 4
_MORE_TASKS = 2_000


def limit(memory_bytes: int) -> None:
    """Lower the limits, for good; those that a system does not have stay away.

    The cap on memory counts what is private to the process. Address space is wider,
    because threads and mapped files reserve more than they use.
    """
    try:
        import resource
    except ImportError:
        return
    limits = {
        "RLIMIT_CORE": 0,
        "RLIMIT_NOFILE": _DESCRIPTORS,
        "RLIMIT_FSIZE": _FILE_BYTES,
        "RLIMIT_CPU": _CPU_S,
        "RLIMIT_DATA": memory_bytes,
        "RLIMIT_AS": _SHARED_FACTOR * memory_bytes,
    }
    if tasks := _tasks_now():
        limits["RLIMIT_NPROC"] = tasks + _MORE_TASKS
    for name, value in limits.items():
        kind = getattr(resource, name, None)
        if kind is None:
            continue
        hard = resource.getrlimit(kind)[1]
        bound = value if hard == resource.RLIM_INFINITY else min(value, hard)
        try:
            resource.setrlimit(kind, (bound, bound))
        except (ValueError, OSError):
            # macOS takes no limit on memory below what it has mapped for everybody.
            if sys.platform == "linux":
                raise


def _tasks_now() -> int:
    """Processes and threads of everybody; 0 where the system does not say.

    The limit counts those of the user, who has no more than all of them: so it lets
    other programs live, and a bomb of threads ends before the machine has none left.
    Root has no such limit.
    """
    try:
        with open("/proc/loadavg") as file:
            return int(file.read().split()[3].partition("/")[2])
    except OSError:
        return 0
