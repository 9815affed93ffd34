"""How the model process starts and ends, with a litellm that is not one."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from rlm_tui.errors import ModelError
from rlm_tui.models.gateway import Gateway
from rlm_tui.models.gateway_process import child_environ, environ_at_start

MODEL = "openai/gpt-5-mini"


def fake_litellm(folder: Path, program: str) -> Gateway:
    (folder / "litellm.py").write_text(program)
    environ = {"PYTHONPATH": str(folder), "OPENAI_API_KEY": "sk-secret-of-the-test"}
    return Gateway(log_path=folder / "logs" / "models.log", environ=environ)


async def failure(gateway: Gateway) -> str:
    with pytest.raises(ModelError) as caught:
        await gateway.prepare(MODEL)
    await gateway.close()
    return str(caught.value)


async def test_a_broken_installation_is_told_without_the_key(tmp_path: Path) -> None:
    program = (
        "import os\nraise ImportError('no wheel, ' + os.environ['OPENAI_API_KEY'])"
    )

    message = await failure(fake_litellm(tmp_path, program))

    assert "cannot start: ImportError: no wheel, [key]; see " in message
    assert "sk-secret" not in message
    assert "sk-secret" not in (tmp_path / "logs" / "models.log").read_text()


async def test_a_process_that_ends_while_it_starts_is_told(tmp_path: Path) -> None:
    program = "import os\nos._exit(3)"

    assert "it ended at once" in await failure(fake_litellm(tmp_path, program))


async def test_what_the_process_prints_goes_to_a_private_log(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    program = "import sys\nsys.stdout.write('hello\\n')\nraise ImportError('x')"

    await failure(fake_litellm(tmp_path, program))

    log = tmp_path / "logs" / "models.log"
    assert "hello" in log.read_text()
    assert log.stat().st_mode & 0o777 == 0o600
    assert capfd.readouterr() == ("", "")


@pytest.mark.skipif(sys.platform != "linux", reason="Linux alone")
async def test_the_process_has_hidden_its_memory_before_it_loads_anything(
    tmp_path: Path,
) -> None:
    program = (
        "import ctypes\nprint('dumpable', ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))\n"
        "raise ImportError('x')"
    )

    await failure(fake_litellm(tmp_path, program))

    assert "dumpable 0" in (tmp_path / "logs" / "models.log").read_text()


async def test_closing_what_never_started_is_nothing() -> None:
    gateway = Gateway(environ={})

    await gateway.close()

    assert gateway.pid is None


def test_the_process_inherits_keys_and_reaches_this_machine_directly() -> None:
    environ = child_environ({"OPENAI_API_KEY": "x", "NO_PROXY": "box.example"})

    assert environ["OPENAI_API_KEY"] == "x"
    assert environ["NO_PROXY"] == "box.example,localhost,127.0.0.1,::1"
    assert environ["LITELLM_LOCAL_MODEL_COST_MAP"] == "True"


def test_no_key_is_in_the_environment_that_the_process_starts_with() -> None:
    environ = {
        "OPENAI_API_KEY": "x",
        "AWS_PROFILE": "y",
        "PATH": "/bin",
        "LC_ALL": "C",
        "PYTHONPATH": "/src",
        "LD_LIBRARY_PATH": "/lib",
    }

    assert list(environ_at_start(environ)) == [
        "PATH",
        "LC_ALL",
        "PYTHONPATH",
        "LD_LIBRARY_PATH",
    ]


def test_the_process_finds_this_package_wherever_it_is_started() -> None:
    folder = child_environ({})["PYTHONPATH"]

    assert (Path(folder) / "rlm_tui" / "models" / "gateway_child.py").exists()
