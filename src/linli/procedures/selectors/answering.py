"""Answers to a form outside any step: what an owner asks when a subject is opened."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from linli.kernel.clock import local
from linli.kernel.language import Words
from linli.organisations import selectors as organisations
from linli.procedures.rules import validate
from linli.procedures.selectors.book import form as form_of
from linli.procedures.selectors.history import shown


def check_answers(
    key: str, answers: Mapping[str, Any], *, now: datetime
) -> tuple[dict[str, Any], tuple[tuple[str, str], ...]]:
    """(what a run may keep as data, the rest as (question, answer) in words). Refuses like a step
    whose form is `key`; without such a form, any answer is one too many."""
    asked = form_of(key) if key else None
    units = {one.key for one in organisations.units()}
    clean, kept = validate(asked, answers, units=units, now=local(now))
    rest = {name: value for name, value in clean.items() if name not in kept}
    return kept, tuple((str(label), text) for label, text in shown(asked, rest))


def kept_answers(key: str, revision: str, data: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """What a run keeps of the answers to the form by which it was opened, in words."""
    asked = form_of(key, revision) if key else None
    keys = {one.key for one in asked.fields if one.keep} if asked else set()
    kept = {name: data[name] for name in keys if name in data}
    return tuple((str(label), text) for label, text in shown(asked, kept))


def clean_answers(key: str, answers: Mapping[str, Any], *, now: datetime) -> dict[str, Any]:
    """All answers to the form `key`, clean, by the keys of its questions: for owners that keep
    their answers themselves. Refuses like a step whose form it is."""
    units = {one.key for one in organisations.units()}
    return validate(form_of(key), answers, units=units, now=local(now))[0]


def answers_in_words(key: str, answers: Mapping[str, Any]) -> tuple[tuple[Words, str], ...]:
    """Kept answers as (question, answer as text), in the order of the form `key`."""
    return shown(form_of(key), answers)
