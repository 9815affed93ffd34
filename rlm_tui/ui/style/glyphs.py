"""The marks on the screen in two columns: Unicode, and plain ASCII."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from rlm_tui.domain.session import NodeState


class Glyphs(NamedTuple):
    """One column of the table; every mark is one cell wide."""

    held: str
    calling: str
    running: str
    """Code runs, or a node waits for what it asked."""
    queued: str
    done: str
    failed: str
    """Also refused and aborted."""
    answered: str
    """A person wrote the result."""
    edited: str
    replayed: str
    """Taken from the record of another session; it cost nothing."""
    paused: str
    stepping: str
    unknown: str
    """A saved session that was interrupted."""
    warning: str
    marked: str
    """By a person, as is the next."""
    noted: str
    folded: str
    unfolded: str
    """Also on the column that orders a table."""
    upward: str
    """On the column that orders a table from its end."""
    cursor: str
    """Also between the steps of a path."""
    here: str
    """The line of code that asked."""
    about: str
    """Before an estimate."""
    says: str
    """Words for a node that have not gone out."""
    branch: str
    """A session that replays another one, and then goes its own way."""
    dot: str
    """Between two facts."""
    ellipsis: str
    rule: str
    """A horizontal line."""
    bar: str
    """A vertical line, beside what is quoted."""
    bullet: str
    """Before an item of a list."""
    bars: str
    """Heights from the lowest to the highest, one character each."""
    is_ascii: bool = False

    def of_state(self, state: NodeState) -> str:
        """The mark of a node's state."""
        return {
            "held": self.held,
            "calling": self.calling,
            "executing": self.running,
            "waiting": self.running,
            "queued": self.queued,
            "done": self.done,
            "failed": self.failed,
            "rejected": self.failed,
            "aborted": self.failed,
            "answered": self.answered,
        }[state]


UNICODE = Glyphs(
    held="◆",
    calling="●",
    running="▸",
    queued="○",
    done="✓",
    failed="✗",
    answered="≈",
    edited="±",
    replayed="↺",
    paused="‖",
    stepping="▸",
    unknown="?",
    warning="!",
    marked="*",
    noted=";",
    folded="▹",
    unfolded="▾",
    upward="▴",
    cursor="›",
    here="→",
    about="~",
    says="»",
    branch="⑂",
    dot="·",
    ellipsis="…",
    rule="─",
    bar="│",
    bullet="•",
    bars="▁▂▃▄▅▆▇█",
)

ASCII = Glyphs(
    held="?",
    calling="o",
    running=">",
    queued=".",
    done="+",
    failed="x",
    answered="=",
    edited="&",
    replayed="@",
    paused="#",
    stepping=">",
    unknown="/",
    warning="!",
    marked="*",
    noted=";",
    folded=">",
    unfolded="v",
    upward="^",
    cursor=">",
    here=">",
    about="~",
    says=">",
    branch="Y",
    dot="|",
    ellipsis=".",
    rule="-",
    bar="|",
    bullet="*",
    bars="_.-=+*%#",
    is_ascii=True,
)
