"""What places owe the public and how it stands: computed from what was shown or excused."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, timedelta
from uuid import UUID

from linli.deliberation.models import Disclosure
from linli.deliberation.rules.disclosing import named, spans, state_of
from linli.deliberation.rules.election_documents import disclosure_kinds
from linli.deliberation.terms import (
    PART,
    SEE,
    DisclosureCell,
    DisclosureKind,
    DisclosureLine,
    DisclosureRow,
    DisclosureState,
    DisclosureTable,
    NoDisclosure,
    Span,
)
from linli.kernel import parts
from linli.kernel.actor import Actor, Target
from linli.kernel.clock import local
from linli.kernel.fields import within
from linli.kernel.versions import cached_by
from linli.publicity.terms import PUBLISH, PeriodState
from linli.territory import selectors as territory
from linli.territory.terms import Area

FELL = (PeriodState.UPHELD.value, PeriodState.WITHDRAWN.value)
FIRST_YEAR, LAST_YEAR = 2000, 2199
_Key = tuple[UUID, str, str]


@cached_by(parts.VERSION)
def disclosures_defined() -> dict[str, DisclosureKind]:
    """The duties of the method in force, by key."""
    return disclosure_kinds(parts.current(PART)[1])


def may_see_disclosures(actor: Actor, area_path: str) -> bool:
    place = Target(area_path)
    return actor.may(SEE, place) or actor.may(PUBLISH, place)


def may_disclose(actor: Actor, area_path: str) -> bool:
    return actor.may(PUBLISH, Target(area_path))


def _kept(area_paths: Collection[str], years: Collection[int]) -> dict[_Key, Disclosure]:
    """One statement a path. What fell or was taken back is left out: it counts as nothing."""
    found: dict[_Key, Disclosure] = {}
    texts = tuple(str(year) for year in years)
    for path in area_paths:
        rows = Disclosure.objects.filter(within("area_path", path)).select_related("period")
        for one in rows:
            fell = one.period is not None and one.period.state in FELL
            if one.span.startswith(texts) and not fell:
                found[one.area_id, one.key, one.span] = one
    return found


def _row(
    kind: DisclosureKind, area_id: UUID, span: Span, kept: Disclosure | None, today: date
) -> DisclosureRow:
    shown = kept is not None and kept.period_id is not None
    return DisclosureRow(
        kind=kind,
        area_id=area_id,
        span=span,
        state=state_of(span, today, shown=shown, excused=kept is not None and not shown),
        due=span.ends - timedelta(days=1),
        period_id=kept.period_id if kept else None,
        reason=kept.reason if kept else "",
    )


def _spans(kind: DisclosureKind, year: int, today: date) -> Iterable[Span]:
    """Of one year, from when the duty began to today."""
    first, last = max(kind.since, date(year, 1, 1)), min(today, date(year, 12, 31))
    return (one for one in spans(kind.every, first, last) if one.name.startswith(str(year)))


def _rows(
    kind: DisclosureKind, area: Area, year: int, today: date, kept: Mapping[_Key, Disclosure]
) -> list[DisclosureRow]:
    return [
        _row(kind, area.id, span, kept.get((area.id, kind.key, span.name)), today)
        for span in _spans(kind, year, today)
    ]


def _cell(kind: DisclosureKind, rows: list[DisclosureRow], today: date) -> DisclosureCell:
    states = [one.state for one in rows]
    open_ = states.count(DisclosureState.DUE) + states.count(DisclosureState.SOON)
    return DisclosureCell(
        kind=kind,
        owed=len(rows) - open_,
        done=states.count(DisclosureState.DONE),
        late=states.count(DisclosureState.LATE),
        excused=states.count(DisclosureState.EXCUSED),
        now=next((one for one in rows if one.span.begins <= today < one.span.ends), None),
    )


def disclosure_table(
    actor: Actor, *, year: int, now: datetime, only_late: bool = False
) -> DisclosureTable:
    """Every place over which the actor may see deliberation, with how each duty stands in a year.
    One statement for each outermost area of the actor; the county's officer has one."""
    today, kinds = local(now).date(), tuple(disclosures_defined().values())
    paths = ("",) if actor.kind == "system" else actor.area_paths(SEE)
    kept = _kept(paths, [year])
    lines = []
    for path in paths:
        for area in sorted(territory.below(path), key=lambda one: one.path):
            cells = tuple(
                _cell(kind, _rows(kind, area, year, today, kept), today)
                if area.kind in kind.at
                else None
                for kind in kinds
            )
            there = [one for one in cells if one]
            late = sum(one.late for one in there)
            if there and (late or not only_late):
                name = territory.full_name(area.id, "town")
                lines.append(DisclosureLine(area.id, name, cells, late))
    every = [one for line in lines for one in line.cells if one]
    return DisclosureTable(
        year=year,
        kinds=kinds,
        lines=tuple(lines),
        owed=sum(one.owed for one in every),
        done=sum(one.done for one in every),
        late=sum(one.late for one in every),
        excused=sum(one.excused for one in every),
    )


def disclosures_of(
    actor: Actor, area_id: UUID, *, year: int, now: datetime
) -> tuple[DisclosureRow, ...]:
    """All that one place owes in a year, the latest stretch first. `NoDisclosure` for those who may
    not see it, and for places that owe nothing. One statement."""
    area = territory.area(area_id)
    kinds = [one for one in disclosures_defined().values() if area.kind in one.at]
    if not kinds or not may_see_disclosures(actor, area.path):
        raise NoDisclosure
    return _listed(area, kinds, year, now)


def public_disclosures(area_id: UUID, *, year: int, now: datetime) -> tuple[DisclosureRow, ...]:
    """What anybody may read: what was shown, what was excused and why, what is late. One
    statement."""
    area = territory.area(area_id)
    kinds = [one for one in disclosures_defined().values() if area.kind in one.at]
    return _listed(area, kinds, year, now)


def _listed(
    area: Area, kinds: Iterable[DisclosureKind], year: int, now: datetime
) -> tuple[DisclosureRow, ...]:
    today = local(now).date()
    kept = _kept([area.path], [year])
    rows = [one for kind in kinds for one in _rows(kind, area, year, today, kept)]
    return tuple(sorted(rows, key=lambda one: one.span.begins, reverse=True))


def disclosure_at(key: str, area_id: UUID, span: str, *, now: datetime) -> DisclosureRow:
    """One duty in one stretch. `NoDisclosure` where the method does not ask for it there."""
    kind, area = disclosures_defined().get(key), territory.area(area_id)
    today = local(now).date()
    found = named(kind.every, span, today) if kind and area.kind in kind.at else None
    if kind is None or found is None or found.ends <= kind.since:
        raise NoDisclosure
    kept = _kept([area.path], [found.begins.year])
    return _row(kind, area.id, found, kept.get((area.id, key, found.name)), today)


def reminders_due(now: datetime) -> list[DisclosureRow]:
    """Stretches of today that end within the days of their reminder, and those before them that are
    late, at every place; with a duty to hear of it. One statement."""
    today = local(now).date()
    kinds = [one for one in disclosures_defined().values() if one.duty]
    kept = _kept([""], [today.year, today.year - 1]) if kinds else {}
    found: list[DisclosureRow] = []
    for kind in kinds:
        last = list(spans(kind.every, _year_before(today), today))[-2:]
        for area in (each for at in kind.at for each in territory.below("", at)):
            for span in last:
                row = _row(kind, area.id, span, kept.get((area.id, kind.key, span.name)), today)
                near = today >= span.ends - timedelta(days=kind.remind)
                waits = row.state in (
                    DisclosureState.DUE,
                    DisclosureState.SOON,
                    DisclosureState.LATE,
                )
                if waits and near and span.ends > kind.since:
                    found.append(row)
    return found


def _year_before(today: date) -> date:
    return date(today.year - 1, 1, 1)


def disclosed(area_path: str, since: datetime, until: datetime) -> tuple[int, int]:
    """Stretches that ended in that time at places below: those that were shown, of all that were
    not excused."""
    first, last = local(since).date(), local(until).date()
    kept = _kept([area_path], range(first.year - 1, last.year + 1))
    shown = whole = 0
    for kind in disclosures_defined().values():
        over = [
            one
            for one in spans(kind.every, max(kind.since, _year_before(first)), last)
            if first < one.ends <= last
        ]
        for area in (each for at in kind.at for each in territory.below(area_path, at)):
            for span in over:
                one = kept.get((area.id, kind.key, span.name))
                shown += one is not None and one.period_id is not None
                whole += one is None or one.period_id is not None
    return shown, whole
