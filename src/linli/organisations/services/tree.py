"""The tree of organisations, and the posts in them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from linli.kernel import trail
from linli.kernel.actor import Actor, Target
from linli.kernel.database import locked, transaction
from linli.kernel.ids import new_id
from linli.kernel.versions import bump
from linli.organisations import selectors
from linli.organisations.models import Holding, Organisation, Post, PostDuty
from linli.organisations.rules import chain_for
from linli.organisations.selectors import in_force
from linli.organisations.terms import (
    ORGANISATION,
    REPORTER,
    VERSION,
    AdministratorsAreThree,
    AreaMissing,
    BadTitle,
    Definitions,
    KeyTaken,
    Kind,
    NoSuchOrganisation,
    NoSuchPost,
    OutsideParent,
    StillInUse,
    UnknownDuty,
    UnknownFounding,
    UnknownKind,
    WrongArea,
)
from linli.territory import selectors as territory


def clean_title(text: str, most: int = 60) -> str:
    title = " ".join(text.split())
    if not 1 <= len(title) <= most or not title.isprintable():
        raise BadTitle(field="name")
    return title


def target_of(row: Organisation) -> Target:
    """Where an organisation is, for questions of access."""
    path = territory.area(row.area_id).path if row.area_id else ""
    return Target(area_path=path, organisation_id=row.pk, organisation_path=row.path)


def standing(organisation_id: UUID) -> Organisation:
    """The organisation, locked; `NoSuchOrganisation` if there is none or it was dissolved."""
    row = locked(Organisation.objects.filter(pk=organisation_id, until__isnull=True)).first()
    if row is None:
        raise NoSuchOrganisation
    return row


def new_row(
    defs: Definitions,
    *,
    key: str,
    kind: Kind,
    name: str,
    short_name: str,
    parent: Organisation | None,
    area_id: UUID | None,
    founding: str,
    since: datetime,
) -> Organisation:
    """An unsaved row that obeys the chains, or a refusal that names the rule."""
    parent_kind = defs.kinds.get(parent.kind) if parent is not None else None
    chain = chain_for(kind, parent_kind, parent.chain if parent else "", defs.chains)
    if founding and founding not in kind.foundings:
        raise UnknownFounding(kind=str(kind.name), founding=founding, field="founding")
    if kind.over and (area_id is None or territory.area(area_id).kind not in kind.over):
        raise WrongArea(kind=str(kind.name), field="area")
    if chain and parent is not None and parent.area_id and area_id and parent.chain == chain:
        above, here = territory.area(parent.area_id), territory.area(area_id)
        if not here.path.startswith(above.path):
            raise OutsideParent(name=name, parent=parent.name, field="area")
    pk = new_id()
    return Organisation(
        id=pk,
        key=key,
        kind=kind.key,
        name=name,
        short_name=short_name or name[:60],
        parent=parent,
        # the random end of the id: unique (the table says so), short, and never renamed
        path=f"{parent.path if parent else ''}{pk.hex[-10:]}.",
        area_id=area_id,
        chain=chain,
        founding=founding,
        since=since,
    )


def found(
    *,
    key: str,
    kind: str,
    name: str,
    short_name: str = "",
    parent_id: UUID | None = None,
    area_id: UUID | None = None,
    founding: str = "",
    since: datetime | None = None,
    actor: Actor,
    now: datetime,
) -> UUID:
    """Found an organisation and the posts that the method gives its kind. Needs
    `organisations.manage` over the parent, or the area. Refuses `WrongPlace` (with the chain's
    rule), `OutsideParent`, `WrongArea`, `UnknownKind`, `UnknownFounding`, `KeyTaken`, `BadTitle`.
    """
    defs = selectors.defined()
    known = defs.kinds.get(kind)
    if known is None:
        raise UnknownKind(kind=kind)
    shown = clean_title(name, 80)
    with transaction():
        parent = standing(parent_id) if parent_id else None
        here = territory.area(area_id).path if area_id else ""
        actor.require(
            "organisations.manage", target_of(parent) if parent else Target(area_path=here)
        )
        if Organisation.objects.filter(key=key).exists():
            raise KeyTaken(key=key, field="key")
        row = new_row(
            defs,
            key=key,
            kind=known,
            name=shown,
            short_name=short_name,
            parent=parent,
            area_id=area_id,
            founding=founding,
            since=since or now,
        )
        row.save(force_insert=True)
        posts, duties = template_posts(defs, [row], set(), now)
        Post.objects.bulk_create(posts)
        PostDuty.objects.bulk_create(duties)
        trail.record(
            "organisations.founded",
            actor=actor,
            now=now,
            subject=("organisation", row.pk),
            data={"key": key, "kind": kind, "chain": row.chain},
        )
        bump(VERSION)
        return row.pk


def rename(
    *, organisation_id: UUID, name: str, short_name: str = "", actor: Actor, now: datetime
) -> None:
    """Give it another name; needs `organisations.manage` over it."""
    shown = clean_title(name, 80)
    with transaction():
        row = standing(organisation_id)
        actor.require("organisations.manage", target_of(row))
        row.name, row.short_name = shown, short_name or shown[:60]
        row.save(update_fields=["name", "short_name"])
        trail.record(
            "organisations.renamed", actor=actor, now=now, subject=("organisation", row.pk)
        )
        bump(VERSION)


def dissolve(*, organisation_id: UUID, actor: Actor, now: datetime) -> None:
    """End an organisation and its posts. Refuses `StillInUse` while others stand below it or
    somebody holds one of its posts.
    """
    with transaction():
        row = standing(organisation_id)
        actor.require("organisations.manage", target_of(row))
        below = Organisation.objects.filter(parent_id=row.pk, until__isnull=True).exists()
        held = Holding.objects.filter(in_force(now), post__organisation_id=row.pk).exists()
        if below or held:
            raise StillInUse(name=row.name)
        row.until = max(now, row.since)
        row.save(update_fields=["until"])
        Post.objects.filter(organisation_id=row.pk, until__isnull=True).update(until=now)
        trail.record(
            "organisations.dissolved", actor=actor, now=now, subject=("organisation", row.pk)
        )
        bump(VERSION)


# --- posts ---------------------------------------------------------------------------------------


def duty_area(defs: Definitions, key: str, area_id: UUID | None) -> UUID | None:
    """At which area a post over `area_id` carries the duty: the area itself or the one above it of
    the duty's level; none for duties of an organisation. Refuses `AreaMissing`, `UnknownDuty`.
    """
    duty = defs.duties.get(key)
    if duty is None or duty.level == REPORTER:
        raise UnknownDuty(duty=key)
    if duty.level == ORGANISATION:
        return None
    place = territory.ancestor(area_id, duty.level) if area_id else None
    if place is None:
        raise AreaMissing(duty=str(duty.name), level=duty.level, field="area")
    return place.id


def template_posts(
    defs: Definitions,
    rows: Iterable[Organisation],
    standing_posts: set[tuple[UUID, str, UUID | None]],
    now: datetime,
) -> tuple[list[Post], list[PostDuty]]:
    """Unsaved posts that the method gives these organisations and that do not stand yet
    (`standing_posts`: organisation, title, area).
    """
    posts: list[Post] = []
    duties: list[PostDuty] = []
    for row in rows:
        for template in defs.posts:
            if row.kind not in template.kinds:
                continue
            for area_id in _places(template.at, row.area_id):
                if (row.pk, template.title, area_id) in standing_posts:
                    continue
                post = Post(
                    organisation_id=row.pk,
                    title=template.title,
                    area_id=area_id,
                    places=template.places,
                    since=now,
                )
                posts.append(post)
                duties += [
                    PostDuty(post_id=post.pk, duty=key, area_id=duty_area(defs, key, area_id))
                    for key in template.duties
                ]
    return posts, duties


def _places(at: str, area_id: UUID | None) -> list[UUID | None]:
    if not at:
        return [area_id]
    if area_id is None:
        return []
    return [one.id for one in territory.below(territory.area(area_id).path, at)]


def open_post(
    *,
    organisation_id: UUID,
    title: str,
    duties: Iterable[str],
    area_id: UUID | None = None,
    places: int = 1,
    actor: Actor,
    now: datetime,
) -> UUID:
    """A new post; its area is the organisation's unless another is given. Needs
    `organisations.manage` over the organisation and, since duties give verbs, over that area.
    A post with an administrator's duty is opened by the method alone. Refuses `AreaMissing`,
    `UnknownDuty`, `BadTitle`, `KeyTaken` if that post stands already.
    """
    defs = selectors.defined()
    keys = tuple(dict.fromkeys(duties))
    shown = clean_title(title)
    if any(key in defs.duties and defs.duties[key].administrator for key in keys):
        raise AdministratorsAreThree
    with transaction():
        row = standing(organisation_id)
        actor.require("organisations.manage", target_of(row))
        place = area_id or row.area_id
        carried = [(key, duty_area(defs, key, place)) for key in keys]
        for _, where in carried:
            if where is not None:
                actor.require("organisations.manage", Target(area_path=territory.area(where).path))
        if _post_stands(row.pk, shown, place):
            raise KeyTaken(key=shown, field="title")
        post = Post.objects.create(
            organisation_id=row.pk, title=shown, area_id=place, places=max(places, 1), since=now
        )
        PostDuty.objects.bulk_create(
            [PostDuty(post_id=post.pk, duty=key, area_id=where) for key, where in carried]
        )
        trail.record(
            "organisations.post_opened",
            actor=actor,
            now=now,
            subject=("post", post.pk),
            data={"organisation": str(row.pk), "duties": list(keys)},
        )
        return post.pk


def _post_stands(organisation_id: UUID, title: str, area_id: UUID | None) -> bool:
    rows = Post.objects.filter(organisation_id=organisation_id, title=title, until__isnull=True)
    rows = rows.filter(area_id=area_id) if area_id else rows.filter(area__isnull=True)
    return rows.exists()


def close_post(*, post_id: UUID, actor: Actor, now: datetime) -> None:
    """End a post that nobody holds; else `StillInUse`."""
    with transaction():
        post = locked(Post.objects.filter(pk=post_id, until__isnull=True)).first()
        if post is None:
            raise NoSuchPost
        actor.require("organisations.manage", target_of(standing(post.organisation_id)))
        if Holding.objects.filter(in_force(now), post_id=post.pk).exists():
            raise StillInUse(name=post.title)
        post.until = now
        post.save(update_fields=["until"])
        trail.record("organisations.post_closed", actor=actor, now=now, subject=("post", post.pk))
