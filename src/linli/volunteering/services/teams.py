"""Setting up teams; asking to join, accepting, leaving, who leads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from linli.kernel import trail
from linli.kernel.actor import SYSTEM, Actor
from linli.kernel.clock import local
from linli.kernel.database import locked, transaction
from linli.kernel.ids import new_code, new_id
from linli.kernel.texts import clean
from linli.messaging import selectors as templates
from linli.messaging import services as messaging
from linli.messaging.terms import Audience
from linli.organisations import selectors as organisations
from linli.organisations import services as organising
from linli.people import services as people
from linli.volunteering import selectors
from linli.volunteering.models import Team, TeamMember
from linli.volunteering.rules.teams import has_room
from linli.volunteering.services.volunteers import lock_volunteer, register_volunteer
from linli.volunteering.terms import (
    LONGEST_TEAM_NAME,
    LONGEST_TEAM_REASON,
    LONGEST_TEAM_WORDS,
    MANAGE,
    TEAM,
    AskedBefore,
    MemberDecided,
    MemberNotFound,
    NotRecruiting,
    NotRegistered,
    OneTeamEach,
    TeamFull,
    TeamKind,
    TeamNameMissing,
    TeamNotFound,
    TeamPart,
    TeamReasonMissing,
    TeamStanding,
    Times,
    UnknownTag,
    WrongTeamPlace,
)

TOLD_ASKED, TOLD_ANSWERED = "volunteer_asked", "volunteer_answered"


def note(verb: str, team_id: UUID, actor: Actor, now: datetime, **data: object) -> None:
    trail.record(f"volunteering.{verb}", actor=actor, now=now, subject=(TEAM, team_id), data=data)


def set_up_team(*, place: str, name: str, about: str = "", actor: Actor, now: datetime) -> UUID:
    """Set up a team at one of `selectors.team_places` (by its key): an organisation of form `team`
    below that one, with the posts that the method gives it. Returns the id of both. Refuses
    `WrongTeamPlace`, `OneTeamEach`, `TeamNameMissing`, `UnknownTeamKind`.
    """
    key, _, over = place.partition("|")
    kind = selectors.team_kind(key)
    shown = clean(name, LONGEST_TEAM_NAME, "name", refusal=TeamNameMissing)
    words = clean(about, LONGEST_TEAM_WORDS, "about")
    if not shown:
        raise TeamNameMissing(field="name")
    with transaction():
        unit = next(
            (one for over_kind in kind.of for one in organisations.units(over_kind)
             if str(one.id) == over),
            None,
        )  # fmt: skip
        if unit is None or not actor.may(MANAGE, selectors.unit_target(unit.id)):
            raise WrongTeamPlace(field="place")
        _one_each(kind, unit.id)
        made = organising.found(
            key=f"team-{new_code()}".lower(),
            kind=kind.units[0],
            name=shown,
            parent_id=unit.id,
            area_id=unit.area_id,
            actor=replace(SYSTEM, via="volunteering"),
            now=now,
        )
        _row(kind, made, unit.id, words, actor, now)
    return made


def _one_each(kind: TeamKind, over: UUID) -> None:
    there = Team.objects.filter(of_id=over, kind=kind.key, sole=True).first()
    if there is not None:
        name = organisations.unit_by_id(there.pk).name
        raise OneTeamEach(kind=kind.name, name=name, field="place")


def adopt_team(*, organisation_id: UUID, kind: str, actor: Actor, now: datetime) -> None:
    """An organisation of form `team` that stands already becomes a team of this kind. Needs
    `volunteering.manage` over it. Refuses `WrongTeamPlace`, `OneTeamEach`."""
    known = selectors.team_kind(kind)
    with transaction():
        unit = organisations.unit_by_id(organisation_id)
        if unit.kind not in known.units or not actor.may(MANAGE, selectors.unit_target(unit.id)):
            raise WrongTeamPlace(field="place")
        over = unit.parent_id
        if known.one_each:
            if over is None:
                raise WrongTeamPlace(field="place")
            _one_each(known, over)
        if Team.objects.filter(pk=organisation_id).exists():
            raise WrongTeamPlace(field="place")
        _row(known, organisation_id, over, "", actor, now)


def _row(
    kind: TeamKind, made: UUID, over: UUID | None, about: str, actor: Actor, now: datetime
) -> None:
    target = selectors.unit_target(made)
    Team.objects.create(
        organisation_id=made,
        kind=kind.key,
        of_id=over,
        sole=kind.one_each,
        area_path=target.area_path,
        about=about,
        made_at=now,
        made_by_id=actor.account_id,
    )
    note("team_set_up", made, actor, now, kind=kind.key)


def describe_team(
    *, team_id: UUID, about: str, recruiting: bool, actor: Actor, now: datetime
) -> None:
    """What the team does, and whether it takes people. Refuses `TeamNotFound`."""
    words = clean(about, LONGEST_TEAM_WORDS, "about")
    with transaction():
        row = _led(team_id, actor)
        row.about, row.recruiting = words, recruiting
        row.save(update_fields=["about", "recruiting"])
        note("team_described", team_id, actor, now, recruiting=recruiting)


def _led(team_id: UUID, actor: Actor) -> Team:
    """The team, locked, for those who lead it: whoever counts its members waits for it."""
    row = locked(Team.objects.filter(pk=team_id)).first()
    if row is None or not selectors.may_lead(actor, team_id):
        raise TeamNotFound
    return row


def ask_to_join(*, team_id: UUID, person: UUID, actor: Actor, now: datetime) -> UUID:
    """Ask; whoever leads the team is told. Refuses `NotRegistered`, `NotRecruiting`, `AskedBefore`,
    `TeamNotFound`."""
    with transaction():
        row = locked(Team.objects.filter(pk=team_id, organisation__until__isnull=True)).first()
        if row is None:
            raise TeamNotFound
        if selectors.volunteer_of(person) is None:
            raise NotRegistered
        if not row.recruiting:
            raise NotRecruiting
        made = _asking(row, person, now)
        kind = selectors.team_kind(row.kind)
        if kind.leads and TOLD_ASKED in templates.templates():
            messaging.tell(
                template=TOLD_ASKED,
                to=Audience.duty_at(kind.leads, organisation_id=team_id),
                data={"title": organisations.unit_by_id(team_id).name},
                about=(TEAM, team_id),
                url=f"/teams/{team_id}/desk",
                now=now,
            )
        note("team_asked", team_id, actor, now, member=str(made))
    return made


def _asking(row: Team, person: UUID, now: datetime) -> UUID:
    """The caller has locked the team. Refuses `AskedBefore`."""
    live = TeamMember.objects.filter(team=row, identity_id=person)
    if live.filter(standing__in=selectors.LIVE_STANDINGS).exists():
        raise AskedBefore
    return TeamMember.objects.create(
        id=new_id(), team=row, identity_id=person, standing=TeamStanding.ASKED, asked_at=now
    ).pk


def _member(member_id: UUID, actor: Actor, *standings: TeamStanding) -> tuple[Team, TeamMember]:
    """For those who lead the team, the team locked first. Refuses `MemberNotFound`,
    `MemberDecided`."""
    team_id = TeamMember.objects.filter(pk=member_id).values_list("team_id", flat=True).first()
    if team_id is None or not selectors.may_lead(actor, team_id):
        raise MemberNotFound
    team = locked(Team.objects.filter(pk=team_id)).get()
    row = locked(TeamMember.objects.filter(pk=member_id)).get()
    if row.standing not in standings or row.identity_id is None:
        raise MemberDecided
    return team, row


def _clean_tags(team: Team, tags: Iterable[str]) -> list[str]:
    there = {one.key for one in selectors.team_kind(team.kind).tags}
    wanted = list(dict.fromkeys(tags))
    if any(one not in there for one in wanted):
        raise UnknownTag(field="tags")
    return wanted


def accept_member(
    *, member_id: UUID, tags: Iterable[str] = (), actor: Actor, now: datetime
) -> None:
    """Take somebody in who asked, noting which tags they have; they hear of it. Refuses
    `MemberNotFound`, `MemberDecided`, `TeamFull`, `OwnJoining`, `UnknownTag`."""
    with transaction():
        team, row = _member(member_id, actor, TeamStanding.ASKED)
        assert row.identity_id is not None
        selectors.not_oneself(actor, row.identity_id)
        _take_in(team, row, tags, actor, now)
        _answer(row, now)


def _take_in(team: Team, row: TeamMember, tags: Iterable[str], actor: Actor, now: datetime) -> None:
    kind = selectors.team_kind(team.kind)
    members = TeamMember.objects.filter(team=team, standing=TeamStanding.MEMBER).count()
    if not has_room(kind, members):
        raise TeamFull(most=kind.most)
    row.tags = _clean_tags(team, tags)
    row.standing, row.since, row.decided_by_id = (
        TeamStanding.MEMBER, local(now).date(), actor.account_id,
    )  # fmt: skip
    row.save(update_fields=["tags", "standing", "since", "decided_by"])
    note("team_joined", team.pk, actor, now, member=str(row.pk), tags=row.tags)


def _answer(row: TeamMember, now: datetime) -> None:
    if TOLD_ANSWERED not in templates.templates() or row.identity_id is None:
        return
    messaging.tell(
        template=TOLD_ANSWERED,
        to=Audience.of_identity(row.identity_id),
        data={"title": organisations.unit_by_id(row.team_id).name},
        about=(TEAM, row.team_id),
        url=f"/teams/{row.team_id}",
        now=now,
    )


def decline_member(*, member_id: UUID, reason: str, actor: Actor, now: datetime) -> None:
    """With a reason that whoever asked reads. Refuses `TeamReasonMissing`, as `accept_member`."""
    why = _reason(reason)
    with transaction():
        team, row = _member(member_id, actor, TeamStanding.ASKED)
        row.standing, row.reason, row.decided_by_id = (
            TeamStanding.DECLINED, why, actor.account_id,
        )  # fmt: skip
        row.save(update_fields=["standing", "reason", "decided_by"])
        note("team_declined", team.pk, actor, now, member=str(row.pk))
        _answer(row, now)


def _reason(text: str) -> str:
    why = clean(text, LONGEST_TEAM_REASON, "reason", refusal=TeamReasonMissing)
    if not why:
        raise TeamReasonMissing(field="reason")
    return why


def end_membership(*, member_id: UUID, reason: str, actor: Actor, now: datetime) -> None:
    """Somebody is no longer in the team, by its leader, with a reason. Refuses as above."""
    why = _reason(reason)
    with transaction():
        team, row = _member(member_id, actor, TeamStanding.MEMBER)
        _leave(row, why, now)
        note("team_ended", team.pk, actor, now, member=str(row.pk))


def _leave(row: TeamMember, why: str, now: datetime) -> None:
    row.standing, row.until, row.reason = TeamStanding.LEFT, local(now).date(), why
    row.save(update_fields=["standing", "until", "reason"])


def leave_team(*, team_id: UUID, person: UUID, actor: Actor, now: datetime) -> None:
    """By oneself, at once, without a reason; also who only asked. Refuses `MemberNotFound`."""
    with transaction():
        row = locked(
            TeamMember.objects.filter(
                team_id=team_id, identity_id=person, standing__in=selectors.LIVE_STANDINGS
            )
        ).first()
        if row is None:
            raise MemberNotFound
        if row.standing == TeamStanding.ASKED:
            row.standing = TeamStanding.DECLINED
            row.save(update_fields=["standing"])
        else:
            _leave(row, "", now)
        note("team_left", team_id, actor, now, member=str(row.pk))


def set_member(
    *, member_id: UUID, part: TeamPart, tags: Iterable[str], actor: Actor, now: datetime
) -> None:
    """Who leads, and which tags somebody has. Refuses as `accept_member`."""
    with transaction():
        team, row = _member(member_id, actor, TeamStanding.MEMBER)
        row.part, row.tags = TeamPart(part), _clean_tags(team, tags)
        row.save(update_fields=["part", "tags"])
        note("team_part", team.pk, actor, now, member=str(row.pk), part=row.part, tags=row.tags)


def enrol_member(
    *,
    team_id: UUID,
    name: str,
    phone: str,
    consent: bool,
    skills: Iterable[str] = (),
    times: Iterable[Times] = (),
    tags: Iterable[str] = (),
    part: TeamPart = TeamPart.MEMBER,
    actor: Actor,
    now: datetime,
) -> UUID:
    """Somebody who signed the form on paper: registered and taken in by the leader. Refuses
    `ConsentMissing`, `TeamFull`, `AskedBefore`, and what people say of a name or a number."""
    with transaction():
        team = _led(team_id, actor)
        person = people.remember(name=name, phone=phone, actor=actor, now=now)
        register_volunteer(
            person=person, name=name, skills=skills, times=times, consent=consent, actor=actor,
            now=now,
        )  # fmt: skip
        lock_volunteer(person)
        made = TeamMember.objects.get(pk=_asking(team, person, now))
        made.part = TeamPart(part)
        made.save(update_fields=["part"])
        _take_in(team, made, tags, actor, now)
    return made.pk
