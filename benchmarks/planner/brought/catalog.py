"""Every kind of document that people bring, with its questions."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from benchmarks.planner.brought import (
    changelog,
    chat,
    contract,
    dump,
    faq,
    german,
    history,
    interview,
    invoices,
    javascript,
    json_lines,
    licence,
    mails,
    man_page,
    mangled,
    markdown,
    minutes,
    nested,
    novel,
    project_file,
    protocol,
    python,
    rivers,
    server_errors,
    services,
    subtitles,
    syslog,
    test_report,
    web_page,
)
from benchmarks.planner.brought.asks import Bring, cases
from benchmarks.planner.cases import Case

_KINDS: dict[str, Bring] = {
    "markdown": markdown.bring,
    "man page": man_page.bring,
    "protocol": protocol.bring,
    "changelog": changelog.bring,
    "faq": faq.bring,
    "python": python.bring,
    "javascript": javascript.bring,
    "history": history.bring,
    "test report": test_report.bring,
    "dump": dump.bring,
    "syslog": syslog.bring,
    "json lines": json_lines.bring,
    "server errors": server_errors.bring,
    "invoices": invoices.bring,
    "rivers": rivers.bring,
    "services": services.bring,
    "project file": project_file.bring,
    "nested": nested.bring,
    "web page": web_page.bring,
    "interview": interview.bring,
    "chat": chat.bring,
    "minutes": minutes.bring,
    "mails": mails.bring,
    "subtitles": subtitles.bring,
    "contract": contract.bring,
    "licence": licence.bring,
    "novel": novel.bring,
    "german": german.bring,
    "mangled": mangled.bring,
}

MAKERS: tuple[partial[Iterator[Case]], ...] = tuple(
    partial(cases, kind, bring) for kind, bring in _KINDS.items()
)
"""One maker of cases for each kind of document."""
