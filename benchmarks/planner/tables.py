"""Tables of made-up businesses as CSV and JSON lines, and sums over their rows."""

from __future__ import annotations

import json
import random
import statistics
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from benchmarks.planner.cases import Case, Split
from benchmarks.planner.filler import people, places

Cell = str | int | float | bool
Row = dict[str, Cell]
Rows = list[Row]


@dataclass(frozen=True, slots=True)
class Query:
    """One question, and how its answer is worked out from the rows."""

    question: str
    answer: Callable[[Rows], Iterable[object]]
    kind: str = ""
    """`refuse` where the rows do not say; `hard` for what few rules reach."""


@dataclass(frozen=True, slots=True)
class Table:
    """A kind of table: its rows, its form, and the questions about it."""

    form: str
    """`jsonl`, or the separator of the CSV."""
    make: Callable[[random.Random, int], Rows]
    queries: Callable[[random.Random, Rows], list[Query]]


def column(rows: Rows, name: str) -> list[float]:
    """The numbers of a column."""
    return [float(row[name]) for row in rows]


def where(rows: Rows, **wanted: Cell) -> Rows:
    """The rows with these values."""
    return [r for r in rows if all(r[name] == cell for name, cell in wanted.items())]


def one(value: object) -> list[object]:
    """A single accepted answer; numbers to two places."""
    return [round(value, 2) if isinstance(value, float) else value]


def groups(rows: Rows, name: str) -> dict[str, Rows]:
    """The rows by the value of a column."""
    found: defaultdict[str, Rows] = defaultdict(list)
    for row in rows:
        found[str(row[name])].append(row)
    return found


def most(scores: dict[str, float]) -> list[object]:
    """Every way to name the keys of the highest value."""
    return best(scores, max(scores.values()))


def least(scores: dict[str, float]) -> list[object]:
    """Every way to name the keys of the lowest value."""
    return best(scores, min(scores.values()))


def best(scores: dict[str, float], value: float) -> list[object]:
    """The keys of a value, one by one and all together."""
    keys = sorted(key for key, score in scores.items() if abs(score - value) < 1e-9)
    return [", ".join(keys), *keys] if len(keys) > 1 else [*keys]


def sums(rows: Rows, by: str, name: str) -> dict[str, float]:
    """The sum of a column for each value of another."""
    return {key: sum(column(part, name)) for key, part in groups(rows, by).items()}


def means(rows: Rows, by: str, name: str) -> dict[str, float]:
    """The mean of a column for each value of another."""
    parts = groups(rows, by).items()
    return {key: statistics.fmean(column(part, name)) for key, part in parts}


def counts(rows: Rows, by: str) -> dict[str, float]:
    """The number of rows for each value of a column."""
    return dict(Counter(str(row[by]) for row in rows))


def share(part: int, whole: int) -> list[object]:
    """A percentage to two places."""
    return one(100 * part / whole)


def _day(chance: random.Random) -> str:
    return f"2024-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"


def _orders(chance: random.Random, count: int) -> Rows:
    customers = people(chance, 20)
    made: Rows = []
    for number in range(count):
        quantity, price = chance.randint(1, 9), chance.randint(200, 9900) / 100
        made.append(
            {
                "order_id": f"SO-{number + 1001}",
                "customer": chance.choice(customers),
                "category": chance.choice(("Lighting", "Garden", "Kitchen", "Office")),
                "region": chance.choice(("North", "South", "East", "West")),
                "quantity": quantity,
                "unit_price": price,
                "total": round(quantity * price, 2),
                "order_date": _day(chance),
                "status": chance.choice(("shipped", "pending", "returned")),
            }
        )
    return made


def _order_queries(chance: random.Random, rows: Rows) -> list[Query]:
    who = str(chance.choice(rows)["customer"])
    which = chance.choice(rows)
    area = chance.choice(("North", "South", "East", "West"))
    north = where(rows, region=area)
    return [
        Query(f"How many orders came from the {area} region?", lambda r: [len(north)]),
        Query(
            f"What is the total revenue in the {area}?",
            lambda r: one(sum(column(north, "total"))),
        ),
        Query(
            "Which category brought in the most revenue?",
            lambda r: most(sums(r, "category", "total")),
        ),
        Query(
            f"How many orders did {who} place?",
            lambda r: [len(where(r, customer=who))],
        ),
        Query(
            "What is the average order value?",
            lambda r: one(statistics.fmean(column(r, "total"))),
        ),
        Query(
            "What percentage of orders were returned?",
            lambda r: share(len(where(r, status="returned")), len(r)),
        ),
        Query(
            "How many orders were placed in March 2024?",
            lambda r: [sum(str(x["order_date"])[:7] == "2024-03" for x in r)],
        ),
        Query(
            f"What is the status of order {which['order_id']}?",
            lambda r: [which["status"]],
        ),
        Query(
            "How many units of Garden products were sold in total?",
            lambda r: one(sum(column(where(r, category="Garden"), "quantity"))),
        ),
        Query(
            "Which customer placed the most orders?",
            lambda r: most(counts(r, "customer")),
        ),
        Query(
            "How many orders have a total above 200?",
            lambda r: [sum(float(x["total"]) > 200 for x in r)],
        ),
        Query(
            "How much more revenue did the North make than the South?",
            lambda r: one(
                sums(r, "region", "total")["North"]
                - sums(r, "region", "total")["South"]
            ),
            "hard",
        ),
        Query(
            "How many customers placed more than 5 orders?",
            lambda r: [sum(n > 5 for n in counts(r, "customer").values())],
            "hard",
        ),
        Query(
            "What is the average number of orders per customer?",
            lambda r: one(statistics.fmean(counts(r, "customer").values())),
            "hard",
        ),
        Query(
            "Are there more orders from the East than from the West?",
            lambda r: [_yes(counts(r, "region")["East"] > counts(r, "region")["West"])],
            "hard",
        ),
        Query("Which courier delivered the most orders?", list, "refuse"),
        Query("What was the total tax on orders from the North?", list, "refuse"),
        Query("How many orders came from the Northwest region?", list, "refuse"),
        Query("How many orders did Zacharias Quandt place?", list, "refuse"),
        Query("Why were orders returned?", list, "refuse"),
        Query("How many gift-wrapped orders were shipped?", list, "refuse"),
        Query("What is the forecast for next year's revenue?", list, "refuse"),
    ]


def _yes(holds: bool) -> str:
    return "Yes" if holds else "No"


def _tickets(chance: random.Random, count: int) -> Rows:
    agents = people(chance, 8)
    return [
        {
            "ticket": f"T{number + 1}",
            "openedAt": f"{_day(chance)}T{chance.randint(0, 23):02}:"
            f"{chance.randint(0, 59):02}:00Z",
            "severity": chance.choice(("low", "medium", "high", "critical")),
            "assignee": chance.choice(agents),
            "product": chance.choice(("router", "camera", "thermostat")),
            "minutesToClose": chance.randint(3, 900),
            "stars": chance.randint(1, 5),
            "reopened": chance.random() < 0.3,
        }
        for number in range(count)
    ]


def _ticket_queries(chance: random.Random, rows: Rows) -> list[Query]:
    agent = str(chance.choice(rows)["assignee"])
    return [
        Query(
            "How many critical tickets are there?",
            lambda r: [len(where(r, severity="critical"))],
        ),
        Query(
            "What was the mean time to close for router tickets?",
            lambda r: one(
                statistics.fmean(column(where(r, product="router"), "minutesToClose"))
            ),
        ),
        Query(
            "Who closed the most tickets?",
            lambda r: most(counts(r, "assignee")),
        ),
        Query(
            "How many tickets were reopened?",
            lambda r: [len(where(r, reopened=True))],
        ),
        Query(
            f"How many tickets were assigned to {agent}?",
            lambda r: [len(where(r, assignee=agent))],
        ),
        Query(
            "Which product has the lowest average stars?",
            lambda r: least(means(r, "product", "stars")),
        ),
        Query(
            "What is the median minutesToClose?",
            lambda r: one(statistics.median(column(r, "minutesToClose"))),
        ),
        Query(
            "How many tickets that are not low severity concern cameras?",
            lambda r: [
                len([x for x in where(r, product="camera") if x["severity"] != "low"])
            ],
        ),
        Query(
            "How many tickets were opened after 1 September 2024?",
            lambda r: [sum(str(x["openedAt"])[:10] > "2024-09-01" for x in r)],
        ),
        Query(
            "What is the ratio of critical tickets to low tickets?",
            lambda r: one(
                len(where(r, severity="critical")) / len(where(r, severity="low"))
            ),
            "hard",
        ),
        Query("How many tickets were escalated to legal?", list, "refuse"),
        Query("Which customer opened the most tickets?", list, "refuse"),
        Query("How many doorbell tickets are there?", list, "refuse"),
        Query("What is the average cost of a ticket?", list, "refuse"),
        Query("Is the thermostat a good product?", list, "refuse"),
    ]


def _staff(chance: random.Random, count: int) -> Rows:
    offices = places(chance, 6)
    return [
        {
            "staff_no": f"P{number + 100}",
            "division": chance.choice(("Sales", "Research", "Support", "Finance")),
            "office": chance.choice(offices),
            "wage": chance.randint(2800, 9800) * 10,
            "years": chance.randint(0, 35),
            "start_date": f"20{chance.randint(10, 24)}-{chance.randint(1, 12):02}-11",
            "full_time": chance.choice(("yes", "no")),
        }
        for number in range(count)
    ]


def _staff_queries(chance: random.Random, rows: Rows) -> list[Query]:
    office = str(chance.choice(rows)["office"])
    there = where(rows, office=office)
    return [
        Query(
            "What does a person in Research earn on average?",
            lambda r: one(
                statistics.fmean(column(where(r, division="Research"), "wage"))
            ),
        ),
        Query(
            f"How many people work at the {office} office?",
            lambda r: [len(there)],
        ),
        Query(
            "Which department has the highest average salary?",
            lambda r: most(means(r, "division", "wage")),
        ),
        Query(
            "How many employees are full time?",
            lambda r: [len(where(r, full_time="yes"))],
        ),
        Query(
            "How many employees started before 2015?",
            lambda r: [sum(str(x["start_date"]) < "2015" for x in r)],
        ),
        Query(
            "How many employees earn at least 60000?",
            lambda r: [sum(float(x["wage"]) >= 60000 for x in r)],
        ),
        Query(
            "How many different offices are there?",
            lambda r: [len(groups(r, "office"))],
        ),
        Query(
            f"What is the combined pay of everybody in {office}?",
            lambda r: one(sum(column(there, "wage"))),
        ),
        Query(
            "What is the highest wage in Support?",
            lambda r: one(max(column(where(r, division="Support"), "wage"))),
        ),
        Query(
            "What is the difference between the average wage in Sales and Finance?",
            lambda r: one(
                abs(
                    means(r, "division", "wage")["Sales"]
                    - means(r, "division", "wage")["Finance"]
                )
            ),
            "hard",
        ),
        Query(
            "Which offices have more than 10 employees?",
            lambda r: [
                ", ".join(sorted(k for k, n in counts(r, "office").items() if n > 10))
            ],
            "hard",
        ),
        Query("How many employees speak Portuguese?", list, "refuse"),
        Query("What is the average bonus in Sales?", list, "refuse"),
        Query("Who is the manager of Research?", list, "refuse"),
        Query("How many employees work in Marketing?", list, "refuse"),
        Query("Which employee is the happiest?", list, "refuse"),
    ]


def _flights(chance: random.Random, count: int) -> Rows:
    towns = places(chance, 9)
    made: Rows = []
    for number in range(count):
        origin, goal = chance.sample(towns, 2)
        made.append(
            {
                "flight": f"FL{number + 100}",
                "carrier": chance.choice(("Skyway", "Polar Air", "Condorra")),
                "origin": origin,
                "destination": goal,
                "distance_km": chance.randint(200, 5200),
                "delay_min": chance.randint(0, 180),
                "passengers": chance.randint(20, 310),
                "departed": f"{_day(chance)} {chance.randint(5, 22):02}:15",
            }
        )
    return made


def _flight_queries(chance: random.Random, rows: Rows) -> list[Query]:
    town = str(chance.choice(rows)["origin"])
    flight = chance.choice(rows)
    return [
        Query(
            "How many passengers flew with Polar Air?",
            lambda r: one(sum(column(where(r, carrier="Polar Air"), "passengers"))),
        ),
        Query(
            f"How many flights left from {town}?",
            lambda r: [len(where(r, origin=town))],
        ),
        Query(
            "What was the average delay of Skyway flights?",
            lambda r: one(
                statistics.fmean(column(where(r, carrier="Skyway"), "delay_min"))
            ),
        ),
        Query(
            "Which carrier operated the fewest flights?",
            lambda r: least(counts(r, "carrier")),
        ),
        Query(
            f"Where did flight {flight['flight']} go to?",
            lambda r: [flight["destination"]],
        ),
        Query(
            "How many flights were delayed by more than 90 minutes?",
            lambda r: [sum(float(x["delay_min"]) > 90 for x in r)],
        ),
        Query(
            "What is the longest distance flown?",
            lambda r: one(max(column(r, "distance_km"))),
        ),
        Query(
            "Which destination received the most passengers?",
            lambda r: most(sums(r, "destination", "passengers")),
        ),
        Query(
            "How many flights departed in June?",
            lambda r: [sum(str(x["departed"])[5:7] == "06" for x in r)],
        ),
        Query(
            "What share of flights was operated by Condorra?",
            lambda r: share(len(where(r, carrier="Condorra")), len(r)),
        ),
        Query(
            "How many more passengers did Skyway carry than Condorra?",
            lambda r: one(
                sums(r, "carrier", "passengers")["Skyway"]
                - sums(r, "carrier", "passengers")["Condorra"]
            ),
            "hard",
        ),
        Query(
            "How many destinations received more than 8 flights?",
            lambda r: [sum(n > 8 for n in counts(r, "destination").values())],
            "hard",
        ),
        Query(
            "Did Polar Air operate more flights than Skyway?",
            lambda r: [
                _yes(counts(r, "carrier")["Polar Air"] > counts(r, "carrier")["Skyway"])
            ],
            "hard",
        ),
        Query("Which pilot flew the most hours?", list, "refuse"),
        Query("What did a ticket to the coast cost?", list, "refuse"),
        Query("How many flights did Lufthansa operate?", list, "refuse"),
        Query("How many flights were cancelled because of snow?", list, "refuse"),
        Query("What was the average fuel consumption?", list, "refuse"),
        Query("Which carrier is the most reliable?", list, "refuse"),
    ]


def _visits(chance: random.Random, count: int) -> Rows:
    doctors = people(chance, 7)
    return [
        {
            "visit_id": number + 1,
            "ward": chance.choice(("Cardiology", "Surgery", "Paediatrics")),
            "doctor": chance.choice(doctors),
            "admitted": _day(chance),
            "nights": chance.randint(1, 21),
            "costEur": chance.randint(300, 19000),
            "insured": chance.random() < 0.8,
        }
        for number in range(count)
    ]


def _visit_queries(chance: random.Random, rows: Rows) -> list[Query]:
    doctor = str(chance.choice(rows)["doctor"])
    return [
        Query(
            f"How many patients did {doctor} treat?",
            lambda r: [len(where(r, doctor=doctor))],
        ),
        Query(
            "What did visits to Cardiology cost in total?",
            lambda r: one(sum(column(where(r, ward="Cardiology"), "costEur"))),
        ),
        Query(
            "How long did patients stay in Surgery on average, in nights?",
            lambda r: one(statistics.fmean(column(where(r, ward="Surgery"), "nights"))),
        ),
        Query(
            "How many visits were not insured?",
            lambda r: [len(where(r, insured=False))],
        ),
        Query(
            "Which ward had the highest total cost?",
            lambda r: most(sums(r, "ward", "costEur")),
        ),
        Query(
            "Which doctor had the most visits?",
            lambda r: most(counts(r, "doctor")),
        ),
        Query(
            "How many visits lasted longer than 14 nights?",
            lambda r: [sum(float(x["nights"]) > 14 for x in r)],
        ),
        Query(
            "Number of admissions between 2024-04-01 and 2024-06-30?",
            lambda r: [sum("2024-04" <= str(x["admitted"]) < "2024-07" for x in r)],
        ),
        Query(
            "What is the average number of visits per doctor?",
            lambda r: one(statistics.fmean(counts(r, "doctor").values())),
            "hard",
        ),
        Query("Which nurse worked the most shifts?", list, "refuse"),
        Query("How many visits were to Oncology?", list, "refuse"),
        Query("What medication was prescribed most often?", list, "refuse"),
        Query("How many patients died?", list, "refuse"),
    ]


def _harvest(chance: random.Random, count: int) -> Rows:
    farmers = people(chance, 6)
    return [
        {
            "plot": f"{chance.choice('ABCD')}-{number + 1}",
            "crop": chance.choice(("barley", "rye", "oats", "spelt")),
            "farmer": chance.choice(farmers),
            "tonnes": chance.randint(10, 400) / 10,
            "hectares": chance.randint(10, 90) / 10,
            "harvested_on": _day(chance),
        }
        for number in range(count)
    ]


def _harvest_queries(chance: random.Random, rows: Rows) -> list[Query]:
    farmer = str(chance.choice(rows)["farmer"])
    return [
        Query(
            "How many tonnes of rye were harvested?",
            lambda r: one(sum(column(where(r, crop="rye"), "tonnes"))),
        ),
        Query(
            f"How many plots did {farmer} harvest?",
            lambda r: [len(where(r, farmer=farmer))],
        ),
        Query(
            "Which crop has the highest total tonnes?",
            lambda r: most(sums(r, "crop", "tonnes")),
        ),
        Query(
            "Average hectares of spelt plots?",
            lambda r: one(statistics.fmean(column(where(r, crop="spelt"), "hectares"))),
        ),
        Query(
            "How many plots are smaller than 2 hectares?",
            lambda r: [sum(float(x["hectares"]) < 2 for x in r)],
        ),
        Query(
            "How many plots were harvested in August 2024?",
            lambda r: [sum(str(x["harvested_on"])[:7] == "2024-08" for x in r)],
        ),
        Query(
            "Who harvested the most barley?",
            lambda r: most(sums(where(r, crop="barley"), "farmer", "tonnes")),
        ),
        Query("How many tonnes of wheat were harvested?", list, "refuse"),
        Query("What price did the oats fetch?", list, "refuse"),
        Query("Which tractor was used most?", list, "refuse"),
    ]


_TABLES: dict[Split, tuple[Table, ...]] = {
    "seen": (
        Table(",", _orders, _order_queries),
        Table("jsonl", _tickets, _ticket_queries),
        Table("\t", _staff, _staff_queries),
    ),
    "held-out": (
        Table("|", _flights, _flight_queries),
        Table("jsonl", _visits, _visit_queries),
        Table(";", _harvest, _harvest_queries),
    ),
}


def tables(chance: random.Random, size: int, split: Split) -> Iterator[Case]:
    """Every question about every table of a split, shuffled."""
    for table in _TABLES[split]:
        rows = table.make(chance, 200)
        count = max(20, 200 * size // len(_written(table.form, rows)))
        rows = table.make(chance, count)
        context = _written(table.form, rows)
        usual = "jsonl" if table.form == "jsonl" else "csv"
        for query in table.queries(chance, rows):
            yield table_case(query, rows, context, usual)


def table_case(query: Query, rows: Rows, context: str, usual: str) -> Case:
    """The case of one query; kinds of questions apart from the usual are kept apart."""
    if query.kind == "refuse":
        return Case(f"untold {usual}", context, query.question, rule="refuse")
    kind = f"hard {usual}" if query.kind else usual
    accepted = tuple(str(value) for value in query.answer(rows))
    return Case(kind, context, query.question, accepted, "value")


def _written(form: str, rows: Rows) -> str:
    if form == "jsonl":
        return "\n".join(json.dumps(row) for row in rows)
    lines = [form.join(rows[0])]
    lines += [form.join(_cell(form, cell) for cell in row.values()) for row in rows]
    return "\n".join(lines)


def _cell(form: str, cell: Cell) -> str:
    """A semicolon goes with a decimal comma, as in spreadsheets of Europe."""
    if form == ";" and isinstance(cell, float):
        return str(cell).replace(".", ",")
    return str(cell)
