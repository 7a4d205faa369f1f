"""Many posts filled at once: a new term of a committee, a whole county's staff."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from linli.kernel import trail
from linli.kernel.actor import Actor, Target
from linli.kernel.database import locked, transaction
from linli.kernel.errors import NotAllowed
from linli.kernel.ids import new_id
from linli.kernel.versions import bump
from linli.kernel.writes import insert
from linli.organisations import selectors
from linli.organisations.models import Holding, Organisation, Post, PostDuty
from linli.organisations.services.terms_of_office import have_room
from linli.organisations.services.tree import target_of
from linli.organisations.terms import (
    VERSION,
    AccountClosed,
    How,
    NoSuchPost,
)
from linli.people import selectors as people


def appoint_many(*, appointments: Sequence[tuple[UUID, UUID]], actor: Actor, now: datetime) -> None:
    """Give people their posts from now on, (post, account) each, all or nothing; the same rules and
    refusals as `appoint`, in a number of statements that does not grow with the posts.
    Administrators are appointed one by one: `NotAllowed`.
    """
    with transaction():
        wanted: dict[UUID, list[UUID]] = defaultdict(list)
        for post_id, account_id in appointments:
            wanted[post_id].append(account_id)
        found = locked(Post.objects.filter(pk__in=wanted, until__isnull=True).order_by("pk"))
        posts = {post.pk: post for post in found}
        if len(posts) < len(wanted):
            raise NoSuchPost
        _may_fill_all(posts.values(), actor)
        accounts = {account_id for _, account_id in appointments}
        if len(people.active_names(accounts)) < len(accounts):
            raise AccountClosed
        have_room(posts.values(), wanted, now, None)
        rows = [
            Holding(id=new_id(), post_id=post_id, account_id=account_id, since=now,
                    full_time=True, how=How.APPOINTED.value, administers="")
            for post_id, account_id in appointments
        ]  # fmt: skip
        insert(*rows)
        for row in rows:
            trail.record(
                "organisations.appointed",
                actor=actor,
                now=now,
                subject=("holding", row.pk),
                data={"post": str(row.post_id), "account": str(row.account_id), "how": row.how},
            )
        bump(VERSION)


def _may_fill_all(posts: Collection[Post], actor: Actor) -> None:
    duties = selectors.defined().duties
    carried = PostDuty.objects.filter(post__in=posts).values_list("duty", "area__path").distinct()
    for duty, path in carried:
        if duty in duties and duties[duty].administrator:
            raise NotAllowed(verb="administrators.appoint")
        if path is not None:
            actor.require("organisations.manage", Target(area_path=path))
    for one in Organisation.objects.filter(pk__in={post.organisation_id for post in posts}):
        actor.require("organisations.manage", target_of(one))
