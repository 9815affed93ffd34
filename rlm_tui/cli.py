"""The command line: flags become settings, and everything is built and closed here.

Each command imports what it needs when it runs: `--help` and the first frame of the app
wait for nothing else.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, NoReturn, TypeVar

from rlm_tui import __version__
from rlm_tui.errors import ContextError, RLMError, SettingsError, exit_code
from rlm_tui.main.options import Options, parse
from rlm_tui.main.streams import let_go, open_closed_streams, tell, write_out
from rlm_tui.sanitize import safe

if TYPE_CHECKING:
    from rlm_tui.main.appmain import Outcome
    from rlm_tui.main.headless import Output
    from rlm_tui.main.launch import Workshop
    from rlm_tui.main.settings import Settings

T = TypeVar("T")

OK, FAILED = 0, 1
"""Exit codes of the command line itself; a run's are in `headless`."""


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and exit with its code."""
    open_closed_streams()
    sys.exit(run(sys.argv[1:] if arguments is None else list(arguments)))


def run(arguments: list[str]) -> int:
    """Run the command line; errors become one line on stderr and an exit code."""
    try:
        options = parse(arguments, __version__)
        return _serve(options, arguments) if options.web else _dispatch(options)
    except RLMError as error:
        tell(f"rlm-tui: {safe(str(error))}", sys.stderr)
        return exit_code(error)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # The reader of our output has gone; there is nobody to tell.
        let_go(sys.stdout)
        return OK
    except Exception as error:  # nobody above could tell it better than a traceback
        return _crashed(error)


def _crashed(error: Exception) -> int:
    from rlm_tui.main.crash import save_report
    from rlm_tui.main.settings import log_file

    now = datetime.now().astimezone()
    folder = log_file().parent
    line = save_report(error, folder=folder, environ=os.environ, now=now)
    tell(line, sys.stderr)
    return FAILED


def _dispatch(options: Options) -> int:
    settings = _settings(options)
    match options.command:
        case "run":
            return _wait_for(partial(_run, options, settings))
        case "sessions":
            return _wait_for(partial(_sessions, options, settings))
        case "show":
            return _wait_for(partial(_show, options, settings))
        case "resume" if options.headless:
            return _wait_for(partial(_resume, options, settings))
        case "ask" if options.headless:
            return _wait_for(partial(_ask, options, settings))
        case "compare":
            return _wait_for(partial(_compare, options, settings))
        case "export":
            return _wait_for(partial(_export, options, settings))
        case "import":
            return _wait_for(partial(_import, options, settings))
        case "delete":
            return _wait_for(partial(_delete, options, settings))
        case "models":
            return _wait_for(partial(_models, settings))
        case "doctor":
            return _wait_for(partial(_doctor, options, settings))
        case _:
            return _app(options, settings)


def _wait_for(work: Callable[[], Coroutine[object, object, T]]) -> T:
    from rlm_tui import interrupting  # half of the time that --help would take

    return interrupting.run(work)


def _settings(options: Options) -> Settings:
    from rlm_tui.main.database import check_database
    from rlm_tui.main.settings import load_settings, settings_file

    settings = load_settings(options.settings, os.environ, settings_file())
    check_database(settings, options.command, options.words)
    return settings


def _workshop(settings: Settings) -> Workshop:
    from rlm_tui.main.launch import Workshop
    from rlm_tui.main.settings import log_file

    return Workshop(settings, _environ(), log_file())


def _environ() -> Mapping[str, str]:
    return os.environ


async def _run(options: Options, settings: Settings) -> int:
    import asyncio

    from rlm_tui.main.asking import reads_stdin
    from rlm_tui.main.headless import run_headless

    if not options.question:
        raise SettingsError("run needs a question: -q 'What is the root cause?'")
    piped = None
    if reads_stdin(options):
        if sys.stdin is None or sys.stdin.isatty():
            raise ContextError(
                "no context: name a file, a folder or - for stdin, or say --no-context"
            )
        piped = await asyncio.to_thread(sys.stdin.buffer.read)
    return await run_headless(
        _workshop(settings),
        options.words,
        options.question,
        piped=piped,
        output=_output(options),
    )


async def _resume(options: Options, settings: Settings) -> int:
    from rlm_tui.main.asking import one_session
    from rlm_tui.main.headless_resume import resume_headless

    session = one_session(options)
    return await resume_headless(_workshop(settings), session, output=_output(options))


async def _ask(options: Options, settings: Settings) -> int:
    import asyncio

    from rlm_tui.main.asking import question_to
    from rlm_tui.main.headless_resume import ask_headless

    piped = None
    if "-" in options.words[1:] and sys.stdin is not None:
        piped = await asyncio.to_thread(sys.stdin.buffer.read)
    request = question_to(options, piped)
    return await ask_headless(_workshop(settings), request, output=_output(options))


def _output(options: Options) -> Output:
    from rlm_tui.main.headless import Output

    form = "json" if options.json else "events" if options.events else "text"
    return Output(sys.stdout, sys.stderr, form, options.quiet)


async def _sessions(options: Options, settings: Settings) -> int:
    from rlm_tui.main.session_commands import list_sessions

    return await list_sessions(options, _workshop(settings), _say)


async def _show(options: Options, settings: Settings) -> int:
    import json

    from rlm_tui.main.asking import one_session
    from rlm_tui.main.headless import event_object
    from rlm_tui.main.listing import session_text
    from rlm_tui.main.reviewing import review
    from rlm_tui.main.session_commands import show_context

    if options.context:
        return await show_context(
            options, _workshop(settings), one_session(options), _say
        )
    async with _workshop(settings).store(read_only=True) as store:
        controller = await review(store, one_session(options))
        if options.json:
            events = [event_object(event) for event in controller.events]
            _say(json.dumps(events, ensure_ascii=False))
        else:
            listed = await store.summary(controller.session.id)
            _say(await session_text(controller.session, listed, controller.text))
    return OK


async def _compare(options: Options, settings: Settings) -> int:
    from rlm_tui.main.session_commands import compare

    return await compare(options, _workshop(settings), _say)


async def _export(options: Options, settings: Settings) -> int:
    from rlm_tui.main.asking import one_session
    from rlm_tui.main.session_commands import export

    return await export(options, _workshop(settings), one_session(options), _say)


async def _import(options: Options, settings: Settings) -> int:
    from rlm_tui.main.session_commands import import_files

    return await import_files(options, _workshop(settings), _say)


async def _delete(options: Options, settings: Settings) -> int:
    from rlm_tui.main.session_commands import delete

    return await delete(options, _workshop(settings), _say)


async def _models(settings: Settings) -> int:
    from rlm_tui.main.launch import model_choices

    for choice in await model_choices(_environ(), settings.model):
        _say(f"{choice.name:36} {choice.note}")
    _say("any other: --model provider/name, as litellm names it")
    return OK


async def _doctor(options: Options, settings: Settings) -> int:
    import json

    from rlm_tui.main.doctor import examine, has_problem, report
    from rlm_tui.main.settings import settings_file

    checks = await examine(settings, _environ(), settings_file())
    if options.json:
        _say(json.dumps([asdict(check) for check in checks], ensure_ascii=False))
    else:
        _say(report(checks))
    return FAILED if has_problem(checks) else OK


def _say(text: str) -> None:
    write_out(text, sys.stdout)


def _serve(options: Options, arguments: list[str]) -> int:
    from rlm_tui.main.serving import check_opens, serve

    settings = _settings(options)
    _wait_for(partial(check_opens, options, _workshop(settings)))
    serve(arguments, port=options.web_port)
    return OK


def _app(options: Options, settings: Settings) -> int:
    from rlm_tui.main.asking import saved_of
    from rlm_tui.main.settings import reason_for_plain
    from rlm_tui.main.terminal import has_terminal

    saved = saved_of(options)  # what is missing is said before the terminal is taken
    why = reason_for_plain(options.settings, settings, os.environ)
    if why is not None:
        return _wait_for(partial(_plain, options, settings, why))
    if saved is not None and not has_terminal():
        from rlm_tui.main.session_commands import check_saved

        _wait_for(partial(check_saved, _workshop(settings), saved.session))
    return _screen(options, settings)


async def _plain(options: Options, settings: Settings, why: str) -> int:
    """Lines in place of a screen; a context on standard input leaves the commands to
    the terminal."""
    import asyncio

    from rlm_tui.main.asking import asked_of, reads_stdin
    from rlm_tui.main.plainmain import open_plain
    from rlm_tui.main.terminal import terminal_or_nothing

    piped, commands = None, sys.stdin.fileno()
    if reads_stdin(options) and not sys.stdin.isatty():
        piped = await asyncio.to_thread(sys.stdin.buffer.read)
        commands = terminal_or_nothing()
    return await open_plain(
        _workshop(settings),
        asked_of(options, piped),
        why=why,
        commands=commands,
        stdout=sys.stdout,
        environ=_environ(),
    )


def _screen(options: Options, settings: Settings) -> int:
    from rlm_tui.main.asking import reads_stdin
    from rlm_tui.main.farewell import say_farewell
    from rlm_tui.main.settings import log_file
    from rlm_tui.main.terminal import is_served, own_terminal, served_screen

    log = log_file()
    log.parent.mkdir(parents=True, exist_ok=True)
    served = is_served(os.environ)
    with (
        served_screen(log=log)
        if served
        else own_terminal(
            log=log,
            reads_stdin=reads_stdin(options),
            environ=os.environ,
            theme=settings.theme,
        )
    ) as terminal:
        if terminal.theme != settings.theme:
            settings = settings.having({"theme": terminal.theme})
        ended = _wait_for(partial(_open_app, options, settings, terminal.piped))
    if ended.answer and (terminal.is_redirected or options.print_answer):
        _say(ended.answer)
    if ended.error:
        tell(ended.error, sys.stderr)
    if ended.farewell and served:
        tell(ended.farewell, sys.stderr)  # for the server's log
    elif ended.farewell:
        say_farewell(ended.farewell, sys.stderr)
    return ended.code


async def _open_app(
    options: Options, settings: Settings, piped: bytes | None
) -> Outcome:
    from rlm_tui.collector import collector_paused

    with collector_paused():  # until all is imported and shown: nothing of it goes
        from rlm_tui.main.appmain import open_app
        from rlm_tui.main.asking import asked_of

        asked = asked_of(options, piped)
        return await open_app(_workshop(settings), asked, environ=_environ())
