"""Tables that are set in columns with spaces: commands, reports, invoices."""

from __future__ import annotations

from typing import Any

import pytest

PODS = """NAME                  READY   STATUS             RESTARTS   AGE
api-2xkqz             1/1     Running            0          12d
api-8jwpl             1/1     Running            3          12d
billing-qv2mm         0/1     CrashLoopBackOff   41         3h
redis-0               1/1     Running            2          40d
"""
PROCESSES = """USER       PID %CPU %MEM    VSZ   RSS TTY    STAT START   TIME COMMAND
root         1  0.0  0.1 168236 11520 ?      Ss   May02   1:12 /sbin/init
postgres   877  1.2  4.8 412032 98304 ?      Ss   May02  88:41 postgres: writer
anna      2210 47.3 12.6 843200 58048 pts/0  R+   11:02  22:15 python train.py -e 4
root       412  0.0  0.0  24564  6144 ?      Ss   May02   0:03 /usr/sbin/cron -f
"""
DISKS = """Filesystem      Size  Used Avail Use% Mounted on
/dev/sda1        40G   31G  6.9G  82% /
/dev/sdb1       500G  468G   32G  94% /var/lib/docker
/dev/sdc1       2.0T  812G  1.2T  41% /backup
"""
FILES = """total 5196
drwxr-xr-x  4 mona staff    4096 Jun 12 09:30 docs
-rw-r--r--  1 mona staff   18233 Jun 11 17:02 report.pdf
-rw-r--r--  1 root root      220 Jan  3 08:00 .profile
-rw-------  1 mona staff 5242880 Jun  1 00:00 backup.tar
"""
INVOICE = """INVOICE No. 2025-0417
Payment due: 28 April 2025

Pos  Article              Qty   Unit price   Amount
1    Pendant lamp Vega      6        89.00   534.00
2    Desk lamp              4        21.50    86.00

Subtotal                                     620.00
Total                                        737.80

A 2% discount applies for payment within 7 days.
"""


@pytest.mark.parametrize(
    ("context", "question", "answer"),
    [
        (PODS, "How many pods are running?", "3"),
        (PODS, "Which pod has the most restarts?", "billing-qv2mm"),
        (PODS, "How many restarts does redis-0 have?", "2"),
        (PODS, "Which pods are not running?", "billing-qv2mm"),
        (PODS, "What is the status of billing-qv2mm?", "CrashLoopBackOff"),
        (PROCESSES, "How many processes belong to root?", "2"),
        (PROCESSES, "Which process has the highest %MEM?", "2210"),
        (DISKS, "Which filesystems are mounted on /backup?", "/dev/sdc1"),
        (DISKS, "How many filesystems are there?", "3"),
        (FILES, "Which file is the largest?", "backup.tar"),
        (FILES, "Who is the owner of .profile?", "root"),
        (INVOICE, "Which article has the highest amount?", "Pendant lamp Vega"),
        (INVOICE, "When is the payment due?", "28 April 2025"),
    ],
)
def test_columns_set_with_spaces_are_a_table(
    ask: Any, context: str, question: str, answer: str
) -> None:
    assert ask(context, question).first_line == answer


@pytest.mark.parametrize(
    ("context", "question"),
    [
        (PODS, "Which node does redis-0 run on?"),
        (PODS, "How much memory does redis-0 use?"),
        (FILES, "How many lines does report.pdf have?"),
        (INVOICE, "What is the phone number of the seller?"),
    ],
)
def test_what_the_columns_do_not_say_is_refused(
    ask: Any, context: str, question: str
) -> None:
    assert ask(context, question).refused


def test_prose_is_no_table(ask: Any) -> None:
    prose = "The pump  stands here.\nIt is  old now.\nIt was  red before.\n"

    assert "columns" not in ask(prose, "Where does the pump stand?").labels
