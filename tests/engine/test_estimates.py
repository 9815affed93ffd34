"""What waits is estimated as it would leave, also after a change."""

from __future__ import annotations

import pytest

from rlm_tui.domain.forecast import forecast
from rlm_tui.domain.session import Ticket
from rlm_tui.errors import ModelRefusedError
from rlm_tui.models.base import Price
from rlm_tui.models.scripted import ScriptedModel
from rlm_tui.models.scripted_reply import ScriptedReply
from tests.engine.live import Live, code, live

CHEAP = Price(0.00001, 0.00001)
DEAR = Price(0.0001, 0.0001)
ASK = code("FINAL(llm_query('q' * 40))")
QUERY = ["hold gate:query"]


class Priced(ScriptedModel):
    """Ten dollars for a million tokens, and a hundred at the model `dear`."""

    def price(self, model: str) -> Price:
        """What a token costs."""
        return DEAR if model == "dear" else CHEAP


def estimate(run: Live, ticket: Ticket) -> tuple[int, float | None]:
    """Tokens and US dollars of a ticket, rounded."""
    found = run.session.tickets[ticket.id]
    assert found.cost is not None
    return found.input_tokens, round(found.cost, 6)


async def test_an_edit_changes_the_estimate_and_its_reversal_brings_it_back() -> None:
    model = Priced(ASK, "y", price=CHEAP)

    async with live(model, rules=QUERY) as run:
        ticket = await run.held("query")
        was = estimate(run, ticket)
        await run.handle.edit(ticket.id, "q" * 400)
        edited = estimate(run, ticket)
        await run.handle.edit_all({ticket.id: "q" * 80})
        again = estimate(run, ticket)
        await run.handle.revert(ticket.id)
        reverted = estimate(run, ticket)

    assert (was, edited, again) == ((10, 0.0001), (100, 0.001), (20, 0.0002))
    assert reverted == was


async def test_an_edit_and_another_model_are_estimated_together() -> None:
    async with live(Priced(ASK, "y", price=CHEAP), rules=QUERY) as run:
        ticket = await run.held("query")
        await run.handle.edit(ticket.id, "q" * 400)
        await run.handle.choose_model(ticket.id, "dear")
        both = estimate(run, ticket)
        await run.handle.revert(ticket.id)
        reverted = estimate(run, ticket)

    assert (both, reverted) == ((100, 0.01), (10, 0.001))


async def test_an_edit_that_would_pass_the_limit_is_told_and_sent_so() -> None:
    model = Priced(ASK, "y", price=CHEAP)

    async with live(model, rules=QUERY, limits={"max_cost": 1.0}) as run:
        ticket = await run.held("query")
        before = forecast(run.session, run.session.open_tickets).passes
        await run.handle.edit(ticket.id, "q" * 400_000)
        after = forecast(run.session, run.session.open_tickets).passes
        await run.handle.approve(ticket.id)
        await run.until(lambda s: s.nodes["0.1"].usage.calls == 1)

    assert before is None
    assert after is not None
    assert after.limit == "max_cost"
    assert run.node("0.1").usage.input_tokens == 100_000


async def test_an_edited_message_is_estimated_with_those_before_it() -> None:
    async with live(Priced("FINAL(1)"), rules=["hold gate:call"]) as run:
        ticket = await run.held("call")
        shown = ticket.payload.tokens
        tokens, _ = estimate(run, ticket)
        await run.handle.edit(ticket.id, "x" * 4_000)
        edited, cost = estimate(run, ticket)

    assert tokens > shown
    assert edited == tokens - shown + 1_000
    assert cost == pytest.approx(edited * 0.00001, abs=1e-6)


async def test_what_failed_after_an_edit_is_estimated_as_it_was_sent() -> None:
    failed = ScriptedReply(error=ModelRefusedError("no"))

    async with live(Priced(ASK, failed), rules=QUERY, attended=True) as run:
        ticket = await run.held("query")
        await run.handle.edit(ticket.id, "q" * 400)
        await run.handle.approve(ticket.id)
        error = await run.held("error")

    assert estimate(run, error) == (100, 0.001)


async def test_changed_code_asks_no_model_and_costs_nothing() -> None:
    async with live(Priced(code("FINAL(1)")), rules=["hold gate:exec"]) as run:
        ticket = await run.held("exec")
        await run.handle.edit(ticket.id, "FINAL(2 + 2)")
        found = run.session.tickets[ticket.id]

    assert (found.input_tokens, found.cost) == (0, None)
