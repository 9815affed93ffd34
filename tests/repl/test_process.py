"""What a child has, and that nothing of it is left."""

from __future__ import annotations

import asyncio
import os
import select
import sys
import tempfile
from pathlib import Path

import pytest

from rlm_tui.repl.host import ProcessRepls
from rlm_tui.repl.scratch import sweep
from tests.repl.bench import Bench
from tests.repl.conftest import OpenBench

ROOT = Path(__file__).parents[2]

HOST = """
import asyncio, os
from tests.repl.bench import open_bench

async def main():
    bench = await open_bench()
    running = asyncio.ensure_future(bench.run({code!r}))
    await bench.has_written.wait()
    print(bench.repl.pid, flush=True)
    await running

asyncio.run(main())
"""

BUSY = "print('running')\nwhile True: pass"
WAITING = "print('running')\nimport threading\nthreading.Event().wait()"


async def test_closing_goes_on_though_it_is_cancelled(start: OpenBench) -> None:
    bench = await start()
    folder = await bench.says("import os; print(os.getcwd())")
    closing = asyncio.ensure_future(bench.repl.close())
    for _ in range(3):
        await asyncio.sleep(0)
        closing.cancel()

    with pytest.raises(asyncio.CancelledError):
        await closing

    assert not bench.repl.is_alive
    assert folder not in {entry.path for entry in os.scandir(tempfile.gettempdir())}


@pytest.mark.parametrize("steps", [1, 2, 5, 20])
async def test_a_start_that_is_cancelled_leaves_nothing(
    steps: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    starting = asyncio.ensure_future(ProcessRepls()("context"))
    for _ in range(steps):
        await asyncio.sleep(0)
    starting.cancel()
    await asyncio.sleep(0)
    starting.cancel()

    with pytest.raises(asyncio.CancelledError):
        await starting

    assert os.listdir(tmp_path) == []


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="needs pidfd")
@pytest.mark.parametrize("code", [BUSY, WAITING])
async def test_a_killed_host_takes_its_child_with_it(
    code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    host = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", HOST.format(code=code)),
        stdout=asyncio.subprocess.PIPE,
        cwd=ROOT,
        env={"TMPDIR": str(tmp_path)},
    )
    assert host.stdout is not None
    child = os.pidfd_open(int(await host.stdout.readline()))

    host.kill()
    await host.communicate()

    ended, _, _ = select.select([child], [], [], 10)
    os.close(child)
    assert ended
    assert os.listdir(tmp_path)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    sweep()
    assert not os.listdir(tmp_path)


HOSTILE_TREE = """
import os
os.symlink('/etc', 'link')
os.mkfifo('pipe')
os.makedirs('locked/inner')
open('locked/inner/file', 'w').close()
os.chmod('locked/inner', 0)
os.chmod('locked', 0o500)
for _ in range(1500):
    os.mkdir('d')
    os.chdir('d')
"""


async def test_close_leaves_no_process_and_no_folder(start: OpenBench) -> None:
    bench = await start(level="process")
    await bench.run("import os, subprocess\nhome = os.getcwd()")
    await bench.run("p = subprocess.Popen(['sleep', '1000'])")
    [home, pid, other] = (await bench.says("print(home, os.getpid(), p.pid)")).split()
    await bench.run(HOSTILE_TREE)

    await bench.repl.close()
    await bench.repl.close()

    assert home not in {entry.path for entry in os.scandir(tempfile.gettempdir())}
    assert not is_there(int(pid))
    assert not is_there(int(other))
    assert os.listdir("/etc")


def is_there(pid: int) -> bool:
    """Whether a process runs: one that has ended may still wait to be reaped."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"


async def test_a_process_forked_off_does_not_hold_up_the_end(
    start: OpenBench,
) -> None:
    bench = await start(level="process")
    code = (
        "import os, time\nif os.fork() == 0:\n    os.setsid(); time.sleep(5)\n"
        "    os._exit(0)\nos._exit(7)"
    )

    result = await bench.run(code)

    assert "exit code 7" in (result.error or "")


async def test_a_forked_process_cannot_speak_for_the_block(start: OpenBench) -> None:
    bench = await start(level="process")
    code = (
        "import os\npid = os.fork()\nif pid == 0:\n    try: llm_query('forged')\n"
        "    except QueryError: os._exit(5)\n    os._exit(6)\n"
        "os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])"
    )

    assert await bench.says(code) == "5"
    assert bench.queries == []


async def test_the_environment_is_bare(
    monkeypatch: pytest.MonkeyPatch, start: OpenBench
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    bench = await start()

    names = set((await bench.says("import os\nprint(*os.environ)")).split())

    ours = {"HOME", "TMPDIR", "LANG", "TZ", "PYTHONHASHSEED", "OMP_NUM_THREADS"}
    assert names - {"LC_CTYPE"} == ours


async def test_the_child_has_its_own_private_folder(bench: Bench) -> None:
    code = (
        "import os, tempfile\nhome = os.getcwd()\n"
        "print(home == os.environ['HOME'] == tempfile.gettempdir(),"
        " oct(os.stat(home).st_mode))"
    )

    assert await bench.says(code) == "True 0o40700"


async def test_the_child_has_limits_and_few_descriptors(bench: Bench) -> None:
    code = (
        "import resource as r, os\nprint(r.getrlimit(r.RLIMIT_CORE),"
        " r.getrlimit(r.RLIMIT_NOFILE), r.getrlimit(r.RLIMIT_FSIZE))"
    )

    assert await bench.says(code) == "(0, 0) (256, 256) (268435456, 268435456)"


async def test_a_child_starts_without_what_few_blocks_need(bench: Bench) -> None:
    loaded = await bench.says(
        "import sys\n"
        "print([m for m in ('asyncio', 'inspect', 'selectors', 'socket') "
        "if m in sys.modules])"
    )

    assert loaded == "[]"
