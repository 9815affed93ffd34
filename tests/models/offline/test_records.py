"""Version histories, database dumps and subtitles, each read into rows."""

from __future__ import annotations

from typing import Any

import pytest

HISTORY = """commit 9f1c2ab7d4
Author: Ada Quist <ada@mail.example>
Date:   Tue Mar 7 10:02:00 2023 +0100

    Fix race in the upload queue

commit 77aa01bc55
Author: Nils Olsen <nils@mail.example>
Date:   Mon Mar 6 09:00:00 2023 +0100

    Drop support for Node 14

commit 0c0ffee123
Author: Ada Quist <ada@mail.example>
Date:   Wed Feb 1 09:00:00 2023 +0100

    Add a list of stations
"""
DUMP = """CREATE TABLE `customer` (
  `id` int NOT NULL AUTO_INCREMENT,
  `name` varchar(80) NOT NULL,
  `town` varchar(40) DEFAULT 'Ulm',
  PRIMARY KEY (`id`)
) ENGINE=InnoDB;
INSERT INTO `customer` VALUES (1,'Ada Quist','Garston'),(2,'Nils O''Dell','Osgate');
CREATE TABLE `sale` (
  `number` int NOT NULL,
  `state` varchar(8) DEFAULT 'open',
  PRIMARY KEY (`number`)
);
INSERT INTO `sale` VALUES (11,'paid');
INSERT INTO `sale` VALUES (12,'open');
INSERT INTO `sale` VALUES (13,'open');
"""
FILM = """1
00:02:37,200 --> 00:02:40,900
The treasure is buried
under the lighthouse.

2
00:02:41,200 --> 00:02:44,900
We sail at dawn.

3
00:02:45,200 --> 00:02:48,900
My name is Lucinda Farrow.
"""


@pytest.mark.parametrize(
    ("context", "question", "expected"),
    [
        (HISTORY, "Who fixed the race in the upload queue?", "Ada Quist"),
        (HISTORY, "How many commits did Ada Quist make?", "2"),
        (HISTORY, "Which commit dropped support for Node 14?", "77aa01bc55"),
        (HISTORY, "Who made the last commit?", "Ada Quist"),
        (HISTORY, "How many commits were made in March?", "2"),
        (DUMP, "Which tables does the dump contain?", "customer, sale"),
        (DUMP, "Which columns does the table customer have?", "id, name, town"),
        (DUMP, "What is the primary key of sale?", "number"),
        (DUMP, "What is the default of the column state?", "open"),
        (DUMP, "What is the type of the column town?", "varchar(40)"),
        (DUMP, "How many sales are open?", "2"),
        (DUMP, "How many customers are there?", "2"),
        (DUMP, "In which town does Ada Quist live?", "Garston"),
        (FILM, "How many subtitles are there?", "3"),
        (FILM, "When is the treasure mentioned?", "00:02:37"),
    ],
)
def test_a_record_is_found_or_counted(
    ask: Any, context: str, question: str, expected: str
) -> None:
    assert ask(context, question).first_line == expected


def test_a_subtitle_of_two_lines_is_one_sentence(ask: Any) -> None:
    assert "lighthouse" in ask(FILM, "Where is the treasure buried?").first_line


@pytest.mark.parametrize(
    ("context", "question"),
    [
        (HISTORY, "How many commits did Torvald Quark make?"),
        (HISTORY, "Who added support for IPv6?"),
        (DUMP, "What is the primary key of invoice?"),
        (DUMP, "Which columns does the table supplier have?"),
        (FILM, "Who stole the map?"),
    ],
)
def test_what_no_record_says_is_refused(ask: Any, context: str, question: str) -> None:
    assert ask(context, question).refused


def test_the_last_commit_of_a_day_stands_first(ask: Any) -> None:
    same_day = HISTORY.replace("Mon Mar 6 09:00:00", "Tue Mar 7 10:02:00")

    assert ask(same_day, "Who made the last commit?").first_line == "Ada Quist"
