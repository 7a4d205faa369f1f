"""Making a rota: its shifts, who is on it, solving, publishing, and solving again with the fewest
changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import F

from linli.kernel import parts, trail
from linli.kernel.actor import Actor
from linli.kernel.clock import local
from linli.kernel.database import locked, transaction
from linli.kernel.ids import new_id
from linli.kernel.texts import clean
from linli.messaging import selectors as messages
from linli.messaging import services as messaging
from linli.messaging.terms import Audience
from linli.publicity import selectors as publicity
from linli.territory import selectors as territory
from linli.volunteering import selectors
from linli.volunteering.models import (
    Rota,
    RotaDuty,
    RotaMember,
    RotaShift,
    TeamMember,
)
from linli.volunteering.rules.rota_days import shifts, span_fits
from linli.volunteering.rules.rotas import explain, solve
from linli.volunteering.terms import (
    LONGEST_ROTA_NAME,
    LONGEST_ROTA_SPAN,
    MOST_ON_ROTA,
    PART,
    ROTA,
    ROTA_CHANGED,
    ROTA_PUBLISHED,
    MayNotRota,
    NobodyOnRota,
    NoShifts,
    NothingProposed,
    NotSolved,
    OnRotaAlready,
    Problem,
    RotaIsOut,
    RotaMoved,
    RotaNameMissing,
    RotaNotFound,
    RotaReasonMissing,
    RotaState,
    Solution,
    TeamPart,
    TeamStanding,
    TooManyOnRota,
    WrongRotaSpan,
)


def note_rota(verb: str, row: Rota, actor: Actor, now: datetime, **data: object) -> None:
    trail.record(f"volunteering.{verb}", actor=actor, now=now, subject=(ROTA, row.pk), data=data)


def tell_people(
    template: str, identities: Iterable[UUID], row: Rota, now: datetime, **data: object
) -> None:
    """A message to each, where the method has such a template."""
    if template not in messages.templates():
        return
    for identity in dict.fromkeys(identities):
        messaging.tell(
            template=template,
            to=Audience.of_identity(identity),
            data={
                "rota": row.name,
                "since": row.since.isoformat(),
                "until": row.until.isoformat(),
                "link": f"{settings.LINLI_ADDRESS}/my-duties",
                **data,
            },
            about=(ROTA, row.pk),
            now=now,
        )


def plan_rota(
    *,
    place: str,
    name: str,
    since: date,
    until: date,
    actor: Actor,
    now: datetime,
    team: bool = True,
) -> UUID:
    """Draft a rota at one of `selectors.rota_places` (by its key), with all its shifts; with
    `team`, the team's members are on it. Refuses `MayNotRota`, `RotaNameMissing`, `WrongRotaSpan`,
    `NoShifts`, `TooManyOnRota`.
    """
    spot = next((one for one in selectors.rota_places(actor) if one.key == place), None)
    if spot is None:
        raise MayNotRota
    title = clean(name, LONGEST_ROTA_NAME, "name", refusal=RotaNameMissing)
    if not title:
        raise RotaNameMissing(field="name")
    if not span_fits(since, until, local(now).date()):
        raise WrongRotaSpan(most=LONGEST_ROTA_SPAN, field="until")
    works = territory.calendar().works
    planned = list(shifts(spot.kind, since, until, works, selectors.terms_of_school()))
    if not planned:
        raise NoShifts(field="until")
    with transaction():
        row = Rota.objects.create(
            id=new_id(),
            kind=spot.kind.key,
            revision=parts.current(PART)[0],
            name=publicity.preview(title).text[:LONGEST_ROTA_NAME],
            organisation_id=spot.organisation_id,
            area_id=spot.area_id,
            area_path=spot.area_path,
            since=since,
            until=until,
            made_at=now,
            made_by_id=actor.account_id,
        )
        RotaShift.objects.bulk_create(
            RotaShift(
                rota=row, day=day, pattern=pattern.key, starts_at=start, ends_at=end,
                people=pattern.people,
            )
            for day, pattern, start, end in planned
        )  # fmt: skip
        joined = _join_team(row) if team and spot.team else 0
        note_rota("rota_planned", row, actor, now, shifts=len(planned), people=joined)
    return row.pk


def _join_team(row: Rota) -> int:
    """Members of the team come as they are there: with its tags, leaders as `leader`."""
    known = selectors.rota_kind(row.kind, row.revision).roles
    members = TeamMember.objects.filter(
        team_id=row.organisation_id, standing=TeamStanding.MEMBER, identity__isnull=False
    ).order_by("since", "id")
    found = list(members)
    if len(found) > MOST_ON_ROTA:
        raise TooManyOnRota(most=MOST_ON_ROTA)
    RotaMember.objects.bulk_create(
        RotaMember(
            rota=row,
            identity_id=one.identity_id,
            roles=[
                key
                for key in known
                if key in one.tags or (key == "leader" and one.part == TeamPart.LEADER)
            ],
        )
        for one in found
    )
    return len(found)


def managed(rota_id: UUID, actor: Actor) -> Rota:
    """The row, locked, for who may make it. Refuses `RotaNotFound`, `MayNotRota`."""
    row = locked(Rota.objects.filter(pk=rota_id)).first()
    if row is None:
        raise RotaNotFound
    if not selectors.manages_rota(actor, row):
        raise MayNotRota
    if row.state == RotaState.WITHDRAWN:
        raise RotaIsOut
    return row


def moved(row: Rota) -> None:
    """What the solver is asked has changed: what it answered before is answered to nobody."""
    Rota.objects.filter(pk=row.pk).update(stamp=F("stamp") + 1, proposal=None)


def add_to_rota(
    *, rota_id: UUID, person: UUID, actor: Actor, now: datetime, roles: Iterable[str] = ()
) -> UUID:
    """Put somebody on a rota; who had left comes back. Refuses `RotaNotFound`, `MayNotRota`,
    `OnRotaAlready`, `TooManyOnRota`."""
    with transaction():
        row = managed(rota_id, actor)
        known = selectors.rota_kind(row.kind, row.revision).roles
        kept = [one for one in dict.fromkeys(roles) if one in known]
        there = RotaMember.objects.filter(rota=row, identity_id=person).first()
        if there is not None and there.left_at is None:
            raise OnRotaAlready
        if RotaMember.objects.filter(rota=row, left_at__isnull=True).count() >= MOST_ON_ROTA:
            raise TooManyOnRota(most=MOST_ON_ROTA)
        member = there or RotaMember(rota=row, identity_id=person)
        member.roles, member.left_at = kept, None
        member.save()
        moved(row)
        note_rota("rota_joined", row, actor, now, member=str(member.pk))
    return member.pk


def leave_rota(*, member_id: UUID, actor: Actor, now: datetime, person: UUID | None = None) -> None:
    """Take somebody off: by the manager, or by themselves (`person`). On a published rota their
    shifts to come stay theirs until the rota is solved again. Refuses `RotaNotFound`."""
    member = RotaMember.objects.filter(pk=member_id, left_at__isnull=True).first()
    if member is None:
        raise RotaNotFound
    with transaction():
        if person is not None and member.identity_id == person:
            row = locked(Rota.objects.filter(pk=member.rota_id)).get()
        else:
            row = managed(member.rota_id, actor)
        member.left_at = now
        member.save(update_fields=["left_at"])
        if row.state == RotaState.DRAFT:
            RotaDuty.objects.filter(member=member).delete()
        moved(row)
        note_rota("rota_left", row, actor, now, member=str(member_id))


def leave_person(*, rota_id: UUID, person: UUID, actor: Actor, now: datetime) -> None:
    """`leave_rota`, of whoever it is. Refuses `RotaNotFound`."""
    found = RotaMember.objects.filter(rota_id=rota_id, identity_id=person, left_at__isnull=True)
    member_id = found.values_list("pk", flat=True).first()
    if member_id is None:
        raise RotaNotFound
    leave_rota(member_id=member_id, actor=actor, now=now)


# --- solving --------------------------------------------------------------------------------


def solve_rota(*, rota_id: UUID, actor: Actor, now: datetime) -> None:
    """Solve a rota. A draft takes the outcome at once; on a published rota it waits as a proposal
    that changes as few as possible. Nothing is locked meanwhile. Refuses `RotaNotFound`,
    `MayNotRota`, `NobodyOnRota`, `RotaMoved`.
    """
    with transaction():
        row = managed(rota_id, actor)
        problem = selectors.rota_problem(row, now=now)
    if not any(one.cannot < {slot.id for slot in problem.slots} for one in problem.workers):
        raise NobodyOnRota
    solution = solve(problem)
    with transaction():
        stamp, row = row.stamp, managed(rota_id, actor)
        if row.stamp != stamp:
            raise RotaMoved
        if row.state == RotaState.DRAFT:
            _write(row, problem, solution)
            row.outcome = {**_outcome(solution, now), "stamp": row.stamp}
        else:
            row.proposal = {
                "assigned": {key: list(ids) for key, ids in solution.assigned.items()},
                "outcome": _outcome(solution, now),
            }
        row.save(update_fields=["outcome", "proposal"])
        note_rota(
            "rota_solved", row, actor, now, proof=solution.proof, lacks=len(solution.lacks),
            aims={one.aim.value: one.value for one in solution.aims},
        )  # fmt: skip


def _outcome(solution: Solution, now: datetime) -> dict[str, Any]:
    return {
        "at": now.isoformat(),
        "aims": [[one.aim.value, one.value, one.bound] for one in solution.aims],
        "lacks": [
            [one.slot, one.missing, one.role, [[why.value, count] for why, count in one.why]]
            for one in solution.lacks
        ],
    }


def _write(row: Rota, problem: Problem, solution: Solution) -> tuple[set[UUID], set[UUID]]:
    """Make the duties what the solution says, touching those alone that differ. Returns whose they
    no longer are, and whose they are now."""
    why = explain(problem, solution.assigned)
    there = {
        (str(one.shift_id), str(one.member_id)): one
        for one in RotaDuty.objects.filter(shift__rota=row)
    }
    wanted = {(slot, who) for slot, ids in solution.assigned.items() for who in ids}
    gone = [one for key, one in there.items() if key not in wanted]
    RotaDuty.objects.filter(pk__in=[one.pk for one in gone]).delete()
    new = sorted(wanted - set(there))
    RotaDuty.objects.bulk_create(
        RotaDuty(shift_id=UUID(slot), member_id=UUID(who), why=asdict(why[slot, who]))
        for slot, who in new
    )
    kept = [one for key, one in there.items() if key in wanted and key[0] not in problem.fixed]
    for one in kept:
        one.why = asdict(why[str(one.shift_id), str(one.member_id)])
    RotaDuty.objects.bulk_update(kept, ["why"], batch_size=200)
    return {one.member_id for one in gone}, {UUID(who) for _slot, who in new}


def accept_proposal(*, rota_id: UUID, actor: Actor, now: datetime) -> None:
    """The proposal becomes the rota; whoever it changes is told. Refuses `NothingProposed`."""
    with transaction():
        row = managed(rota_id, actor)
        if row.proposal is None:
            raise NothingProposed
        problem = selectors.rota_problem(row, now=now)
        assigned = _still(problem, row.proposal["assigned"])
        lost, won = _write(row, problem, Solution(assigned, (), ()))
        row.outcome, row.proposal = row.proposal["outcome"], None
        row.save(update_fields=["outcome", "proposal"])
        moved(row)
        changed = RotaMember.objects.filter(
            pk__in=lost | won, left_at__isnull=True, identity__isnull=False
        )
        told = list(changed.values_list("identity_id", flat=True))
        tell_people(ROTA_CHANGED, told, row, now)
        note_rota("rota_changed", row, actor, now, lost=len(lost), won=len(won))


def _still(problem: Problem, assigned: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
    """As proposed, except on shifts that have begun since: those stay as they were."""
    return {
        slot.id: tuple(sorted(problem.before.get(slot.id, ())))
        if slot.id in problem.fixed
        else tuple(assigned.get(slot.id, ()))
        for slot in problem.slots
    }


def discard_proposal(*, rota_id: UUID, actor: Actor, now: datetime) -> None:
    with transaction():
        row = managed(rota_id, actor)
        if row.proposal is None:
            raise NothingProposed
        row.proposal = None
        row.save(update_fields=["proposal"])
        note_rota("rota_kept", row, actor, now)


def publish_rota(*, rota_id: UUID, actor: Actor, now: datetime) -> None:
    """Everybody on it is told and finds their shifts; from now on it changes by swaps and accepted
    proposals alone. Refuses `NotSolved`, `RotaIsOut`."""
    with transaction():
        row = managed(rota_id, actor)
        if row.state != RotaState.DRAFT:
            raise RotaIsOut
        if row.outcome is None or row.outcome["stamp"] != row.stamp:
            raise NotSolved
        row.state, row.published_at = RotaState.PUBLISHED, now
        row.save(update_fields=["state", "published_at"])
        moved(row)
        members = RotaMember.objects.filter(rota=row, left_at__isnull=True, identity__isnull=False)
        told = list(members.values_list("identity_id", flat=True))
        tell_people(ROTA_PUBLISHED, told, row, now)
        note_rota("rota_published", row, actor, now, people=len(told))


def withdraw_rota(*, rota_id: UUID, reason: str, actor: Actor, now: datetime) -> None:
    """It is off; what was done stays done. Refuses `RotaReasonMissing`."""
    why = clean(reason, 200, "reason", refusal=RotaReasonMissing)
    if not why:
        raise RotaReasonMissing(field="reason")
    with transaction():
        row = managed(rota_id, actor)
        row.state, row.reason = RotaState.WITHDRAWN, publicity.preview(why).text[:200]
        row.save(update_fields=["state", "reason"])
        moved(row)
        note_rota("rota_withdrawn", row, actor, now)
