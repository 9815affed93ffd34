"""Questions that a context seems to answer and does not, or answers elsewhere."""

from __future__ import annotations

from typing import Any

import pytest

MAILS = """From: Erik Lund <erik@lund.example>
To: Nadia Rahman <nadia@lund.example>
Subject: Re: Office move

Yes, we have twelve parking spots in the yard.

From: Nadia Rahman <nadia@lund.example>
To: Erik Lund <erik@lund.example>
Subject: Chairs

The chairs are here. What about the parking spots?

From: Erik Lund <erik@lund.example>
To: Nadia Rahman <nadia@lund.example>
Subject: Re: Chairs

Sofia will tell you.
"""
LEAGUE = """| Team | Played | Won | Drawn | Lost | Points |
|---|---|---|---|---|---|
| Falcons | 10 | 7 | 2 | 1 | 23 |
| Rovers | 10 | 6 | 3 | 1 | 21 |
| Town | 10 | 1 | 1 | 8 | 4 |
"""
TRAINS = """Line,From,To,Platform
RE1,Aachen,Cologne,3
IC31,Cologne,Hamburg,4
ICE7,Cologne,Berlin,5
"""
STAFF = "name;team\nBea;Design\nCarl;Backend\nDina;Backend\nEmil;Backend\nFay;Design\n"
ORDER = """{"order": {"id": "A-1093", "placed": "2025-02-11", "items": [
{"title": "Blue mug", "qty": 4, "price": 7.5}, {"title": "Tea", "qty": 2, "price": 5},
{"title": "Tea pot", "qty": 1, "price": 32}]}}"""
RIVER = """The Velm is a river in the north. It rises on Mount Harrow.

The first bridge over the Velm was built in 1431 by monks. It burnt down in 1602 and
was replaced by a stone bridge in 1611.

The town of Tessel lies on it. It is known for its glass works, founded in 1789 by
Henrik Dahl. It had 41,000 inhabitants.
"""
LEASE = """LEASE

§ 4 Deposit
The Tenant pays a deposit of 2,460 euros.

§ 5 Pets
Small animals are allowed.

§ 6 Repairs
The Tenant bears the cost of small repairs up to 100 euros in each case.
"""
SHOP = """SKU,Name,Price (EUR),Stock,Weight (kg)
A-100,Trail boots,129.90,14,1.3
A-101,City sneakers,79.00,0,0.8
B-200,Rain cape,49.50,32,0.6
"""
TRIP = """The price of the trip is £185 per child and includes two nights.

Mrs Ingram and Mr Sole will accompany the class.
"""
NEWS = """Harwick, 5 June - The family-owned Harwick Brewery, founded in 1874, has been
sold to the Danish group Nordbryg for 18 million pounds.
"""
CALL = """Project call

- Kick-off is on 3 March in Lyon.
- Contact at the customer: Mr Garnier.

Changes since the call
- The kick-off was moved to 10 March.
- Mr Garnier has left; the new contact is Ms Blanc.
"""
HIVES = """Of the 412 hives, 230 stood on rooftops and 182 on the ground.

The deposit is payable within 7 days of booking; the balance no later than 21 days
before departure.
"""


@pytest.mark.parametrize(
    ("context", "question", "answer"),
    [
        (MAILS, "How many mails are there?", "3"),
        (LEAGUE, "Which team lost the most games?", "Town"),
        (LEAGUE, "How many games did Rovers win?", "6"),
        (ORDER, "How many blue mugs were ordered?", "4"),
        (ORDER, "What is the order id?", "A-1093"),
        (STAFF, "Which teams are there?", "Design, Backend"),
        (RIVER, "When was the first bridge built?", "1431"),
        (LEASE, "How much is the deposit?", "2,460 euros"),
        (LEASE, "Which section deals with pets?", "section “§ 5 Pets”"),
        (SHOP, "Which product is the heaviest?", "Trail boots"),
        (SHOP, "What is the second most expensive product?", "City sneakers"),
        (HIVES, "How many hives stood on rooftops?", "230"),
        (NEWS, "When was the brewery founded?", "1874"),
        (TRIP, "Who accompanies the class?", "Mrs Ingram and Mr Sole"),
        (CALL, "When is the kick-off?", "10 March"),
        ("2017-2021 Data engineer, Banco Norte", "When was the data engineer at Banco "
         "Norte?", "2017-2021"),
        ("export function a() {\n}\nexport async function b() {\n}\nfunction c() {}\n",
         "How many functions are there?", "3"),
        ("Warranty: 3 years (compressor 5 years)", "How long is the warranty on the "
         "compressor?", "5 years"),
    ],
)  # fmt: skip
def test_the_answer_that_is_near_to_a_wrong_one(
    ask: Any, context: str, question: str, answer: str
) -> None:
    assert ask(context, question).first_line == answer


def test_messages_about_a_thing_are_not_counted_for_it(ask: Any) -> None:
    assert ask(MAILS, "How many parking spots are there?").first_line != "2"


@pytest.mark.parametrize(
    ("context", "question"),
    [
        (LEAGUE, "Who scored for the Rovers?"),
        (LEAGUE, "How many points more than Town do Falcons have?"),
        (TRAINS, "How much is a ticket to Berlin?"),
        (ORDER, "Who placed the order?"),
        (RIVER, "How long is the Velm?"),
        (RIVER, "When was Tessel founded?"),
        (RIVER, "Where does the Sorn rise?"),
        ("9f1c2ab Fix typo\n77be01d Add retry\n", "How many branches are there?"),
        (SHOP, "What is the total stock value?"),
        (SHOP, "How many products were sold?"),
        ("We stayed with an aunt, who is 91 and still keeps goats.",
         "How many goats does the aunt keep?"),
        ("1. Minutes of 12 August were approved.\n\n4. Christmas lights. They come.",
         "When will the Christmas lights be switched on?"),
        (NEWS, "Who owned the brewery before?"),
        (TRIP, "How many children go on the trip?"),
        ("Next spring we go to Patagonia, if the sponsor pays.", "Who is the sponsor?"),
        ("In his left hand he held a letter.", "What was written in the letter?"),
        ("About 2,300 orders were lost, not 1,900.", "How much money was lost?"),
    ],
)  # fmt: skip
def test_what_only_looks_like_an_answer_is_refused(
    ask: Any, context: str, question: str
) -> None:
    assert ask(context, question).refused
