"""Registering as a volunteer; noting training and insurance before anything risky."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from linli.kernel import trail
from linli.kernel.actor import Actor
from linli.kernel.clock import local
from linli.kernel.database import locked, transaction
from linli.kernel.texts import clean
from linli.people import services as people
from linli.people.terms import Purpose
from linli.volunteering import selectors
from linli.volunteering.models import TeamMember, Volunteer
from linli.volunteering.terms import (
    CONSENT_VERSION,
    VOLUNTEER,
    ConsentMissing,
    MemberNotFound,
    NameMissing,
    NotRegistered,
    TeamStanding,
    Times,
    UnknownSkill,
    WrongTraining,
)

LONGEST_TRAINING = 80


def lock_volunteer(person: UUID) -> Volunteer:
    """The row of this person, made if need be: whoever signs them up anywhere waits for it."""
    Volunteer.objects.bulk_create([Volunteer(identity_id=person)], ignore_conflicts=True)
    return locked(Volunteer.objects.filter(pk=person)).get()


def _checked(skills: Iterable[str]) -> list[str]:
    there = selectors.skills_defined()
    wanted = list(dict.fromkeys(skills))
    if any(one not in there for one in wanted):
        raise UnknownSkill(field="skills")
    return wanted


def register_volunteer(
    *,
    person: UUID,
    name: str,
    skills: Iterable[str],
    times: Iterable[Times],
    consent: bool,
    actor: Actor,
    now: datetime,
) -> None:
    """Register, or change what was registered: name, what one can do, when (志愿服务条例 art. 19),
    with consent to keep it. The name is kept among people alone; by a resident for themselves, or
    by a colleague who has the consent on paper. Refuses `ConsentMissing`, `NameMissing`,
    `UnknownSkill`, and what people say of a name.
    """
    if not consent:
        raise ConsentMissing(field="consent")
    if not name.strip():
        raise NameMissing(field="name")
    kept = _checked(skills)
    free = [Times(one).value for one in dict.fromkeys(times)]
    with transaction():
        if actor.kind == "resident":
            people.correct(identity_id=person, name=name, actor=actor, now=now)
        people.give_consent(
            identity_id=person,
            purpose=Purpose.VOLUNTEERING,
            version=CONSENT_VERSION,
            actor=actor,
            now=now,
        )
        row = lock_volunteer(person)
        again = row.registered_at is not None
        row.registered_at = row.registered_at or now
        row.skills, row.times = kept, free
        row.save(update_fields=["registered_at", "skills", "times"])
        trail.record(
            "volunteering.registered",
            actor=actor,
            now=now,
            subject=(VOLUNTEER, person),
            data={"skills": kept, "times": free, "again": again},
        )


def unregister_volunteer(*, person: UUID, actor: Actor, now: datetime) -> None:
    """Take the registration and its consent back, as easily as it was given: out of every team too.
    Hours that were served stay theirs. Refuses `NotRegistered`."""
    with transaction():
        row = lock_volunteer(person)
        if row.registered_at is None:
            raise NotRegistered
        row.registered_at, row.skills, row.times = None, [], []
        row.save(update_fields=["registered_at", "skills", "times"])
        leave_all(person, now)
        people.withdraw_consent(
            identity_id=person, purpose=Purpose.VOLUNTEERING, actor=actor, now=now
        )
        trail.record(
            "volunteering.unregistered", actor=actor, now=now, subject=(VOLUNTEER, person), data={}
        )


def leave_all(person: UUID, now: datetime) -> None:
    rows = TeamMember.objects.filter(identity_id=person)
    rows.filter(standing=TeamStanding.MEMBER).update(
        standing=TeamStanding.LEFT, until=local(now).date()
    )
    rows.filter(standing=TeamStanding.ASKED).update(standing=TeamStanding.DECLINED)


def note_readiness(
    *,
    member_id: UUID,
    trained_on: date | None,
    trained_in: str,
    insured_until: date | None,
    actor: Actor,
    now: datetime,
) -> None:
    """The leader of a team that somebody is in notes that they were trained, in what, and until
    when they are insured (条例 arts 16–17): nobody notes it of themselves. Refuses
    `MemberNotFound`, `WrongTraining`."""
    today = local(now).date()
    if (trained_on and trained_on > today) or (insured_until and insured_until < today):
        raise WrongTraining(field="trained_on" if trained_on else "insured_until")
    words = clean(trained_in, LONGEST_TRAINING, "trained_in")
    with transaction():
        found = TeamMember.objects.filter(pk=member_id, standing=TeamStanding.MEMBER).first()
        if found is None or found.identity_id is None:
            raise MemberNotFound
        if not selectors.may_lead(actor, found.team_id):
            raise MemberNotFound
        selectors.not_oneself(actor, found.identity_id)
        row = lock_volunteer(found.identity_id)
        row.trained_on, row.trained_in = trained_on, words if trained_on else ""
        row.insured_until, row.noted_by_id = insured_until, actor.account_id
        row.save(update_fields=["trained_on", "trained_in", "insured_until", "noted_by"])
        trail.record(
            "volunteering.readiness_noted",
            actor=actor,
            now=now,
            subject=(VOLUNTEER, row.pk),
            data={
                "trained": trained_on.isoformat() if trained_on else "",
                "insured": insured_until.isoformat() if insured_until else "",
            },
        )


def erase_volunteer(*, identity_id: UUID, actor: Actor, now: datetime) -> int:
    """Forget whose registration and memberships these were; that there was a member stays."""
    with transaction():
        leave_all(identity_id, now)
        count = TeamMember.objects.filter(identity_id=identity_id).update(identity=None, reason="")
        count += Volunteer.objects.filter(pk=identity_id).delete()[0]
        if count:
            trail.record(
                "volunteering.volunteer_erased", actor=actor, now=now, data={"count": count}
            )
    return count
