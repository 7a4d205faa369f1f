"""Reads of teams and volunteers: what anybody may read, what leaders see, one's own."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from linli.kernel import parts
from linli.kernel.actor import Actor
from linli.kernel.clock import local
from linli.kernel.fields import within, within_any
from linli.kernel.language import Words
from linli.kernel.versions import cached_by
from linli.organisations import selectors as organisations
from linli.organisations.terms import Skill
from linli.people import selectors as people
from linli.people.terms import MaskedPerson
from linli.territory import selectors as territory
from linli.volunteering.models import Team, TeamMember, Volunteer
from linli.volunteering.rules.teams import size_findings, team_kinds
from linli.volunteering.selectors.hours import unit_target
from linli.volunteering.terms import (
    LEAD,
    MANAGE,
    PART,
    SEE,
    Make,
    MemberRow,
    OwnJoining,
    TeamKind,
    TeamNotFound,
    TeamPage,
    TeamPart,
    TeamPlace,
    TeamRow,
    TeamStanding,
    Times,
    UnknownTeamKind,
    VolunteerRow,
)

TEAMS_A_PAGE = 50
LIVE_STANDINGS = (TeamStanding.ASKED, TeamStanding.MEMBER)


@cached_by(parts.VERSION)
def team_kinds_defined() -> dict[str, TeamKind]:
    """The kinds of team of the method in force, by key."""
    return team_kinds(parts.current(PART)[1])


def team_kind(key: str) -> TeamKind:
    """Refuses `UnknownTeamKind`."""
    found = team_kinds_defined().get(key)
    if found is None:
        raise UnknownTeamKind(key=key[:40], field="kind")
    return found


def skills_defined() -> Mapping[str, Skill]:
    """What volunteers may be good at: the county's one list of skills."""
    return organisations.defined().skills


def may_lead(actor: Actor, organisation_id: UUID) -> bool:
    """May this actor lead what that organisation does?"""
    target = unit_target(organisation_id)
    return actor.may(LEAD, target) or actor.may(MANAGE, target)


def not_oneself(actor: Actor, person: UUID) -> None:
    """Nobody decides on their own joining or readiness. Refuses `OwnJoining`."""
    if actor.account_id and people.identity_of_account(actor.account_id) == person:
        raise OwnJoining


def team_places(actor: Actor) -> tuple[TeamPlace, ...]:
    """Under which organisations the actor may set up which kind of team; one that has its only one
    is left out. One statement."""
    if not actor.may(MANAGE):
        return ()
    sole = set(Team.objects.filter(sole=True).values_list("of_id", "kind"))
    found = []
    for kind in team_kinds_defined().values():
        for over in kind.of:
            found += [
                TeamPlace(kind, unit.id, unit.name)
                for unit in organisations.units(over)
                if not (kind.one_each and (unit.id, kind.key) in sole)
                and actor.may(MANAGE, unit_target(unit.id))
            ]
    return tuple(found)


def makes_of(ids: Iterable[UUID]) -> dict[UUID, tuple[Make, int]]:
    """How each team is made up, and how many ask to join; one statement."""
    rows = TeamMember.objects.filter(team_id__in=list(ids), standing__in=LIVE_STANDINGS)
    counts: dict[UUID, Counter[str]] = defaultdict(Counter)
    tags: dict[UUID, Counter[str]] = defaultdict(Counter)
    for team_id, part, standing, tagged in rows.values_list("team_id", "part", "standing", "tags"):
        counts[team_id][standing] += 1
        if standing == TeamStanding.MEMBER:
            counts[team_id]["leaders"] += part == TeamPart.LEADER
            tags[team_id].update(tagged)
    return {
        key: (
            Make(
                count[TeamStanding.MEMBER], count["leaders"], tuple(sorted(tags[key].items()))
            ),
            count[TeamStanding.ASKED],
        )
        for key, count in counts.items()
    }  # fmt: skip


def team_rows(listed: list[Team]) -> tuple[TeamRow, ...]:
    """As they are listed; one statement."""
    makes = makes_of([one.pk for one in listed])
    return tuple(_row(one, *makes.get(one.pk, (Make(), 0))) for one in listed)


def _row(one: Team, make: Make, asked: int) -> TeamRow:
    unit = organisations.unit_by_id(one.pk)
    kind = team_kinds_defined().get(one.kind) or TeamKind(one.kind, Words(one.kind), Words(""))
    return TeamRow(
        id=one.pk,
        kind=kind,
        name=unit.name,
        of=organisations.unit_by_id(one.of_id).name if one.of_id else "",
        place=territory.full_name(unit.area_id) if unit.area_id else territory.root().name,
        area_path=one.area_path,
        make=make,
        findings=size_findings(kind, make),
        recruiting=one.recruiting,
        asked=asked,
    )


def _paged(rows: QuerySet[Team], page: int) -> tuple[tuple[TeamRow, ...], bool]:
    start = (max(page, 1) - 1) * TEAMS_A_PAGE
    found = list(rows.order_by("kind", "area_path", "pk")[start : start + TEAMS_A_PAGE + 1])
    return team_rows(found[:TEAMS_A_PAGE]), len(found) > TEAMS_A_PAGE


def _standing() -> QuerySet[Team]:
    return Team.objects.filter(organisation__until__isnull=True)


def public_teams(
    *, area_path: str = "", kind: str = "", page: int = 1
) -> tuple[tuple[TeamRow, ...], bool]:
    """Teams at and below a place that anybody may read of; 50 a page, and whether there are
    more."""
    rows = _standing()
    if area_path:
        rows = rows.filter(within("area_path", area_path))
    return _paged(rows.filter(kind=kind) if kind else rows, page)


def public_team(team_id: UUID, *, person: UUID | None = None) -> TeamPage:
    """What anybody may read; `person` sees how they stand to it."""
    row = _standing().filter(pk=team_id).first()
    if row is None:
        raise TeamNotFound
    mine = (
        TeamMember.objects.filter(team=row, identity=person).order_by("-asked_at").first()
        if person
        else None
    )
    own = member_rows([mine], team_rows([row])[0].kind)[0] if mine else None
    return TeamPage(team_rows([row])[0], row.about, mine=own)


def _desk(actor: Actor) -> QuerySet[Team]:
    if actor.kind == "system":
        return Team.objects.all()
    return Team.objects.filter(
        within_any("area_path", actor.area_paths(SEE))
        | Q(pk__in=actor.organisation_ids(SEE))
        | Q(of_id__in=actor.organisation_ids(SEE))
    )


def desk_teams(actor: Actor, *, kind: str = "", page: int = 1) -> tuple[tuple[TeamRow, ...], bool]:
    """The teams that the actor may see, and how many ask to join each."""
    rows = _desk(actor).filter(organisation__until__isnull=True)
    return _paged(rows.filter(kind=kind) if kind else rows, page)


def all_desk_teams(actor: Actor, *, kind: str = "") -> tuple[TeamRow, ...]:
    """All of them, for a sheet; at most 2000."""
    rows = _desk(actor).filter(organisation__until__isnull=True)
    rows = rows.filter(kind=kind) if kind else rows
    return team_rows(list(rows.order_by("kind", "area_path", "pk")[:2000]))


def desk_team(actor: Actor, team_id: UUID) -> TeamPage:
    """The doorway of leaders and the office: who asks, who is in it. `TeamNotFound` for others."""
    row = _desk(actor).filter(pk=team_id).first()
    if row is None:
        raise TeamNotFound
    shown = team_rows([row])[0]
    listed = member_rows(
        list(TeamMember.objects.filter(team=row).order_by("-part", "since", "asked_at")),
        shown.kind,
    )
    by = {
        standing: tuple(one for one in listed if one.standing is standing)
        for standing in TeamStanding
    }
    return TeamPage(
        row=shown,
        about=row.about,
        asking=by[TeamStanding.ASKED],
        members=tuple(sorted(by[TeamStanding.MEMBER], key=lambda one: one.part)),
        left=by[TeamStanding.LEFT],
        may_lead=may_lead(actor, row.pk),
        may_manage=actor.may(MANAGE, unit_target(row.pk)),
    )


def member_rows(listed: list[TeamMember], kind: TeamKind) -> tuple[MemberRow, ...]:
    """As they are listed, names masked; two statements."""
    ids = [one.identity_id for one in listed if one.identity_id]
    names = people.masked(ids)
    known = {one.pk: one for one in Volunteer.objects.filter(pk__in=ids)}
    tags = {one.key: str(one.name) for one in kind.tags}
    return tuple(
        _member(one, names, known.get(one.identity_id) if one.identity_id else None, tags)
        for one in listed
    )


def _member(
    one: TeamMember,
    names: Mapping[UUID, MaskedPerson],
    volunteer: Volunteer | None,
    tags: Mapping[str, str],
) -> MemberRow:
    shown = names.get(one.identity_id, MaskedPerson()) if one.identity_id else MaskedPerson()
    row = _volunteer(volunteer) if volunteer else None
    return MemberRow(
        id=one.pk,
        identity_id=one.identity_id,
        name=shown.name,
        phone=shown.phone,
        part=TeamPart(one.part),
        standing=TeamStanding(one.standing),
        tags=tuple(one.tags),
        tag_names="、".join(tags.get(key, key) for key in one.tags),
        skills=row.skill_names if row else "",
        times=row.times_names if row else "",
        asked_at=one.asked_at,
        since=one.since,
        until=one.until,
        reason=one.reason,
    )


def volunteer_of(person: UUID) -> VolunteerRow | None:
    """What is registered of somebody; None for who never registered."""
    row = Volunteer.objects.filter(pk=person, registered_at__isnull=False).first()
    return _volunteer(row) if row else None


def _volunteer(row: Volunteer) -> VolunteerRow:
    skills = skills_defined()
    named = [str(skills[key].name) if key in skills else key for key in row.skills]
    return VolunteerRow(
        identity_id=row.pk,
        registered_at=row.registered_at,
        skills=tuple(row.skills),
        skill_names="、".join(named),
        times=tuple(Times(one) for one in row.times),
        trained_on=row.trained_on,
        trained_in=row.trained_in,
        insured_until=row.insured_until,
    )


def teams_of(person: UUID) -> tuple[tuple[TeamRow, MemberRow], ...]:
    """The teams that somebody is in or asked to join; four statements."""
    listed = list(
        TeamMember.objects.filter(identity_id=person, standing__in=LIVE_STANDINGS).select_related(
            "team"
        )
    )
    rows = {row.id: row for row in team_rows([one.team for one in listed])}
    return tuple(
        (rows[one.team_id], member_rows([one], rows[one.team_id].kind)[0]) for one in listed
    )


def is_member(person: UUID, team_id: UUID) -> bool:
    return TeamMember.objects.filter(
        team_id=team_id, identity_id=person, standing=TeamStanding.MEMBER
    ).exists()


def volunteer_data(person: UUID) -> dict[str, object]:
    """What is held of somebody, for their own copy."""
    row = volunteer_of(person)
    memberships = TeamMember.objects.filter(identity_id=person).order_by("asked_at")
    held: dict[str, object] = {
        "teams": [
            {
                "team": organisations.unit_by_id(one.team_id).name,
                "standing": one.standing,
                "part": one.part,
                "since": one.since.isoformat() if one.since else "",
                "until": one.until.isoformat() if one.until else "",
            }
            for one in memberships
        ]
    }
    if row and row.registered_at:
        held |= {
            "registered_at": row.registered_at.isoformat(),
            "skills": row.skill_names,
            "times": row.times_names,
            "trained_on": row.trained_on.isoformat() if row.trained_on else "",
            "insured_until": row.insured_until.isoformat() if row.insured_until else "",
        }
    return held


# --- measures -------------------------------------------------------------------------------------


def teams_standing(
    area_path: str,
    since: datetime,  # noqa: ARG001 - a measure's shape
    until: datetime,
) -> tuple[int, int]:
    """The measure: teams that stood at the end of the span and keep the size rules of their kind,
    of all that stood. By the members of today."""
    rows = list(
        Team.objects.filter(within("area_path", area_path), made_at__lt=until).filter(
            Q(organisation__until__isnull=True) | Q(organisation__until__gte=until)
        )
    )
    return sum(one.in_order for one in team_rows(rows)), len(rows)


def people_in_teams(
    area_path: str,
    since: datetime,  # noqa: ARG001 - a measure's shape
    until: datetime,
) -> tuple[int, int]:
    """The measure: people who were in a team at the end of the span, each once, and how many
    memberships they had."""
    day = local(until).date()
    rows = TeamMember.objects.filter(
        within("team__area_path", area_path), since__lte=day
    ).filter(Q(until__isnull=True) | Q(until__gte=day))  # fmt: skip
    counted = rows.aggregate(people=Count("identity_id", distinct=True), all=Count("pk"))
    return counted["people"], counted["all"]
