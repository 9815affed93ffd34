"""What the model of an RLM node is told, first and when a question follows."""

from __future__ import annotations

import json

from rlm_tui.domain.events_of_answers import QuestionAsked
from rlm_tui.engine import prompts
from rlm_tui.engine.compaction import Conversation
from rlm_tui.engine.planning import context_info
from rlm_tui.engine.run import Run
from rlm_tui.engine.steering.crossing import whole
from rlm_tui.engine.task import NodeTask


def opening(run: Run, task: NodeTask) -> Conversation:
    """The instructions, the question, and what is known of the context."""
    limits, caller = run.limits_of(task.node), run.caller
    system = prompts.system_prompt(
        limits, may_recurse=task.depth + 1 < limits.max_depth
    )
    told = prompts.told_by_caller(
        caller.tools_at(task.depth).usages,
        caller.schema.json_schema if caller.schema and task.is_root else None,
        caller.min_confidence if task.is_root else None,
    )
    planning = run.options.planning
    question, info = task.question, context_info(task.context, planning)
    if task.is_alone:
        question = prompts.bounded(question, planning.whole_chars, name="`context`")
        info = prompts.ALONE if question == task.question else info
    told += prompts.instructions(run.options.instructions)
    return Conversation(system + told, prompts.first_message(question, info))


def follow_up(run: Run, task: NodeTask, asked: QuestionAsked, answer: str) -> str:
    """The message that puts a further question."""
    limits = task.limits_in(run.limits_of(task.node))
    shown = prompts.bounded(answer, limits.max_output_chars, name="what you gave")
    return prompts.follow_up(task.question, shown, news=_news(run, task, asked))


def _news(run: Run, task: NodeTask, asked: QuestionAsked) -> str:
    """What came with the question."""
    given = run.recording.given(task.node, asked.variable)
    if given is None:
        return ""
    value = json.loads(whole(given.value))
    info = context_info(value, run.options.planning, name=asked.variable)
    return prompts.new_context(asked.variable, info)
