"""Where a step is held: the duty of its lane, at the place of the run or at a unit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from linli.organisations import selectors as organisations
from linli.organisations.terms import ORGANISATION, REPORTER, NoSuchOrganisation
from linli.procedures.engine import definition as d
from linli.procedures.engine import machine
from linli.procedures.terms import NobodyFor, UnknownUnit


@dataclass(frozen=True, slots=True)
class Spot:
    """`area_id` and `organisation_id` are both None for the reporter's own steps."""

    duty: str
    area_id: UUID | None = None
    organisation_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """What a node asks for: the lane's duty, and a unit key where it names one."""

    duty: str
    unit: str = ""


def spot_of(node: d.UserTask, item: str, data: Mapping[str, Any]) -> Asked:
    """A multi-instance step is held by its item, another by the unit that its file names."""
    unit = machine.resolved(node.step.organisation, data) if node.step.organisation else ""
    return Asked(node.lane, item or unit)


def unit_id(key: str) -> UUID:
    try:
        return organisations.unit(key).id
    except NoSuchOrganisation:
        raise UnknownUnit(unit=key) from None


def place(asked: Asked, area_id: UUID, *, now: datetime, revision: str) -> Spot:
    """Resolve a duty for an area, past posts that nobody fills. Duties are today's; one that was
    dropped since is that of the run's `revision`, so that the run goes on. No statement when warm.
    Refuses `NobodyFor`, `UnknownUnit`."""
    held = organisations.duty(asked.duty, revision=revision)
    if held.level == REPORTER:
        return Spot(held.key)
    if held.level == ORGANISATION:
        if not asked.unit:
            raise NobodyFor(duty=held.name)
        return Spot(held.key, organisation_id=unit_id(asked.unit))
    found = organisations.duty_place(asked.duty, area_id, now=now, revision=revision)
    if found.area_id is not None:
        return Spot(found.duty, area_id=found.area_id)
    fallback = organisations.duty(found.duty, revision=revision)
    if fallback.level == ORGANISATION and asked.unit:
        return Spot(found.duty, organisation_id=unit_id(asked.unit))
    if fallback.level == REPORTER:
        return Spot(found.duty)
    raise NobodyFor(duty=held.name)


def named(node: d.UserTask, data: Mapping[str, Any], spot: Spot, *, now: datetime) -> UUID | None:
    """Whom the file's `person` names, if they answer for the duty there now; else the step is for
    all who do. No statement where nobody is named, else two."""
    wanted = data.get(node.step.person.removeprefix("=").strip()) if node.step.person else None
    if not wanted or (spot.area_id is None and spot.organisation_id is None):
        return None
    held = organisations.holders(
        spot.duty, area_id=spot.area_id, organisation_id=spot.organisation_id, now=now
    )
    return next((one.account_id for one in held if str(one.account_id) == wanted), None)
