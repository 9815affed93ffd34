"""A lease with numbered clauses and defined terms."""

from __future__ import annotations

import random

from benchmarks.planner.brought.asks import Brought, grown, told, untold
from benchmarks.planner.filler import people, sentence


def bring(chance: random.Random, size: int) -> Brought:
    """The document, and what people ask of it."""
    one, two = people(chance, 2)
    rent, months, notice = (
        chance.randint(500, 1900),
        chance.randint(13, 60),
        chance.randint(2, 9),
    )
    parts = [
        f'LEASE AGREEMENT\n\nbetween {one} (the "Landlord") and {two} (the "Tenant")',
        '1. Premises\n\n1.1 The Landlord lets to the Tenant the workshop at 7 Tanner Row (the "Premises").',
        f"2. Term\n\n2.1 The lease begins on 1 July 2024 and runs for {months} months.\n\n2.2 It ends without notice when this time is over.",
        f"3. Rent\n\n3.1 The Tenant shall pay a monthly rent of EUR {rent}, due on the third working day of each month.\n\n3.2 If the rent is late, interest of 6 percent a year is due.",
        "4. Deposit\n\n4.1 The Tenant shall pay a deposit of two monthly rents before the keys are handed over.",
        f"5. Termination\n\n5.1 Either party may terminate this lease with {notice} weeks' written notice if the other party breaches a material obligation.\n\n5.2 The Landlord may terminate at once if the rent is unpaid for two months.",
        "6. Repairs\n\n6.1 The Landlord shall repair the roof and the outer walls. The Tenant shall repair everything else up to EUR 150 in each case.",
        "7. Subletting\n\n7.1 The Tenant shall not sublet the Premises without the written consent of the Landlord.",
        "8. Governing law\n\n8.1 This lease is governed by the law of Austria. The courts of Graz have jurisdiction.",
    ]
    text = grown(
        parts, lambda n: f"Schedule {n + 1}\n\n{sentence(chance)}", size, "\n\n"
    )
    return Brought(
        text,
        [
            told("Who is the landlord?", "What is the name of the landlord?", one),
            told("Who is the tenant?", "To whom are the premises let?", two),
            told(
                "What is the monthly rent?",
                "How much rent does the tenant pay a month?",
                str(rent),
            ),
            told(
                "When does the lease begin?",
                "What is the start date of the lease?",
                "1 July 2024",
            ),
            told(
                "How long does the lease run?",
                "What is the duration of the lease?",
                f"{months} months",
            ),
            told(
                "What does the contract say about termination?",
                "What is written about termination?",
                f"{notice} weeks",
            ),
            told(
                "What does the contract say about subletting?",
                "May the tenant sublet the premises?",
                "without the written consent",
            ),
            told(
                "Who has to repair the roof?",
                "Who repairs the outer walls?",
                "Landlord",
            ),
            told(
                "What is the interest on late rent?",
                "Which interest is due if the rent is late?",
                "6 percent",
            ),
            told(
                "Which law governs the lease?",
                "Under which law is the lease?",
                "Austria",
            ),
            told(
                "Which courts have jurisdiction?",
                "The courts of which city have jurisdiction?",
                "Graz",
            ),
            told(
                "How high is the deposit?",
                "What deposit must be paid?",
                "two monthly rents",
            ),
            told(
                "When is the rent due?",
                "On which day is the rent due?",
                "third working day",
            ),
            told("What does clause 4 say?", "What does section 6 say?", "T"),
            untold(
                "Who insures the premises?",
                "What does the contract say about insurance?",
            ),
            untold(
                "How many square metres does the workshop have?",
                "May the tenant keep a dog?",
            ),
            untold(
                "What is the purchase price of the premises?",
                "What is the penalty for smoking?",
            ),
            untold("What does clause 14 say?", "What does section 23 say?"),
        ],
    )
