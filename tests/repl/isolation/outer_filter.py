"""Looks at the levels from inside a filter like that of a container: run by path.

The arguments are the numbers of the system calls that are refused.
"""

from __future__ import annotations

import ctypes
import errno
import json
import sys

from rlm_tui.repl.isolation import child_linux
from rlm_tui.repl.isolation.child_seccomp import Instruction, packed
from rlm_tui.repl.isolation.choice import findings

LOAD, IF_EQUAL, RETURN = 0x20, 0x15, 0x06
ALLOW, REFUSE = 0x7FFF_0000, 0x0005_0000 | errno.EPERM


class Program(ctypes.Structure):
    """A filter, as the kernel takes it."""

    _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.c_char_p))


def forbid(numbers: list[int]) -> None:
    """Refuse some system calls to this process and all that it starts."""
    steps = [Instruction(LOAD, 0)]
    for number in numbers:
        steps += [Instruction(IF_EQUAL, number, 0, 1), Instruction(RETURN, REFUSE)]
    steps.append(Instruction(RETURN, ALLOW))
    child_linux.gain_no_rights()
    program = Program(len(steps), packed(steps))
    seccomp = child_linux.number_of("seccomp")
    child_linux.call(seccomp, 1, 0, ctypes.byref(program))


if __name__ == "__main__":
    forbid([int(number) for number in sys.argv[1:]])
    sys.stdout.write(json.dumps({found.level: found.obstacle for found in findings()}))
