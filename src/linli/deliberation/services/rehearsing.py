"""Rehearsals (情景模拟): the real services and rules, on a sample body, kept for a day."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from linli.deliberation import selectors
from linli.deliberation.models import (
    Body,
    Gathering,
    Guest,
    Member,
    Motion,
    Rehearsal,
    TextVersion,
)
from linli.deliberation.services.calling import call as call_gathering
from linli.deliberation.services.calling import check_notice, clean_reason
from linli.deliberation.services.holding import (
    close_gathering,
    open_gathering,
    require_quorum,
    sign_in,
    write_minutes,
)
from linli.deliberation.services.practising import count, open_ballot
from linli.deliberation.terms import (
    CAST,
    GATHERING,
    KEPT,
    LONGEST_NAME,
    MOST_REHEARSALS,
    BadPractice,
    BodyNotFound,
    Call,
    Came,
    ElsewhereInRehearsal,
    NewMotion,
    NoQuorum,
    RehearsalNotFound,
    State,
    TooManyRehearsals,
    Turn,
    Way,
)
from linli.kernel import parts, trail
from linli.kernel.actor import Actor
from linli.kernel.clock import local
from linli.kernel.database import locked, transaction
from linli.kernel.errors import NotAllowed, Refused

SAMPLE = "示例"
MOST_REMARKS = 60


def rehearse(*, body_id: UUID, kind: str, actor: Actor, now: datetime) -> UUID:
    """Begin to practise a kind of gathering: a sample body of that kind with nine people who do not
    exist, and a gathering that waits to be called. Nobody is told of any of it, nothing of it
    counts, and it is gone a day later. For whoever convenes the body. Refuses `BodyNotFound`,
    `UnknownKind`, `NoRule`, `TooManyRehearsals`.
    """
    if actor.account_id is None:
        raise NotAllowed
    body = Body.objects.filter(pk=body_id, until__isnull=True).first()
    known = selectors.gathering_kind(kind)
    if body is None or known.body != body.kind:
        raise BodyNotFound
    if not selectors.may_convene(actor, body):
        raise NotAllowed
    selectors.rule_for(known.rule, local(now).date(), body.area_path)
    with transaction():
        if Rehearsal.objects.filter(account_id=actor.account_id).count() >= MOST_REHEARSALS:
            raise TooManyRehearsals(most=MOST_REHEARSALS)
        sample = _sample(body, now)
        gathering = Gathering.objects.create(
            body=sample,
            kind=kind,
            revision=parts.current(selectors.PART)[0],
            title=f"{SAMPLE}：{known.name.zh}"[:LONGEST_NAME],
            area_path=sample.area_path,
            state=State.WANTED,
            wanted_at=now,
            rehearsal=True,
        )
        row = Rehearsal.objects.create(
            account_id=actor.account_id,
            for_body=body,
            sample=sample,
            gathering=gathering,
            kind=kind,
            revision=gathering.revision,
            began_at=now,
        )
        _note("rehearsal_begun", row, actor, now)
    return row.pk


def _sample(body: Body, now: datetime) -> Body:
    """A body that is dissolved on the day it is set up, so that no list of bodies has it, with
    members who are nobody: a name of the method's tags, neither account nor person."""
    kind, today = selectors.body_kind(body.kind), local(now).date()
    sample = Body.objects.create(
        kind=body.kind,
        name=f"{SAMPLE}{kind.name.zh}{secrets.randbelow(9000) + 1000}"[:LONGEST_NAME],
        area_id=body.area_id,
        area_path=body.area_path,
        organisation_id=body.organisation_id,
        since=today,
        until=today,
    )
    Member.objects.bulk_create(
        Member(
            body=sample,
            household=f"{SAMPLE}{number}号",
            floor_area=100,
            tags=sorted(tag for tag, _name in kind.tags),
            represents=kind.represents[0] if kind.represents else 0,
            since=today,
        )
        for number in range(1, CAST + 1)
    )
    return sample


def _note(verb: str, row: Rehearsal, actor: Actor, now: datetime) -> None:
    trail.record(
        f"deliberation.{verb}",
        actor=actor,
        now=now,
        subject=("rehearsal", row.pk),
        data={"kind": row.kind},
    )


def practise(
    *, rehearsal_id: UUID, scene: int, given: Mapping[str, object], actor: Actor, now: datetime
) -> None:
    """Do what page number `scene` asks for, with what was filled in, through the services that a
    real gathering goes through; then turn the page. What they refuse is noted and refused here;
    a vote that comes too soon is meant to be refused, and turns the page. Refuses
    `ElsewhereInRehearsal`, `BadPractice`, and as they do.
    """
    row = selectors.rehearsal_row(actor, rehearsal_id)
    turn = selectors.scenes_of(row)[scene : scene + 1]
    if scene != row.scene or not turn or turn[0][0] is Turn.END:
        raise ElsewhereInRehearsal
    try:
        remark = _act(row, turn[0][0], given, actor, now) or _remark(scene)
    except Refused as refused:
        _turn(row, _remark(scene, refused), actor, now, on=False)
        raise
    _turn(row, remark, actor, now, on=True)


def _act(
    row: Rehearsal, turn: Turn, given: Mapping[str, object], actor: Actor, now: datetime
) -> dict[str, object] | None:
    """One turn, and what is to be noted of it beyond that it was done. Each of the services is its
    own transaction, as it is in earnest."""
    gathering = _gathering(row)
    match turn:
        case Turn.CALL:
            _call(row, gathering, given, actor, now)
        case Turn.SIGN_IN:
            _sign_in(gathering, given, actor, now, late=False)
        case Turn.REST:
            _sign_in(gathering, given, actor, now, late=True)
            require_quorum(gathering, selectors.roll_of(gathering.pk))
        case Turn.OPEN:
            open_gathering(gathering_id=gathering.pk, actor=actor, now=now)
        case Turn.TOO_SOON:
            return _too_soon(row, gathering, actor, now)
        case Turn.VOTE:
            open_ballot(_motion(gathering), actor, now)
        case Turn.COUNT:
            count(_motion(gathering), given, actor, now)
        case Turn.MINUTES:
            words = str(given.get("minutes", ""))
            write_minutes(gathering_id=gathering.pk, words=words, actor=actor, now=now)
        case Turn.CLOSE:
            close_gathering(gathering_id=gathering.pk, actor=actor, now=now)
    return None


def _gathering(row: Rehearsal) -> Gathering:
    found = (
        Gathering.objects.select_related("body")
        .filter(rehearsal=True, pk=row.gathering_id or row.pk)
        .first()
    )
    if found is None:
        raise RehearsalNotFound
    return found


def _motion(gathering: Gathering) -> Motion:
    found = Motion.objects.filter(gathering=gathering).exclude(way=Way.TALK).first()
    if found is None:
        raise BadPractice
    return found


def _call(
    row: Rehearsal, gathering: Gathering, given: Mapping[str, object], actor: Actor, now: datetime
) -> None:
    """With the notice that the rule asks for: a rehearsal is not bound by it, who learns is."""
    meets_at = given.get("meets_at")
    if not isinstance(meets_at, datetime):
        raise BadPractice(field="meets_at")
    known = selectors.gathering_kind(row.kind, row.revision)
    rule = selectors.rule_for(known.rule, local(meets_at).date(), gathering.area_path)
    check_notice(rule, meets_at, now)
    way = selectors.sample_way(row)
    title = clean_reason(str(given.get("title", "")))
    call_gathering(
        call=Call(
            meets_at=meets_at,
            place=str(given.get("place", "")),
            agenda=(NewMotion(title=title, way=way or Way.TALK),),
        ),
        gathering_id=gathering.pk,
        actor=actor,
        now=now,
    )


def _sign_in(
    gathering: Gathering,
    given: Mapping[str, object],
    actor: Actor,
    now: datetime,
    *,
    late: bool,
) -> None:
    """Exactly those who have come are signed in, and who sent word is away with an excuse: writing
    down somebody who is not there is the mistake to unlearn."""
    arrived = selectors.arrivals(gathering.pk, late=late)
    ticked = given.get("entries")
    if not isinstance(ticked, frozenset) or ticked != {one.pk for one in arrived.here}:
        raise BadPractice(field="entries")
    for one in arrived.here:
        sign_in(gathering_id=gathering.pk, entry_id=one.pk, came=Came.ROOM, actor=actor, now=now)
    for one in arrived.excused:
        sign_in(
            gathering_id=gathering.pk,
            entry_id=one.pk,
            came=Came.AWAY,
            excuse=str(selectors.SAMPLE_EXCUSE),
            actor=actor,
            now=now,
        )


def _too_soon(
    row: Rehearsal, gathering: Gathering, actor: Actor, now: datetime
) -> dict[str, object] | None:
    """The mistake on purpose: the vote is refused, and what the refusal says is kept."""
    try:
        open_ballot(_motion(gathering), actor, now)
    except NoQuorum as refused:
        return _remark(row.scene, refused)
    return None


def _remark(scene: int, refused: Refused | None = None) -> dict[str, object]:
    if refused is None:
        return {"scene": scene}
    return {"scene": scene, "code": refused.code, "words": refused.message}


def _turn(
    row: Rehearsal, remark: dict[str, object], actor: Actor, now: datetime, *, on: bool
) -> None:
    """Note what happened and, where it was done, turn the page; whoever came first has done it."""
    with transaction():
        there = locked(Rehearsal.objects.filter(pk=row.pk, scene=row.scene)).first()
        if there is None:
            raise ElsewhereInRehearsal
        there.remarks = [*there.remarks, remark][-MOST_REMARKS:]
        if on:
            there.scene = selectors.scene_after(row)
        there.save(update_fields=["remarks", "scene"])
        if on and selectors.scenes_of(there)[there.scene][0] is Turn.END:
            _note("rehearsal_ended", there, actor, now)


def drop_rehearsal(*, rehearsal_id: UUID, actor: Actor, now: datetime) -> None:
    """Throw one's own rehearsal away before its day is over. Refuses `RehearsalNotFound`."""
    with transaction():
        row = selectors.rehearsal_row(actor, rehearsal_id)
        _note("rehearsal_dropped", row, actor, now)
        _forget([row])


def sweep_rehearsals(*, now: datetime) -> int:
    """Rehearsals are gone a day after they began; returns how many went."""
    with transaction():
        rows = list(locked(Rehearsal.objects.filter(began_at__lte=now - KEPT)))
        _forget(rows)
    return len(rows)


def _forget(rows: list[Rehearsal]) -> None:
    """Everything that was made for it. The trail keeps ids and codes, which say nothing."""
    samples = [one.sample_id for one in rows]
    gatherings = list(Gathering.objects.filter(body_id__in=samples).values_list("pk", flat=True))
    Rehearsal.objects.filter(pk__in=[one.pk for one in rows]).delete()
    Guest.objects.filter(gathering_id__in=gatherings).delete()
    Gathering.objects.filter(pk__in=gatherings).delete()
    TextVersion.objects.filter(
        Q(subject_kind=GATHERING) | Q(subject_kind__startswith=f"{GATHERING}."),
        subject_id__in=gatherings,
    ).delete()
    Member.objects.filter(body_id__in=samples).delete()
    Body.objects.filter(pk__in=samples).delete()
