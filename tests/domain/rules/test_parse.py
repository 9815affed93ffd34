"""The rule language, line by line of its grammar."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rlm_tui.domain.rules.modes import ASK_MODES, rules_for
from rlm_tui.domain.rules.parse import MAX_DEPTH, parse_filter, parse_rule
from rlm_tui.domain.rules.rule import Rule
from rlm_tui.domain.rules.words import ACTIONS, FLAGS, NUMBERS, OPTIONS, SCOPES, WORDS
from rlm_tui.errors import RuleError, SettingsError

LINES = [
    # line, the usual way to write it, English
    ("gate:query", "hold gate:query", "hold when gate is query"),
    ("hold gate:query", "hold gate:query", "hold when gate is query"),
    ("log err", "log err", "mark when has failed"),
    ("pass depth>=2", "pass depth>=2", "let pass when depth >= 2"),
    (
        'deny "too long" len>10k',
        'deny "too long" len>10000',
        'refuse with "too long" when len > 10000',
    ),
    (
        r"mock 'two\nlines' kind:llm",
        r'mock "two\nlines" kind:llm',
        r'answer "two\nlines" when kind is llm',
    ),
    (
        "route ollama/llama3:8b depth>1",
        'route "ollama/llama3:8b" depth>1',
        "send to ollama/llama3:8b when depth > 1",
    ),
    (
        "hold err after 20 every 10 once off",
        "hold err after 20 every 10 once off",
        "hold when has failed, after 20 matches, every 10 matches, once only, "
        "switched off",
    ),
    (
        'depth>=2 & kind:subquery & ~ "regex" & cost>0.05',
        'hold depth>=2 kind:query ~ "regex" cost>0.05',
        'hold when depth >= 2 and kind is query and any text matches "regex" '
        "and cost > $0.05",
    ),
    (
        'depth>=2 kind:subquery "regex" cost>$.05',
        'hold depth>=2 kind:query ~ "regex" cost>0.05',
        'hold when depth >= 2 and kind is query and any text matches "regex" '
        "and cost > $0.05",
    ),
    (
        "err edited | final & !marked",
        "hold err edited | final !marked",
        "hold when has failed and is edited, or is an answer and not is marked",
    ),
    (
        "(err | new) !(mocked final)",
        "hold (err | new) !(mocked final)",
        "hold when (has failed, or is new) and not (is mocked and is an answer)",
    ),
    ("(((err)) & (new final))", "hold err new final", None),
    ("!!err", "hold !!err", None),
    ("gate:code,sub,reply", "hold gate:exec,query,result", None),
    (
        "model:openai/*,gpt-5",
        "hold model:openai/*,gpt-5",
        "hold when model is like openai/* or gpt-5",
    ),
    ("idx:0,7 node:0.2.*", "hold idx:0,7 node:0.2.*", None),
    ("tokens>1.5M", "hold tokens>1500000", None),
    ("age>=5m", "hold age>=300", None),
    ("age>2h", "hold age>7200", None),
    ("depth!=1 iter=3", "hold depth!=1 iter=3", None),
    ("~secret", 'hold ~ "secret"', None),
    ("~ p", 'hold ~ "p"', None),
    (
        '~p one ~c two ~o three ~a "four" ~t five ~n six',
        'hold ~p "one" ~c "two" ~o "three" ~a "four" ~t "five" ~n "six"',
        'hold when prompt matches "one" and code matches "two" and output matches '
        '"three" and answer matches "four" and thinking matches "five" and note '
        'matches "six"',
    ),
    (r'~ "a\"b\d\\"', r'hold ~ "a\"b\d\\"', None),
    ("~ 'a\"b'", r'hold ~ "a\"b"', None),
    ('model:"odd name"', 'hold model:"odd name"', None),
]


@pytest.mark.parametrize(("line", "usual", "english"), LINES)
def test_a_line_is_read(line: str, usual: str, english: str | None) -> None:
    rule = parse_rule(line)

    assert str(rule) == usual
    assert english is None or rule.says() == english
    assert rule.line == line


@pytest.mark.parametrize(("line", "usual", "_"), LINES)
def test_the_usual_way_to_write_it_says_the_same(line: str, usual: str, _: str) -> None:
    rule, again = parse_rule(line), parse_rule(usual)

    assert again.says() == rule.says()
    assert again.filter.test == rule.filter.test
    assert str(again) == str(rule)


@pytest.mark.parametrize(
    ("line", "column", "words"),
    [
        ("", 0, "expected a test"),
        ("hold", 4, "expected a test"),
        ("hlod gate:query", 0, "did you mean hold?"),
        ("dpth>2", 0, "did you mean depth?"),
        ("hold gate:exce", 10, "did you mean exec?"),
        ("hold gate:zzz", 10, "it has call, error, exec"),
        ("hold gate", 9, "gate:call"),
        ("hold gate=query", 9, "takes a value"),
        ("hold depth", 10, "compare it"),
        ("hold depth>x", 11, "compared with a number"),
        ("hold depth==2", 11, "equal is written ="),
        ("hold tokens>5m", 13, "'m' is no unit of tokens; it has k, M"),
        ("hold age>5k", 10, "it has s, m, h"),
        ("hold total>9999999999M", 11, "too large"),
        ("hold gate:", 10, "expected a value"),
        ("hold gate:query,", 16, "expected a value"),
        ("hold (err", 9, "expected )"),
        ("hold err)", 8, "unexpected ')'"),
        ("hold err |", 10, "expected a test"),
        ("hold err & | new", 11, "expected a test"),
        ("hold word", 5, "a text to look for needs quotes"),
        ('hold "open', 5, "not closed"),
        ("hold ~", 6, "expected a pattern"),
        ("hold ~p", 7, "expected a pattern after ~p"),
        ('hold "a(b"', 7, "not a regular expression"),
        (r'hold "\"a(b"', 9, "not a regular expression"),
        ("hold ~ a[b", 8, "not a regular expression"),
        ("deny gate:query", 5, "deny has its words first, in quotes"),
        ("mock", 4, "mock has its words first"),
        ("route", 5, "route needs the name"),
        ("hold err every", 14, "every needs a count"),
        ("hold err every 0", 15, "a count is from 1"),
        ("hold err after 2.5", 15, "after needs a count"),
        ("hold err once once", 14, "'once' is said twice"),
        ("hold err once new", 14, "unexpected 'new'"),
        ("hold err §", 9, "unexpected '§'"),
    ],
)
def test_what_is_wrong_is_said_where_it_is(line: str, column: int, words: str) -> None:
    with pytest.raises(RuleError) as raised:
        parse_rule(line)

    assert words in str(raised.value)
    assert raised.value.column == column


def test_an_error_is_shown_below_its_place() -> None:
    with pytest.raises(RuleError) as raised:
        parse_rule("hold\tdpth>2")

    assert raised.value.caret("hold\tdpth>2") == (
        "hold dpth>2\n     ^ 'dpth' is no field or flag; did you mean depth?"
    )


@pytest.mark.parametrize("word", ["once", "every", "after", "off"])
def test_a_filter_takes_no_options_of_a_rule(word: str) -> None:
    with pytest.raises(RuleError, match="belongs to a rule"):
        parse_filter(f"err {word} 3")


@pytest.mark.parametrize("opening", ["(", "!", "!("])
def test_what_is_too_deep_is_refused_in_words(opening: str) -> None:
    parse_filter("!" * MAX_DEPTH + "err")

    with pytest.raises(RuleError, match="inside each other"):
        parse_filter(opening * (MAX_DEPTH + 1) + "err")


def test_a_line_has_a_bound() -> None:
    with pytest.raises(RuleError, match="at most 4000 characters"):
        parse_rule("err " * 2_000)


def test_a_wide_rule_is_read_without_trouble() -> None:
    rule = parse_rule("hold " + " | ".join(["(err)"] * 400))

    assert rule.says().count("has failed") == 400


SIGNS = [*":,()!|&><=~'\"\\[*", "<=", '"x"', "5", "10k", "$0.05", "query", "0.1.*"]
NAMES = [*ACTIONS, *NUMBERS, *WORDS, *FLAGS, *OPTIONS, *(f"~{one}" for one in SCOPES)]
WORDLIKE = st.sampled_from(SIGNS) | st.sampled_from(NAMES)
LINES_OF_ANY_KIND = (
    st.text() | st.lists(WORDLIKE).map(" ".join) | st.lists(WORDLIKE).map("".join)
)


def read(text: str) -> Rule | RuleError:
    """The rule, or why it is none."""
    try:
        return parse_rule(text)
    except RuleError as error:
        return error


@given(LINES_OF_ANY_KIND)
def test_any_text_is_a_rule_or_a_rule_error(text: str) -> None:
    found = read(text)

    if isinstance(found, RuleError):
        assert 0 <= found.column <= len(text)
        assert found.caret(text).count("\n") == 1
    else:
        again = parse_rule(str(found))
        assert (str(again), again.says()) == (str(found), found.says())


def filters() -> st.SearchStrategy[str]:
    """Well-formed filters of any shape."""
    number = st.floats(0, 1e6).map(lambda n: f"{n:.6f}")
    text = st.text(st.characters(codec="utf-8"), max_size=8)
    quoted = text.map(lambda t: '"' + t.replace("\\", "").replace('"', r"\"") + '"')
    tests = st.one_of(
        st.builds(
            "{}{}{}".format,
            st.sampled_from(sorted(NUMBERS)),
            st.sampled_from(["<", "<=", ">", ">=", "=", "!="]),
            number,
        ),
        st.builds("{}:{}".format, st.sampled_from(["model", "node"]), quoted),
        st.builds("idx:{},{}".format, number, number),
        st.sampled_from(sorted(FLAGS)),
        st.builds("~{} [a-z]+{}".format, st.sampled_from(sorted(SCOPES)), st.just("")),
    )
    return st.recursive(
        tests,
        lambda inner: st.one_of(
            inner.map("({})".format),
            inner.map("!{}".format),
            st.builds("({} {})".format, inner, inner),
            st.builds("({} & {})".format, inner, inner),
            st.builds("({} | {})".format, inner, inner),
        ),
        max_leaves=8,
    )


@given(filters())
def test_the_usual_way_to_write_a_filter_is_the_same_filter(text: str) -> None:
    found = parse_filter(text)
    again = parse_filter(str(found))

    assert again.test == found.test
    assert again.says() == found.says()
    assert str(again) == str(found)


@pytest.mark.parametrize("mode", sorted(ASK_MODES))
def test_every_mode_is_a_list_of_rules(mode: str) -> None:
    assert all(parse_rule(line).action == "hold" for line in rules_for(mode))


def test_an_unknown_mode_is_named() -> None:
    with pytest.raises(SettingsError, match="'never'"):
        rules_for("never")
