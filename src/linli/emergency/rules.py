"""Pure decisions of emergency: reading the plans, dividing people fairly, the rota."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any, TypeVar

from linli.emergency.terms import Keyed, Plan, ShiftKind, Sink, Turn
from linli.kernel.language import Words

Row = Mapping[str, Any]
T = TypeVar("T")
MOST_TURNS = 3  # named in a notice; the page has them all
P = TypeVar("P")


def _words(value: str | dict[str, str] | None) -> Words:
    return Words.of(value or "")


def hours(text: str) -> tuple[time, time]:
    """`"20:00-08:00"`; ValueError if it is none."""
    begins, dash, ends = text.partition("-")
    if not dash:
        raise ValueError(text)
    return time.fromisoformat(begins.strip()), time.fromisoformat(ends.strip())


def plans(document: Row) -> dict[str, Plan]:
    """The stored document as frozen values, by key."""
    return {row["key"]: _plan(row, document) for row in document.get("plans", ())}


def _plan(row: Row, document: Row) -> Plan:
    def of(section: str) -> list[Row]:
        return [one for one in document.get(section, ()) if one["plan"] == row["key"]]

    return Plan(
        key=row["key"],
        name=_words(row["name"]),
        over=tuple(row["over"]),
        openers=tuple(row["openers"]),
        days=row.get("days", 7),
        banner=_words(row.get("banner")),
        award=_words(row.get("award")),
        award_at=row.get("award_at", row["over"][-1] if row["over"] else ""),
        sinks=tuple(Sink(tuple(s["from"]), s["duty"], s.get("each", 1)) for s in of("sinks")),
        shifts=tuple(_shift(one) for one in of("shifts")),
        calls=tuple((_words(one["name"]), one["number"]) for one in of("calls")),
        needs=tuple(Keyed(one["key"], _words(one["name"])) for one in of("needs")),
        criteria=tuple(Keyed(one["key"], _words(one["name"])) for one in of("criteria")),
    )


def _shift(row: Row) -> ShiftKind:
    begins, ends = hours(row["hours"])
    return ShiftKind(
        key=row["key"],
        name=_words(row["name"]),
        begins=begins,
        ends=ends,
        duties=tuple(row["duties"]),
        people=row.get("people", 1),
        days=row.get("days", 1),
    )


def divide(places: Sequence[P], people: Sequence[T], each: int) -> list[tuple[P, T]]:
    """Who goes where: in turn, so that nobody goes twice before everybody has gone once, and no
    place has two more than another. With fewer people than wanted, everybody goes once.
    """
    wanted = min(len(places) * each, len(people))
    return (
        [(places[index % len(places)], people[index]) for index in range(wanted)] if places else []
    )


def rota(slots: Sequence[P], people: Sequence[T], each: int) -> list[tuple[P, T]]:
    """Who has which shift: in turn through all names, so that two people differ by at most one
    shift; nobody stands twice in one shift.
    """
    taken: list[tuple[P, T]] = []
    if not people:
        return taken
    turn = 0
    for slot in slots:
        for _ in range(min(each, len(people))):
            taken.append((slot, people[turn % len(people)]))
            turn += 1
    return taken


def slots(
    kind: ShiftKind, first: date, now: datetime, zone: tzinfo
) -> list[tuple[datetime, datetime]]:
    """The shifts of this kind on `kind.days` days from `first`, but those that are over."""
    found = []
    for offset in range(kind.days):
        day = first + timedelta(days=offset)
        over = timedelta(days=1) if kind.ends <= kind.begins else timedelta(0)
        begins = datetime.combine(day, kind.begins, zone)
        ends = datetime.combine(day + over, kind.ends, zone)
        if ends > now:
            found.append((begins, ends))
    return found


def task(posts: Sequence[str], turns: Sequence[Turn], zone: tzinfo) -> str:
    """What one person is to do, for a notice in any language: names and times only."""
    spans = [
        f"{one.name} {one.begins.astimezone(zone):%m-%d %H:%M}–{one.ends.astimezone(zone):%H:%M}"
        for one in sorted(turns, key=lambda one: (one.begins, one.name))
    ]
    more = ["…"] if len(spans) > MOST_TURNS else []
    return "；".join([*posts, *spans[:MOST_TURNS], *more])
