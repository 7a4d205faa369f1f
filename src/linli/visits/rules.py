"""Pure decisions about visits: reading the method, what is a finding, which answers are sealed."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from linli.kernel.language import Words
from linli.procedures.terms import Form
from linli.visits.terms import (
    MOST_ANSWERS,
    MOST_BYTES,
    BadItem,
    Catalogue,
    FindingRule,
    Group,
    InTheFuture,
    SubjectKind,
    TooBig,
    TooLongAgo,
    VisitItem,
    VisitKind,
)

# Words of people and whatever points at one: never in the clear.
_WORDS = frozenset({"text", "longtext", "phone", "person"})
_CLIENT_KEY = re.compile(r"[0-9a-zA-Z-]{16,64}")
SHIFT = re.compile(r"([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-4]):[0-5]\d")
AHEAD, LONG_AGO = timedelta(minutes=10), timedelta(days=366)
_ITEM = frozenset({"client_key", "kind", "subject", "plan", "at", "met", "answers", "form_stamp"})


def catalogue_of(document: Mapping[str, Any]) -> Catalogue:
    """The checked document of the method part."""
    return Catalogue(
        kinds={row["key"]: _kind(row) for row in document.get("kinds", ())},
        groups={
            row["key"]: Group(row["key"], Words.of(row["name"]), frozenset(row["sees"]))
            for row in document.get("groups", ())
        },
    )


def _kind(row: Mapping[str, Any]) -> VisitKind:
    return VisitKind(
        key=row["key"],
        name=Words.of(row["name"]),
        subject=SubjectKind(row["subject"]),
        form=row["form"],
        duties=frozenset(row["duties"]),
        every_days=row.get("every_days", 0),
        a_day=row.get("a_day", 0),
        again_days=row.get("again_days", 0),
        shifts=tuple(row.get("shifts", ())),
        team=row.get("team", ""),
        groups=frozenset(row.get("groups", ())),
        findings=tuple(
            FindingRule(
                one["question"],
                frozenset(one.get("answers", ())),
                one.get("matter", ""),
                one.get("category", ""),
            )
            for one in row.get("findings", ())
        ),
        help=Words.of(row.get("help", "")),
    )


def stamp(form: Form) -> str:
    """What identifies the questions of a form: the same questions, the same stamp, whatever else a
    new revision of the method changed.
    """
    asked = [
        (one.key, one.label.zh, one.type, one.required, [choice.key for choice in one.choices])
        for one in form.fields
    ]
    return hashlib.sha256(json.dumps(asked, ensure_ascii=False).encode()).hexdigest()[:16]


def read_item(raw: Any, now: datetime, moment: datetime | None) -> VisitItem:
    """What a phone sent, as a value; `moment` is its time, already read. Refuses in words whatever
    is missing, of another type, too big, or not of this time.
    """
    if not isinstance(raw, dict):
        raise BadItem(what="JSON")
    for name in raw:
        if name not in _ITEM:
            raise BadItem(what=str(name)[:40])
    if len(json.dumps(raw, ensure_ascii=False).encode("utf-8", "replace")) > MOST_BYTES:
        raise TooBig(most=MOST_BYTES // 1000)
    key = raw.get("client_key")
    if not isinstance(key, str) or not _CLIENT_KEY.fullmatch(key):
        raise BadItem(what="client_key")
    check_moment(moment, now)
    assert moment is not None
    met, kind, form_stamp = raw.get("met", True), raw.get("kind"), raw.get("form_stamp", "")
    if not isinstance(met, bool):
        raise BadItem(what="met")
    if not isinstance(kind, str) or not kind or len(kind) > 40:
        raise BadItem(what="kind")
    if not isinstance(form_stamp, str) or len(form_stamp) > 64:
        raise BadItem(what="form_stamp")
    return VisitItem(
        client_key=key,
        kind=kind,
        subject_id=_id(raw.get("subject"), "subject"),
        plan_id=_id(raw["plan"], "plan") if raw.get("plan") else None,
        at=moment,
        met=met,
        answers=_answers(raw.get("answers", {})),
        form_stamp=form_stamp,
    )


def check_moment(moment: datetime | None, now: datetime) -> None:
    """Phones' clocks are a little off; more than that is said, not guessed."""
    if moment is None:
        raise BadItem(what="at")
    if moment > now + AHEAD:
        raise InTheFuture(field="at")
    if moment < now - LONG_AGO:
        raise TooLongAgo(field="at")


def _id(value: Any, what: str) -> UUID:
    try:
        return UUID(value)
    except (TypeError, ValueError, AttributeError):
        raise BadItem(what=what) from None


def _answers(raw: Any) -> dict[str, Any]:
    if not isinstance(raw, dict) or len(raw) > MOST_ANSWERS:
        raise BadItem(what="answers")
    for key, value in raw.items():
        flat = value if isinstance(value, list) else [value]
        fits = all(isinstance(one, str | int | float | bool) for one in flat)
        if not fits or len(flat) > 100 or len(key) > 60:
            raise BadItem(what=str(key)[:40])
    return raw


def split(form: Form, clean: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """(in the clear, to be sealed): words of people, and what the form calls sensitive."""
    hidden = {one.key for one in form.fields if one.sensitive or one.type in _WORDS}
    return (
        {key: value for key, value in clean.items() if key not in hidden},
        {key: value for key, value in clean.items() if key in hidden},
    )


def found(kind: VisitKind, clean: Mapping[str, Any]) -> tuple[tuple[FindingRule, list[str]], ...]:
    """The findings among clean answers, each with the answers that made it one. An answer in words
    is a finding without repeating the words.
    """
    result = []
    for rule in kind.findings:
        value = clean.get(rule.question)
        if value in (None, False, "", []):
            continue
        given = [str(one) for one in value] if isinstance(value, list) else [str(value)]
        if isinstance(value, bool):
            given = ["true"]
        hits = [one for one in given if one in rule.answers] if rule.answers else given
        if hits:
            result.append((rule, hits))
    return tuple(result)


def chosen(rule: FindingRule, hits: Sequence[str], form: Form | None) -> list[str]:
    """Of the answers that made a finding, those that are codes of the form."""
    asked = next((one for one in form.fields if one.key == rule.question), None) if form else None
    if asked is None or asked.sensitive or asked.type not in {"choice", "choices"}:
        return []
    return list(hits)


def digest(item: VisitItem) -> str:
    """SHA-256 of what was handed in: it proves later what was erased."""
    told = [item.kind, str(item.subject_id), item.met, item.answers]
    text = json.dumps(told, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def portion(places: Iterable[tuple[UUID, UUID]], most: int) -> list[UUID]:
    """The first `most` subjects of each place, in the order given; all if `most` is 0. `places`
    are (subject, place).
    """
    taken: dict[UUID, int] = {}
    result = []
    for subject_id, place in places:
        taken[place] = taken.get(place, 0) + 1
        if not most or taken[place] <= most:
            result.append(subject_id)
    return result


def shift_at(shifts: Sequence[str], now: time) -> str:
    """The shift in which that time of day lies, one over midnight included; "" outside all."""
    clock = f"{now:%H:%M}"
    for one in shifts:
        begins, _, ends = one.partition("-")
        within = begins <= clock < ends if begins < ends else clock >= begins or clock < ends
        if within:
            return one
    return ""


def again_on(today: date, kind: VisitKind) -> date | None:
    """The day on which what was found is looked at again."""
    return today + timedelta(days=kind.again_days) if kind.again_days else None
