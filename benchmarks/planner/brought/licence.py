"""A software licence with numbered headings, wrapped by hand."""

from __future__ import annotations

import random

from benchmarks.planner.brought.asks import Brought, grown, told, untold
from benchmarks.planner.filler import sentence


def bring(chance: random.Random, size: int) -> Brought:
    """The document, and what people ask of it."""
    days = chance.randint(20, 80)
    parts = [
        "                    HARBOUR PUBLIC LICENSE\n                       Version 2, 4 May 2015\n\n Everyone may copy this text, but changing it is not allowed.",
        "                            Preamble\n\n  The licenses of most programs take away your freedom.  This one\nis meant to keep it.",
        '  0. Definitions.\n\n  "This License" refers to version 2 of the Harbour Public License.\n\n  A "covered work" means either the Program or a work based on it.',
        "  1. Source Code.\n\n  The source code of a work means the preferred form of the work for\nmaking changes to it.",
        "  2. Basic Permissions.\n\n  You may run the unmodified Program without any condition.  You may\nnot remove the notices.",
        f"  3. Termination.\n\n  You may not propagate a covered work except as provided here.  Any\nattempt otherwise is void, and ends your rights under this License.\n\n  Your license is reinstated if you stop all violation within {days} days\nafter the first notice.",
        "  4. Automatic Licensing of Downstream Recipients.\n\n  Each time you convey a covered work, the recipient receives a\nlicense from the original licensors.",
        "  5. Disclaimer of Warranty.\n\n  THERE IS NO WARRANTY FOR THE PROGRAM, TO THE EXTENT PERMITTED BY\nAPPLICABLE LAW.",
        "  6. Limitation of Liability.\n\n  IN NO EVENT WILL ANY COPYRIGHT HOLDER BE LIABLE TO YOU FOR DAMAGES.",
    ]
    text = grown(
        parts, lambda n: f"  Note {n + 1}.\n\n  {sentence(chance)}", size, "\n\n"
    )
    return Brought(
        text,
        [
            told(
                "What does the licence say about termination?",
                "What does the section on termination say?",
                "ends your rights",
            ),
            told(
                "What is said about warranty?",
                "What does the license say about warranty?",
                "NO WARRANTY",
            ),
            told(
                "What is a covered work?",
                "How is covered work defined?",
                "work based on it",
            ),
            told(
                "Within how many days must a violation stop for the license to be reinstated?",
                "How many days are there to stop a violation?",
                str(days),
            ),
            told(
                "What does the section Source Code say?",
                "How is source code defined?",
                "preferred form",
            ),
            told("What does section 6 say?", "What is written in section 6?", "LIABLE"),
            told(
                "When was this version published?",
                "What is the date of version 2?",
                "4 May 2015",
            ),
            told(
                "May I run the unmodified program?",
                "What are the conditions for running the unmodified program?",
                "without any condition",
            ),
            told(
                "What does the license say about downstream recipients?",
                "What do downstream recipients receive?",
                "original licensors",
            ),
            untold(
                "What does the licence say about patents?",
                "What does the license say about trademarks?",
            ),
            untold("Which court has jurisdiction?", "What is the fee for a copy?"),
            untold("Who wrote the license?", "When was version 3 published?"),
        ],
    )
