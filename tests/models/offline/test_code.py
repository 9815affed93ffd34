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


GO = """package store

import (
\t"errors"
\tsqlite "database/sql"
)

// Basket is what a customer has chosen.
type Basket struct {
\tItems []string
}

// Add puts an item into the basket.
func (b *Basket) Add(item string) {
\tb.Items = append(b.Items, item)
}

// Clear empties the basket.
func (b *Basket) Clear() {
\tb.Items = nil
}
"""
C = """#include <stdio.h>

int count(const char *text)
{
    return 1;
}

int main(void) {
    return count("a");
}
"""


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
        (MODULE, "Which function turns a reply into a number?", "parse_reply"),
        (MODULE, "Which class has the most methods?", "Station"),
        (MODULE, "How many methods does Station have?", "1"),
        (MODULE, "What are the methods of Station?", "__init__"),
        (MODULE, "Which function is the longest?", "parse_reply"),
        (MODULE, "Where is ValueError raised?", "parse_reply"),
        (MODULE, "Which modules does it import?", "json, sqlite3"),
        (GO, "Which function empties the basket?", "Clear"),
        (GO, "What are the methods of Basket?", "Add, Clear"),
        (GO, "How many structs are there?", "1"),
        (GO, "How many functions are there?", "2"),
        (GO, "Which packages are imported?", "errors, database/sql"),
        (C, "Where is count defined?", "line 3"),
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
        "Which function opens the database?",
        "Which function sends mails?",
        "Which class draws the map?",
        "Where is KeyError raised?",
        "How many enums are there?",
    ],
)
def test_what_the_code_does_not_have_is_refused(ask: Any, question: str) -> None:
    assert ask(MODULE, question).refused


def test_what_nobody_has_described_is_said_to_be_so(ask: Any) -> None:
    played = ask(MODULE, "What does the function fetch do?")

    assert played.first_line == (
        "not described; it is the function at line 30, which calls parse_reply"
    )
