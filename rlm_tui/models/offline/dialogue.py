"""What the conversation so far says: the question, each turn, and a person's words."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

Fields = dict[str, object]

_LABEL = re.compile(r"(?m)^# offline planner: (.+)$")
_OUTPUT = re.compile(r'(?s)<output block="\d+">\n?(.*?)\n?</output>')
_ERROR = re.compile(r'(?s)<error block="\d+">\n?(.*?)\n?</error>')
_GUIDANCE = re.compile(r"(?s)<guidance>\s*(.*?)\s*</guidance>")
_QUESTION = re.compile(r"(?s)<question>\s*(.*?)\s*</question>")
_REFUSED = re.compile(
    r"\[The operator refused|\[aborted|The operator did not accept", re.IGNORECASE
)
_ACCEPTED = "Your answer was accepted:"
_FURTHER = re.compile(r"(?s)</answer>.*<question>\s*(.*?)\s*</question>")
_REPL_LOST = "The REPL process was ended"


@dataclass(frozen=True, slots=True)
class Turn:
    """One reply of ours with code, and what came of it."""

    label: str
    output: str = ""
    error: str = ""
    is_refused: bool = False

    def fields(self, tag: str) -> Fields | None:
        """The JSON that the program printed after `tag`, if it can be read."""
        merged: Fields = {}
        for line in re.findall(rf"(?m)^\W{{0,3}}{tag}:?\s+(\{{.*\}})\s*$", self.output):
            merged |= _object(line)
        return merged or None


@dataclass(frozen=True, slots=True)
class Dialogue:
    """The state of a conversation; nothing else is remembered between calls."""

    question: str
    guidance: tuple[str, ...]
    turns: tuple[Turn, ...]
    """Those since the last question or guidance, oldest first."""
    must_answer: bool
    may_ask: bool = True
    """Whether sub-queries are switched on."""
    unheard: tuple[str, ...] = ()
    """Guidance that was left out because the rules do not understand it."""

    @property
    def probe(self) -> Fields:
        """Everything the probing programs have said."""
        found: Fields = {}
        for turn in self.turns:
            found |= turn.fields("PROBE") or {}
        return found

    @property
    def labels(self) -> frozenset[str]:
        """What has been tried."""
        return frozenset(turn.label for turn in self.turns)


def read_dialogue(messages: Sequence[tuple[str, str]]) -> Dialogue:
    """Fold the messages into what the planner needs to know."""
    users = [content for role, content in messages if role == "user"]
    guidance: tuple[str, ...] = ()
    turns: tuple[Turn, ...] = ()
    for index, (role, content) in enumerate(messages):
        if role == "assistant":
            turns = (*turns, Turn(_label(content)))
        elif role == "user":
            if turns:
                turns = (*turns[:-1], _answered(turns[-1], content))
            said = tuple(_GUIDANCE.findall(content))
            is_asked = content.startswith(_ACCEPTED)
            is_new = index > 1 and (said or is_asked or _REPL_LOST in content)
            turns = () if is_new else turns
            guidance = said if is_asked else guidance + said
    last = users[-1] if users else ""
    system = "".join(content for role, content in messages if role == "system")
    may_ask = "Sub-queries are switched off" not in system
    return Dialogue(_question(users), guidance, turns, "<answer_now" in last, may_ask)


def _answered(turn: Turn, content: str) -> Turn:
    output = "\n".join(_OUTPUT.findall(content)) or turn.output
    errors = "\n".join(_ERROR.findall(content)) or turn.error
    refused = bool(_REFUSED.match(output.strip() or content.strip()))
    return replace(turn, output=output, error=errors, is_refused=refused)


def _label(reply: str) -> str:
    found = _LABEL.search(reply)
    return found.group(1).strip() if found else "unknown"


def _question(users: Sequence[str]) -> str:
    for content in reversed(users):
        if content.startswith(_ACCEPTED) and (found := _FURTHER.search(content)):
            return found.group(1)
    for content in users:
        if found := _QUESTION.search(content):
            return found.group(1)
    for content in users:
        if found := re.search(r"(?im)^(?:question|query):\s*(.+)$", content):
            return found.group(1).strip()
    return users[0].strip()[:2000] if users else ""


def _object(text: str) -> Fields:
    try:
        value = json.loads(text)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
