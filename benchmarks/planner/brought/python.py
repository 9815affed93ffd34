"""One Python module with functions, classes and constants."""

from __future__ import annotations

import random

from benchmarks.planner.brought.asks import Brought, grown, told, untold, value
from benchmarks.planner.filler import sentence


def bring(chance: random.Random, size: int) -> Brought:
    """The document, and what people ask of it."""
    timeout, retries = chance.randint(11, 99), chance.randint(3, 9)
    parts = [
        '"""Fetch and store weather readings."""\n\nimport json\nimport logging\n'
        "import sqlite3\n\n"
        f"DEFAULT_TIMEOUT = {timeout}\nMAX_RETRIES = {retries}\n"
        'DATABASE = "readings.db"',
        'class FetchError(Exception):\n    """The station could not be reached."""',
        "class Station:\n"
        '    """One weather station."""\n\n'
        "    def __init__(self, code, height=120):\n"
        "        self.code = code\n        self.height = height\n\n"
        "    def label(self):\n"
        '        """The code with the height behind it."""\n'
        '        return f"{self.code} ({self.height} m)"',
        "class MountainStation(Station):\n"
        '    """A station above the tree line."""\n\n'
        "    def label(self):\n        return super().label().upper()",
        "def open_database(path=DATABASE):\n"
        '    """Open the database and create its table."""\n'
        "    connection = sqlite3.connect(path)\n"
        '    connection.execute("create table if not exists reading (code, value)")\n'
        "    return connection",
        "def fetch(station, timeout=DEFAULT_TIMEOUT):\n"
        '    """Ask a station for its newest reading."""\n'
        "    for attempt in range(MAX_RETRIES):\n"
        "        reply = send(station.code, timeout)\n"
        "        if reply:\n            return parse_reply(reply)\n"
        '    raise FetchError(f"no answer from {station.code}")',
        "def parse_reply(reply):\n"
        '    """Turn a reply into a number."""\n'
        "    data = json.loads(reply)\n"
        '    if "value" not in data:\n'
        '        raise ValueError("no value in reply")\n'
        '    return float(data["value"])',
        "def store(connection, station, reading):\n"
        '    """Save one reading."""\n'
        '    connection.execute("insert into reading values (?, ?)", '
        "(station.code, reading))\n    connection.commit()",
        "def update_all(stations):\n"
        '    """Fetch and store the readings of all stations."""\n'
        "    connection = open_database()\n    for station in stations:\n"
        "        store(connection, station, fetch(station))\n"
        "    # TODO close the connection",
    ]
    count = [0]

    def more(n: int) -> str:
        count[0] += 1
        return (
            f"def helper_{n + 1}(item):\n"
            f'    """{sentence(chance)}"""\n    return item + {n}'
        )

    text = grown(parts, more, size, "\n\n\n")
    return Brought(
        text,
        [
            told(
                "Where is parse_reply defined?",
                "On which line is the function parse_reply defined?",
                str(1 + text[: text.index("def parse_reply")].count("\n")),
            ),
            told(
                "Which functions call parse_reply?",
                "Where is parse_reply called?",
                "fetch",
            ),
            told(
                "Which function calls open_database?",
                "Who calls open_database?",
                "update_all",
            ),
            told(
                "What does fetch raise?",
                "Which exception does fetch raise?",
                "FetchError",
            ),
            told(
                "Which class does MountainStation inherit from?",
                "What is the base class of MountainStation?",
                "Station",
            ),
            told(
                "What is the value of DEFAULT_TIMEOUT?",
                "What is DEFAULT_TIMEOUT set to?",
                str(timeout),
            ),
            told(
                "What is the default height of a station?",
                "What is the default value of height?",
                "120",
            ),
            told(
                "What does the function store do?",
                "What is store for?",
                "Save one reading",
            ),
            told(
                "What is the name of the database file?",
                "What is the value of DATABASE?",
                "readings.db",
            ),
            told(
                "Which modules are imported?",
                "What does the module import?",
                "json",
                "logging",
                "sqlite3",
            ),
            told(
                "Which classes are defined?",
                "List all classes.",
                "FetchError",
                "Station",
                "MountainStation",
            ),
            value(
                "How many classes are there?",
                "How many classes does the file define?",
                3,
            ),
            told(
                "Are there any TODOs?",
                "List the TODO comments.",
                "close the connection",
            ),
            value(
                "How many functions start with helper_?",
                "How many functions are named helper_ something?",
                count[0],
            ),
            told(
                "What parameters does store take?",
                "Which arguments has the function store?",
                "connection",
                "station",
                "reading",
            ),
            told(
                "What does update_all call?",
                "Which functions does update_all call?",
                "fetch",
                "store",
                "open_database",
            ),
            untold(
                "Where is load_settings defined?",
                "On which line is the function retry_later defined?",
            ),
            untold("Which functions call send_mail?", "Who calls close_database?"),
            untold(
                "What is the value of MAX_SPEED?", "What does the class Satellite do?"
            ),
            untold(
                "What is the default of retries in parse_reply?",
                "What does parse_reply log?",
            ),
        ],
    )
