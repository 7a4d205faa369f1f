"""Reads of bodies and their members."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from linli.deliberation.models import Body, Member
from linli.deliberation.rules.composing import Lack, lacks
from linli.deliberation.selectors.catalogue import bodies_defined, body_kind, gatherings_defined
from linli.deliberation.terms import (
    CONVENE,
    MANAGE,
    SEE,
    BodyKind,
    BodyNotFound,
    BodyRow,
    GatheringKind,
    MemberRow,
    Shortfall,
)
from linli.kernel.actor import Actor, Target
from linli.kernel.clock import local
from linli.kernel.fields import within_any
from linli.kernel.language import Words
from linli.organisations import selectors as organisations
from linli.people import selectors as people
from linli.territory import selectors as territory


def target_of(row: Body) -> Target:
    """Where a body is, for asking what an actor may."""
    unit = organisations.unit_by_id(row.organisation_id) if row.organisation_id else None
    return Target(row.area_path, row.organisation_id, unit.path if unit else "")


def in_force(day: date) -> Q:
    """Members on that day."""
    return Q(since__lte=day) & (Q(until__isnull=True) | Q(until__gt=day))


def mine(actor: Actor, person: UUID | None) -> Q:
    """Members who are this account, or this signed-in resident."""
    wanted = Q(pk__in=[])
    if actor.account_id is not None:
        wanted |= Q(account_id=actor.account_id)
    if person is not None:
        wanted |= Q(identity_id=person)
    return wanted


def as_row(row: Body, members: int) -> BodyRow:
    return BodyRow(
        id=row.pk,
        kind=bodies_defined().get(row.kind) or BodyKind(row.kind, Words(row.kind), ()),
        name=row.name,
        place=territory.full_name(row.area_id),
        area_path=row.area_path,
        since=row.since,
        term_ends=row.term_ends,
        members=members,
    )


def _seen(actor: Actor, person: UUID | None, now: datetime) -> QuerySet[Body]:
    """Bodies at or below where the actor may see, of their organisations, and their own."""
    today = local(now).date()
    members = Member.objects.filter(mine(actor, person), in_force(today))
    seen = (
        within_any("area_path", actor.area_paths(SEE))
        | Q(organisation_id__in=actor.organisation_ids(SEE))
        | Q(pk__in=members.values("body_id"))
    )
    return Body.objects.all() if actor.kind == "system" else Body.objects.filter(seen)


def bodies(
    actor: Actor, *, now: datetime, kind: str = "", person: UUID | None = None
) -> tuple[BodyRow, ...]:
    """The bodies that the actor may see, by place and name, at most 500; two statements."""
    today = local(now).date()
    rows = _seen(actor, person, now).filter(until__isnull=True)
    if kind:
        rows = rows.filter(kind=kind)
    found = list(rows.order_by("area_path", "kind", "name")[:500])
    counts = dict(
        Member.objects.filter(in_force(today), body_id__in=[one.pk for one in found])
        .values_list("body_id")
        .annotate(n=Count("pk"))
    )
    return tuple(as_row(row, counts.get(row.pk, 0)) for row in found)


def body_for(actor: Actor, body_id: UUID, *, now: datetime, person: UUID | None = None) -> BodyRow:
    """The doorway: `BodyNotFound` for those who may not see it."""
    row = _seen(actor, person, now).filter(pk=body_id).first()
    if row is None:
        raise BodyNotFound
    today = local(now).date()
    return as_row(row, Member.objects.filter(in_force(today), body_id=row.pk).count())


def may_manage(actor: Actor, body_id: UUID) -> bool:
    row = Body.objects.filter(pk=body_id).first()
    return row is not None and actor.may(MANAGE, target_of(row))


def may_convene(actor: Actor, row: Body) -> bool:
    """A duty that the kind names, over the body's place or organisation, and the verb there."""
    if actor.kind == "system":
        return True
    kind = bodies_defined().get(row.kind)
    target = target_of(row)
    by_duty = kind is not None and any(
        one.duty in kind.convenes and one.covers(target) for one in actor.grants
    )
    return by_duty and actor.may(CONVENE, target)


def may_call(actor: Actor, body_id: UUID) -> bool:
    row = Body.objects.filter(pk=body_id, until__isnull=True).first()
    return row is not None and may_convene(actor, row)


def callable_bodies(
    actor: Actor, *, now: datetime
) -> tuple[tuple[BodyRow, tuple[GatheringKind, ...]], ...]:
    """The bodies that the actor may call together, with the kinds of gathering of each; at most
    500. Two statements."""
    today = local(now).date()
    kinds: dict[str, list[GatheringKind]] = {}
    for one in gatherings_defined().values():
        kinds.setdefault(one.body, []).append(one)
    rows = _seen(actor, None, now).filter(until__isnull=True, kind__in=kinds)
    found = [one for one in rows.order_by("area_path", "kind")[:500] if may_convene(actor, one)]
    counts = dict(
        Member.objects.filter(in_force(today), body_id__in=[one.pk for one in found])
        .values_list("body_id")
        .annotate(n=Count("pk"))
    )
    return tuple((as_row(one, counts.get(one.pk, 0)), tuple(kinds[one.kind])) for one in found)


def body_of_member(member_id: UUID) -> UUID:
    """Refuses `BodyNotFound`."""
    found = Member.objects.filter(pk=member_id).values_list("body_id", flat=True).first()
    if found is None:
        raise BodyNotFound
    return found


def names_of(rows: Iterable[Member]) -> dict[UUID, str]:
    """What members are called before colleagues: accounts by name, residents masked."""
    listed = list(rows)
    accounts = people.account_names([one.account_id for one in listed if one.account_id])
    masked = people.masked([one.identity_id for one in listed if one.identity_id])
    named: dict[UUID, str] = {}
    for one in listed:
        name = accounts.get(one.account_id, "") if one.account_id else ""
        if not name and one.identity_id:
            name = masked[one.identity_id].name or masked[one.identity_id].phone
        named[one.pk] = name or one.household or _("（已删除）")
    return named


def members(body_id: UUID, *, now: datetime, past: bool = False) -> tuple[MemberRow, ...]:
    """The members in force, or all that there have been; for those who have been through the
    doorway. Three statements."""
    rows = Member.objects.filter(body_id=body_id).select_related("body")
    if not past:
        rows = rows.filter(in_force(local(now).date()))
    listed = list(rows.order_by("id"))
    names = names_of(listed)
    return tuple(_member(one, names[one.pk]) for one in listed)


def _member(one: Member, name: str) -> MemberRow:
    kind = bodies_defined().get(one.body.kind)
    return MemberRow(
        id=one.pk,
        name=name,
        account_id=one.account_id,
        identity_id=one.identity_id,
        household=one.household,
        area=one.floor_area,
        tags=tuple((tag, kind.tag_name(tag) if kind else Words(tag)) for tag in one.tags),
        votes=one.votes,
        represents=one.represents,
        since=one.since,
        until=one.until,
    )


def shortfalls(body_id: UUID, *, now: datetime) -> tuple[Shortfall, ...]:
    """What the composition of a body lacks today, in words with the basis; it warns, it does not
    block: a body in mid-term may lose a member."""
    row = Body.objects.get(pk=body_id)
    kind = body_kind(row.kind)
    today = local(now).date()
    there = Member.objects.filter(in_force(today), body_id=body_id, votes=True)
    found = lacks(kind, [(frozenset(one.tags), one.represents) for one in there])
    return tuple(_shortfall(one, kind) for one in found)


def _shortfall(one: Lack, kind: BodyKind) -> Shortfall:
    data = {"have": one.have, "need": one.need, "tag": str(kind.tag_name(one.tag))}
    words = {
        "few": _("只有 %(have)d 人，至少要 %(need)d 人"),
        "many": _("有 %(have)d 人，最多 %(need)d 人"),
        "share": _("“%(tag)s”只有 %(have)d 人，至少要 %(need)d 人"),
        "represents": _("%(have)d 名代表的户数不在规定范围内"),
    }[one.what]
    return Shortfall(one.what, words % data, one.basis)


def body_at(kind: str, area_id: UUID) -> Body | None:
    """The body of that kind at the area, or at the nearest area above it."""
    chain: Sequence[UUID] = [one.id for one in territory.chain(area_id)]
    rows = Body.objects.filter(kind=kind, area_id__in=chain, until__isnull=True)
    return max(rows, key=lambda one: len(one.area_path), default=None)


def body_of_unit(kind: str, organisation_id: UUID) -> Body | None:
    """The body of that kind that belongs to the organisation."""
    return Body.objects.filter(
        kind=kind, organisation_id=organisation_id, until__isnull=True
    ).first()
