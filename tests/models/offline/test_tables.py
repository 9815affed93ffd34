"""Questions about tables: filters, calculations, groups, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest

STAFF = "\n".join(
    [
        "emp_no\tfull_name\tdepartment\tcity\tsalary\thired\tremote\tage",
        "E1\tAna Holt\tEngineering\tOslo\t52000\t2012-03-01\tyes\t34",
        "E2\tBo Iyer\tEngineering\tNew York\t61000\t2016-07-15\tno\t45",
        "E3\tCy Kim\tLegal\tOslo\t48000\t2019-01-09\tyes\t29",
        "E4\tDee Lund\tLegal\tLisbon\t83000\t2010-11-30\tno\t61",
        "E5\tEli Fay\tFinance\tNew York\t39000\t2021-05-20\tyes\t23",
    ]
)
METERS = "\n".join(
    [
        "station;timestamp;kwh;temp_c;operator",
        "Nord;01.03.2024;120,5;-3,5;Meyer",
        "Nord;15.03.2024;80,25;4,0;Schulz",
        "West;02.04.2024;200,0;11,5;Meyer",
        "West;28.05.2024;99,75;21,0;Meyer",
    ]
)
TILL = "\n".join(
    [
        "txn,sku,store,qty,unit_price,payment",
        "1,A-1,Harbour,3,2.50,cash",
        "2,B-2,Airport,1,10.25,card",
        "3,B-2,Airport,6,10.25,card",
        "4,A-1,Old Town,2,2.50,cash",
        "5,C-3,Harbour,1,4.00,card",
    ]
)
HOTEL = "\n".join(
    [
        "booking|guest|room_type|nights|check_in|channel|cancelled",
        "B1|Rea Moss|Suite|3|2025-01-04|Web|false",
        "B2|Ian Pike|Double|2|2025-01-19|Agency|true",
        "B3|Rea Moss|Double|5|2025-02-02|Web|false",
        "B4|Uma Dorn|Single|1|2025-03-08|Phone|false",
    ]
)
LOANS = "\n".join(
    [
        "loan_id,borrower,title,branch,returned_on,days_late,fine_eur",
        "1,Ann,Dune,Docks,2024-01-02,0,0.50",
        "2,Bob,Emma,Docks,,12,0.10",
        "3,Ann,Dune,Hill,2024-02-03,3,0.30",
        "4,Cem,Dune,Hill,,11,0.60",
    ]
)
SHOP = "\n".join(
    [
        "order_id,customer,region,total,packTime,status,order_date",
        "SO-1,Ana Ito,North,20,5,shipped,2024-03-02",
        "SO-2,Ana Ito,North,30,6,pending,2024-03-05",
        "SO-3,Ana Ito,North,40,7,shipped,2024-03-09",
        "SO-4,Bo Kim,South,220,8,shipped,2024-04-01",
    ]
)
TRIPS = "\n".join(
    [
        "date,city,country,nights,cost",
        "2024-01-02,Oslo,Norway,3,420",
        "2024-02-05,Bergen,Norway,2,310",
        "2024-03-01,Rome,Italy,4,500",
        "2024-04-07,Milan,Italy,1,120",
        "2024-05-09,Porto,Portugal,6,690",
        "2024-06-02,Rome,Italy,2,240",
    ]
)
FILMS = {
    "source": "library",
    "movies": [
        {"title": "Tide", "director": {"name": "Vega"}, "year": 1999, "rating": 7.5},
        {"title": "Ash", "director": {"name": "Ito"}, "year": 2005, "rating": 8.25},
        {"title": "Moss", "director": {"name": "Vega"}, "year": 2011, "rating": 6.5},
    ],
}


@pytest.mark.parametrize(
    ("table", "question", "answer"),
    [
        (STAFF, "What is the average pay in the Engineering department?", "56500"),
        (STAFF, "How many employees work in New York?", "2"),
        (STAFF, "How many employees were hired before 2015?", "2"),
        (STAFF, "Who is the oldest employee?", "Dee Lund"),
        (STAFF, "Which department has the highest average salary?", "Legal"),
        (STAFF, "What is the median age?", "34"),
        (STAFF, "What percentage of employees are remote?", "60%"),
        (STAFF, "What is the salary of E3?", "48000"),
        (STAFF, "When was E4 hired?", "2010-11-30"),
        (STAFF, "How many employees are not in Legal?", "3"),
        (STAFF, "How many employees earn more than 50000?", "3"),
        (STAFF, "How many employees aged between 30 and 50 live in Oslo?", "1"),
        (STAFF, "How many cities are there?", "3"),
        (STAFF, "Who was hired most recently?", "Eli Fay"),
        (METERS, "What is the total consumption at station Nord?", "200.75"),
        (METERS, "What was the lowest temperature?", "-3.5"),
        (METERS, "How many readings were taken in March 2024?", "2"),
        (METERS, "Which station recorded the highest temperature?", "West"),
        (METERS, "What was the total kwh in Q2 2024?", "299.75"),
        (METERS, "Which operator took the fewest readings?", "Schulz"),
        (TILL, "How many units of B-2 were sold?", "7"),
        (TILL, "What was the total revenue at the Airport store?", "71.75"),
        (TILL, "Which store sold the most units?", "Airport"),
        (TILL, "What fraction of transactions were paid by card?", "60%"),
        (TILL, "How many different SKUs were sold?", "3"),
        (TILL, "How many transactions had more than 2 units?", "2"),
        (HOTEL, "How many bookings were cancelled?", "1"),
        (HOTEL, "How many bookings were not cancelled?", "3"),
        (HOTEL, "How many nights were booked through the Web?", "8"),
        (HOTEL, "Which month had the most check-ins?", "2025-01"),
        (HOTEL, "Who made booking B4?", "Uma Dorn"),
        (HOTEL, "Which channel brought the most bookings?", "Web"),
        (LOANS, "How many loans have not been returned?", "2"),
        (LOANS, "How many loans were more than 10 days late?", "2"),
        (LOANS, "Which branch collected the highest total fines?", "Hill"),
        (LOANS, "Which title was borrowed most often?", "Dune"),
        (TRIPS, "Which country cost the most in total?", "Italy"),
        (TRIPS, "Which country cost us the most on average?", "Portugal"),
        (TRIPS, "Which city costs the least?", "Milan"),
        (TRIPS, "What city cost most?", "Rome"),
        (FILMS, "What is the average rating of films directed by Vega?", "7"),
        (FILMS, "Which movie has the highest rating?", "Ash"),
        (FILMS, "How many movies did Vega direct?", "2"),
    ],
)
def test_a_table_question_is_calculated(
    ask: Any, table: object, question: str, answer: str
) -> None:
    played = ask(table, question)

    assert played.first_line == answer
    assert played.labels == ["probe", "columns", "table", "check", "answer"]


LIMITS = [
    {"name": "gateway", "version": 2.0, "memory": "256Mi"},
    {"name": "billing", "version": 3.5, "memory": "512Mi"},
    {"name": "auth", "version": 2.5, "memory": "128Mi"},
]


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("What is the highest memory?", "512Mi"),
        ("What is the lowest version?", "2.0"),
        ("What is the average memory?", "298.67"),
    ],
)
def test_a_cell_of_nested_data_is_given_as_it_is_written(
    ask: Any, question: str, answer: str
) -> None:
    assert ask(LIMITS, question).first_line == answer


@pytest.mark.parametrize(
    ("table", "question", "answer"),
    [
        (SHOP, "How many orders from the North were shipped in March?", "2"),
        (SHOP, "How many orders not shipped came from the North?", "1"),
        (SHOP, "Which customer spent the most?", "Bo Kim"),
        (SHOP, "Which customers ordered from the South?", "Bo Kim"),
        (SHOP, "What is the status of order SO-2?", "pending"),
        (SHOP, "What is the average total per order?", "77.5"),
        (SHOP, "What is the median packTime?", "6.5"),
    ],
)
def test_words_in_and_around_names_do_not_mislead(
    ask: Any, table: object, question: str, answer: str
) -> None:
    assert ask(table, question).first_line == answer


@pytest.mark.parametrize(
    ("table", "question"),
    [
        (SHOP, "How many gift-wrapped orders were shipped?"),
        (SHOP, "How many late orders are there?"),
        (SHOP, "How many orders are open?"),
        (SHOP, "How many orders were placed before noon?"),
        (SHOP, "How much did the average customer spend?"),
        (SHOP, "Is the North better?"),
        (SHOP, "How many orders were placed in March or April?"),
        (STAFF, "What is the average bonus?"),
        (STAFF, "How many left-handed employees work in Legal?"),
        (STAFF, "How many employees work in Berlin?"),
        (STAFF, "What is the correlation between age and salary?"),
        (STAFF, "Why did Dee Lund leave?"),
        (TILL, "Which customer bought the most?"),
        (TILL, "What is the profit margin?"),
        (METERS, "What was the wind speed at station West?"),
        (HOTEL, "How many bookings came from France?"),
        (LOANS, "How many loans were not insured?"),
        (LOANS, "Which author is the most popular?"),
        (FILMS, "How many movies were filmed in Iceland?"),
    ],
)
def test_what_a_table_does_not_hold_is_refused(
    ask: Any, table: object, question: str
) -> None:
    played = ask(table, question)

    assert played.refused, played.text
    assert "--model provider/name" in played.text


def test_an_answer_says_how_it_was_found_and_how_sure_it_is(ask: Any) -> None:
    played = ask(STAFF, "What is the average pay in the Engineering department?")

    bare, blank, how, confidence = played.text.splitlines()
    assert (bare, blank) == ("56500", "")
    assert "mean of salary" in how
    assert "department is Engineering" in how
    assert confidence == "Confidence: 0.96 (offline planner, rules only)"
    assert played.confidence == pytest.approx(0.96)


def test_groups_are_listed_with_their_values(ask: Any) -> None:
    played = ask(HOTEL, "Total nights by channel")

    assert played.first_line == "Agency: 2, Phone: 1, Web: 8"


def test_the_three_largest_are_listed_in_order(ask: Any) -> None:
    played = ask(STAFF, "Top 2 employees by salary")

    assert played.text.split("\n\n")[0].splitlines() == ["Dee Lund", "Bo Iyer"]


def test_values_that_differ_in_case_alone_are_the_same(ask: Any) -> None:
    table = "n,state\n1,open\n2,closed\n3,Open\n4,closed"

    assert ask(table, "How many rows have state open?").first_line == "2"
