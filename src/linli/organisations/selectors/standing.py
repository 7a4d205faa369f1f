"""Reads of organisations: who asks (`actor_for`), where a duty is held, who holds it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F, Q, QuerySet

from linli.kernel import parts
from linli.kernel.actor import ANONYMOUS, Actor, Grant
from linli.kernel.language import Words
from linli.kernel.versions import cached_by
from linli.organisations import models
from linli.organisations.rules import definitions
from linli.organisations.terms import (
    ORGANISATION,
    PART,
    REPORTER,
    VERSION,
    Definitions,
    Duty,
    Holder,
    NoSuchOrganisation,
    Organisation,
    Place,
    UnknownDuty,
)
from linli.people import selectors as people
from linli.territory import selectors as territory


@cached_by(parts.VERSION)
def defined() -> Definitions:
    """Kinds, chains, duties, posts, units and covering of the method in force."""
    return definitions(parts.current(PART)[1])


@cached_by(parts.VERSION)
def _defined_at(revision: str) -> Definitions:
    return definitions(parts.at(PART, revision))


def duty(key: str, *, revision: str = "") -> Duty:
    """The duty with this key in the method in force. One that has been dropped since is given as
    it was in `revision`, with which a run under way began. `UnknownDuty` if neither has it.
    """
    found = defined().duties.get(key)
    if found is None and revision:
        found = _defined_at(revision).duties.get(key)
    if found is None:
        raise UnknownDuty(duty=key)
    return found


def duty_or_key(key: str) -> Duty:
    """The duty with this key; for one that a later method dropped, its bare key without verbs, so
    that pages of what began before it can still be shown.
    """
    return defined().duties.get(key) or Duty(key, Words(key), "", frozenset(), "")


def in_force(now: datetime) -> Q:
    """Rows with `since ≤ now < until`."""
    return Q(since__lte=now) & (Q(until__isnull=True) | Q(until__gt=now))


def meets(since: datetime, until: datetime | None = None) -> Q:
    """Rows whose time has a moment in [since, until); without `until`, rows that are not over by
    `since`. What ended as it began has no moment, and meets nothing.
    """
    ends = Q(until__isnull=True) | (Q(until__gt=since) & Q(until__gt=F("since")))
    return ends if until is None else ends & Q(since__lt=until)


# --- who asks ------------------------------------------------------------------------------------


def held_posts(account_id: UUID, now: datetime) -> QuerySet[models.Holding]:
    """Holdings in force: one's own, and those in which one stands in for somebody on leave."""
    standing_in = models.Leave.objects.filter(in_force(now), stand_in_id=account_id)
    return models.Holding.objects.filter(
        in_force(now), Q(account_id=account_id) | Q(pk__in=standing_in.values("holding_id"))
    )


def actor_for(
    account_id: UUID, *, via: str = "web", now: datetime, name: str = "", session_digest: str = ""
) -> Actor:
    """The actor with the grants of the posts held now, stand-ins included; anonymous if there is
    no such active account. One statement where the caller passes the `name` of an account that it
    has just read and found active; else two.
    """
    if not name:
        found = people.active_name(account_id)
        if found is None:
            return ANONYMOUS
        name = found
    duties = defined().duties
    rows = models.PostDuty.objects.filter(
        post_id__in=held_posts(account_id, now).values("post_id")
    ).values_list(
        "duty",
        "area_id",
        "area__path",
        "post_id",
        "post__organisation_id",
        "post__organisation__path",
    )
    grants = []
    for key, area_id, area_path, post_id, organisation_id, organisation_path in rows:
        held = duties.get(key)
        if held is None:  # a later revision of the method dropped it
            continue
        of_organisation = held.level == ORGANISATION
        grants.append(
            Grant(
                duty=key,
                verbs=held.verbs,
                area_id=None if of_organisation else area_id,
                area_path=None if of_organisation else area_path,
                organisation_id=organisation_id if of_organisation else None,
                organisation_path=organisation_path if of_organisation else None,
                post_id=post_id,
            )
        )
    grants.sort(key=lambda grant: (grant.duty, str(grant.post_id)))
    return Actor(
        kind="staff",
        account_id=account_id,
        name=name,
        grants=tuple(grants),
        via=via,
        session_digest=session_digest,
    )


# --- where a duty is held, and by whom -----------------------------------------------------------


@cached_by(VERSION)
def _manned(hour: datetime) -> frozenset[tuple[str, UUID]]:
    """(duty, area) of everything that somebody holds at some time of the hour that begins then."""
    then = meets(hour, hour + timedelta(hours=1))
    # Put together here: a database without statistics of what this transaction wrote would walk
    # through all duties for every holding.
    held = models.Holding.objects.filter(then, account__is_active=True)
    posts = set(held.values_list("post_id", flat=True))
    rows = models.PostDuty.objects.filter(area__isnull=False)
    return frozenset(
        (duty, area_id)
        for duty, area_id, post_id in rows.values_list("duty", "area_id", "post_id")
        if post_id in posts
    )


def duty_place(
    duty_key: str, area_id: UUID, *, now: datetime | None = None, revision: str = ""
) -> Place:
    """Where the duty for this area is held. Climbs to the duty's level of area; where there is no
    such area above (the area lies higher, or in another kind of tree), its fallback duty answers,
    and so on. Duties of an organisation or the reporter are held at no area. With `now`: a place
    where nobody holds the duty is passed over too, if a fallback further on has somebody, so that
    nothing waits with an empty post. With the `revision` of a run: a duty that was dropped since
    is answered for by the first of its fallbacks that still is one; without any it stays, for
    somebody to reassign.
    """
    places = _places(duty_key, area_id, revision)
    if now is None or places[0].area_id is None:
        return places[0]
    manned = _manned(now.replace(minute=0, second=0, microsecond=0))
    return next((one for one in places if (one.duty, one.area_id) in manned), places[0])


def _places(duty_key: str, area_id: UUID, revision: str) -> list[Place]:
    """The duty's place, then that of its fallback, and so on; never empty."""
    found: list[Place] = []
    seen: set[str] = set()
    key = duty_key
    while key and key not in seen:
        seen.add(key)
        held = duty(key, revision=revision)
        if held.level in {ORGANISATION, REPORTER}:
            found.append(Place(key, None))
            break
        area = territory.ancestor(area_id, held.level)
        if area is not None:
            found.append(Place(key, area.id))
        last, key = key, held.fallback
    living = [one for one in found if one.duty in defined().duties]
    return living or found or [Place(last, territory.root().id)]


def holders(
    duty_key: str,
    *,
    area_id: UUID | None = None,
    organisation_id: UUID | None = None,
    now: datetime,
) -> tuple[Holder, ...]:
    """Who answers for the duty now, at exactly this area or organisation, in order of
    appointment. Somebody on leave is represented by the stand-in. Two statements.
    """
    carried = models.PostDuty.objects.filter(duty=duty_key)
    if area_id is not None:
        carried = carried.filter(area_id=area_id)
    if organisation_id is not None:
        carried = carried.filter(post__organisation_id=organisation_id)
    terms = list(
        models.Holding.objects.filter(
            in_force(now), post_id__in=carried.values("post_id"), account__is_active=True
        )
        .order_by("since", "pk")
        .values_list("pk", "account_id", "account__display_name", "post_id")
    )
    away = (
        {
            holding: (account, name)
            for holding, account, name in models.Leave.objects.filter(
                in_force(now), holding_id__in=[row[0] for row in terms], stand_in__is_active=True
            ).values_list("holding_id", "stand_in_id", "stand_in__display_name")
        }
        if terms
        else {}
    )
    found: list[Holder] = []
    for pk, account_id, name, post_id in terms:
        if pk in away:
            found.append(Holder(*away[pk], post_id, stand_in=True))
        else:
            found.append(Holder(account_id, name, post_id))
    return tuple(found)


# --- organisations -------------------------------------------------------------------------------


def as_value(row: models.Organisation) -> Organisation:
    return Organisation(
        id=row.pk,
        key=row.key,
        kind=row.kind,
        name=row.name,
        short_name=row.short_name,
        area_id=row.area_id,
        path=row.path,
        parent_id=row.parent_id,
        chain=row.chain,
        founding=row.founding,
    )


@cached_by(VERSION)
def _all() -> tuple[Organisation, ...]:
    rows = models.Organisation.objects.filter(until__isnull=True).order_by("path")
    return tuple(as_value(row) for row in rows)


@cached_by(VERSION)
def _by_key() -> dict[str, Organisation]:
    return {each.key: each for each in _all()}


@cached_by(VERSION)
def _by_id() -> dict[UUID, Organisation]:
    return {each.id: each for each in _all()}


def unit(key: str) -> Organisation:
    """The organisation with this key, among those that exist today."""
    found = _by_key().get(key)
    if found is None:
        raise NoSuchOrganisation
    return found


def unit_by_id(organisation_id: UUID) -> Organisation:
    """The organisation with this id, dissolved ones included."""
    found = _by_id().get(organisation_id)
    if found is not None:
        return found
    row = models.Organisation.objects.filter(pk=organisation_id).first()
    if row is None:
        raise NoSuchOrganisation
    return as_value(row)


def units(kind: str | None = None) -> tuple[Organisation, ...]:
    """Organisations that exist today, in the order of the tree; of one kind, or all."""
    return tuple(each for each in _all() if kind is None or each.kind == kind)


def units_by_id(ids: Iterable[UUID]) -> dict[UUID, Organisation]:
    """Those of the given ids that exist today; no statement when cached."""
    known = _by_id()
    return {each: known[each] for each in ids if each in known}


def unit_at(area_id: UUID, kind: str) -> Organisation | None:
    """The organisation of that kind whose own area is exactly this one."""
    return next((each for each in _all() if each.area_id == area_id and each.kind == kind), None)
