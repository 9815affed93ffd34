"""How pieces are joined, and which deadline passes first."""

from __future__ import annotations

import asyncio

from rlm_tui.models.gateway_pace import Clock, Deltas


async def test_the_first_piece_goes_at_once_and_the_next_go_together() -> None:
    sent: list[tuple[str, str]] = []
    deltas = Deltas(lambda kind, text: sent.append((kind, text)))

    for piece in ("a", "b", "c"):
        deltas.add(piece, "")
    assert sent == [("text", "a")]
    deltas.flush()

    assert sent == [("text", "a"), ("text", "bc")]


async def test_pieces_that_wait_go_when_it_is_time() -> None:
    done = asyncio.Event()
    sent: list[str] = []

    def send(_: str, text: str) -> None:
        sent.append(text)
        if len(sent) == 2:
            done.set()

    deltas = Deltas(send)
    deltas.add("a", "")
    deltas.add("b", "")
    await done.wait()

    assert sent == ["a", "b"]


async def test_reasoning_goes_before_the_text() -> None:
    sent: list[tuple[str, str]] = []
    deltas = Deltas(lambda kind, text: sent.append((kind, text)))

    deltas.add("text", "why")

    assert sent == [("reasoning", "why"), ("text", "text")]


async def test_signs_of_life_are_not_sent() -> None:
    sent: list[str] = []
    deltas = Deltas(lambda _, text: sent.append(text))

    deltas.add("", "")
    deltas.flush()

    assert not sent
    assert not deltas.has_begun


async def test_a_sign_of_life_is_not_yet_a_reply() -> None:
    clock = Clock(first_s=10, silence_s=1000, total_s=5000)
    before = clock.ends_at

    clock.tick(has_begun=False)
    assert clock.ends_at == before
    clock.tick(has_begun=True)

    assert clock.ends_at > before


async def test_the_whole_reply_has_an_end() -> None:
    clock = Clock(first_s=10, silence_s=1000, total_s=20)

    clock.tick(has_begun=True)

    assert clock.failure("m").message == "m: the reply took longer than 20 s"
