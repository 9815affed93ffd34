"""A child does not outlive its host where the kernel lets it."""

from __future__ import annotations

import os
import select
import subprocess
import sys

CHILD = """
from rlm_tui.repl.isolation.child_parent import end_with_parent
end_with_parent({parent}, interval_s=0.01)
print("ready", flush=True)
while True: pass
"""


def test_a_child_whose_parent_is_another_ends() -> None:
    code = CHILD.format(parent=1 << 30)
    done = subprocess.run([sys.executable, "-c", code], timeout=20, check=False)

    assert done.returncode == 0


def test_a_child_with_its_parent_stays() -> None:
    code = CHILD.format(parent=os.getpid())
    child = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
    assert child.stdout is not None
    with child, child.stdout as said:
        assert said.readline() == b"ready\n"
        ended, _, _ = select.select([said], [], [], 0.1)
        child.kill()

    assert not ended
