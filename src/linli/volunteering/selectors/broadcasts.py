"""Reads of 微广播: the public list and page, the desk, one's own posts, who broadcasts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from linli.kernel import parts
from linli.kernel.actor import Actor, Target
from linli.kernel.fields import within, within_any
from linli.kernel.versions import cached_by
from linli.people import selectors as people
from linli.territory import selectors as territory
from linli.volunteering.models import Broadcaster, BroadcastPost, BroadcastSuggestion
from linli.volunteering.rules.broadcasts import columns
from linli.volunteering.terms import (
    LEAD,
    PART,
    SEE,
    BroadcasterRow,
    Column,
    PostNotFound,
    PostPage,
    PostRow,
    PostState,
    SuggestionRow,
    SuggestionState,
    UnknownColumn,
)

POSTS_A_PAGE = 30
READ = (SuggestionState.TAKEN.value, SuggestionState.NOTED.value)


@cached_by(parts.VERSION)
def columns_defined() -> dict[str, Column]:
    """The columns of the method in force, by key."""
    return columns(parts.current(PART)[1])


def column(key: str) -> Column:
    """Refuses `UnknownColumn`."""
    found = columns_defined().get(key)
    if found is None:
        raise UnknownColumn(field="column")
    return found


def broadcasts_concern(actor: Actor) -> bool:
    """Is there anything here for this actor? Costs no statement."""
    return bool(columns_defined()) and (actor.may(SEE) or actor.may(LEAD))


def own_areas(person: UUID) -> tuple[tuple[UUID, str], ...]:
    """Where this person broadcasts: (area, its full name)."""
    rows = Broadcaster.objects.filter(identity_id=person, left_at__isnull=True)
    ids = rows.order_by("since", "id").values_list("area_id", flat=True)
    return tuple((one, territory.full_name(one)) for one in ids)


def _rows(listed: list[BroadcastPost], *, unread: bool = False) -> tuple[PostRow, ...]:
    """As they are listed; three statements."""
    ids = [one.pk for one in listed]
    counted = (
        BroadcastSuggestion.objects.filter(post_id__in=ids)
        .values_list("post_id")
        .annotate(
            gathered=Count("pk", filter=~Q(state=SuggestionState.HIDDEN)),
            answered=Count(
                "pk", filter=Q(answered_at__isnull=False) & ~Q(state=SuggestionState.HIDDEN)
            ),
            waiting=Count("pk", filter=Q(state=SuggestionState.WAITING)),
        )
    )
    counts = {key: (gathered, answered, new) for key, gathered, answered, new in counted}
    who = {
        one.broadcaster.identity_id: one.pk
        for one in listed
        if one.broadcaster and one.broadcaster.identity_id
    }
    names = people.masked(who)
    found = []
    for one in listed:
        gathered, answered, new = counts.get(one.pk, (0, 0, 0))
        identity = one.broadcaster.identity_id if one.broadcaster else None
        known = columns_defined().get(one.column)
        found.append(
            PostRow(
                id=one.pk,
                column=one.column,
                column_name=str(known.name) if known else one.column,
                place=territory.full_name(one.area_id),
                area_path=one.area_path,
                title=one.title,
                words=one.words,
                by=names[identity].name if identity else "",
                state=PostState(one.state),
                sent_at=one.sent_at,
                shown_at=one.read_at if one.state == PostState.SHOWN else None,
                audio=f"/files/{one.audio}" if one.audio else "",
                reason=one.reason,
                gathered=gathered,
                answered=answered,
                unread=new if unread else 0,
            )
        )
    return tuple(found)


def _page(
    rows: QuerySet[BroadcastPost], page: int, *, unread: bool = False
) -> tuple[tuple[PostRow, ...], bool]:
    start = (max(page, 1) - 1) * POSTS_A_PAGE
    found = list(rows.select_related("broadcaster")[start : start + POSTS_A_PAGE + 1])
    return _rows(found[:POSTS_A_PAGE], unread=unread), len(found) > POSTS_A_PAGE


def public_posts(
    *, area_path: str = "", column_key: str = "", page: int = 1
) -> tuple[tuple[PostRow, ...], bool]:
    """What is on the air at and below a place, the newest first; 30 a page, and are there more."""
    rows = BroadcastPost.objects.filter(state=PostState.SHOWN)
    if area_path:
        rows = rows.filter(within("area_path", area_path))
    if column_key:
        rows = rows.filter(column=column_key)
    return _page(rows.order_by("-read_at", "-id"), page)


def _suggestions(post: BroadcastPost, states: Iterable[str]) -> tuple[SuggestionRow, ...]:
    rows = BroadcastSuggestion.objects.filter(post=post, state__in=list(states))
    return tuple(
        SuggestionRow(
            id=one.pk,
            words=one.words,
            state=SuggestionState(one.state),
            at=one.at,
            matter_id=one.matter_id,
            answer=one.answer,
            answered_at=one.answered_at,
        )
        for one in rows.order_by("at", "id")
    )


def public_post(post_id: UUID) -> PostPage:
    """What anybody may read and hear, with suggestions that somebody has read. Refuses
    `PostNotFound`; what was taken off the air says so, and why, in place of its words."""
    row = (
        BroadcastPost.objects.filter(
            pk=post_id, state__in=[PostState.SHOWN, PostState.WITHDRAWN], read_at__isnull=False
        )
        .select_related("broadcaster")
        .first()
    )
    if row is None:
        raise PostNotFound
    if row.state == PostState.WITHDRAWN:
        row.words, row.audio = "—", None
        return PostPage(_rows([row])[0], ())
    return PostPage(_rows([row])[0], _suggestions(row, READ))


def post_target(row: BroadcastPost) -> Target:
    return Target(row.area_path)


def _desk(actor: Actor) -> QuerySet[BroadcastPost]:
    if actor.kind == "system":
        return BroadcastPost.objects.all()
    return BroadcastPost.objects.filter(
        within_any("area_path", actor.area_paths(SEE))
        | within_any("area_path", actor.area_paths(LEAD))
    )


def desk_posts(actor: Actor, *, state: str = "", page: int = 1) -> tuple[tuple[PostRow, ...], bool]:
    """For the desk, the newest first, with how many suggestions wait to be read."""
    rows = _desk(actor)
    if state:
        rows = rows.filter(state=state)
    return _page(rows.order_by("-sent_at", "-id"), page, unread=True)


def desk_post(actor: Actor, post_id: UUID) -> PostPage:
    """The doorway of the desk. Refuses `PostNotFound`."""
    row = _desk(actor).filter(pk=post_id).select_related("broadcaster").first()
    if row is None:
        raise PostNotFound
    lead = actor.may(LEAD, post_target(row))
    states = [one.value for one in SuggestionState] if lead else READ
    known = columns_defined().get(row.column)
    return PostPage(
        row=_rows([row], unread=True)[0],
        suggestions=_suggestions(row, states),
        matter=known.matter if known else "",
        may_read=lead and not is_sender(actor, row),
        may_lead=lead,
    )


def is_sender(actor: Actor, row: BroadcastPost) -> bool:
    """Is it their own recording, or did they send it?"""
    if actor.account_id is None:
        return False
    if row.sent_by_id == actor.account_id:
        return True
    own = people.identity_of_account(actor.account_id)
    return own is not None and row.broadcaster is not None and row.broadcaster.identity_id == own


def my_posts(person: UUID) -> tuple[PostRow, ...]:
    rows = BroadcastPost.objects.filter(broadcaster__identity_id=person)
    return _rows(
        list(rows.select_related("broadcaster").order_by("-sent_at", "-id")[:POSTS_A_PAGE])
    )


def broadcasters(actor: Actor) -> tuple[BroadcasterRow, ...]:
    """Who broadcasts where one leads; masked."""
    rows = Broadcaster.objects.filter(left_at__isnull=True, identity__isnull=False)
    if actor.kind != "system":
        rows = rows.filter(within_any("area_path", actor.area_paths(LEAD)))
    listed = list(rows.order_by("area_path", "since", "id"))
    names = people.masked([one.identity_id for one in listed if one.identity_id])
    found = []
    for one in listed:
        assert one.identity_id is not None
        person = names[one.identity_id]
        name = " ".join(part for part in (person.name, person.phone[-4:]) if part)
        found.append(BroadcasterRow(one.pk, name, territory.full_name(one.area_id), one.since))
    return tuple(found)


def may_hear(actor: Actor, owner_id: UUID, code: str) -> bool:  # noqa: ARG001 - a doorway's shape
    """On the air for everybody; before that for those who read it on the desk."""
    row = BroadcastPost.objects.filter(pk=owner_id).first()
    if row is None:
        return False
    return row.state == PostState.SHOWN or actor.may(LEAD, post_target(row))


def broadcasters_there(area_path: str, since: datetime, until: datetime) -> tuple[int, int]:  # noqa: ARG001
    """Measure: who broadcasts there at the end of that time; of everybody who did until then."""
    rows = Broadcaster.objects.filter(within("area_path", area_path), since__lt=until)
    return rows.filter(Q(left_at__isnull=True) | Q(left_at__gte=until)).count(), rows.count()


def suggestions_answered(area_path: str, since: datetime, until: datetime) -> tuple[int, int]:
    """Measure: of the suggestions gathered there in that time, those that were answered."""
    rows = BroadcastSuggestion.objects.filter(
        within("post__area_path", area_path), at__gte=since, at__lt=until
    ).exclude(state=SuggestionState.HIDDEN)
    return rows.filter(answered_at__isnull=False).count(), rows.count()


def broadcast_data_of(identity_id: UUID) -> dict[str, list[dict[str, str]]]:
    """What is held of a person here, for their own copy."""
    posts = BroadcastPost.objects.filter(broadcaster__identity_id=identity_id).order_by("sent_at")
    said = BroadcastSuggestion.objects.filter(identity_id=identity_id).order_by("at")
    return {
        "posts": [
            {"title": one.title, "words": one.words, "at": one.sent_at.isoformat()} for one in posts
        ],
        "suggestions": [
            {"words": one.words, "answer": one.answer, "at": one.at.isoformat()} for one in said
        ],
    }
