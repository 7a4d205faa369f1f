"""What bodies owe in a year, and how it stands: computed from gatherings, never kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.deliberation.models import Body, Excuse, Gathering, Member
from linli.deliberation.rules import owing as rules
from linli.deliberation.selectors.bodies import in_force, may_convene, mine
from linli.deliberation.selectors.catalogue import gatherings_defined
from linli.deliberation.terms import (
    CONVENE,
    MOST_BODIES,
    SEE,
    SOON,
    BodyNotFound,
    Cell,
    Due,
    Every,
    GatheringKind,
    Meeting,
    NotOwed,
    OwedBody,
    OwedLine,
    OwedTable,
    Period,
    Stands,
    State,
    Tally,
    Took,
)
from linli.kernel.actor import Actor
from linli.kernel.clock import local, midnight
from linli.kernel.fields import within, within_any
from linli.organisations import selectors as organisations
from linli.people import selectors as people
from linli.territory import selectors as territory

MONTHS = (
    gettext_lazy("1月"), gettext_lazy("2月"), gettext_lazy("3月"), gettext_lazy("4月"),
    gettext_lazy("5月"), gettext_lazy("6月"), gettext_lazy("7月"), gettext_lazy("8月"),
    gettext_lazy("9月"), gettext_lazy("10月"), gettext_lazy("11月"), gettext_lazy("12月"),
)  # fmt: skip
TOWN = "town"
COUNTED = (State.CALLED, State.OPEN, State.HELD)


@dataclass(slots=True)
class _Record:
    """What the tables know of some bodies in some years."""

    tags: dict[UUID, set[str]] = field(default_factory=lambda: defaultdict(set))
    gatherings: dict[UUID, list[Gathering]] = field(default_factory=lambda: defaultdict(list))
    excuses: dict[tuple[UUID, str, str], Excuse] = field(default_factory=dict)
    names: dict[UUID, str] = field(default_factory=dict)


def owing_kinds() -> tuple[GatheringKind, ...]:
    """The kinds of gathering that the method wants held so and so often."""
    return tuple(one for one in gatherings_defined().values() if one.every)


def seen_owing(actor: Actor, now: datetime, person: UUID | None = None) -> QuerySet[Body]:
    """Bodies of today that owe something, and that the actor may see."""
    rows = Body.objects.filter(kind__in={one.body for one in owing_kinds()})
    return _seen(rows, actor, now, person)


def _seen(
    bodies: QuerySet[Body], actor: Actor, now: datetime, person: UUID | None
) -> QuerySet[Body]:
    rows = bodies.filter(until__isnull=True)
    if actor.kind == "system":
        return rows
    members = Member.objects.filter(mine(actor, person), in_force(local(now).date()))
    return rows.filter(
        within_any("area_path", actor.area_paths(SEE))
        | Q(organisation_id__in=actor.organisation_ids(SEE))
        | Q(pk__in=members.values("body_id"))
    )


def _record(bodies: Sequence[Body], first: date, last: date, now: datetime) -> _Record:
    """Three statements, and one for the names of those who gave reasons."""
    ids, found = [one.pk for one in bodies], _Record()
    kinds = owing_kinds()
    if any(one.among for one in kinds):
        there = Member.objects.filter(in_force(local(now).date()), body_id__in=ids)
        for body_id, tags in there.exclude(tags=[]).values_list("body_id", "tags"):
            found.tags[body_id].update(tags)
    meetings = Gathering.objects.filter(
        body_id__in=ids,
        rehearsal=False,
        state__in=COUNTED,
        meets_at__gte=midnight(first),
        meets_at__lt=midnight(last + timedelta(days=1)),
    )
    for one in meetings.order_by("meets_at"):
        found.gatherings[one.body_id].append(one)
    years = Q(pk__in=[])
    for year in range(first.year, last.year + 1):
        years |= Q(period__startswith=str(year))
    for excuse in Excuse.objects.filter(years, body_id__in=ids):
        found.excuses[excuse.body_id, excuse.kind, excuse.period] = excuse
    found.names = people.account_names(
        [one.by_id for one in found.excuses.values() if one.by_id is not None]
    )
    return found


def kinds_of(row: Body, tags: Iterable[str]) -> tuple[GatheringKind, ...]:
    """The kinds that this body owes."""
    unit = organisations.unit_by_id(row.organisation_id) if row.organisation_id else None
    tagged, unit_kind = set(tags), unit.kind if unit else ""
    return tuple(one for one in owing_kinds() if rules.owes(one, row.kind, unit_kind, tagged))


def _lines(row: Body, year: int, record: _Record, today: date) -> tuple[OwedLine, ...]:
    found = []
    for kind in kinds_of(row, record.tags[row.pk]):
        counted = rules.counts_for(kind, gatherings_defined().values())
        there = [one for one in record.gatherings[row.pk] if one.kind in counted]
        cells = tuple(
            _cell(row, kind, period, there, record, today)
            for period in rules.owed(kind, year, row.since, row.until)
        )
        if cells:
            tally = rules.tally([(one.period, one.standing) for one in cells], today)
            found.append(OwedLine(kind, cells, tally))
    return tuple(found)


def _cell(
    row: Body,
    kind: GatheringKind,
    period: Period,
    there: Sequence[Gathering],
    record: _Record,
    today: date,
) -> Cell:
    excuse = record.excuses.get((row.pk, kind.key, period.key))
    dated = [(one, _took(one)) for one in there]
    within_it = [(one, took) for one, took in dated if period.has(took.day)]
    return Cell(
        kind=kind.key,
        period=period,
        name=period_name(Every(kind.every), period),
        standing=rules.standing(
            period, kind.times, [took for _one, took in within_it], today, excused=bool(excuse)
        ),
        left=(period.last - today).days,
        meetings=tuple(
            Meeting(one.pk, one.title, one.meets_at, took.held)
            for one, took in within_it
            if one.meets_at is not None and (took.held or took.open or took.day >= today)
        ),
        reason=excuse.reason if excuse else "",
        by=record.names.get(excuse.by_id, "") if excuse and excuse.by_id else "",
        at=excuse.at if excuse else None,
    )


def _took(one: Gathering) -> Took:
    assert one.meets_at is not None
    return Took(
        one.kind, local(one.meets_at).date(), one.state == State.HELD, one.state == State.OPEN
    )


def period_name(every: Every, period: Period) -> str:
    """What people call it: 3月, 一季度, 上半年; of a year the months that count."""
    if every is Every.MONTH:
        return str(MONTHS[period.first.month - 1])
    if every is Every.QUARTER:
        names = (_("一季度"), _("二季度"), _("三季度"), _("四季度"))
        return names[(period.first.month - 1) // 3]
    if every is Every.HALF_YEAR:
        return _("上半年") if period.first.month <= 6 else _("下半年")
    if (period.first.month, period.last.month) == (1, 12):
        return _("全年")
    return f"{MONTHS[period.first.month - 1]}—{MONTHS[period.last.month - 1]}"


def _year(year: int) -> tuple[date, date]:
    return date(year, 1, 1), date(year, 12, 31)


def _owed_body(row: Body, year: int, record: _Record, today: date, actor: Actor) -> OwedBody:
    lines = _lines(row, year, record, today)
    town = territory.ancestor(row.area_id, TOWN)
    return OwedBody(
        id=row.pk,
        name=row.name,
        place=territory.full_name(row.area_id),
        town=town.name if town else territory.root().name,
        lines=lines,
        tally=sum((one.tally for one in lines), Tally()),
        may_run=may_convene(actor, row),
    )


def owed_table(
    actor: Actor, *, year: int, now: datetime, town: str = "", kind: str = ""
) -> OwedTable:
    """What the bodies that the actor may see owe in a year, at most 500, by place. `town` is a
    path, `kind` of a gathering. Sums are of the rows shown. Five statements for any number."""
    rows = seen_owing(actor, now)
    if town:
        rows = rows.filter(within("area_path", town))
    bodies = list(rows.order_by("area_path", "kind", "name")[:MOST_BODIES])
    record, today = _record(bodies, *_year(year), now), local(now).date()
    found = [_owed_body(one, year, record, today, actor) for one in bodies]
    if kind:
        found = [_only(one, kind) for one in found]
    found = [one for one in found if one.lines]
    towns: dict[str, Tally] = {}
    for one in found:
        towns[one.town] = towns.get(one.town, Tally()) + one.tally
    there = {line.kind.key for one in found for line in one.lines}
    return OwedTable(
        year=year,
        rows=tuple(found),
        towns=tuple(towns.items()),
        tally=sum((one.tally for one in found), Tally()),
        kinds=tuple(one for one in owing_kinds() if one.key in there),
    )


def _only(one: OwedBody, kind: str) -> OwedBody:
    lines = tuple(line for line in one.lines if line.kind.key == kind)
    tally = sum((line.tally for line in lines), Tally())
    return OwedBody(one.id, one.name, one.place, one.town, lines, tally, one.may_run)


def owed_towns(actor: Actor, *, now: datetime) -> tuple[tuple[str, str], ...]:
    """(path, name) of the towns to filter by; one statement."""
    paths = seen_owing(actor, now).values_list("area_id", flat=True).distinct()
    towns = {territory.ancestor(one, TOWN) for one in paths}
    return tuple(sorted((one.path, one.name) for one in towns if one is not None))


def owed_by(
    actor: Actor, body_id: UUID, *, year: int, now: datetime, person: UUID | None = None
) -> OwedBody:
    """What one body owes in a year. The doorway: `BodyNotFound` for those who may not see it."""
    row = _seen(Body.objects.filter(pk=body_id), actor, now, person).first()
    if row is None:
        raise BodyNotFound
    record = _record([row], *_year(year), now)
    return _owed_body(row, year, record, local(now).date(), actor)


def cell_of(row: Body, kind: str, period: str, *, now: datetime) -> Cell:
    """How one kind stands in one period. Refuses `NotOwed` for what the body does not owe."""
    year = int(period[:4]) if period[:4].isascii() and period[:4].isdigit() else 0
    if not 1900 < year < 2200:
        raise NotOwed
    lines = _lines(row, year, _record([row], *_year(year), now), local(now).date())
    for line in lines:
        for one in line.cells:
            if (line.kind.key, one.period.key) == (kind, period):
                return one
    raise NotOwed


def due_soon(bodies: Iterable[Body], *, now: datetime, days: int = SOON) -> tuple[Due, ...]:
    """What ends within so many days and is neither held, planned nor excused, soonest first."""
    listed, today = list(bodies), local(now).date()
    last = today + timedelta(days=days)
    found = []
    record = _record(listed, *_span(today, last), now)
    for row in listed:
        for year in range(today.year, last.year + 1):
            found += [
                Due(row.pk, row.name, line.kind.key, line.kind.name, cell.period, cell.left)
                for line in _lines(row, year, record, today)
                for cell in line.cells
                if cell.standing is Stands.DUE and cell.left <= days
            ]
    return tuple(sorted(found, key=lambda one: (one.left, one.body, one.kind)))


def _span(first: date, last: date) -> tuple[date, date]:
    return date(first.year, 1, 1), date(last.year, 12, 31)


def convened_by(actor: Actor, *, every: bool = True) -> tuple[Body, ...]:
    """The bodies that this actor calls together; with `every`, of those that owe something."""
    kinds = owing_kinds() if every else tuple(gatherings_defined().values())
    rows = Body.objects.filter(until__isnull=True, kind__in={one.body for one in kinds})
    if actor.kind != "system":
        rows = rows.filter(
            within_any("area_path", actor.area_paths(CONVENE))
            | Q(organisation_id__in=actor.organisation_ids(CONVENE))
        )
    return tuple(one for one in rows.order_by("area_path", "name") if may_convene(actor, one))


def meetings_held(area_path: str, since: datetime, until: datetime) -> tuple[int, int]:
    """The measure: of the periods that ended in [since, until), those in which enough was held, and
    those owed and not excused. By records alone: who signed in to the product says nothing."""
    first, last = local(since).date(), (local(until) - timedelta(microseconds=1)).date()
    if last < first:
        return 0, 0
    rows = Body.objects.filter(kind__in={one.body for one in owing_kinds()})
    bodies = list(rows.filter(within("area_path", area_path)))
    record = _record(bodies, *_span(first, last), until)
    total = Tally()
    for row in bodies:
        for year in range(first.year, last.year + 1):
            for line in _lines(row, year, record, last + timedelta(days=1)):
                ended = [one for one in line.cells if first <= one.period.last <= last]
                total += rules.tally(
                    [(one.period, one.standing) for one in ended], last + timedelta(days=1)
                )
    return total.held, total.counted
