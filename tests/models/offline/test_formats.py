"""Questions about texts with a form of their own: chats, records, settings, pages."""

from __future__ import annotations

from typing import Any

import pytest

CHAT = "\n".join(
    [
        "[2024-05-06 09:01] Ines: morning all",
        "[2024-05-06 09:03] Tariq: the lift in the east wing is stuck again",
        "[2024-05-06 09:04] Ines: ok",
        "[2024-05-06 17:40] Rosa: the caterer is booked for the 14th",
        "[2024-05-07 08:15] Tariq: parking passes expire at the end of the month",
        "[2024-05-07 08:16] Ines: thanks!",
        "[2024-05-07 08:20] Ines: who is on call?",
    ]
)
NOTES = "WARD 4\n\n" + "\n\n".join(
    f"Patient: {name}\nAge: {age}\nAdmitted under Dr. {doctor} to bed {bed}.\n"
    f"{name} was started on {drug} 20 mg once daily."
    for name, age, doctor, bed, drug in (
        ("Greta Falk", 71, "Omar Haddad", "3B", "warfarin"),
        ("Hugo Tamm", 44, "Lena Brandt", "1A", "metformin"),
        ("Mila Stern", 58, "Omar Haddad", "2C", "warfarin"),
        ("Otto Ekman", 90, "Lena Brandt", "4A", "gabapentin"),
    )
)
YAML = """# production
services:
  gateway:
    image: registry.local/gateway:2.1
    port: 6547
    resources:
      memory: 512Mi
  billing:
    image: "registry.local/billing:9.0"
    port: 9321  # behind the proxy
    resources:
      memory: 2Gi
"""
INI = "[gateway]\nport = 6547\nuser = www\n\n[billing]\nport=9321\nuser = svc\n"
COOKBOOK = "# Village cookbook\n\n" + "\n".join(
    f"## {name}\n\nServes {serves}.\n\n### Ingredients\n\n- {flour} g flour\n\n"
    f"### Method\n\n1. Preheat the oven to {heat} °C.\n2. Bake for {minutes} minutes.\n"
    for name, serves, flour, heat, minutes in (
        ("Plum Tart", 6, 250, 190, 35),
        ("Leek Pie", 4, 300, 210, 45),
        ("Fennel Loaf", 8, 500, 220, 60),
    )
)
PEAKS = """# Peaks

The list was compiled by the Alpine Society.

| Peak | Height (m) | Range |
|---|---:|---|
| Korrin | 3120 | Sable |
| Tembe | 4871 | Northwall |
| Brask | 2210 | Sable |
"""
PAGE = """<!doctype html><html><head><title>Staff</title>
<style>p{color:red}</style></head>
<body><h1>Directory</h1>
<div><h2>Ada Moss</h2><p>Department of Botany, room <b>A-12</b></p></div>
<div><h2>Ivo Reed</h2><p>Department of Geology, room <b>C-7</b> &amp; lab</p></div>
</body></html>"""
TRACES = "\n".join(
    f'worker {n} starts\nTraceback (most recent call last):\n  File "app/main.py", '
    f'line 12, in run\n    job()\n  File "{file}", line {line}, in {function}\n'
    f"    return go()\n{error}\nworker {n} ends"
    for n, (file, line, function, error) in enumerate(
        [
            ("app/geo.py", 52, "lookup", "KeyError: 'region'"),
            ("app/stats.py", 301, "mean", "ZeroDivisionError: division by zero"),
            ("app/geo.py", 52, "lookup", "KeyError: 'region'"),
        ]
    )
)
LEASE = (
    "LEASE\n\nArticle 1. Parties\n\nThis Lease is made between Corvid Holding B.V. "
    '(the "Landlord") and Finch & Daughters (the "Tenant").\n\nArticle 2. Deposit\n\n'
    "On signing, the Tenant shall pay a deposit of EUR 5,500."
)
MAILS = "\n\n".join(
    f"From: {a} <{a.split()[0].lower()}@corp.example>\nTo: {b}\n"
    f"Date: 2024-02-0{n} 09:15\nSubject: {subject}\n\nHello,\n\n{text}"
    for n, (a, b, subject, text) in enumerate(
        [
            ("Ada Moss", "Ivo Reed", "Audit date", "It is the 3rd."),
            ("Ivo Reed", "Ada Moss", "New badge", "Mine is broken."),
            ("Ada Moss", "Lena Brandt", "Holiday rota", "Please look at it."),
        ],
        start=1,
    )
)
SYSLOG = "\n".join(
    f"Mar  {day} 10:00:0{n} {host} {process}[{100 + n}]: {text}"
    for n, (day, host, process, text) in enumerate(
        [
            (4, "fjord", "sshd", "Failed password for ines from 10.0.1.7"),
            (4, "tundra", "kernel", "EXT4-fs error (device sda1): bad block"),
            (5, "tundra", "cron", "(root) CMD (/usr/local/bin/rotate)"),
            (5, "tundra", "sshd", "Accepted password for ines from 10.0.1.7"),
            (5, "mesa", "kernel", "usb 1-1: new high-speed USB device"),
        ]
    )
)
GLOSSARY = (
    "# Workshop glossary\n\n**Pawl**: a catch that engages a ratchet.\n\n"
    "**Ogee**: a curve shaped like an S.\n\nEntries are reviewed each spring.\n"
)
MUSEUM = (
    "The post came twice a week. Ada Moss founded the Harbour Museum in 1921. The "
    "lighthouse at Skagen was designed by Ivo Reed. The nets were mended on the quay."
)
ANSWERED = [
    (MAILS, "How many emails did Ada Moss send?", "2"),
    (MAILS, 'To whom was "Holiday rota" sent?', "Lena Brandt"),
    (SYSLOG, "Which host logged the most lines?", "tundra"),
    (SYSLOG, "How many lines come from the kernel?", "2"),
    (SYSLOG, "How many lines were logged on March 5?", "3"),
    (GLOSSARY, "Define ogee.", "a curve shaped like an S"),
    (GLOSSARY, "What does the term pawl mean?", "a catch that engages a ratchet"),
    (MUSEUM, "Who designed the lighthouse?", "Ivo Reed"),
    (CHAT, "hwo many mesages did Ines send?", "4"),
    (CHAT, "How many messages did Ines send?", "4"),
    (CHAT, "Who sent the most messages?", "Ines"),
    (CHAT, "How many messages were sent on May 7?", "3"),
    (CHAT, "When do the parking passes expire?", "the end of the month"),
    (CHAT, "For which day is the caterer booked?", "14th"),
    (NOTES, "How old is Hugo Tamm?", "44"),
    (NOTES, "Who is the oldest patient?", "Otto Ekman"),
    (NOTES, "How many patients are there?", "4"),
    (NOTES, "How many patients were started on warfarin?", "2"),
    (NOTES, "Who was Mila Stern admitted under?", "Omar Haddad"),
    (YAML, "Which port does billing listen on?", "9321"),
    (YAML, "What image does gateway use?", "registry.local/gateway:2.1"),
    (YAML, "How much memory is given to billing?", "2Gi"),
    (INI, "What is the port of gateway?", "6547"),
    (INI, "Under which user does billing run?", "svc"),
    (COOKBOOK, "How long does the Leek Pie have to bake?", "45 minutes"),
    (COOKBOOK, "How many people does the Fennel Loaf serve?", "8"),
    (COOKBOOK, "How much flour do I need for the Plum Tart?", "250"),
    (PEAKS, "How high is Tembe?", "4871"),
    (PEAKS, "How many peaks are in the Sable range?", "2"),
    (PEAKS, "Who compiled the list?", "Alpine Society"),
    (PAGE, "In which room is Ada Moss?", "A-12"),
    (TRACES, "In which file does the ZeroDivisionError occur?", "app/stats.py"),
    (TRACES, "How many tracebacks are there?", "3"),
    (TRACES, "Which function raised the KeyError?", "lookup"),
    (LEASE, "Who is the landlord?", "Corvid Holding B.V."),
    (LEASE, "Who is the tenant under the lease?", "Finch & Daughters"),
]
REFUSED = [
    (MAILS, "What is the phone number of Ada Moss?"),
    (GLOSSARY, "Define sprocket."),
    (MUSEUM, "Who designed the Harbour Museum?"),
    (CHAT, "Who said that the coffee machine was broken?"),
    (CHAT, "How many messages did Viktor send?"),
    (NOTES, "What is the blood type of Hugo Tamm?"),
    (NOTES, "How old is Bartholomew Quigley?"),
    (YAML, "Which port does the payments service listen on?"),
    (YAML, "What is the password of billing?"),
    (COOKBOOK, "How much sugar do I need for the Plum Tart?"),
    (PEAKS, "How high is Matterhorn?"),
    (PAGE, "What is the salary of Ada Moss?"),
    (TRACES, "In which file does the MemoryError occur?"),
    (LEASE, "Who is the guarantor?"),
]


@pytest.mark.parametrize(
    ("context", "question", "answer"), ANSWERED, ids=[row[1] for row in ANSWERED]
)
def test_the_form_of_a_text_leads_to_the_answer(
    ask: Any, context: str, question: str, answer: str
) -> None:
    played = ask(context, question)

    assert not played.refused
    assert answer in played.first_line


@pytest.mark.parametrize(
    ("context", "question"), REFUSED, ids=[row[1] for row in REFUSED]
)
def test_what_is_not_there_is_refused(ask: Any, context: str, question: str) -> None:
    assert ask(context, question).refused


def test_a_long_passage_is_cut_at_a_word_and_says_so(ask: Any) -> None:
    text = "The harbour charter says that " + "boats must be moored, " * 60

    played = ask(text, "What does the harbour charter say?")

    assert played.first_line.endswith(" …")
    assert "longer than what is shown" in played.text
