"""What stands word for word in a long text is found in others."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from rlm_tui.domain.stretches import MAX_LOOKS, Finder, Stretch

WORDS = [f"{number:x}" for number in range(300, 4_000)]


def words(count: int, seed: int = 1) -> str:
    return " ".join(random.Random(seed).choices(WORDS, k=count))


LONG = words(5_000)


def found(text: str, *sources: str, least: int = 200) -> list[Stretch]:
    return list(Finder(sources).stretches(text, least=least))


def test_a_slice_between_other_words_is_found_whole() -> None:
    text = f"Read this: <{LONG[3_000:7_000]}>\nAnd answer."

    [stretch] = found(text, LONG)

    assert stretch == Stretch(at=12, source=0, start=3_000, chars=4_000)


def test_several_slices_of_several_texts_are_found_in_order() -> None:
    other = words(2_000, seed=2)
    text = other[100:600] + "<>" + LONG[50:500] + "<>" + LONG[:400]

    stretches = found(text, LONG, other)

    places = [(s.source, s.start, s.chars) for s in stretches]
    assert places == [(1, 100, 500), (0, 50, 450), (0, 0, 400)]


def test_slices_that_follow_each_other_do_not_overlap() -> None:
    text = LONG[1_000:2_000] + LONG[1_500:2_500]

    first, second = found(text, LONG)

    assert (first.at, first.chars) == (0, 1_000)
    assert (second.at, second.start, second.chars) == (1_000, 1_500, 1_000)


def test_what_is_short_is_left_out() -> None:
    assert found(f"x {LONG[70:170]} y", LONG) == []


def test_words_in_another_order_are_not_a_stretch() -> None:
    assert found(words(3_000, seed=3), LONG) == []


def test_no_more_than_so_many_places_are_looked_at() -> None:
    mark = Finder([LONG])._mark
    text = f"{mark}" * (MAX_LOOKS + 100) + LONG

    assert found(text, LONG) == []


def test_a_text_of_one_character_is_found() -> None:
    [stretch] = found("0" * 900, "0" * 5_000)

    assert stretch.chars == 900


def test_nothing_is_found_in_nothing() -> None:
    assert found(LONG, "") == []
    assert found("", LONG) == []


@given(
    st.lists(st.text(alphabet="ab\né", max_size=200), max_size=4),
    st.text(alphabet="ab\né", max_size=300),
)
def test_what_is_found_is_the_same_in_both(sources: list[str], text: str) -> None:
    done = 0
    for stretch in found(text, *sources, least=1):
        at, source, start, chars = stretch
        assert at >= done
        assert text[at : at + chars] == sources[source][start : start + chars] != ""
        done = at + chars


@given(st.integers(0, len(LONG) - 1_000), st.integers(1_000, 3_000))
def test_every_slice_that_is_long_enough_is_found(start: int, chars: int) -> None:
    part = LONG[start : start + chars]

    [stretch] = found(f"<{part}>", LONG)

    assert stretch == Stretch(at=1, source=0, start=start, chars=len(part))
