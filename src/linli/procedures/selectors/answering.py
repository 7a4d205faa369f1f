"""Answers to a form outside any step: what an owner asks when a subject is opened."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from linli.organisations import selectors as organisations
from linli.procedures.rules import validate
from linli.procedures.selectors.book import form as form_of
from linli.procedures.selectors.history import shown


def check_answers(
    key: str, answers: Mapping[str, Any]
) -> tuple[dict[str, Any], tuple[tuple[str, str], ...]]:
    """(what a run may keep as data, the rest as (question, answer) in words). Refuses like a step
    whose form is `key`; without such a form, any answer is one too many."""
    asked = form_of(key) if key else None
    units = {one.key for one in organisations.units()}
    clean, kept = validate(asked, answers, units=units)
    rest = {name: value for name, value in clean.items() if name not in kept}
    return kept, tuple((str(label), text) for label, text in shown(asked, rest))
