"""Forms: reading them from a method document, and checking answers against them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, get_args
from uuid import UUID

from linli.kernel.language import Words
from linli.procedures.terms import (
    AlreadyPassed,
    AnswerMissing,
    AnswerTooLong,
    BadAnswer,
    BadAnswers,
    Choice,
    Field,
    FieldType,
    Form,
    NotABoolean,
    NotAChoice,
    NotADate,
    NotAMoment,
    NotANumber,
    NotAPerson,
    NotAPhone,
    NotAsked,
    NotAUnit,
)

TYPES: frozenset[str] = frozenset(get_args(FieldType))
# What may become a datum of the run, which holds codes and numbers, never personal words.
KEPT_TYPES = frozenset(
    {"choice", "choices", "number", "date", "moment", "boolean", "unit", "units"}
)
MOST_TEXT, MOST_LONGTEXT = 200, 4000
_PHONE = re.compile(r"^(1[3-9][0-9]{9}|0[0-9]{2,3}-?[0-9]{7,8}|[0-9]{7,8})$")
_MOMENT = "%Y-%m-%dT%H:%M"
_TRUE, _FALSE = {"true", "1", "on", "yes", "是"}, {"false", "0", "off", "no", "否", ""}


def parse_forms(document: Mapping[str, Any]) -> dict[str, Form]:
    """The forms of a checked `forms` document, by key."""
    return {
        one["key"]: Form(
            one["key"],
            Words.of(one["name"]),
            tuple(_field(raw) for raw in one.get("fields", ())),
        )
        for one in document.get("forms", ())
    }


def _field(raw: Mapping[str, Any]) -> Field:
    return Field(
        key=raw["key"],
        label=Words.of(raw["label"]),
        type=raw["type"],
        required=raw.get("required", False),
        choices=tuple(Choice(c["key"], Words.of(c["name"])) for c in raw.get("choices", ())),
        keep=raw.get("keep", False),
        sensitive=raw.get("sensitive", False),
        help=Words.of(raw.get("help", "")),
        ahead=raw.get("ahead", False),
    )


Clean = tuple[dict[str, Any], dict[str, Any]]


def validate(
    form: Form | None,
    answers: Mapping[str, Any],
    *,
    units: Collection[str] = frozenset(),
    now: datetime | None = None,
) -> Clean:
    """(all clean answers, those that the run keeps). Values are strings, lists of strings, numbers,
    booleans, as JSON or as a browser sends them. `units` are the county's unit keys; what must lie
    `ahead` lies after `now`, on the county's clock. Refuses with `BadAnswers`, whose `wrong` holds
    one typed refusal a field.
    """
    fields = {one.key: one for one in form.fields} if form else {}
    wrong: dict[str, BadAnswer] = {
        key: NotAsked(field=key, label=key[:40]) for key in answers if key not in fields
    }
    clean: dict[str, Any] = {}
    for key, one in fields.items():
        try:
            value = _clean(one, answers.get(key), units)
            if one.ahead and value is not None and now is not None and _passed(value, now):
                raise AlreadyPassed(field=key, label=one.label)
        except BadAnswer as refusal:
            wrong[key] = refusal
            continue
        if value is not None:
            clean[key] = value
    if wrong:
        raise BadAnswers(wrong)
    return clean, {key: value for key, value in clean.items() if fields[key].keep}


def _clean(one: Field, raw: Any, units: Collection[str]) -> Any:
    empty = raw is None or (isinstance(raw, str) and not raw.strip()) or raw in ([], ())
    if empty and one.type != "boolean":
        if one.required:
            raise AnswerMissing(field=one.key, label=one.label)
        return None
    value = _READ[one.type](one, raw, units)
    if one.required and value is False:  # "I have read it" must be ticked
        raise AnswerMissing(field=one.key, label=one.label)
    return value


def _text(one: Field, raw: Any, units: Collection[str]) -> str:  # noqa: ARG001 - one shape for all
    most = MOST_LONGTEXT if one.type == "longtext" else MOST_TEXT
    text = str(raw).strip() if isinstance(raw, str | int | float) else ""
    text = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) != "Cc")
    if not text:
        raise AnswerMissing(field=one.key, label=one.label)
    if len(text) > most:
        raise AnswerTooLong(field=one.key, label=one.label, most=most)
    return text


def _choice(one: Field, raw: Any, units: Collection[str]) -> str:  # noqa: ARG001
    if raw not in [c.key for c in one.choices]:
        raise NotAChoice(field=one.key, label=one.label)
    return str(raw)


def _listed(raw: Any) -> list[str]:
    many = raw if isinstance(raw, list | tuple) else [raw]
    return list(dict.fromkeys(str(each) for each in many))


def _choices(one: Field, raw: Any, units: Collection[str]) -> list[str]:  # noqa: ARG001
    many, known = _listed(raw), {c.key for c in one.choices}
    if not known.issuperset(many):
        raise NotAChoice(field=one.key, label=one.label)
    return many


def _number(one: Field, raw: Any, units: Collection[str]) -> int | float:  # noqa: ARG001
    try:
        value = Decimal(unicodedata.normalize("NFKC", str(raw)).strip())
    except InvalidOperation:
        value = Decimal("NaN")
    if isinstance(raw, bool) or not value.is_finite() or abs(value) > 10**12:
        raise NotANumber(field=one.key, label=one.label)
    return int(value) if value == value.to_integral_value() else float(value)


def _date(one: Field, raw: Any, units: Collection[str]) -> str:  # noqa: ARG001
    try:
        return date.fromisoformat(str(raw).strip()).isoformat()
    except ValueError:
        raise NotADate(field=one.key, label=one.label) from None


def _moment(one: Field, raw: Any, units: Collection[str]) -> str:  # noqa: ARG001
    """A day and a time of day on the county's clock, to the minute: `2026-03-05T09:30`."""
    text = str(raw).strip()
    try:
        read = datetime.fromisoformat(text) if "T" in text else None
    except ValueError:
        read = None
    if read is None or read.tzinfo is not None or not 1900 <= read.year < 2200:
        raise NotAMoment(field=one.key, label=one.label)
    return read.strftime(_MOMENT)


def _passed(value: Any, now: datetime) -> bool:
    """Whether a day or a moment lies before `now`; today has not passed."""
    return str(value) < now.strftime(_MOMENT if "T" in str(value) else "%Y-%m-%d")


def _boolean(one: Field, raw: Any, units: Collection[str]) -> bool:  # noqa: ARG001
    text = "" if raw is None else str(raw).strip().lower()
    if text not in _TRUE | _FALSE:
        raise NotABoolean(field=one.key, label=one.label)
    return text in _TRUE


def _unit(one: Field, raw: Any, units: Collection[str]) -> str:
    if str(raw) not in units:
        raise NotAUnit(field=one.key, label=one.label)
    return str(raw)


def _units(one: Field, raw: Any, units: Collection[str]) -> list[str]:
    many = _listed(raw)
    if not set(units).issuperset(many):
        raise NotAUnit(field=one.key, label=one.label)
    return many


def _person(one: Field, raw: Any, units: Collection[str]) -> str:  # noqa: ARG001
    try:
        return str(UUID(str(raw)))
    except ValueError:
        raise NotAPerson(field=one.key, label=one.label) from None


def _phone(one: Field, raw: Any, units: Collection[str]) -> str:  # noqa: ARG001
    digits = re.sub(r"[\s()]", "", unicodedata.normalize("NFKC", str(raw)))
    if not _PHONE.match(digits):
        raise NotAPhone(field=one.key, label=one.label)
    return digits


_READ: dict[str, Callable[[Field, Any, Collection[str]], Any]] = {
    "text": _text,
    "longtext": _text,
    "choice": _choice,
    "choices": _choices,
    "number": _number,
    "date": _date,
    "moment": _moment,
    "boolean": _boolean,
    "unit": _unit,
    "units": _units,
    "person": _person,
    "phone": _phone,
}
