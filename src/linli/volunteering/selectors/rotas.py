"""Reads of rotas: their kinds, who may make one, what the solver is asked, the desk's page."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum

from linli.kernel import parts
from linli.kernel.actor import Actor, Target
from linli.kernel.fields import within_any
from linli.kernel.versions import cached_by
from linli.organisations import selectors as organisations
from linli.people import selectors as people
from linli.territory import selectors as territory
from linli.volunteering.models import (
    Rota,
    RotaDuty,
    RotaLeave,
    RotaMember,
    RotaShift,
    RotaWish,
    SignUp,
    Team,
)
from linli.volunteering.rules.rota_days import rota_kinds, school_terms, week_of
from linli.volunteering.terms import (
    PART,
    SEE,
    DutyState,
    Liking,
    Problem,
    RotaKind,
    RotaNotFound,
    RotaPlace,
    RotaRow,
    RotaState,
    SchoolTerm,
    Slot,
    Taking,
    UnknownRotaKind,
    Worker,
)

ROTAS_A_PAGE = 50


@cached_by(parts.VERSION)
def rotas_defined() -> dict[str, RotaKind]:
    """The kinds of rota of the method in force, by key."""
    return rota_kinds(parts.current(PART)[1])


@cached_by(parts.VERSION)
def _rotas_at(revision: str) -> dict[str, RotaKind]:
    return rota_kinds(parts.at(PART, revision))


@cached_by(parts.VERSION)
def terms_of_school() -> tuple[SchoolTerm, ...]:
    return school_terms(parts.current(PART)[1])


def rota_kind(key: str, revision: str = "") -> RotaKind:
    """As it was in `revision`, else as it is now. Refuses `UnknownRotaKind`."""
    found = (_rotas_at(revision).get(key) if revision else None) or rotas_defined().get(key)
    if found is None:
        raise UnknownRotaKind(field="kind")
    return found


def rota_target(row: Rota) -> Target:
    return Target(
        row.area_path, row.organisation_id, organisations.unit_by_id(row.organisation_id).path
    )


def manages_rota(actor: Actor, row: Rota) -> bool:
    """A duty that the kind names, over its organisation or place."""
    if actor.kind == "system":
        return True
    managers = rota_kind(row.kind, row.revision).managers
    target = rota_target(row)
    return any(one.duty in managers and one.covers(target) for one in actor.grants)


def rota_places(actor: Actor) -> tuple[RotaPlace, ...]:
    """For which organisations the actor may make which rotas, by the duties they hold now."""
    teams: frozenset[UUID] | None = None
    found = []
    for kind in rotas_defined().values():
        grants = [one for one in actor.grants if one.duty in kind.managers]
        if not grants and actor.kind != "system":
            continue
        if teams is None:
            teams = frozenset(Team.objects.values_list("pk", flat=True))
        for unit_kind in kind.units:
            for unit in organisations.units(unit_kind):
                area = territory.area(unit.area_id) if unit.area_id else territory.root()
                target = Target(area.path, unit.id, unit.path)
                if actor.kind == "system" or any(one.covers(target) for one in grants):
                    found.append(
                        RotaPlace(kind, unit.id, area.id, area.path, unit.name, unit.id in teams)
                    )
    return tuple(found)


def rotas_concern(actor: Actor) -> bool:
    """Is there anything for this actor to do with rotas? Costs no statement."""
    duties = {one.duty for one in actor.grants}
    return actor.may(SEE) or any(
        duties.intersection(one.managers) for one in rotas_defined().values()
    )


def _desk(actor: Actor) -> QuerySet[Rota]:
    """Those at or below where one may see, or of the organisations in which one may, or that one
    makes."""
    if actor.kind == "system":
        return Rota.objects.all()
    rows = Q(organisation_id__in=actor.organisation_ids(SEE))
    rows |= within_any("area_path", actor.area_paths(SEE))
    for kind in rotas_defined().values():
        grants = [one for one in actor.grants if one.duty in kind.managers]
        paths = tuple(one.area_path for one in grants if one.area_path)
        units = [one.organisation_id for one in grants if one.organisation_id]
        rows |= Q(kind=kind.key) & (within_any("area_path", paths) | Q(organisation_id__in=units))
    return Rota.objects.filter(rows)


def seen_rota(actor: Actor, rota_id: UUID) -> Rota:
    """The doorway of the desk: `RotaNotFound` for those who may not see it."""
    row = _desk(actor).filter(pk=rota_id).first()
    if row is None:
        raise RotaNotFound
    return row


def desk_rotas(actor: Actor, *, page: int = 1) -> tuple[tuple[RotaRow, ...], bool]:
    """For the desk, the latest first, and whether there are more."""
    start = (max(page, 1) - 1) * ROTAS_A_PAGE
    found = list(_desk(actor).order_by("-until", "-id")[start : start + ROTAS_A_PAGE + 1])
    return rota_rows(found[:ROTAS_A_PAGE]), len(found) > ROTAS_A_PAGE


def rota_rows(rows: list[Rota]) -> tuple[RotaRow, ...]:
    """As they are listed; three statements."""
    ids = [one.pk for one in rows]
    shifts = {
        rota: (count, sum_)
        for rota, count, sum_ in RotaShift.objects.filter(rota_id__in=ids)
        .values_list("rota_id")
        .annotate(n=Count("pk"), s=Sum("people"))
    }
    duties = _counted(RotaDuty.objects.filter(shift__rota_id__in=ids), "shift__rota_id")
    members = _counted(RotaMember.objects.filter(rota_id__in=ids, left_at__isnull=True), "rota_id")
    return tuple(
        RotaRow(
            id=one.pk,
            kind=str(_name(one)),
            name=one.name,
            place=territory.full_name(one.area_id),
            team=organisations.unit_by_id(one.organisation_id).name,
            area_path=one.area_path,
            since=one.since,
            until=one.until,
            state=RotaState(one.state),
            shifts=shifts.get(one.pk, (0, 0))[0],
            people=members.get(one.pk, 0),
            missing=max(shifts.get(one.pk, (0, 0))[1] - duties.get(one.pk, 0), 0),
        )
        for one in rows
    )


def _counted(rows: QuerySet[Any], by: str) -> dict[UUID, int]:
    return dict(rows.values_list(by).annotate(n=Count("pk")))


def _name(row: Rota) -> object:
    try:
        return rota_kind(row.kind, row.revision).name
    except UnknownRotaKind:
        return row.kind


# --- what the solver is asked ---------------------------------------------------------------


def rota_problem(row: Rota, *, now: datetime, wishes: bool = True) -> Problem:
    """What the solver is asked now. Ids as text; shifts that have begun stay as they are; on a
    published rota everybody stays where they are if they can. Without `wishes`, what people said
    of shifts binds nobody: who takes a shift has said so. Eight statements."""
    kind = rota_kind(row.kind, row.revision)
    shifts = list(RotaShift.objects.filter(rota=row).order_by("starts_at", "id"))
    members = list(RotaMember.objects.filter(rota=row).order_by("id"))
    before: dict[str, set[str]] = defaultdict(set)
    over = frozenset(str(one.pk) for one in shifts if one.starts_at <= now)
    duties = RotaDuty.objects.filter(shift__rota=row).values_list("shift_id", "member_id")
    for shift_id, member_id in duties:
        if row.state == RotaState.PUBLISHED or str(shift_id) in over:
            before[str(shift_id)].add(str(member_id))
    return Problem(
        slots=tuple(_slot(kind, one) for one in shifts),
        workers=_workers(row, kind, members, shifts, wishes=wishes),
        weekly=kind.weekly,
        rest=kind.rest * 60,
        before={key: frozenset(ids) for key, ids in before.items()},
        fixed=over,
    )


def _slot(kind: RotaKind, one: RotaShift) -> Slot:
    pattern = kind.pattern(one.pattern)
    return Slot(
        id=str(one.pk),
        since=int(one.starts_at.timestamp() // 60),
        until=int(one.ends_at.timestamp() // 60),
        week=week_of(one.day),
        people=one.people,
        weight=pattern.weight if pattern else 1,
        roles=pattern.roles if pattern else (),
    )


def _workers(
    row: Rota,
    kind: RotaKind,
    members: list[RotaMember],
    shifts: list[RotaShift],
    *,
    wishes: bool,
) -> tuple[Worker, ...]:
    told: dict[UUID, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    said_by = RotaWish.objects.filter(member__rota=row) if wishes else RotaWish.objects.none()
    for member_id, shift_id, liking in said_by.values_list("member_id", "shift_id", "liking"):
        told[member_id][liking].add(str(shift_id))
    identities = [one.identity_id for one in members if one.identity_id]
    away = _away(row, identities, shifts)
    past = past_loads(row, kind, identities)
    every = frozenset(str(one.pk) for one in shifts)
    found = []
    for one in members:
        said = told[one.pk]
        gone = one.left_at is not None or one.identity_id is None
        cannot = every if gone else said[Liking.CANNOT] | away.get(one.identity_id, set())
        found.append(
            Worker(
                id=str(one.pk),
                roles=frozenset(one.roles),
                past=past.get(one.identity_id, 0) if one.identity_id else 0,
                cannot=frozenset(cannot),
                rather_not=frozenset(said[Liking.RATHER_NOT]),
                gladly=frozenset(said[Liking.GLADLY]),
            )
        )
    return tuple(found)


def _away(
    row: Rota, identities: list[UUID], shifts: list[RotaShift]
) -> dict[UUID | None, set[str]]:
    """The shifts at which these people are on leave, or expected somewhere else."""
    if not shifts:
        return {}
    begin, end = shifts[0].starts_at, max(one.ends_at for one in shifts)
    busy: dict[UUID | None, list[tuple[datetime, datetime]]] = defaultdict(list)
    elsewhere = RotaDuty.objects.filter(
        member__identity_id__in=identities,
        state=DutyState.PLANNED,
        shift__rota__state=RotaState.PUBLISHED,
        shift__starts_at__lt=end,
        shift__ends_at__gt=begin,
    ).exclude(shift__rota=row)
    for who, since, until in elsewhere.values_list(
        "member__identity_id", "shift__starts_at", "shift__ends_at"
    ):
        busy[who].append((since, until))
    joined = SignUp.objects.filter(
        identity_id__in=identities,
        taking=Taking.IN,
        activity__starts_at__lt=end,
        activity__ends_at__gt=begin,
    )
    for who, since, until in joined.values_list(
        "identity_id", "activity__starts_at", "activity__ends_at"
    ):
        busy[who].append((since, until))
    leaves = RotaLeave.objects.filter(
        identity_id__in=identities, since__lte=row.until, until__gte=row.since
    )
    found: dict[UUID | None, set[str]] = defaultdict(set)
    for leave in leaves:
        found[leave.identity_id] |= {
            str(one.pk) for one in shifts if leave.since <= one.day <= leave.until
        }
    for whose, spans in busy.items():
        for since, until in spans:
            found[whose] |= {
                str(one.pk) for one in shifts if one.starts_at < until and since < one.ends_at
            }
    return found


def past_loads(row: Rota, kind: RotaKind, identities: Iterable[UUID]) -> dict[UUID, int]:
    """What these people did, or have before them, on rotas of this kind in the days before."""
    if not kind.fairness:
        return {}
    rows = RotaDuty.objects.filter(
        member__identity_id__in=list(identities),
        shift__rota__kind=row.kind,
        shift__rota__state=RotaState.PUBLISHED,
        shift__day__gte=row.since - timedelta(days=kind.fairness),
        shift__day__lt=row.since,
    ).exclude(Q(state=DutyState.ABSENT) | Q(shift__rota=row))
    loads: Counter[UUID] = Counter()
    for who, pattern, count in rows.values_list("member__identity_id", "shift__pattern").annotate(
        n=Count("pk")
    ):
        known = kind.pattern(pattern)
        loads[who] += count * (known.weight if known else 1)
    return dict(loads)


def names_of(members: Iterable[RotaMember]) -> dict[UUID, str]:
    """Of members by id: the masked name and the last digits of the phone, to tell two of one
    family name apart. One statement."""
    listed = list(members)
    known = people.masked([one.identity_id for one in listed if one.identity_id])
    found = {}
    for one in listed:
        person = known.get(one.identity_id) if one.identity_id else None
        parts_of = (person.name, person.phone[-4:]) if person else ("", "")
        found[one.pk] = " ".join(part for part in parts_of if part) or "—"
    return found


def role_names(kind: RotaKind, keys: Iterable[str]) -> tuple[str, ...]:
    return tuple(str(kind.roles.get(one, one)) for one in keys)
