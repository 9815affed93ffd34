"""Questions about source code, answered from its definitions."""

from __future__ import annotations

from typing import Any

import pytest

MODULE = '''"""Fetch weather."""

import json
import sqlite3

TIMEOUT = 45
# TODO close the connection


class FetchError(Exception):
    """Nobody answers."""


class Station:
    def __init__(self, code, height=120):
        self.code = code


class MountainStation(Station):
    pass


def parse_reply(reply):
    """Turn a reply into a number."""
    if not reply:
        raise ValueError("empty")
    return float(json.loads(reply))


def fetch(station, timeout=TIMEOUT):
    return parse_reply(send(station))


def update(stations):
    # parse_reply(nothing) is not called here
    for station in stations:
        fetch(station)
'''
PROJECT = {
    "src/server.js": (
        "const express = require('express');\nconst app = express();\n"
        "app.get('/', async (req, res) => {\n  res.json(await findUser(1));\n});\n"
    ),
    "src/users.js": (
        "function loadUser(id) {\n  return db.query(id);\n}\n\n"
        "async function findUser(id) {\n  return loadUser(id);\n}\n\n"
        "const checkName = (name) => {\n  throw new RangeError('long');\n};\n\n"
        "module.exports = { findUser, checkName };\n"
    ),
}


@pytest.mark.parametrize(
    ("context", "question", "expected"),
    [
        (MODULE, "Where is parse_reply defined?", "line 23"),
        (MODULE, "Which functions call parse_reply?", "fetch"),
        (MODULE, "What does update call?", "fetch"),
        (MODULE, "Which class does MountainStation inherit from?", "Station"),
        (MODULE, "Which classes inherit from Station?", "MountainStation"),
        (MODULE, "What is the default of height?", "120"),
        (MODULE, "What is the value of TIMEOUT?", "45"),
        (MODULE, "Which exception does parse_reply raise?", "ValueError"),
        (MODULE, "What does parse_reply do?", "Turn a reply into a number."),
        (MODULE, "Which modules are imported?", "json, sqlite3"),
        (MODULE, "List all classes.", "FetchError, Station, MountainStation"),
        (MODULE, "What parameters does fetch take?", "station, timeout=TIMEOUT"),
        (MODULE, "Are there any TODOs?", "TODO close the connection"),
        (PROJECT, "Which function calls loadUser?", "findUser"),
        (PROJECT, "Where is checkName defined?", "src/users.js, line 9"),
        (PROJECT, "What does users.js export?", "findUser, checkName"),
        (PROJECT, "Which error does checkName throw?", "RangeError"),
        (PROJECT, "Which file uses express?", "src/server.js"),
    ],
)
def test_a_question_about_code_is_read_from_the_code(
    ask: Any, context: object, question: str, expected: str
) -> None:
    assert ask(context, question).first_line == expected


@pytest.mark.parametrize(
    "question",
    [
        "Where is load_settings defined?",
        "Which functions call send_mail?",
        "What is the value of MAX_SPEED?",
        "What is the default of retries in parse_reply?",
        "What does the class Satellite do?",
    ],
)
def test_what_the_code_does_not_have_is_refused(ask: Any, question: str) -> None:
    assert ask(MODULE, question).refused
