"""Setting up bodies and their members."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError
from django.db.models import Q

from linli.deliberation import selectors
from linli.deliberation.models import Body, Member
from linli.deliberation.rules.choosing import age_on
from linli.deliberation.terms import (
    BODY,
    LONGEST_NAME,
    MANAGE,
    AlreadyMember,
    AlreadyThere,
    BadMember,
    BirthDateMissing,
    BodyFull,
    BodyKind,
    BodyNotFound,
    NewMember,
    TooYoung,
    WrongPlace,
    WrongShare,
)
from linli.kernel import trail
from linli.kernel.actor import Actor, Target
from linli.kernel.clock import local
from linli.kernel.database import locked, transaction
from linli.organisations import selectors as organisations
from linli.territory import selectors as territory


def set_up(
    *,
    kind: str,
    area_id: UUID,
    actor: Actor,
    now: datetime,
    name: str = "",
    organisation_id: UUID | None = None,
    since: date | None = None,
) -> UUID:
    """Set up a body of that kind over the area (or of the organisation, whose area it takes), from
    `since` (today); its term ends as many years later as the kind says. Needs
    `deliberation.manage` there. Refuses `UnknownKind`, `WrongPlace`, `AlreadyThere`.
    """
    known = selectors.body_kind(kind)
    area = territory.area(area_id)
    unit = organisations.unit_by_id(organisation_id) if organisation_id else None
    fits = unit.kind in known.of if unit and known.of else area.kind in known.at
    if not fits:
        raise WrongPlace(kind=str(known.name), field="area")
    actor.require(MANAGE, Target(area.path, organisation_id, unit.path if unit else ""))
    home, own = (unit or area).name, known.name.zh
    usual = home if home.endswith(own) else f"{home}{own}"  # 民主村党支部, not 民主村党支部党支部
    called = " ".join(name.split())[:LONGEST_NAME] or usual
    begins = since or local(now).date()
    row = Body(
        kind=kind,
        name=called[:LONGEST_NAME],
        area_id=area_id,
        area_path=area.path,
        organisation_id=organisation_id,
        since=begins,
        term_ends=_after_years(begins, known.years) if known.years else None,
    )
    same = Body.objects.filter(kind=kind, area_id=area_id, name=row.name, until__isnull=True)
    if same.exists():
        raise AlreadyThere(kind=str(known.name), field="name")
    try:
        with transaction():
            row.save(force_insert=True)
            _note("set_up", row.pk, actor, now, kind=kind)
    except IntegrityError as error:
        raise AlreadyThere(kind=str(known.name), field="name") from error
    return row.pk


def _after_years(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return date(day.year + years, 3, 1)


def _note(verb: str, body_id: UUID, actor: Actor, now: datetime, **data: str | int) -> None:
    trail.record(f"deliberation.{verb}", actor=actor, now=now, subject=(BODY, body_id), data=data)


def _held(body_id: UUID, actor: Actor) -> tuple[Body, BodyKind]:
    row = locked(Body.objects.filter(pk=body_id, until__isnull=True)).first()
    if row is None:
        raise BodyNotFound
    actor.require(MANAGE, selectors.target_of(row))
    return row, selectors.body_kind(row.kind)


def enrol(*, body_id: UUID, new: NewMember, actor: Actor, now: datetime) -> UUID:
    """Put somebody on the list of members from today on. Where the kind has an age, `new.born` is
    asked for, checked and forgotten (个人信息保护法, articles 6 and 19). Needs
    `deliberation.manage` there. Refuses `BadMember`, `TooYoung`, `BirthDateMissing`, `WrongShare`,
    `BodyFull`, `AlreadyMember`.
    """
    today = local(now).date()
    with transaction():  # the body is locked: who is a member is known until it commits
        row, kind = _held(body_id, actor)
        _check(new, kind, today)
        there = Member.objects.filter(selectors.in_force(today), body_id=body_id, votes=True)
        if new.votes and kind.size and there.count() >= kind.size[1]:
            raise BodyFull(kind=str(kind.name), most=kind.size[1])
        same = Q(account_id=new.account_id) & Q(account_id__isnull=False)
        same |= Q(identity_id=new.identity_id) & Q(identity_id__isnull=False)
        if Member.objects.filter(same, body_id=body_id, until__isnull=True).exists():
            raise AlreadyMember(field="person")
        member = Member.objects.create(
            body=row,
            account_id=new.account_id,
            identity_id=new.identity_id,
            household=new.household.strip()[:60],
            floor_area=new.area,
            tags=sorted(new.tags),
            votes=new.votes,
            represents=new.represents,
            since=today,
        )
        _note("enrolled", body_id, actor, now, member=str(member.pk))
    return member.pk


def _check(new: NewMember, kind: BodyKind, today: date) -> None:
    tags = {tag for tag, _ in kind.tags}
    if new.account_id is None and new.identity_id is None:
        raise BadMember(kind=str(kind.name), field="person")
    if new.area < 0 or new.represents < 0 or not new.tags <= tags:
        raise BadMember(kind=str(kind.name), field="tags")
    if kind.represents and new.votes:
        least, most = kind.represents
        if not least <= new.represents <= most:
            raise WrongShare(least=least, most=most, field="represents")
    if kind.age and new.votes:
        if new.born is None:
            raise BirthDateMissing(kind=str(kind.name), age=kind.age, field="born")
        if age_on(new.born, today) < kind.age:
            raise TooYoung(kind=str(kind.name), age=kind.age, field="born")


def leave(*, member_id: UUID, actor: Actor, now: datetime) -> None:
    """End a membership today; rolls that are frozen keep it. Needs `deliberation.manage` there."""
    with transaction():
        member = locked(Member.objects.filter(pk=member_id, until__isnull=True)).first()
        if member is None:
            raise BodyNotFound
        _held(member.body_id, actor)
        member.until = local(now).date()
        member.save(update_fields=["until"])
        _note("left", member.body_id, actor, now, member=str(member_id))


def dissolve(*, body_id: UUID, actor: Actor, now: datetime) -> None:
    """End a body and its members' time. Needs `deliberation.manage` there."""
    today = local(now).date()
    with transaction():
        row, _kind = _held(body_id, actor)
        row.until = today
        row.save(update_fields=["until"])
        Member.objects.filter(body_id=body_id, until__isnull=True).update(until=today)
        _note("dissolved", body_id, actor, now)


def arrange(*, actor: Actor, now: datetime) -> int:
    """Set up, for every organisation of the kinds in `of` that the actor manages, the body that the
    method gives it, where there is none; returns how many. For a county's first day."""
    made = 0
    standing = set(
        Body.objects.filter(until__isnull=True, organisation_id__isnull=False).values_list(
            "kind", "organisation_id"
        )
    )
    for kind in selectors.bodies_defined().values():
        for unit_kind in kind.of:
            for unit in organisations.units(unit_kind):
                if unit.area_id is None or (kind.key, unit.id) in standing:
                    continue
                place = territory.area(unit.area_id).path
                if not actor.may(MANAGE, Target(place, unit.id, unit.path)):
                    continue
                set_up(
                    kind=kind.key,
                    area_id=unit.area_id,
                    organisation_id=unit.id,
                    actor=actor,
                    now=now,
                )
                made += 1
    return made
