"""What confined code may read: Python, its packages, libraries, harmless files."""

from __future__ import annotations

import os
import sys
import sysconfig

_SYSTEM = (
    *("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib"),
    *("/usr/share/zoneinfo", "/usr/share/locale", "/sys/devices/system/cpu"),
)
_FILES = (
    *("/etc/ld.so.cache", "/etc/localtime", "/etc/timezone", "/etc/mime.types"),
    *("/etc/os-release", "/etc/ssl/openssl.cnf"),
    *("/dev/urandom", "/dev/random", "/dev/zero", "/proc/cpuinfo", "/proc/meminfo"),
)
DEVICES = ("/dev/null",)
"""What may be written beside the scratch folder."""


def readable() -> list[str]:
    """Paths that exist here, in a fixed order."""
    found = {*_SYSTEM, *_FILES, *_of_python()}
    return sorted(path for path in found if os.path.exists(path))


def _of_python() -> set[str]:
    """The standard library and the packages, of the environment and below it."""
    base = {"base": sys.base_prefix, "platbase": sys.base_prefix}
    found: set[str] = set()
    for paths in (sysconfig.get_paths(), sysconfig.get_paths(vars=base)):
        found |= {paths[name] for name in ("stdlib", "platstdlib")}
        found |= {paths[name] for name in ("purelib", "platlib")}
    # Shared libraries of a Python that was built apart are beside its own library.
    found.add(os.path.join(sys.base_prefix, "lib"))
    found |= {path for path in sys.path if path.endswith(".zip")}
    return {path for path in found if path not in ("", "/")}
