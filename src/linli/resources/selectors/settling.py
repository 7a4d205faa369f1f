"""Reads of settlements: who is owed what, what was drawn up, its lines for paper and workbook."""

from __future__ import annotations

from collections import defaultdict
from uuid import UUID

from django.db.models import Count, Max, Min, Q, QuerySet, Sum

from linli.kernel.actor import Actor, Target
from linli.kernel.fields import within_any
from linli.organisations import selectors as organisations
from linli.organisations.terms import Organisation
from linli.people import selectors as people
from linli.resources.models import Batch, PickUp
from linli.resources.selectors.shop import pick_row, shop_of, shops
from linli.resources.terms import (
    MANAGE,
    RUN,
    SEE,
    BatchLine,
    BatchNotFound,
    BatchPage,
    BatchRow,
    BatchState,
    Owed,
    Shop,
)
from linli.territory import selectors as territory

BATCHES_A_PAGE = 50


def _target(unit: Organisation) -> Target:
    area = territory.area(unit.area_id) if unit.area_id else territory.root()
    return Target(area.path, unit.id, unit.path)


def _with_duty(actor: Actor, duties: tuple[str, ...], target: Target) -> bool:
    return actor.kind == "system" or any(
        one.duty in duties and MANAGE in one.verbs and one.covers(target) for one in actor.grants
    )


def draws(actor: Actor, of: Shop, unit: Organisation) -> bool:
    """May they draw up settlements with this merchant?"""
    return bool(of.money) and _with_duty(actor, of.runs, _target(unit))


def signs(actor: Actor, row: Batch) -> bool:
    """May they sign such a settlement?"""
    unit = organisations.unit_by_id(row.organisation_id)
    return _with_duty(actor, shop_of(row.shop).signs, _target(unit))


def sees_batch(actor: Actor, row: Batch) -> bool:
    target = _target(organisations.unit_by_id(row.organisation_id))
    return any(actor.may(verb, target) for verb in (SEE, RUN, MANAGE))


def owed(actor: Actor) -> tuple[Owed, ...]:
    """What merchants were not settled with yet, where the actor may draw that up; most first."""
    rows = (
        PickUp.objects.filter(batch__isnull=True, worth__gt=0)
        .values("shop", "organisation_id")
        .annotate(picks=Count("pk"), amount=Sum("worth"), first=Min("at"), last=Max("at"))
        .order_by("-amount")
    )
    found = []
    for row in rows:
        unit, known = organisations.unit_by_id(row["organisation_id"]), shops().get(row["shop"])
        if known is not None and draws(actor, known, unit):
            found.append(
                Owed(
                    known, unit.id, unit.name, row["picks"], row["amount"], row["first"],
                    row["last"],
                )
            )  # fmt: skip
    return tuple(found)


def _seen(actor: Actor) -> QuerySet[Batch]:
    if actor.kind == "system":
        return Batch.objects.all()
    over = Q(pk__in=[])
    for verb in (SEE, RUN, MANAGE):
        over |= within_any("area_path", actor.area_paths(verb))
        over |= Q(organisation_id__in=actor.organisation_ids(verb))
    return Batch.objects.filter(over)


def batches(actor: Actor, *, page: int = 1) -> tuple[tuple[BatchRow, ...], bool]:
    """Settlements that the actor may see, newest first; 50 a page."""
    start = (max(page, 1) - 1) * BATCHES_A_PAGE
    found = list(_seen(actor).order_by("-drawn_at", "-id")[start : start + BATCHES_A_PAGE + 1])
    return _rows(found[:BATCHES_A_PAGE]), len(found) > BATCHES_A_PAGE


def _rows(listed: list[Batch]) -> tuple[BatchRow, ...]:
    accounts = {one for row in listed for one in (row.drawn_by_id, row.signed_by_id) if one}
    names = people.account_names(accounts)
    return tuple(
        BatchRow(
            id=one.pk,
            number=one.number,
            shop=shop_of(one.shop),
            organisation_id=one.organisation_id,
            name=organisations.unit_by_id(one.organisation_id).name,
            since=one.since,
            until=one.until,
            amount=one.amount,
            picks=one.picks,
            state=BatchState(one.state),
            drawn_at=one.drawn_at,
            drawn_by=names.get(one.drawn_by_id, "") if one.drawn_by_id else "",
            signed_at=one.signed_at,
            signed_by=names.get(one.signed_by_id, "") if one.signed_by_id else "",
            reason=one.reason,
        )
        for one in listed
    )


def batch_for(actor: Actor, batch_id: UUID) -> BatchPage:
    """A settlement line by line. Refuses `BatchNotFound`."""
    row = _seen(actor).filter(pk=batch_id).first()
    if row is None:
        raise BatchNotFound
    picks = list(
        PickUp.objects.filter(batch=row).select_related("order__offer").order_by("at", "id")
    )
    drawn = row.state == BatchState.DRAWN
    unit = organisations.unit_by_id(row.organisation_id)
    may_sign = drawn and signs(actor, row)
    return BatchPage(
        row=_rows([row])[0],
        lines=_lines(picks),
        picks=tuple(pick_row(one) for one in picks),
        may_sign=may_sign and (row.drawn_by_id is None or row.drawn_by_id != actor.account_id),
        may_drop=drawn and (may_sign or draws(actor, shop_of(row.shop), unit)),
    )


def _lines(picks: list[PickUp]) -> tuple[BatchLine, ...]:
    """By offer and worth of a piece, in the order of their first pick-up."""
    counts: dict[tuple[UUID, int], int] = defaultdict(int)
    titles: dict[UUID, str] = {}
    for one in picks:
        titles[one.order.offer_id] = one.order.offer.title
        counts[one.order.offer_id, one.order.worth] += one.count
    return tuple(
        BatchLine(titles[offer], each, count, each * count)
        for (offer, each), count in counts.items()
    )
