"""Reads of gatherings: lists, the doorway, the page."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from linli.deliberation.models import Gathering, Member, Motion, RollEntry, TextVersion
from linli.deliberation.selectors.bodies import as_row, in_force, may_convene, mine, names_of
from linli.deliberation.selectors.catalogue import (
    bodies_defined,
    gathering_kind,
    least_at,
    rule_for,
)
from linli.deliberation.selectors.counting import HERE, quorum_now, roll_of
from linli.deliberation.selectors.explaining import as_figures, explained
from linli.deliberation.selectors.motions import motion_rows, text_row, voter_mark
from linli.deliberation.terms import (
    EARLY,
    GATHERING,
    SEE,
    Attendance,
    Came,
    EntryRow,
    Explained,
    GatheringKind,
    GatheringNotFound,
    GatheringPage,
    GatheringRow,
    MotionNotFound,
    State,
    TextRow,
    VoteRule,
    Way,
)
from linli.files import selectors as files
from linli.kernel import cipher, parts
from linli.kernel.actor import Actor
from linli.kernel.clock import local
from linli.kernel.fields import within_any
from linli.kernel.language import Words
from linli.territory import selectors as territory

PAGE = 50
ENDED = (State.HELD, State.VOID, State.DROPPED)


def mine_on_roll(actor: Actor, person: UUID | None) -> Q:
    """Lines of a roll that are this account, or this signed-in resident."""
    wanted = Q(pk__in=[])
    if actor.account_id is not None:
        wanted |= Q(member__account_id=actor.account_id)
    if person is not None:
        wanted |= Q(member__identity_id=person)
    return wanted


def seen(actor: Actor, person: UUID | None) -> QuerySet[Gathering]:
    """What the actor may see: by duty over the place or organisation, or being on the roll or a
    member of the body."""
    rows = Gathering.objects.select_related("body")
    if actor.kind == "system":
        return rows
    members = Member.objects.filter(mine(actor, person), until__isnull=True)
    rolls = RollEntry.objects.filter(mine_on_roll(actor, person))
    return rows.filter(
        within_any("area_path", actor.area_paths(SEE))
        | Q(body__organisation_id__in=actor.organisation_ids(SEE))
        | Q(body_id__in=members.values("body_id"))
        | Q(pk__in=rolls.values("gathering_id"))
    )


def gathering_row(row: Gathering) -> GatheringRow:
    kind = gathering_kind(row.kind, row.revision)
    return GatheringRow(
        id=row.pk,
        title=row.title,
        kind=kind.name,
        body=row.body.name,
        place_name=territory.full_name(row.body.area_id),
        state=State(row.state),
        meets_at=row.meets_at,
        place=row.place,
        wanted_at=row.wanted_at,
        outcome=row.reason,
    )


def gatherings(
    actor: Actor,
    *,
    person: UUID | None = None,
    body_id: UUID | None = None,
    past: bool = False,
    page: int = 1,
) -> tuple[tuple[GatheringRow, ...], bool]:
    """Upcoming and wanted ones by time, or past ones newest first; 50 a page, and whether there are
    more. Rehearsals are shown to nobody but those who run them. One statement."""
    rows = seen(actor, person).filter(rehearsal=False)
    rows = rows.filter(state__in=ENDED) if past else rows.exclude(state__in=ENDED)
    if body_id is not None:
        rows = rows.filter(body_id=body_id)
    ordered = rows.order_by("-meets_at", "-id") if past else rows.order_by("meets_at", "id")
    start = (max(page, 1) - 1) * PAGE
    found = list(ordered[start : start + PAGE + 1])
    return tuple(gathering_row(one) for one in found[:PAGE]), len(found) > PAGE


def my_gatherings(
    actor: Actor, person: UUID | None, *, past: bool = False
) -> tuple[tuple[GatheringRow, ...], bool]:
    """The gatherings on whose roll one stands, as `gatherings`. One statement."""
    rolls = RollEntry.objects.filter(mine_on_roll(actor, person)).values("gathering_id")
    rows = Gathering.objects.select_related("body").filter(pk__in=rolls, rehearsal=False)
    rows = rows.filter(state__in=ENDED) if past else rows.exclude(state__in=ENDED)
    found = list(rows.order_by("-meets_at" if past else "meets_at", "id")[: PAGE + 1])
    return tuple(gathering_row(one) for one in found[:PAGE]), len(found) > PAGE


def gathering_of(motion_id: UUID) -> UUID:
    """Refuses `MotionNotFound`."""
    found = Motion.objects.filter(pk=motion_id).values_list("gathering_id", flat=True).first()
    if found is None:
        raise MotionNotFound
    return found


def voter_marks(actor: Actor, person: UUID | None, motion_id: UUID) -> tuple[str, ...]:
    """By what the reader's phone knows the papers of their own lines, and of those they stand proxy
    for. One statement; none for a reader who has not signed in."""
    if actor.account_id is None and person is None:
        return ()
    there = RollEntry.objects.filter(
        gathering_id__in=Motion.objects.filter(pk=motion_id).values("gathering_id"), votes=True
    )
    mine = RollEntry.objects.filter(mine_on_roll(actor, person)).values("pk")
    lines = there.filter(Q(pk__in=mine) | Q(proxy_id__in=mine)).order_by("number")
    return tuple(voter_mark(motion_id, one) for one in lines.values_list("pk", flat=True))


def may_open_at(meets_at: datetime, now: datetime) -> bool:
    """Is it time to open a gathering, at the earliest an hour before?"""
    return now >= meets_at - timedelta(seconds=EARLY)


def undertaken_as(kind: GatheringKind) -> tuple[tuple[str, Words], ...]:
    """The kinds of matter that its resolutions may become, by name."""
    rows = {row["key"]: row for row in parts.current("matters")[1].get("kinds", ())}
    return tuple((key, Words.of(rows[key]["name"])) for key in kind.undertakes if key in rows)


def of_subject(kind: str, subject_id: UUID) -> tuple[GatheringRow, ...]:
    """The gatherings about a subject, oldest first; for those who have been through its doorway."""
    rows = Gathering.objects.filter(subject_kind=kind, subject_id=subject_id)
    return tuple(
        gathering_row(one) for one in rows.select_related("body").order_by("wanted_at", "id")
    )


def gathering_for(actor: Actor, gathering_id: UUID, *, person: UUID | None = None) -> GatheringRow:
    """The doorway: `GatheringNotFound` for those who may not see it."""
    return gathering_row(_one(actor, gathering_id, person))


def _one(actor: Actor, gathering_id: UUID, person: UUID | None) -> Gathering:
    row = seen(actor, person).filter(pk=gathering_id).first()
    if row is None:
        raise GatheringNotFound
    return row


def gathering_key(row: Gathering) -> bytes:
    assert row.key_sealed is not None
    return bytes.fromhex(cipher.unseal(row.key_sealed, purpose="gathering.key"))


def tag_names(body_kind: str) -> dict[str, str]:
    """The names of a body's tags, for the reader; none where the kind is no longer known."""
    kind = bodies_defined().get(body_kind)
    return {key: str(name) for key, name in kind.tags} if kind else {}


def may_see_papers(actor: Actor, owner_id: UUID, code: str) -> bool:  # noqa: ARG001 - a doorway's shape
    return seen(actor, None).filter(pk=owner_id).exists()


def page(
    actor: Actor, gathering_id: UUID, *, now: datetime, person: UUID | None = None
) -> GatheringPage:
    """All of one gathering. The number of statements does not grow with roll and agenda."""
    row = _one(actor, gathering_id, person)
    kind = gathering_kind(row.kind, row.revision)
    rule = rule_for(kind.rule, local(row.meets_at or now).date(), row.area_path)
    roll = roll_of(row.pk)
    tags = tag_names(row.body.kind)
    own = frozenset(
        RollEntry.objects.filter(mine_on_roll(actor, person), gathering=row).values_list(
            "pk", flat=True
        )
    )
    members = Member.objects.filter(in_force(local(now).date()), body_id=row.body_id)
    entries = _entries(roll, own, tags)
    minutes = (
        cipher.unseal(row.minutes_sealed, purpose="gathering.minutes", key=gathering_key(row))
        if row.minutes_sealed
        else ""
    )
    return GatheringPage(
        row=gathering_row(row),
        body=as_row(row.body, members.count()),
        kind=kind,
        rule=rule,
        online=row.online,
        reason=row.reason,
        called_at=row.called_at,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        least_at=least_at(rule, now),
        roll=entries,
        attendance=attendance(roll),
        quorum=_quorum(row, roll, rule, tags),
        motions=motion_rows(row, roll, own, {one.id: one.name for one in entries}, tags),
        papers=files.of_owner(GATHERING, row.pk),
        minutes=minutes,
        subject=(row.subject_kind, row.subject_id) if row.subject_id else None,
        wanted_text=_wanted(row),
        wanted_way=Way(row.wanted_way) if row.wanted_way else None,
        may_run=may_convene(actor, row.body),
        rehearsal=row.rehearsal,
        versions=versions(row.subject_kind, row.subject_id) if row.subject_id else (),
    )


def versions(kind: str, subject_id: UUID) -> tuple[TextRow, ...]:
    """Every version of a subject's text, oldest first."""
    rows = TextVersion.objects.filter(subject_kind=kind, subject_id=subject_id)
    return tuple(text_row(one) for one in rows.order_by("number"))


def _wanted(row: Gathering) -> TextRow | None:
    found = TextVersion.objects.filter(pk=row.wanted_text).first() if row.wanted_text else None
    return text_row(found) if found else None


def _quorum(
    row: Gathering, roll: list[RollEntry], rule: VoteRule, tags: dict[str, str]
) -> Explained | None:
    if row.state not in (State.CALLED, State.OPEN):
        return None
    return explained(as_figures(quorum_now(row, roll), {}, rule, told=True), tags)


def attendance(roll: Iterable[RollEntry]) -> Attendance:
    """Of those who vote: due and present; and how all came."""
    listed = list(roll)
    came = [one.came for one in listed if one.votes]
    return Attendance(
        due=len(came),
        present=sum(1 for one in came if one in HERE),
        in_room=came.count(Came.ROOM),
        online=came.count(Came.ONLINE),
        by_proxy=came.count(Came.PROXY),
    )


def _entries(
    roll: list[RollEntry], own: frozenset[UUID], tags: dict[str, str]
) -> tuple[EntryRow, ...]:
    names = names_of([one.member for one in roll])
    called = {one.pk: names[one.member_id] for one in roll}
    return tuple(
        EntryRow(
            id=one.pk,
            number=one.number,
            name=called[one.pk],
            household=one.household,
            tags=tuple(tags.get(tag, tag) for tag in one.tags),
            votes=one.votes,
            came=Came(one.came),
            proxy=called.get(one.proxy_id, "") if one.proxy_id else "",
            mine=one.pk in own,
            excuse=one.excuse,
        )
        for one in roll
    )


def memberships_of(identity_id: UUID) -> list[dict[str, str]]:
    """The bodies that a person belongs or belonged to, for their own copy."""
    rows = Member.objects.filter(identity_id=identity_id).select_related("body").order_by("since")
    return [
        {
            "body": one.body.name,
            "household": one.household,
            "since": one.since.isoformat(),
            "until": one.until.isoformat() if one.until else "",
        }
        for one in rows
    ]
