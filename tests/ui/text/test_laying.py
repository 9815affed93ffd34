"""Rows are laid out when they are looked at; what is in view stays where it is."""

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st

from rlm_tui.ui.text.laying import KEPT, Laid, LaidRows, Place
from rlm_tui.ui.text.lines import Line, Span, plain


@dataclass
class Block:
    """A piece that was guessed to have another number of rows than it has."""

    name: str
    rows: int
    guessed: int
    is_exact: bool = False
    laid: list[int] = field(default_factory=list, compare=False)

    def guess(self, _width: int) -> int:
        return self.guessed

    def height(self, _width: int) -> int:
        return self.rows

    def lay(self, width: int) -> Laid:
        self.laid.append(width)
        return Laid([self.row(number) for number in range(self.rows)])

    def row(self, number: int) -> Line:
        return (Span(f"{self.name}{number}"),)

    def count(self, _needle: str, _width: int) -> int:
        return 0


BLOCKS = st.lists(
    st.builds(Block, st.just("r"), st.integers(1, 9), st.integers(1, 9)), max_size=12
)


@given(BLOCKS)
def test_in_the_end_every_row_is_there_once(blocks: list[Block]) -> None:
    rows = LaidRows(blocks, 10)
    while not rows.is_measured:
        rows.measure()

    shown = [rows[index] for index in range(len(rows))]

    assert shown == [b.row(number) for b in blocks for number in range(b.rows)]
    assert list(rows) == shown


@given(BLOCKS, st.integers(0, 40), st.integers(1, 9))
def test_what_is_in_view_is_no_guess(
    blocks: list[Block], first: int, height: int
) -> None:
    rows = LaidRows(blocks, 10)
    rows.settle(first, height)

    window = range(first, min(first + height, len(rows)))
    before = [rows[index] for index in window]

    assert all(before)
    assert [rows[index] for index in window] == before


@given(BLOCKS, st.data())
def test_a_place_stays_while_others_are_measured(
    blocks: list[Block], data: st.DataObject
) -> None:
    rows = LaidRows(blocks, 10)
    piece = data.draw(st.integers(0, max(0, len(blocks) - 1)))
    if not blocks:
        return
    place = Place(piece, len(rows.laid(piece).rows) - 1)
    while not rows.is_measured:
        rows.measure()

    assert rows[rows.row_of(place)] == rows.laid(piece).rows[-1]


@given(BLOCKS, st.integers(1, 20))
def test_the_end_is_laid_out_without_the_beginning(
    blocks: list[Block], height: int
) -> None:
    rows = LaidRows(blocks, 10)
    rows.settle_end(height)

    every = [b.row(number) for b in blocks for number in range(b.rows)]
    shown = [rows[at] for at in range(max(0, len(rows) - height), len(rows))]

    assert shown == every[-height:]


def test_only_what_is_looked_at_is_laid_out() -> None:
    blocks = [Block(f"{number}.", 10, 10) for number in range(100)]
    rows = LaidRows(blocks, 10)

    rows.settle(0, 15)

    assert [block.name for block in blocks if block.laid] == ["0.", "1."]


def test_pieces_that_stayed_are_not_laid_out_again() -> None:
    old, new = [[Block(n, 3, 3) for n in names] for names in ("abc", "abx")]
    before = LaidRows(old, 10)
    before.settle(0, 9)

    rows = LaidRows(new, 10, before=before)
    rows.settle(0, 9)

    assert [block.laid for block in new] == [[], [], [10]]
    assert plain(rows[8]) == "x2"


def test_at_another_width_all_is_laid_out_again() -> None:
    before = LaidRows([Block("a", 3, 3)], 10)
    before.settle(0, 3)
    again = Block("a", 3, 3)

    LaidRows([again], 11, before=before).settle(0, 3)

    assert again.laid == [11]


def test_rows_that_were_looked_at_long_ago_are_forgotten() -> None:
    blocks = [Block(f"{number}.", 1, 1) for number in range(KEPT + 1)]
    rows = LaidRows(blocks, 10)
    for number in range(KEPT + 1):
        rows.laid(number)

    rows.laid(0)
    rows.laid(KEPT)

    assert len(blocks[0].laid) == 2
    assert len(blocks[KEPT].laid) == 1
