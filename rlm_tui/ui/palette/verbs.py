"""The command palette: every verb of the key table by name, and the themes."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from textual.command import DiscoveryHit, Hit, Hits, Provider

from rlm_tui.ui.contracts.app import preferring
from rlm_tui.ui.keys.key import Key, Where
from rlm_tui.ui.keys.verbs import call_verb, is_move, verbs_on
from rlm_tui.ui.style.themes import THEMES

_FIRST: tuple[Where, ...] = ("anywhere", "view", "review", "run", "ticket", "batch")
"""Help comes first, so that Enter on a palette just opened is harmless."""


class VerbProvider(Provider):
    """Offers the verbs that the current screen has, each with its key."""

    async def discover(self) -> Hits:
        """All verbs, before anything is typed."""
        for key in self._offered():
            yield DiscoveryHit(_title(key), partial(self._call, key), help=key.help)

    async def search(self, query: str) -> Hits:
        """Verbs whose name or sentence matches."""
        matcher = self.matcher(query)
        for key in self._offered():
            title = _title(key)
            score = max(matcher.match(title), matcher.match(key.help) / 2)
            if score > 0:
                yield Hit(
                    score,
                    matcher.highlight(title),
                    partial(self._call, key),
                    help=key.help,
                )

    def _offered(self) -> list[Key]:
        return palette_keys(verbs_on(self.screen))

    async def _call(self, key: Key) -> None:
        await call_verb(self.screen, key)


def palette_keys(verbs: Iterable[Key]) -> list[Key]:
    """Verbs in the order in which the palette has them, without moves."""
    places = {group: place for place, group in enumerate(_FIRST)}
    found = [key for key in verbs if not is_move(key)]
    return sorted(found, key=lambda key: places.get(key.where, len(places)))


class ThemeProvider(Provider):
    """Offers the looks, once something is typed."""

    async def search(self, query: str) -> Hits:
        """Themes whose name matches, as `theme light`."""
        matcher = self.matcher(query)
        for name in THEMES:
            title = f"theme {name}"
            if (score := matcher.match(title)) > 0:
                yield Hit(
                    score,
                    matcher.highlight(title),
                    partial(self._choose, name),
                    help="Other colours, kept for the next time.",
                )

    def _choose(self, name: str) -> None:
        preferring(self.app).prefer("theme", name)


def _title(key: Key) -> str:
    return f"{key.label}  ({key.shown})"
