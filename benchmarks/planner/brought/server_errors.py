"""A log with stack traces of several lines between ordinary ones."""

from __future__ import annotations

import random

from benchmarks.planner.brought.asks import Brought, told, untold, value


def bring(chance: random.Random, size: int) -> Brought:
    """The document, and what people ask of it."""
    n = max(40, size // 90)
    lines = []
    for i in range(n):
        at = f"2024-02-{1 + i * 25 // n:02} {i * 24 // n % 24:02}:{i % 60:02}:01,{i % 999:03}"
        lines.append(
            f"{at} INFO  [worker-{i % 4}] OrderService - order {70000 + i} shipped"
        )
    first, second = n // 3, 2 * n // 3
    lines[first] += (
        f"\n{lines[first][:23]} ERROR [worker-2] PaymentService - charge failed\n"
        "java.net.SocketTimeoutException: Read timed out\n"
        "\tat shop.pay.Client.charge(Client.java:131)\n"
        "\tat shop.pay.PaymentService.pay(PaymentService.java:58)\n"
        "Caused by: java.io.IOException: connection reset by bank.example\n"
        "\tat shop.net.Wire.read(Wire.java:77)"
    )
    lines[second] += (
        f"\n{lines[second][:23]} ERROR [worker-0] StockService - update failed\n"
        "java.lang.NullPointerException: warehouse is null\n"
        "\tat shop.stock.StockService.update(StockService.java:204)"
    )
    return Brought(
        "\n".join(lines),
        [
            told(
                "What caused the charge to fail?",
                "What is the root cause of the SocketTimeoutException?",
                "connection reset",
            ),
            told(
                "Which exception did StockService have?",
                "What exception occurred in StockService?",
                "NullPointerException",
            ),
            value(
                "How many errors are there?",
                "How many ERROR entries does the log have?",
                2,
            ),
            told(
                "Which line of Client.java is in the trace?",
                "In which line of Client.java did it fail?",
                "131",
            ),
            told(
                "When did the update fail?",
                "At what time did the StockService update fail?",
                lines[second][11:16],
            ),
            told(
                "Which worker had the failed charge?",
                "On which worker did the charge fail?",
                "worker-2",
            ),
            told(
                "What was null?",
                "Which object is null in the NullPointerException?",
                "warehouse",
            ),
            value(
                "How many orders were shipped?",
                "How many orders did OrderService ship?",
                n,
            ),
            untold(
                "Which exception did InvoiceService have?",
                "What exception occurred in MailService?",
            ),
            untold(
                "Which line of Cart.java is in the trace?",
                "Who fixed the NullPointerException?",
            ),
            untold("How many orders were cancelled?", "How many orders were returned?"),
        ],
    )
