"""Commands as lines of words, read into values."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rlm_tui.commands.parse import WORDS, parse_command, word_for
from rlm_tui.commands.target import Target
from rlm_tui.commands.values import (
    Abort,
    AddRule,
    Ask,
    Branch,
    Command,
    Continue,
    Export,
    Goto,
    Guide,
    Help,
    Log,
    Mark,
    Note,
    OnTickets,
    Open,
    Pause,
    Queue,
    Quit,
    Rules,
    RunTo,
    Set,
    SetLimit,
    SetVariable,
    Show,
    ShowLimits,
    Status,
    Step,
    Substitute,
    Theme,
    Tree,
    Try,
    Until,
    Variables,
    Withdraw,
)
from rlm_tui.domain.rules.parse import parse_filter
from rlm_tui.errors import CommandError

FILTER = parse_filter("gate:query cost<0.01")
BY_FILTER = Target("filter", filter=FILTER)


@pytest.mark.parametrize(
    ("line", "command"),
    [
        ("approve", OnTickets("approve")),
        (":approve", OnTickets("approve")),
        ("a", OnTickets("approve")),
        ("approve @all", OnTickets("approve", Target("all"))),
        ("approve @shown", OnTickets("approve", Target("shown"))),
        ("A", OnTickets("approve", Target("shown"))),
        ("A @marked", OnTickets("approve", Target("marked"))),
        ("approve 3", OnTickets("approve", Target("number", number=3))),
        ("a #3", OnTickets("approve", Target("number", number=3))),
        ("approve 0.1.2", OnTickets("approve", Target("node", node="0.1.2"))),
        ("approve gate:query cost<0.01", OnTickets("approve", BY_FILTER)),
        ("reject", OnTickets("reject")),
        ('reject "too long"', OnTickets("reject", text="too long")),
        ('r "too long" 2', OnTickets("reject", Target("number", number=2), "too long")),
        ("r 2 too long", OnTickets("reject", Target("number", number=2), "too long")),
        (
            'r 0.1 "too\\nlong"',
            OnTickets("reject", Target("node", node="0.1"), "too\nlong"),
        ),
        (
            'reject "one by one" gate:query cost<0.01',
            OnTickets("reject", BY_FILTER, "one by one"),
        ),
        ('reject ""', OnTickets("reject", text="")),
        ("= @focus it is 5", OnTickets("answer", text="it is 5")),
        (
            'answer "part {idx}" @marked',
            OnTickets("answer", Target("marked"), "part {idx}"),
        ),
        ("edit", OnTickets("edit")),
        ("e 0.1 Say less.", OnTickets("edit", Target("node", node="0.1"), "Say less.")),
        ("V", OnTickets("revert")),
        ("retry", OnTickets("retry")),
        (
            "R 2 openai/gpt-5",
            OnTickets("retry", Target("number", number=2), "openai/gpt-5"),
        ),
        ("retry openai/gpt-5", OnTickets("retry", text="openai/gpt-5")),
        ("pick 2", OnTickets("pick", text="2")),
        ("M gpt-5 0.1", OnTickets("model", Target("node", node="0.1"), "gpt-5")),
        ("pause", Pause()),
        ("pause run", Pause()),
        ("p node 0.1", Pause("node", "0.1")),
        ("pause node", Pause("node")),
        ("pause model gpt-5", Pause("model", "gpt-5")),
        ("P", Pause("node")),
        ("P 0.1", Pause("node", "0.1")),
        ("c", Continue()),
        ("resume model gpt-5", Continue("model", "gpt-5")),
        ("step", Step("into")),
        ("step 3", Step("into", 3)),
        ("s", Step("into")),
        ("step over 2", Step("over", 2)),
        ("n", Step("over")),
        ("over 2 0.1", Step("over", 2, Target("node", node="0.1"))),
        ("i 0", Step("iteration", 1, Target("node", node="0"))),
        ("o", Step("out")),
        ("t 0.1", RunTo("0.1")),
        ("run-to", RunTo()),
        ("until gate:query cost<0.01", Until(FILTER)),
        ("u", Guide()),
        ("guide 0.1 look at 14.2", Guide("0.1", "look at 14.2")),
        ("guide look at 14.2", Guide("", "look at 14.2")),
        ("withdraw 0.1 2", Withdraw(2, "0.1")),
        ("withdraw 2", Withdraw(2)),
        ("$", ShowLimits()),
        ("limit money 10", SetLimit("max_cost", 10)),
        ("limit money $0.5", SetLimit("max_cost", 0.5)),
        ("limit tokens 200k", SetLimit("max_tokens", 200_000)),
        ("limit time 10m", SetLimit("max_time", 600)),
        ("limit time none", SetLimit("max_time", None)),
        ("limit max_depth 3", SetLimit("max_depth", 3)),
        ("rule", AddRule()),
        ("rule hold gate:query", AddRule("hold gate:query")),
        ("rules", Rules()),
        ("rules delete 2", Rules("delete", 2)),
        ("rules off 1", Rules("off", 1)),
        ("rules save careful", Rules("save", name="careful")),
        ("rules load careful", Rules("load", name="careful")),
        ("mark 0.1", Mark("0.1")),
        ("unmark", Mark("", False)),
        ("; 0.1 odd", Note("0.1", "odd")),
        ("note", Note()),
        ("x", Abort("node")),
        ("abort 0.1", Abort("node", "0.1")),
        ("abort call 0.1", Abort("call", "0.1")),
        ("abort run", Abort("run")),
        ("X", Abort("run")),
        ("variables", Variables()),
        ("vars 0.1 parts", Variables("0.1", "parts")),
        ("vars parts[2] 200", Variables("", "parts[2]", 200)),
        ('vars 0 rows[3]["id"].name', Variables("0", 'rows[3]["id"].name')),
        ("log", Log()),
        ("log 0.2 5", Log("0.2", 5)),
        ("E #2", OnTickets("edit-outside", Target("number", number=2))),
        ("rules move 3 1", Rules("move", 3, to=1)),
        ('set-variable 0 parts = ["a", 1]', SetVariable("parts", '["a", 1]', "0")),
        ("show", Show()),
        ("show 0.1", Show("node", Target("node", node="0.1"))),
        ("show code 2", Show("code", Target("number", number=2))),
        ("tree", Tree()),
        ("tree gate:query cost<0.01", Tree(FILTER)),
        ("queue", Queue()),
        ("status", Status()),
        ("goto 0.1.2", Goto("0.1.2")),
        ("branch", Branch()),
        ("branch 41", Branch(41)),
        ("ask", Ask()),
        ("ask and who pays?", Ask("and who pays?")),
        ("export otel spans", Export("otel", "spans")),
        ("export md notes and more.md", Export("md", "notes and more.md")),
        ('export html "a b.html"', Export("html", "a b.html")),
        ("theme dark", Theme("dark")),
        ("set grace_ms 400", Set("grace_ms", "400")),
        ("substitute s/a b/c/gi", Substitute("s/a b/c/gi", Target("shown"))),
        ("%s,cap,limit, @all", Substitute("s,cap,limit,", Target("all"))),
        (r"% s/a\/b/c/ @marked", Substitute(r"s/a\/b/c/", Target("marked"))),
        ("try", Try(3, Target("shown"))),
        ("T 5 @all", Try(5, Target("all"))),
        ("set theme", Set("theme")),
        ("settings", Set()),
        ("hints off", Set("hints", "off")),
        ("open", Open()),
        ("?", Help()),
        ("help reject", Help("reject")),
        ("q", Quit()),
    ],
)
def test_a_line_is_a_command(line: str, command: Command) -> None:
    assert parse_command(line) == command


@pytest.mark.parametrize(
    ("line", "column", "words"),
    [
        ("", 0, "expected a command"),
        ("aprove", 0, "did you mean approve?"),
        (":aprove", 1, "did you mean approve?"),
        ("approve @al", 8, "did you mean all?"),
        ("approve @zzz", 8, "@all"),
        ("approve dpth>2", 8, "did you mean depth?"),
        ("approve 3 4", 10, "nothing may follow here, found '4'"),
        ("reject too long", 7, "no field or flag"),
        ('reject "open', 7, "not closed"),
        ("until", 5, "expected a test"),
        ("until gate:zzz", 11, "is no gate"),
        (
            "step sideways",
            5,
            "which step? into, over, iteration or out, not 'sideways'",
        ),
        ("step 9999", 5, "from 1 to 1000"),
        ("step @all", 5, "one lane"),
        ("show code @all", 10, "one node"),
        ("limit wealth 3", 6, "calls, concurrency, retries or errors, not 'wealth'"),
        ("limit money", 11, "how much"),
        ("limit money lots", 12, "no amount"),
        ("limit tokens 5m", 13, "no amount, such as 5, 0.5 or 200k"),
        ("rule hold gate:exce", 15, "did you mean exec?"),
        ("rules delete", 12, "which rule"),
        ("rules save", 10, "which name"),
        ("rules burn", 6, "do what with the rules? show, delete"),
        ("pause model", 11, "which model"),
        ("pause everything", 6, "pause what? run, node or model, not 'everything'"),
        ("queue now", 6, "nothing may follow here, found 'now'"),
        ("export pdf x", 7, "in which form? jsonl, rlms, md, html or otel, not 'pdf'"),
        ("hold gate:query", 0, "'hold' begins a rule: rule hold gate:query"),
        ("export md", 9, "to which file"),
        ("hints maybe", 6, "on or off"),
        ("substitute s/a/b", 11, "with all three signs"),
        ("try 0", 5, "a number from 1"),
        ("set-variable x 3", 15, "expected ="),
        ("set-variable x =", 16, "expected a JSON value"),
        ("withdraw", 8, "which guidance"),
    ],
)
def test_what_is_wrong_is_said_where_it_is(line: str, column: int, words: str) -> None:
    with pytest.raises(CommandError) as raised:
        parse_command(line)

    assert words in str(raised.value)
    assert raised.value.column == column


def test_no_two_commands_share_a_word_or_a_letter() -> None:
    names = [n for word in WORDS for n in (word.name, word.letter, *word.others) if n]

    assert len(names) == len(set(names))
    assert all(word_for(name) is not None for name in names)


@given(
    st.builds(
        "{} {}".format,
        st.sampled_from([word.name for word in WORDS]),
        st.text() | st.sampled_from(["@", '"', "0.1 x", "3 @all", "node", "= ="]),
    )
    | st.text()
)
def test_any_line_is_a_command_or_a_command_error(line: str) -> None:
    try:
        parse_command(line)
    except CommandError as error:
        column = error.column
    else:
        column = 0

    assert 0 <= column <= len(line)


@pytest.mark.parametrize(
    ("target", "written"),
    [
        (Target(), "@focus"),
        (Target("number", number=3), "#3"),
        (Target("node", node="0.1"), "0.1"),
        (BY_FILTER, "gate:query cost<0.01"),
    ],
)
def test_a_target_is_written_as_it_is_read(target: Target, written: str) -> None:
    assert str(target) == written
    assert parse_command(f"approve {written}") == OnTickets("approve", target)
