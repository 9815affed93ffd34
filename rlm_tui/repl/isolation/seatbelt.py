"""The sandbox of macOS: a profile that denies what is not named.

Written from Apple's format and tried as text alone; the probe decides on the machine
whether it holds, and the level is refused where it does not.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence

from rlm_tui.repl.isolation import child_paths
from rlm_tui.repl.isolation.place import Place

PROGRAM = "/usr/bin/sandbox-exec"

_SYSTEM = (
    *("/System/Library", "/System/Volumes/Preboot/Cryptexes/OS", "/usr/lib"),
    *(
        "/usr/share/zoneinfo",
        "/private/var/db/timezone",
        "/Library/Preferences/Logging",
    ),
)
_FILES = (
    *("/", "/dev/null", "/dev/zero", "/dev/random", "/dev/urandom"),
    *("/private/etc/localtime", "/private/etc/mime.types"),
)
_HEAD = """\
(version 1)
(deny default)
(deny network*)
(deny process-fork)
(deny mach-lookup)
(deny iokit-open)
(deny file-write-setugid)
(allow signal (target self))
(allow process-info* (target self))
(allow sysctl-read)
(allow file-read-metadata)
(allow file-write-data (literal "/dev/null"))
"""


def wrapped(command: Sequence[str], place: Place) -> list[str]:
    """The command under the profile."""
    return [PROGRAM, "-p", profile(command[0], place), *command]


def profile(program: str, place: Place) -> str:
    """What the child may do: start, read Python and the system, change its scratch."""
    real = os.path.realpath(program)
    # A framework build starts a second program inside itself.
    resources = os.path.join(sys.base_prefix, "Resources")
    folders = [*_SYSTEM, *child_paths.readable(), str(place.code), resources]
    files = [*_FILES, program, real, os.path.join(sys.prefix, "pyvenv.cfg")]
    scratch = _quoted(os.path.realpath(place.scratch))
    return _HEAD + "\n".join(
        [
            _rule("process-exec", "literal", [program, real]),
            _rule("process-exec", "subpath", [resources]),
            _rule("file-read* file-map-executable", "subpath", folders),
            _rule("file-read* file-map-executable", "literal", files),
            f"(allow file-read* file-write* (subpath {scratch}))",
            f"(deny file-link (subpath {scratch}))",
            "",
        ]
    )


def _rule(operations: str, kind: str, paths: Sequence[str]) -> str:
    real = sorted({os.path.realpath(path) for path in paths} | set(paths))
    filters = " ".join(f"({kind} {_quoted(path)})" for path in real)
    return f"(allow {operations} {filters})"


def _quoted(path: str | os.PathLike[str]) -> str:
    return json.dumps(str(path), ensure_ascii=False)
