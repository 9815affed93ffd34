"""An SQL dump of two tables."""

from __future__ import annotations

import random

from benchmarks.planner.brought.asks import Brought, told, untold, value
from benchmarks.planner.filler import people, places


def bring(chance: random.Random, size: int) -> Brought:
    """The document, and what people ask of it."""
    town = places(chance, 5)
    who = people(chance, 9)
    n = max(20, size // 60)
    sales = [
        (
            i + 1,
            chance.randint(1, 9),
            chance.randint(100, 9999),
            chance.choice(("paid", "open", "void")),
        )
        for i in range(n)
    ]
    text = (
        "-- MySQL dump 10.13\n\nDROP TABLE IF EXISTS `customer`;\nCREATE TABLE `customer` (\n"
        "  `id` int NOT NULL AUTO_INCREMENT,\n  `name` varchar(80) NOT NULL,\n"
        "  `town` varchar(40) DEFAULT NULL,\n  PRIMARY KEY (`id`)\n) ENGINE=InnoDB;\n\n"
        "INSERT INTO `customer` VALUES "
        + ",".join(f"({i + 1},'{p}','{town[i % 5]}')" for i, p in enumerate(who))
        + ";\n\nCREATE TABLE `sale` (\n  `number` int NOT NULL,\n  `customer_id` int NOT NULL,\n"
        "  `cents` int DEFAULT '0',\n  `state` varchar(8) DEFAULT 'open',\n"
        "  PRIMARY KEY (`number`)\n);\n\n"
        + "\n".join(
            f"INSERT INTO `sale` VALUES ({a},{b},{c},'{d}');" for a, b, c, d in sales
        )
        + "\n-- Dump completed on 2024-06-02 11:03:44\n"
    )
    return Brought(
        text,
        [
            told(
                "Which tables does the dump contain?",
                "List all tables in the dump.",
                "customer",
                "sale",
            ),
            told(
                "Which columns does the table customer have?",
                "What are the columns of customer?",
                "id",
                "name",
                "town",
            ),
            told(
                "What is the primary key of sale?",
                "Which column is the primary key of the sale table?",
                "number",
            ),
            told(
                "What is the default of the column state?",
                "What is the default value of state?",
                "open",
            ),
            told(
                "What is the type of the column town?",
                "Which type has the column town?",
                "varchar(40)",
            ),
            value(
                "How many rows are inserted into sale?", "How many sales are there?", n
            ),
            value(
                "How many sales are open?",
                "How many sales have the state open?",
                sum(s[3] == "open" for s in sales),
            ),
            told(
                f"In which town does {who[2]} live?",
                f"What is the town of {who[2]}?",
                town[2],
            ),
            told(
                "When was the dump completed?",
                "On what date was the dump made?",
                "2024-06-02",
            ),
            value(
                "How many customers are there?",
                "How many customers does the dump contain?",
                9,
            ),
            untold(
                "What is the primary key of invoice?",
                "Which columns does the table supplier have?",
            ),
            untold(
                "What is the email address of the first customer?",
                "What is the default of the column country?",
            ),
        ],
    )
