"""Named lists of rules that `--ask` chooses from."""

from __future__ import annotations

from rlm_tui.errors import SettingsError

ASK_MODES: dict[str, tuple[str, ...]] = {
    "watch": (),
    "query": ("hold gate:query",),
    "code": ("hold gate:exec",),
    "all": ("hold gate:call,exec,query,result,final",),
    "spend": ("hold gate:query cost>0.05 | gate:call cost>0.25",),
}


def rules_for(ask: str) -> tuple[str, ...]:
    """The rules of a named mode.

    Raises:
        SettingsError: there is no such mode.
    """
    if ask not in ASK_MODES:
        raise SettingsError(f"--ask takes {', '.join(ASK_MODES)}; found {ask!r}")
    return ASK_MODES[ask]
