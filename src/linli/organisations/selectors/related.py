"""组织 and 人 of the house in the one register: who stands at a place, what belongs to a unit."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from django.urls import reverse

from linli.kernel.actor import Actor, Target
from linli.kernel.registry import Related
from linli.organisations import models
from linli.organisations.selectors.standing import defined, unit_by_id, units
from linli.organisations.terms import Organisation, Stand
from linli.territory import selectors as territory

SEE = "organisations.see"
ORGANISATION, AREA = "organisation", "area"


def related(actor: Actor, kind: str, subject_id: UUID) -> Iterator[Related]:
    """Needs `organisations.see`: for a place over that place, for a unit anywhere, as its tree."""
    if kind == AREA and actor.may(SEE, Target(area_path=territory.area(subject_id).path)):
        yield from (_unit(one) for one in units() if one.area_id == subject_id)
        rows = models.Registration.objects.filter(
            area_id=subject_id, stand=Stand.CONFIRMED, account__isnull=True
        )
        yield from (_unit(unit_by_id(one)) for one in rows.values_list("unit_id", flat=True))
    elif kind == ORGANISATION and actor.may(SEE):
        yield from _of_unit(unit_by_id(subject_id))


def _unit(one: Organisation) -> Related:
    known = defined().kinds.get(one.kind)
    url = reverse("register", args=[ORGANISATION, one.id])
    return Related(ORGANISATION, one.name, url, str(known.name) if known else "")


def _of_unit(one: Organisation) -> Iterator[Related]:
    if one.parent_id:
        yield _unit(unit_by_id(one.parent_id))
    yield from (_unit(each) for each in units() if each.parent_id == one.id)
    places = models.Registration.objects.filter(
        unit_id=one.id, stand=Stand.CONFIRMED, account__isnull=True
    ).values_list("area_id", flat=True)
    for area_id in filter(None, [one.area_id, *places]):
        url = reverse("register", args=[AREA, area_id])
        yield Related(AREA, territory.full_name(area_id, "town"), url)
