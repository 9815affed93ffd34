"""The specification of a protocol, numbered and wrapped at 72 columns."""

from __future__ import annotations

import random

from benchmarks.planner.brought.asks import Brought, grown, told, untold
from benchmarks.planner.filler import people, sentence


def bring(chance: random.Random, size: int) -> Brought:
    """The document, and what people ask of it."""
    [one, two] = people(chance, 2)
    timer, most = chance.randint(3, 90), chance.randint(5, 9)
    parts = [
        f"Network Notes                                            {one}\n"
        f"Category: Experimental                                   {two}\n"
        "                                                         March 2021\n\n\n"
        "                    The Pigeon Transfer Protocol (PGTP)",
        "Abstract\n\n   This document describes PGTP, a protocol that carries short\n"
        "   messages between stations that are seldom reachable.",
        "1.  Introduction\n\n   Stations in remote valleys often have no permanent link.\n"
        "   PGTP lets them hand on messages whenever a link exists.",
        "2.  Terminology\n\n   Loft: a station that stores messages for others.\n\n"
        "   Flight: one transfer of messages between two stations.",
        "3.  Message Format\n\n   A message has a header of 16 octets and a body of at "
        "most 2048\n   octets.  All numbers are in network byte order.",
        "3.1.  Header Fields\n\n   The field Version MUST be 2.  The field Flags is "
        "reserved and MUST\n   be zero.",
        f"4.  Retransmission\n\n   A station that gets no receipt within {timer} minutes "
        "MUST send the\n   message again.  After "
        f"{most} attempts it SHOULD give up and tell the\n   sender.",
        "5.  Security Considerations\n\n   Messages are not encrypted.  Stations SHOULD "
        "sign them with\n   Ed25519 keys.",
        "6.  IANA Considerations\n\n   This document asks for UDP port 4711.",
        "Appendix A.  Examples\n\n   An example of a flight is left to the reader.",
    ]
    text = grown(
        parts, lambda n: f"A.{n + 1}.  Remark\n\n   {sentence(chance)}", size, "\n\n"
    )
    return Brought(
        text,
        [
            told(
                "What is a Loft?",
                "How is the term Loft defined?",
                "stores messages for others",
            ),
            told(
                "How large may the body of a message be?",
                "What is the maximum size of a message body?",
                "2048",
            ),
            told(
                "What does section 5 say?",
                "What does Security Considerations say?",
                "not encrypted",
            ),
            told(
                "After how many attempts should a station give up?",
                "How many attempts does a station make before it gives up?",
                str(most),
            ),
            told(
                "Within which time must a receipt arrive?",
                "How long does a station wait for a receipt?",
                f"{timer} minutes",
            ),
            told(
                "Which UDP port is asked for?",
                "What port does the document request?",
                "4711",
            ),
            told(
                "What must the field Version be?", "Which value must Version have?", "2"
            ),
            told(
                "What does section 3.1 say about Flags?", "What must Flags be?", "zero"
            ),
            told(
                "What is the title of section 4?",
                "What is section 4 called?",
                "Retransmission",
            ),
            told(
                "Which keys should stations sign messages with?",
                "What kind of keys sign the messages?",
                "Ed25519",
            ),
            told(
                "How long is the header?", "How many octets does the header have?", "16"
            ),
            untold("What does section 9 say?", "What is the title of section 12?"),
            untold("Which TCP port is asked for?", "How are messages compressed?"),
            untold("What is a Nest?", "How is the term Roost defined?"),
        ],
    )
