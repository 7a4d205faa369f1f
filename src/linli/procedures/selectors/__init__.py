"""Reads of procedures: definitions, steps and runs, work lists, history."""

from linli.procedures.selectors.answering import (
    answers_in_words,
    check_answers,
    clean_answers,
    kept_answers,
)
from linli.procedures.selectors.book import (
    current,
    decide,
    definition_of,
    form,
    ladder,
    left_behind,
    method_revision,
    pool_steps,
    procedures,
    reporter_outcomes,
    words,
)
from linli.procedures.selectors.doing import data_of, doer_of
from linli.procedures.selectors.history import (
    answer_of,
    diagram,
    history,
    latest_answers,
    latest_happening,
    notes_of,
    troubles,
)
from linli.procedures.selectors.running import running_at
from linli.procedures.selectors.solving import solvers
from linli.procedures.selectors.steps import (
    forms_of,
    is_parked,
    may_see_files,
    may_see_run,
    may_take_over,
    open_steps,
    open_steps_of,
    reporter_step,
    run_for,
    run_of,
    run_view,
    step_for,
    step_ids,
    step_view,
    steps_at,
    takes_part,
    target_at,
    told,
)
from linli.procedures.selectors.steps import may_do as may_act
from linli.procedures.selectors.work import work_items, work_list, work_marks

__all__ = [
    "answer_of", "answers_in_words", "check_answers", "clean_answers", "current", "data_of",
    "decide", "definition_of", "diagram", "doer_of", "form", "forms_of", "history", "is_parked",
    "kept_answers", "ladder", "latest_answers", "latest_happening", "left_behind", "may_act",
    "may_see_files", "may_see_run", "may_take_over", "method_revision", "notes_of",
    "open_steps", "open_steps_of",
    "pool_steps", "procedures", "reporter_outcomes", "reporter_step", "run_for", "run_of",
    "run_view", "running_at", "solvers", "step_for", "step_ids", "step_view", "steps_at",
    "takes_part", "target_at", "told", "troubles", "words", "work_items", "work_list", "work_marks",
]  # fmt: skip
