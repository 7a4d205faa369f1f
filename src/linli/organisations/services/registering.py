"""双报到: asking, confirming, declining, withdrawing; and counting who took part."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from linli.kernel import trail
from linli.kernel.actor import Actor, Target
from linli.kernel.database import locked, transaction
from linli.kernel.errors import NotAllowed
from linli.kernel.versions import bump
from linli.organisations import selectors
from linli.organisations.models import Holding, Part, PostDuty, Registration
from linli.organisations.selectors import in_force
from linli.organisations.services.terms_of_office import appoint
from linli.organisations.terms import (
    MANAGE,
    VERSION,
    AlreadyRegistered,
    How,
    NoRegistrationHere,
    NoSuchPost,
    NoSuchRegistration,
    NotOfUnit,
    Stand,
    UnknownSkill,
    Why,
)
from linli.territory import selectors as territory

SUBJECT = "registration"


def register(
    *,
    unit_id: UUID,
    area_id: UUID,
    why: Why,
    skills: Iterable[str] = (),
    shown: bool = False,
    whole: bool = False,
    actor: Actor,
    now: datetime,
) -> UUID:
    """Whoever signed in asks to be registered at a community, for a unit in which they hold a post;
    with `whole` the unit itself is. The community confirms. Refuses `NotRegistering`,
    `NoRegistrationHere`, `NotOfUnit`, `UnknownSkill`, `AlreadyRegistered`.
    """
    way = selectors.registering()
    place = territory.area(area_id)
    if place.kind not in way.over:
        raise NoRegistrationHere(field="area")
    if actor.account_id is None:
        raise NotAllowed
    if unit_id not in {one.id for one in selectors.units_of(actor.account_id, now=now)}:
        raise NotOfUnit(field="unit")
    known = selectors.defined().skills
    chosen = sorted(set(skills))
    for key in chosen:
        if key not in known:
            raise UnknownSkill(skill=key, field="skills")
    account_id = None if whole else actor.account_id
    with transaction():
        same = Registration.objects.filter(area_id=area_id, ended_at__isnull=True)
        same = same.filter(account_id=account_id) if account_id else same.filter(
            account__isnull=True, unit_id=unit_id
        )  # fmt: skip
        if locked(same).exists():
            raise AlreadyRegistered(area=place.short_name, field="area")
        row = Registration.objects.create(
            unit_id=unit_id,
            account_id=account_id,
            area_id=area_id,
            why=why.value,
            skills=chosen,
            shown=shown and not whole,
            stand=Stand.ASKED.value,
            asked_by_id=actor.account_id,
            asked_at=now,
        )
        _note("asked", row, actor, now)
        return row.pk


def _note(verb: str, row: Registration, actor: Actor, now: datetime) -> None:
    trail.record(
        f"organisations.registration_{verb}",
        actor=actor,
        now=now,
        subject=(SUBJECT, row.pk),
        data={"unit": str(row.unit_id), "area": str(row.area_id)},
    )


def _standing(registration_id: UUID, *stands: Stand) -> Registration:
    rows = Registration.objects.filter(pk=registration_id, stand__in=[one.value for one in stands])
    row = locked(rows).first()
    if row is None:
        raise NoSuchRegistration
    return row


def _require_desk(row: Registration, actor: Actor) -> None:
    actor.require(MANAGE, Target(area_path=territory.area(row.area_id).path))


def confirm_registration(*, registration_id: UUID, actor: Actor, now: datetime) -> None:
    """The community confirms; the member holds the method's duty there from now on, so that tasks
    of its shelf come to them. Needs `organisations.manage` over the community. Refuses
    `NoSuchRegistration`, and of the post `NoSuchPost`, `PostFull`.
    """
    duty = selectors.registering().duty
    with transaction():
        row = _standing(registration_id, Stand.ASKED)
        _require_desk(row, actor)
        if row.account_id is not None and duty:
            row.holding_id = _term(row.account_id, row.area_id, duty, actor, now)
        row.stand, row.answered_by_id, row.answered_at = Stand.CONFIRMED, actor.account_id, now
        row.save(update_fields=["stand", "answered_by", "answered_at", "holding"])
        _note("confirmed", row, actor, now)


def _term(account_id: UUID, area_id: UUID, duty: str, actor: Actor, now: datetime) -> UUID | None:
    """The term that gives the duty there; None if the person holds that post anyhow."""
    post_id = (
        PostDuty.objects.filter(duty=duty, area_id=area_id, post__until__isnull=True)
        .order_by("post__since", "pk")
        .values_list("post_id", flat=True)
        .first()
    )
    if post_id is None:
        raise NoSuchPost
    if Holding.objects.filter(in_force(now), post_id=post_id, account_id=account_id).exists():
        return None
    return appoint(
        post_id=post_id, account_id=account_id, full_time=False, how=How.ENGAGED,
        actor=actor, now=now,
    )  # fmt: skip


def decline_registration(*, registration_id: UUID, actor: Actor, now: datetime) -> None:
    """The community does not confirm: somebody who neither lives nor serves there."""
    with transaction():
        row = _standing(registration_id, Stand.ASKED)
        _require_desk(row, actor)
        _end(row, Stand.DECLINED, actor, now)
        _note("declined", row, actor, now)


def withdraw_registration(*, registration_id: UUID, actor: Actor, now: datetime) -> None:
    """By whoever handed it in, the member themselves, or the community; what the member held
    through it ends now. `NoSuchRegistration` if it is over.
    """
    with transaction():
        row = _standing(registration_id, Stand.ASKED, Stand.CONFIRMED)
        if actor.account_id is None or actor.account_id not in {row.account_id, row.asked_by_id}:
            _require_desk(row, actor)
        _end(row, Stand.WITHDRAWN, actor, now)
        _note("withdrawn", row, actor, now)


def _end(row: Registration, stand: Stand, actor: Actor, now: datetime) -> None:
    terms = Holding.objects.filter(in_force(now), pk__in=[row.holding_id] if row.holding_id else [])
    held = locked(terms).first()
    if held is not None:  # who withdraws needs no verb over posts to give back their own term
        held.until = max(now, held.since)
        held.save(update_fields=["until"])
        bump(VERSION)
    row.stand, row.ended_at = stand.value, now
    if stand == Stand.DECLINED:
        row.answered_by_id, row.answered_at = actor.account_id, now
    row.save(update_fields=["stand", "ended_at", "answered_by", "answered_at"])


def count_part(
    *, account_id: UUID, area_id: UUID, subject: tuple[str, UUID], actor: Actor, now: datetime
) -> bool:
    """A registered member did something in this area: it counts for their unit, once. False if the
    person is not registered there (a neighbour helped; nobody's rate rises).
    """
    above = [one.id for one in territory.chain(area_id)]
    kind, subject_id = subject
    with transaction():
        row = locked(
            Registration.objects.filter(
                account_id=account_id, area_id__in=above, stand=Stand.CONFIRMED
            ).order_by("asked_at")
        ).first()
        if row is None:
            return False
        _, made = Part.objects.get_or_create(
            registration_id=row.pk, subject_kind=kind, subject_id=subject_id, defaults={"at": now}
        )
        if made:
            _note("part_counted", row, actor, now)
        return made
