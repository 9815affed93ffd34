"""Quoted fields, money with signs, percentages, days first, and gaps."""

from __future__ import annotations

import csv
import io
import random
import statistics
from collections import defaultdict

from benchmarks.planner.brought.asks import Brought, told, untold, value
from benchmarks.planner.filler import people


def bring(chance: random.Random, size: int) -> Brought:
    """The document, and what people ask of it."""
    who = [f"{p.split()[1]}, {p.split()[0]}" for p in people(chance, 8)]
    n = max(30, size // 75)
    rows = []
    for i in range(n):
        rows.append(
            {
                "Invoice No.": f"INV-{1000 + i}",
                "Customer (last, first)": chance.choice(who),
                "Issued": f"{chance.randint(1, 28):02}.{chance.randint(1, 12):02}.2023",
                "Net Amount": chance.randint(40, 9000) + 0.5,
                "VAT %": chance.choice((7, 19)),
                "Paid?": chance.choice(("yes", "no")),
                "Note": chance.choice(("", "", "rush", 'said "later"')),
            }
        )
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(rows[0])
    for r in rows:
        cells = [*r.values()]
        cells[3], cells[4] = f"${r['Net Amount']:,.2f}", f"{r['VAT %']}%"
        writer.writerow(cells)
    net = [float(r["Net Amount"]) for r in rows]
    by = defaultdict(float)
    for r in rows:
        by[r["Customer (last, first)"]] += float(r["Net Amount"])
    someone, some = who[0], rows[4]
    top = max(rows, key=lambda r: r["Net Amount"])
    march = [r for r in rows if str(r["Issued"])[3:5] == "03"]
    name = someone.split(",")[0]
    return Brought(
        out.getvalue(),
        [
            value(
                "What is the total net amount?",
                "What do the net amounts add up to?",
                round(sum(net), 2),
            ),
            value(
                "What is the average net amount?",
                "What is the mean net amount of an invoice?",
                round(statistics.fmean(net), 2),
            ),
            value(
                "How many invoices are not paid?",
                "How many invoices are unpaid?",
                sum(r["Paid?"] == "no" for r in rows),
            ),
            value(
                f"How many invoices did {name} get?",
                f"How many invoices are there for {name}?",
                sum(r["Customer (last, first)"] == someone for r in rows),
            ),
            told(
                "Which customer has the highest total net amount?",
                "Which customer was billed the most?",
                max(by, key=lambda k: by[k]),
            ),
            value(
                "Which invoice has the highest net amount?",
                "What is the number of the largest invoice?",
                top["Invoice No."],
            ),
            value(
                "How many invoices were issued in March?",
                "How many invoices date from March 2023?",
                len(march),
            ),
            told(
                f"When was {some['Invoice No.']} issued?",
                f"What is the date of {some['Invoice No.']}?",
                str(some["Issued"]),
            ),
            value(
                "How many invoices have a VAT of 7%?",
                "How many invoices have 7% VAT?",
                sum(r["VAT %"] == 7 for r in rows),
            ),
            value(
                "How many invoices have a note?",
                "How many invoices have no empty note?",
                sum(bool(r["Note"]) for r in rows),
            ),
            value(
                "How many invoices are above 5000?",
                "How many invoices have a net amount over $5,000?",
                sum(x > 5000 for x in net),
            ),
            value(
                "What is the median net amount of the paid invoices?",
                "Median net amount where paid is yes?",
                round(
                    statistics.median(
                        float(r["Net Amount"]) for r in rows if r["Paid?"] == "yes"
                    ),
                    2,
                ),
            ),
            untold("What is the total gross amount?", "What is the average discount?"),
            untold(
                "Which salesperson wrote the most invoices?",
                "How many invoices were sent by post?",
            ),
            untold("How many invoices did Quarkson get?", "When was INV-99 issued?"),
            untold(
                "How many invoices came from abroad?",
                "How many invoices are in pounds?",
            ),
        ],
    )
