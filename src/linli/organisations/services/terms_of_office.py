"""Who holds a post and for how long, who stands in, and the three administrators."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from linli.kernel import trail
from linli.kernel.actor import Actor, Target
from linli.kernel.database import locked, transaction
from linli.kernel.versions import bump
from linli.organisations import selectors
from linli.organisations.models import Holding, Leave, Organisation, Post, PostDuty
from linli.organisations.selectors import in_force, meets
from linli.organisations.services.tree import target_of
from linli.organisations.terms import (
    VERSION,
    AccountClosed,
    Administrator,
    AdministratorsAreThree,
    AlreadyHolds,
    Appointment,
    How,
    NoSuchHolding,
    NoSuchPost,
    PostFull,
    StandsInForSelf,
    WrongTerm,
)
from linli.people import selectors as people
from linli.people import services as people_services
from linli.territory import selectors as territory


def _administers(post_id: UUID) -> str:
    """The kind of administrator that the post makes, or ""."""
    duties = selectors.defined().duties
    keys = PostDuty.objects.filter(post_id=post_id).values_list("duty", flat=True)
    return next((duties[key].administrator for key in keys if key in duties and
                 duties[key].administrator), "")  # fmt: skip


def _may_fill(post: Post, administers: str, actor: Actor) -> None:
    """Ordinary posts: `organisations.manage` over the organisation, and over every area that the
    post's duties reach. Administrators: the security administrator alone.
    """
    if administers:
        actor.require("administrators.appoint")
        return
    organisation = Organisation.objects.get(pk=post.organisation_id)
    actor.require("organisations.manage", target_of(organisation))
    areas = PostDuty.objects.filter(post_id=post.pk, area__isnull=False)
    for path in areas.values_list("area__path", flat=True):
        actor.require("organisations.manage", Target(area_path=path))


def _check_administrator(
    administers: str, account_id: UUID, since: datetime, until: datetime | None, now: datetime
) -> None:
    """One person is never two administrators, not even one after another on the same day by a
    term that is still to end.
    """
    if not administers:
        return
    another = Holding.objects.filter(meets(since, until), account_id=account_id).exclude(
        administers__in=["", administers]
    )
    standing_in = Leave.objects.filter(meets(since, until), stand_in_id=account_id).exclude(
        holding__administers=""
    )
    if until is not None or since > now or another.exists() or standing_in.exists():
        raise AdministratorsAreThree


def have_room(
    posts: Iterable[Post],
    wanted: Mapping[UUID, Sequence[UUID]],
    since: datetime,
    until: datetime | None,
) -> None:
    """Nobody twice in a post at one time, and nobody beyond its places. `wanted`: the accounts that
    are to hold each of the posts. Refuses `AlreadyHolds`, `PostFull`."""
    there: dict[UUID, list[UUID]] = defaultdict(list)
    held = Holding.objects.filter(meets(since, until), post_id__in=wanted)
    for post_id, account_id in held.values_list("post_id", "account_id"):
        there[post_id].append(account_id)
    for post in posts:
        before, accounts = there[post.pk], wanted[post.pk]
        if set(before) & set(accounts) or len(set(accounts)) < len(accounts):
            raise AlreadyHolds(title=post.title)
        if len(before) + len(accounts) > post.places:
            raise PostFull(title=post.title, places=post.places)


def appoint(
    *,
    post_id: UUID,
    account_id: UUID,
    since: datetime | None = None,
    until: datetime | None = None,
    full_time: bool = True,
    how: How = How.APPOINTED,
    actor: Actor,
    now: datetime,
) -> UUID:
    """Give somebody a post from `since` (default now) up to `until`. Needs `organisations.manage`
    over the post's organisation and areas; for administrators `administrators.appoint`. Refuses
    `WrongTerm`, `AccountClosed`, `PostFull`, `AlreadyHolds`, `AdministratorsAreThree`.
    """
    begins = since or now
    if until is not None and until <= begins:
        raise WrongTerm(field="until")
    with transaction():
        post = locked(Post.objects.filter(pk=post_id, until__isnull=True)).first()
        if post is None:
            raise NoSuchPost
        administers = _administers(post.pk)
        _may_fill(post, administers, actor)
        if people.active_name(account_id) is None:
            raise AccountClosed
        _check_administrator(administers, account_id, begins, until, now)
        have_room([post], {post.pk: [account_id]}, begins, until)
        row = Holding.objects.create(
            post_id=post.pk,
            account_id=account_id,
            since=begins,
            until=until,
            full_time=full_time,
            how=how.value,
            administers=administers,
        )
        bump(VERSION)  # who holds what is cached, for placing steps past empty posts
        trail.record(
            "organisations.appointed",
            actor=actor,
            now=now,
            subject=("holding", row.pk),
            data={"post": str(post.pk), "account": str(account_id), "how": how.value},
        )
        return row.pk


def _holding(holding_id: UUID, now: datetime) -> Holding:
    row = locked(Holding.objects.filter(meets(now), pk=holding_id)).first()
    if row is None:
        raise NoSuchHolding
    return row


def end_holding(*, holding_id: UUID, actor: Actor, now: datetime) -> None:
    """End a term now (one that has not begun is ended before it begins). Same verbs as `appoint`.
    `NoSuchHolding` if it is over.
    """
    with transaction():
        row = _holding(holding_id, now)
        _may_fill(Post.objects.get(pk=row.post_id), row.administers, actor)
        row.until = max(now, row.since)
        row.save(update_fields=["until"])
        Leave.objects.filter(holding_id=row.pk, since__gte=now).delete()
        bump(VERSION)
        trail.record(
            "organisations.holding_ended",
            actor=actor,
            now=now,
            subject=("holding", row.pk),
            data={"post": str(row.post_id), "account": str(row.account_id)},
        )


def leave(
    *,
    holding_id: UUID,
    since: datetime,
    until: datetime,
    stand_in: UUID,
    actor: Actor,
    now: datetime,
) -> UUID:
    """The holder is away in [since, until); `stand_in` has the post's duties for that time. By the
    holder, or whoever may fill the post. Refuses `WrongTerm` (also for a time that meets another
    leave), `StandsInForSelf`, `AccountClosed`, and `AdministratorsAreThree`: nobody stands in for
    an administrator.
    """
    if until <= since or until <= now:
        raise WrongTerm(field="until")
    with transaction():
        row = _holding(holding_id, now)
        if actor.account_id != row.account_id:
            _may_fill(Post.objects.get(pk=row.post_id), row.administers, actor)
        if row.administers:
            raise AdministratorsAreThree
        if stand_in == row.account_id:
            raise StandsInForSelf(field="stand_in")
        if people.active_name(stand_in) is None:
            raise AccountClosed(field="stand_in")
        if Leave.objects.filter(meets(since, until), holding_id=row.pk).exists():
            raise WrongTerm(field="since")
        away = Leave.objects.create(
            holding_id=row.pk, stand_in_id=stand_in, since=since, until=until
        )
        trail.record(
            "organisations.leave_taken",
            actor=actor,
            now=now,
            subject=("holding", row.pk),
            data={"leave": str(away.pk), "stand_in": str(stand_in)},
        )
        return away.pk


def return_early(*, holding_id: UUID, actor: Actor, now: datetime) -> None:
    """The holder is back: the leave in force ends now. `NoSuchHolding` if there is none."""
    with transaction():
        row = _holding(holding_id, now)
        if actor.account_id != row.account_id:
            _may_fill(Post.objects.get(pk=row.post_id), row.administers, actor)
        away = Leave.objects.filter(in_force(now), holding_id=row.pk).first()
        if away is None:
            raise NoSuchHolding
        away.until = max(now, away.since)
        away.save(update_fields=["until"])
        trail.record("organisations.leave_ended", actor=actor, now=now, subject=("holding", row.pk))


def make_administrators(
    *, appointments: Iterable[Appointment], must_change: bool = True, actor: Actor, now: datetime
) -> dict[Administrator, UUID]:
    """The three administrators of a new installation: three accounts, appointed to the posts that
    the method gives them. Exactly one of each kind, three usernames, else
    `AdministratorsAreThree`. `NoSuchPost` if the method has no such post, or it is full: then they
    are made already.
    """
    wanted = list(appointments)
    names = {one.username.strip().lower() for one in wanted}
    if sorted(one.kind for one in wanted) != sorted(Administrator) or len(names) != len(wanted):
        raise AdministratorsAreThree
    duties = {duty.administrator: duty.key for duty in selectors.defined().duties.values()}
    made: dict[Administrator, UUID] = {}
    with transaction():
        for one in wanted:
            carried = (
                PostDuty.objects.filter(
                    duty=duties.get(one.kind.value, ""),
                    post__until__isnull=True,
                    area_id=territory.root().id,
                )
                .order_by("post__since")
                .first()
            )
            if carried is None:
                raise NoSuchPost
            account_id = people_services.open_account(
                username=one.username,
                name=one.name,
                password=one.password,
                must_change=must_change,
                actor=actor,
                now=now,
            )
            appoint(post_id=carried.post_id, account_id=account_id, actor=actor, now=now)
            made[one.kind] = account_id
    return made
