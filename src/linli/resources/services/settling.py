"""What merchants are owed: drawn up for a span, signed by a second person, posted."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from linli.kernel import trail
from linli.kernel.actor import Actor
from linli.kernel.clock import local, midnight
from linli.kernel.database import locked, transaction
from linli.kernel.ids import new_id
from linli.kernel.numbers import next_number
from linli.organisations import selectors as organisations
from linli.points import services as points
from linli.points.terms import Cause, Holder
from linli.resources.models import Batch, PickUp
from linli.resources.selectors import settling as reads
from linli.resources.selectors.shop import shop_of
from linli.resources.services.shop import clean_why
from linli.resources.terms import (
    BATCH,
    AnotherSigns,
    BatchDone,
    BatchNotFound,
    BatchState,
    MayNotRunShop,
    NothingToSettle,
)
from linli.territory import selectors as territory


def _note(verb: str, row: Batch, actor: Actor, now: datetime, **data: object) -> None:
    trail.record(f"resources.{verb}", actor=actor, now=now, subject=(BATCH, row.pk), data=data)


def draw_batch(
    *, shop: str, organisation_id: UUID, until: date, actor: Actor, now: datetime
) -> UUID:
    """Draw up what one merchant handed out, up to and including a day, and was not yet settled
    with. A pick-up is in one settlement and no other. Refuses `MayNotRunShop`,
    `NothingToSettle`."""
    known, unit = shop_of(shop), organisations.unit_by_id(organisation_id)
    if not reads.draws(actor, known, unit):
        raise MayNotRunShop
    with transaction():
        open_ones = PickUp.objects.filter(
            shop=shop,
            organisation_id=organisation_id,
            batch__isnull=True,
            worth__gt=0,
            at__lt=midnight(until, field="until") + timedelta(days=1),
        )
        picks = list(locked(open_ones.order_by("at", "id")))
        if not picks:
            raise NothingToSettle(field="until")
        year = local(now).year
        area = territory.area(unit.area_id) if unit.area_id else territory.root()
        row = Batch.objects.create(
            id=new_id(),
            number=f"{year}-{next_number(f'resources.batch.{year}'):05d}",
            shop=shop,
            organisation_id=organisation_id,
            area_path=area.path,
            since=local(picks[0].at).date(),
            until=min(until, local(now).date()),
            amount=sum(one.worth for one in picks),
            picks=len(picks),
            drawn_at=now,
            drawn_by_id=actor.account_id,
        )
        PickUp.objects.filter(pk__in=[one.pk for one in picks]).update(batch=row)
        _note("batch_drawn", row, actor, now, amount=row.amount, picks=row.picks)
    return row.pk


def _drawn(batch_id: UUID, actor: Actor) -> Batch:
    row = locked(Batch.objects.filter(pk=batch_id)).first()
    if row is None or not reads.sees_batch(actor, row):
        raise BatchNotFound
    if row.state != BatchState.DRAWN:
        raise BatchDone
    return row


def sign_batch(*, batch_id: UUID, actor: Actor, now: datetime) -> None:
    """Sign it off: the merchant's due is posted as paid. By a duty that the shop names, and by
    another person than who drew it up. Refuses `BatchNotFound`, `BatchDone`, `MayNotRunShop`,
    `AnotherSigns`."""
    with transaction():
        row = _drawn(batch_id, actor)
        if not reads.signs(actor, row):
            raise MayNotRunShop
        if row.drawn_by_id is not None and row.drawn_by_id == actor.account_id:
            raise AnotherSigns
        points.spend(
            scheme=shop_of(row.shop).money,
            of=Holder.unit(row.organisation_id),
            amount=row.amount,
            key=f"shop:batch:{row.pk}",
            cause=Cause.SETTLEMENT,
            title=row.number,
            about=(BATCH, row.pk),
            actor=actor,
            now=now,
        )
        row.state, row.signed_at, row.signed_by_id = BatchState.SIGNED, now, actor.account_id
        row.save(update_fields=["state", "signed_at", "signed_by"])
        _note("batch_signed", row, actor, now, amount=row.amount)


def drop_batch(*, batch_id: UUID, reason: str, actor: Actor, now: datetime) -> None:
    """It was drawn up wrongly: its pick-ups may be settled anew. By who may draw up or sign.
    Refuses `BatchNotFound`, `BatchDone`, `MayNotRunShop`, `WhyMissing`."""
    why = clean_why(reason)
    with transaction():
        row = _drawn(batch_id, actor)
        unit = organisations.unit_by_id(row.organisation_id)
        if not (reads.signs(actor, row) or reads.draws(actor, shop_of(row.shop), unit)):
            raise MayNotRunShop
        PickUp.objects.filter(batch=row).update(batch=None)
        row.state, row.reason = BatchState.DROPPED, why
        row.save(update_fields=["state", "reason"])
        _note("batch_dropped", row, actor, now)
