"""Reads of 双报到 and of the fields: who is registered where, and the rate of every unit."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from linli.kernel.actor import Actor, Target
from linli.kernel.fields import within, within_any
from linli.organisations import models
from linli.organisations.selectors.standing import (
    defined,
    held_posts,
    in_force,
    unit_by_id,
    units,
    units_by_id,
)
from linli.organisations.terms import (
    FieldView,
    NotRegistering,
    Organisation,
    Registering,
    RegistrationRow,
    Skill,
    Stand,
    UnitRate,
    Why,
)
from linli.people import selectors as people
from linli.territory import selectors as territory
from linli.territory.terms import Area

SEE = "organisations.see"
LIVE = ("asked", "confirmed")


def registering() -> Registering:
    """How this county registers; `NotRegistering` if its method says nothing of it."""
    found = defined().registering
    if found is None:
        raise NotRegistering
    return found


def may_register(actor: Actor) -> bool:
    """Does this person hold a post in a unit whose people register? By their grants alone."""
    if defined().registering is None:
        return False
    held = {grant.organisation_id for grant in actor.grants if grant.organisation_id}
    return any(unit_above(one) is not None for one in units_by_id(held).values())


def is_registered(actor: Actor) -> bool:
    """Does this person hold the duty that registering gives, somewhere? By their grants alone."""
    way = defined().registering
    return way is not None and any(grant.duty == way.duty for grant in actor.grants)


def is_manager(actor: Actor) -> bool:
    """Does this person confirm registrations, in a county that registers?"""
    return defined().registering is not None and actor.may("organisations.manage")


def places() -> tuple[Area, ...]:
    """Where one may register, in the order of the territory."""
    over = registering().over
    return tuple(one for one in territory.below("") if one.kind in over)


def unit_above(organisation: Organisation | None) -> Organisation | None:
    """The unit for which its people register: itself, or the nearest above it of those kinds."""
    kinds = registering().units
    here = organisation
    while here is not None and here.kind not in kinds:
        here = unit_by_id(here.parent_id) if here.parent_id else None
    return here


def units_of(account_id: UUID, *, now: datetime) -> tuple[Organisation, ...]:
    """The units for which this person may register."""
    rows = held_posts(account_id, now).values_list("post__organisation_id", flat=True)
    standing = units_by_id(set(rows))
    found = {one.id: one for each in standing.values() if (one := unit_above(each)) is not None}
    return tuple(sorted(found.values(), key=lambda one: one.path))


# --- rows ----------------------------------------------------------------------------------------


def _rows(rows: QuerySet[models.Registration]) -> tuple[RegistrationRow, ...]:
    found = list(rows.select_related("unit").order_by("-asked_at", "-pk"))
    names = people.account_names({one.account_id for one in found if one.account_id})
    parts = Counter(
        models.Part.objects.filter(registration_id__in=[one.pk for one in found]).values_list(
            "registration_id", flat=True
        )
    )
    known = defined().skills
    return tuple(
        RegistrationRow(
            id=one.pk,
            unit_id=one.unit_id,
            unit=one.unit.short_name,
            account_id=one.account_id,
            name=names.get(one.account_id, "") if one.account_id else "",
            area_id=one.area_id,
            area=territory.full_name(one.area_id, "community"),
            why=Why(one.why),
            skills=tuple(known[key].name for key in one.skills if key in known),
            shown=one.shown,
            stand=Stand(one.stand),
            asked_at=one.asked_at,
            answered_at=one.answered_at,
            parts=parts[one.pk],
        )
        for one in found
    )


def registrations_of(account_id: UUID) -> tuple[RegistrationRow, ...]:
    """One's own, newest first, also those that ended."""
    return _rows(models.Registration.objects.filter(account_id=account_id))


def asked_for_units(account_id: UUID) -> tuple[RegistrationRow, ...]:
    """The registrations of units that this person handed in and that stand."""
    rows = models.Registration.objects.filter(account__isnull=True, asked_by_id=account_id)
    return _rows(rows.filter(stand__in=LIVE))


def registrations(
    actor: Actor, *, stand: str = "", area_path: str = "", skill: str = ""
) -> tuple[RegistrationRow, ...]:
    """The list of a community desk: those at areas that the actor manages
    (`organisations.manage`), what waits for an answer first.
    """
    actor.require("organisations.manage")
    seen = Q() if actor.kind == "system" else _managed(actor)
    rows = models.Registration.objects.filter(seen, within("area__path", area_path))
    rows = rows.filter(stand=stand) if stand in set(Stand) else rows.filter(stand__in=LIVE)
    found = _rows(rows)
    if skill:
        name = _skill_name(skill)
        found = tuple(one for one in found if name in one.skills)
    return tuple(sorted(found, key=lambda one: one.stand != Stand.ASKED))


def _skill_name(key: str) -> object:
    found: Skill | None = defined().skills.get(key)
    return found.name if found else None


def _managed(actor: Actor) -> Q:
    return within_any("area__path", actor.area_paths("organisations.manage"))


def people_of_unit(actor: Actor, unit_id: UUID) -> tuple[RegistrationRow, ...]:
    """A unit's people with their registrations, for the unit itself and for those who see the
    whole county; others are refused.
    """
    one = unit_by_id(unit_id)
    whole = actor.may(SEE, Target(area_path=territory.root().path))
    if not whole:
        actor.require(SEE, Target(organisation_id=one.id, organisation_path=one.path))
    return _rows(models.Registration.objects.filter(unit_id=unit_id, stand__in=LIVE))


def shown_at(area_id: UUID) -> tuple[RegistrationRow, ...]:
    """亮身份: confirmed members of a community who agreed to be shown, for everybody."""
    rows = models.Registration.objects.filter(
        area_id=area_id, stand=Stand.CONFIRMED, shown=True, account__isnull=False
    )
    return _rows(rows)


def skills_of(account_id: UUID) -> frozenset[str]:
    """The keys of everything that a person said they can do, where they are confirmed."""
    rows = models.Registration.objects.filter(account_id=account_id, stand=Stand.CONFIRMED)
    return frozenset(key for keys in rows.values_list("skills", flat=True) for key in keys)


def registered_units(area_paths: Iterable[str]) -> frozenset[UUID]:
    """The units confirmed at an area inside one of these paths."""
    rows = models.Registration.objects.filter(
        within_any("area__path", tuple(area_paths)), stand=Stand.CONFIRMED
    )
    return frozenset(rows.values_list("unit_id", flat=True))


# --- the rate ------------------------------------------------------------------------------------


def unit_rates(actor: Actor, *, now: datetime) -> tuple[UnitRate, ...]:
    """Every unit of the registering kinds, lowest rate first: its people (whoever holds a post in
    it or below it), how many of them are registered, how many took part. Needs
    `organisations.see`: the rate is for everybody in the house, names are not. Four statements.
    """
    actor.require(SEE)
    kinds = registering().units
    members = _members(now)
    registered: dict[UUID, set[UUID]] = defaultdict(set)
    places: dict[UUID, list[str]] = defaultdict(list)
    rows = models.Registration.objects.filter(stand=Stand.CONFIRMED)
    told: Iterable[tuple[UUID, UUID | None, UUID]] = rows.values_list(
        "unit_id", "account_id", "area_id"
    )
    for unit_id, account_id, area_id in told:
        if account_id is None:
            places[unit_id].append(territory.area(area_id).short_name)
        else:
            registered[unit_id].add(account_id)
    took, parts = _parts()
    found = [
        UnitRate(
            unit_id=one.id,
            name=one.short_name,
            members=len(members[one.id]),
            registered=len(registered[one.id] & members[one.id]),
            took_part=len(took[one.id]),
            parts=parts[one.id],
            places=tuple(places[one.id]),
        )
        for one in units()
        if one.kind in kinds
    ]
    found.sort(key=lambda one: (not one.members, one.rate, one.name))
    return tuple(found)


def _members(now: datetime) -> dict[UUID, set[UUID]]:
    """Unit -> the accounts that hold a post in it or below it."""
    found: dict[UUID, set[UUID]] = defaultdict(set)
    rows = models.Holding.objects.filter(in_force(now), account__is_active=True)
    everything = {one.id: one for one in units()}
    above: dict[UUID, Organisation | None] = {}
    for organisation_id, account_id in rows.values_list("post__organisation_id", "account_id"):
        if organisation_id not in above:
            above[organisation_id] = unit_above(everything.get(organisation_id))
        unit = above[organisation_id]
        if unit is not None:
            found[unit.id].add(account_id)
    return found


def _parts() -> tuple[dict[UUID, set[UUID | None]], Counter[UUID]]:
    """Unit -> who took part; unit -> how many tasks were done."""
    took: dict[UUID, set[UUID | None]] = defaultdict(set)
    parts: Counter[UUID] = Counter()
    rows = models.Part.objects.values_list("registration__unit_id", "registration__account_id")
    for unit_id, account_id in rows:
        took[unit_id].add(account_id)
        parts[unit_id] += 1
    return took, parts


# --- fields --------------------------------------------------------------------------------------


def fields_view() -> tuple[FieldView, ...]:
    """领域: every field with its kinds of organisation and how many of each stand."""
    defs = defined()
    counted = Counter(one.kind for one in units())
    return tuple(
        FieldView(
            one,
            tuple(
                (kind.key, kind.name, counted[kind.key])
                for kind in defs.kinds.values()
                if kind.of_field == one.key
            ),
        )
        for one in defs.fields.values()
    )
