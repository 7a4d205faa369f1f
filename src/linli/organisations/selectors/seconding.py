"""Who can be sent somewhere for a while, and the posts that wait for them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from linli.kernel.fields import within
from linli.organisations import models
from linli.organisations.selectors.registering import registered_units
from linli.organisations.selectors.standing import defined, in_force, meets
from linli.organisations.terms import ORGANISATION, Holder
from linli.territory import selectors as territory


def people_of(duties: Iterable[str], area_id: UUID, *, now: datetime) -> tuple[Holder, ...]:
    """Everybody who carries one of these duties inside the area or above it; of a duty that belongs
    to a unit, the people of units registered inside the area. Each once, in order of appointment.
    Two statements at most.
    """
    keys = [key for key in duties if key in defined().duties]
    of_unit = [key for key in keys if defined().duties[key].level == ORGANISATION]
    above = [one.id for one in territory.chain(area_id)]
    path = territory.area(area_id).path
    carried = Q(duty__in=set(keys) - set(of_unit)) & (
        Q(area_id__in=above) | within("area__path", path)
    )
    if of_unit:
        units = registered_units([path])
        carried |= Q(duty__in=of_unit, post__organisation_id__in=units)
    posts = models.PostDuty.objects.filter(carried).values("post_id")
    rows = models.Holding.objects.filter(
        in_force(now), post_id__in=posts, account__is_active=True
    ).order_by("since", "pk")
    found: dict[UUID, Holder] = {}
    for account_id, name, post_id in rows.values_list(
        "account_id", "account__display_name", "post_id"
    ):
        found.setdefault(account_id, Holder(account_id, name, post_id))
    return tuple(found.values())


def posts_below(duty: str, area_path: str) -> tuple[tuple[UUID, UUID], ...]:
    """(area, post) of every standing post that carries the duty inside the path, one an area, in
    the order of the territory. One statement.
    """
    rows = (
        models.PostDuty.objects.filter(
            within("area__path", area_path), duty=duty, post__until__isnull=True
        )
        .order_by("area__path", "post__since", "post_id")
        .values_list("area_id", "post_id")
    )
    found: dict[UUID, UUID] = {}
    for area_id, post_id in rows:
        if area_id is not None:
            found.setdefault(area_id, post_id)
    return tuple(found.items())


def still_held(holding_ids: Iterable[UUID], now: datetime) -> tuple[UUID, ...]:
    """Those of these terms that are not over."""
    rows = models.Holding.objects.filter(meets(now), pk__in=list(holding_ids))
    return tuple(rows.values_list("pk", flat=True))


def holds(account_id: UUID, post_id: UUID, *, now: datetime) -> bool:
    """Does this person hold that post now?"""
    rows = models.Holding.objects.filter(in_force(now), account_id=account_id, post_id=post_id)
    return rows.exists()


def holders_of_post(*, title: str, kind: str, area_id: UUID, now: datetime) -> frozenset[UUID]:
    """The accounts that hold a post of that title in the organisations of that kind at the area.
    One statement."""
    rows = models.Holding.objects.filter(
        in_force(now),
        post__title=title,
        post__organisation__kind=kind,
        post__organisation__area_id=area_id,
        account__is_active=True,
    )
    return frozenset(rows.values_list("account_id", flat=True))
