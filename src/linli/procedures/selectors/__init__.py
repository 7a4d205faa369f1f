"""Reads of procedures: definitions, steps and runs, work lists, history."""

from linli.procedures.selectors.answering import check_answers
from linli.procedures.selectors.book import (
    current,
    decide,
    definition_of,
    form,
    ladder,
    left_behind,
    method_revision,
    procedures,
    reporter_outcomes,
    words,
)
from linli.procedures.selectors.history import (
    answer_of,
    diagram,
    history,
    latest_happening,
    notes_of,
    troubles,
)
from linli.procedures.selectors.steps import (
    forms_of,
    may_see_files,
    may_see_run,
    open_steps,
    reporter_step,
    run_for,
    run_of,
    run_view,
    step_for,
    step_ids,
    step_view,
    takes_part,
    target_at,
    told,
)
from linli.procedures.selectors.steps import may_do as may_act
from linli.procedures.selectors.work import work_items, work_list, work_marks

__all__ = [
    "answer_of", "check_answers",
    "current", "decide", "definition_of", "diagram", "form", "forms_of", "history",
    "ladder", "latest_happening", "left_behind", "may_act", "may_see_files",
    "may_see_run", "method_revision", "notes_of", "open_steps", "procedures", "reporter_outcomes",
    "reporter_step", "run_for", "run_of", "run_view", "step_for", "step_ids", "step_view",
    "takes_part", "target_at", "told", "troubles", "words", "work_items", "work_list", "work_marks",
]  # fmt: skip
