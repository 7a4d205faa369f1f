"""Reads of visits to training bases: the desk, what visitors said, figures."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, Max, QuerySet, Sum, When

from linli.kernel.actor import Actor
from linli.kernel.clock import local
from linli.kernel.fields import within
from linli.people import selectors as people
from linli.resources.models import (
    Base,
    BaseVisit,
    FollowUp,
    RouteStop,
    Site,
    VisitAnswer,
    VisitCode,
    VisitingUnit,
    VisitSlot,
)
from linli.resources.rules.bases import results
from linli.resources.selectors.bases import base_at, base_kind, base_rows, desk_base_at
from linli.resources.selectors.lending import masked_names
from linli.resources.selectors.places import may_run_place
from linli.resources.terms.bases import (
    BaseKind,
    BaseNotFound,
    FollowRow,
    Half,
    SlotRow,
    VisitDesk,
    VisitForm,
    VisitRow,
    VisitState,
)

VISITS_A_PAGE = 50
STANDING = (VisitState.CONFIRMED, VisitState.DONE)


def taken_days(base_id: UUID, since: date, days: int) -> dict[UUID, set[tuple[date, Half]]]:
    """Which sites are taken on which half days by visits that stand."""
    rows = VisitSlot.objects.filter(
        site__base_id=base_id, held=True, day__range=(since, since + timedelta(days=days - 1))
    )
    found: dict[UUID, set[tuple[date, Half]]] = defaultdict(set)
    for site, day, half in rows.values_list("site_id", "day", "half"):
        found[site].add((day, Half(half)))
    return found


def visit_at(actor: Actor, visit_id: UUID) -> BaseVisit:
    """The doorway of a visit at the desk. Refuses `BaseNotFound`."""
    row = (
        BaseVisit.objects.select_related("unit", "base", "base__place").filter(pk=visit_id).first()
    )
    if row is None:
        raise BaseNotFound
    desk_base_at(actor, row.base_id)
    return row


def visits_of(actor: Actor, base_id: UUID, *, page: int = 1) -> tuple[tuple[VisitRow, ...], bool]:
    """The visits of a base, those that wait first, then the latest; 50 a page. Refuses
    `BaseNotFound`."""
    base = desk_base_at(actor, base_id)
    rows = BaseVisit.objects.filter(base=base).select_related("unit")
    first = Case(When(state=VisitState.ASKED, then=0), default=1)
    ordered = rows.order_by(first, "-since", "-id")
    start = (max(page, 1) - 1) * VISITS_A_PAGE
    found = list(ordered[start : start + VISITS_A_PAGE + 1])
    return _visit_rows(found[:VISITS_A_PAGE]), len(found) > VISITS_A_PAGE


def _visit_rows(rows: list[BaseVisit], *, named: bool = False) -> tuple[VisitRow, ...]:
    """Two statements; one more where `named`, for who comes: told to those who run the base."""
    names = people.account_names([one.unit.contact_id for one in rows if one.unit.contact_id])
    who = masked_names(one.unit.person_id for one in rows if named)
    answers = dict(
        VisitAnswer.objects.filter(visit__in=rows).values_list("visit_id").annotate(n=Count("pk"))
    )
    return tuple(
        VisitRow(
            id=one.pk,
            base_id=one.base_id,
            unit=one.unit.name,
            home=one.unit.home,
            form=VisitForm(one.form),
            size=one.size,
            since=one.since,
            days=one.days,
            state=VisitState(one.state),
            contact=names.get(one.unit.contact_id, "") if one.unit.contact_id else "",
            who=who.get(one.unit.person_id, ""),
            arrived=one.arrived,
            answers=answers.get(one.pk, 0),
        )
        for one in rows
    )


def _slot_rows(visit: BaseVisit) -> list[tuple[UUID, SlotRow]]:
    rows = VisitSlot.objects.filter(visit=visit).select_related("course", "site")
    return [
        (
            one.site_id,
            SlotRow(
                one.day, (one.day - visit.since).days + 1, Half(one.half), one.course.name,
                one.site.name, one.course.teacher,
            ),
        )
        for one in rows.order_by("day", "half")
    ]  # fmt: skip


def visit_desk(actor: Actor, visit_id: UUID) -> VisitDesk:
    """A visit at the desk, with what clashes and what was said. Refuses `BaseNotFound`."""
    row = visit_at(actor, visit_id)
    runs = may_run_place(actor, row.base.place)
    slots = _slot_rows(row)
    taken = taken_days(row.base_id, row.since, row.days) if row.state == VisitState.ASKED else {}
    answers = list(VisitAnswer.objects.filter(visit=row).values_list("answers", flat=True))
    follow = list(FollowUp.objects.filter(visit=row).order_by("at"))
    names = people.account_names([one.by_id for one in follow if one.by_id])
    return VisitDesk(
        row=_visit_rows([row], named=runs)[0],
        base=base_rows([row.base])[0],
        slots=tuple(one for _site, one in slots),
        clashes=tuple(one for site, one in slots if (one.on, one.half) in taken.get(site, set())),
        results=tuple(results(base_kind(row.base.kind).questions, answers)) if answers else (),
        follow=tuple(
            FollowRow(one.words, one.at, names.get(one.by_id, "") if one.by_id else "")
            for one in follow
        ),
        codes=VisitCode.objects.filter(visit=row).count(),
        note=row.note,
        reason=row.reason,
        person_id=row.unit.person_id,
        hung_on=row.unit.hung_on,
        may_run=runs,
    )


def units_of_person(identity_id: UUID) -> list[str]:
    """The units for which a person gave their number."""
    rows = VisitingUnit.objects.filter(person_id=identity_id).order_by("name")
    return list(rows.values_list("name", flat=True))


def slips(actor: Actor, visit_id: UUID) -> tuple[str, ...]:
    """The codes that nobody has used yet, to be printed. Refuses `BaseNotFound`."""
    rows = VisitCode.objects.filter(visit=visit_at(actor, visit_id), used=False)
    return tuple(rows.order_by("code").values_list("code", flat=True))


def questionnaire(code: str, *, now: datetime) -> tuple[BaseVisit, BaseKind] | None:
    """What a code opens; None for one that is used, unknown or late."""
    row = (
        VisitCode.objects.filter(code=code, used=False, visit__closes_at__gt=now)
        .select_related("visit", "visit__base", "visit__base__place", "visit__unit")
        .first()
    )
    return (row.visit, base_kind(row.visit.base.kind)) if row else None


def base_results(base_id: UUID) -> tuple[Any, ...]:
    """What all visitors of a base said, without their words; anybody may read it."""
    base = base_at(base_id)
    answers = list(VisitAnswer.objects.filter(visit__base=base).values_list("answers", flat=True))
    rows = results(base_kind(base.kind).questions, answers)
    return tuple(one for one in rows if one.shown)


# --- figures: numerator and denominator of an area and a span ------------------------------------


def _come(area_path: str, since: datetime, until: datetime) -> QuerySet[BaseVisit]:
    return BaseVisit.objects.filter(
        within("base__place__area_path", area_path),
        state=VisitState.DONE,
        since__gte=local(since).date(),
        since__lt=local(until).date(),
    )


def _counted(rows: QuerySet[BaseVisit]) -> tuple[int, int]:
    found = rows.aggregate(people=Sum("arrived"), visits=Count("pk"))
    return found["people"] or 0, found["visits"]


def base_groups(area_path: str, since: datetime, until: datetime) -> tuple[int, int]:
    """Measure: visits that came, of those that were confirmed or came."""
    rows = BaseVisit.objects.filter(
        within("base__place__area_path", area_path),
        state__in=STANDING,
        since__gte=local(since).date(),
        since__lt=local(until).date(),
    )
    return rows.filter(state=VisitState.DONE).count(), rows.count()


def base_visitors(area_path: str, since: datetime, until: datetime) -> tuple[int, int]:
    """Measure: people who came, over visits."""
    return _counted(_come(area_path, since, until))


def base_classes(area_path: str, since: datetime, until: datetime) -> tuple[int, int]:
    """Measure: training classes, of all visits that came."""
    rows = _come(area_path, since, until)
    return rows.filter(form=VisitForm.CLASS).count(), rows.count()


def base_trainees(area_path: str, since: datetime, until: datetime) -> tuple[int, int]:
    """Measure: people in training classes, over classes."""
    return _counted(_come(area_path, since, until).filter(form=VisitForm.CLASS))


def base_sites(area_path: str, since: datetime, until: datetime) -> tuple[int, int]:  # noqa: ARG001 - a measure's shape
    """Measure: sites where courses are held, over bases."""
    rows = Site.objects.filter(within("base__place__area_path", area_path), closed=False)
    return rows.count(), Base.objects.filter(within("place__area_path", area_path)).count()


def base_routes(area_path: str, since: datetime, until: datetime) -> tuple[int, int]:  # noqa: ARG001
    """Measure: routes, over bases."""
    rows = RouteStop.objects.filter(within("route__base__place__area_path", area_path))
    bases = Base.objects.filter(within("place__area_path", area_path)).count()
    return rows.values("route_id").distinct().count(), bases


def base_longest(area_path: str, since: datetime, until: datetime) -> tuple[int, int]:
    """Measure: days of the longest visit that came."""
    return _come(area_path, since, until).aggregate(most=Max("days"))["most"] or 0, 1


def base_units(area_path: str, since: datetime, until: datetime) -> tuple[int, int]:  # noqa: ARG001
    """Measure: units from outside that have a training base of their own here, of those that
    came."""
    rows = VisitingUnit.objects.filter(within("base__place__area_path", area_path))
    return rows.filter(hung_on__lt=local(until).date()).count(), rows.count()
