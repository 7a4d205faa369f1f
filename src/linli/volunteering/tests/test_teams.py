"""Teams: set up under the right organisation, joined by asking, held to their size rules."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel.actor import ANONYMOUS, SYSTEM
from linli.kernel.clock import local
from linli.kernel.language import Words
from linli.kernel.models import TrailLine
from linli.organisations import selectors as organisations
from linli.people import selectors as people
from linli.people.models import Account
from linli.people.terms import Purpose
from linli.volunteering import selectors, services
from linli.volunteering.models import Team, TeamMember
from linli.volunteering.rules.teams import has_room, size_findings
from linli.volunteering.terms import (
    AskedBefore,
    ConsentMissing,
    Make,
    MemberDecided,
    MemberNotFound,
    NotRecruiting,
    NotRegistered,
    OneTeamEach,
    OwnJoining,
    TeamFull,
    TeamKind,
    TeamPart,
    TeamReasonMissing,
    TeamRule,
    TeamStanding,
    TeamTag,
    UnknownSkill,
    UnknownTag,
    WrongTeamPlace,
    WrongTraining,
)
from linli.volunteering.tests import teams_scene as scene

KIND = TeamKind(
    "v", Words("先锋队"), Words(""), size=(10, 20),
    tags=(TeamTag("young", Words("年轻"), majority=True), TeamTag("app", Words("积极"), least=1)),
)  # fmt: skip


@given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 3))
def test_size_majority_and_least_are_found_as_they_are(members, young, applicants):
    young = min(young, members)
    make = Make(members, 1, (("app", applicants), ("young", young)))
    found = {one.rule: one for one in size_findings(KIND, make)}
    assert found[TeamRule.SIZE].met == (10 <= members <= 20)
    assert found[TeamRule.MAJORITY].met == (2 * young > members)
    assert found[TeamRule.LEAST].met == (applicants >= 1)
    assert has_room(KIND, members) == (members < 20)


def test_a_kind_without_rules_only_asks_for_a_leader():
    free = TeamKind("f", Words("队"), Words(""))
    assert [one.rule for one in size_findings(free, Make(500))] == [TeamRule.LEADER]
    assert has_room(free, 500)


# --- with a database ------------------------------------------------------------------------------


@pytest.fixture
def areas(db, now):
    return scene.set_scene(now)


@pytest.fixture
def team(areas, now):
    return scene.team(now)


@pytest.fixture
def leader(team, now):
    return scene.leader(team, now)


def test_a_team_is_an_organisation_below_its_organ_and_one_organ_has_one(team, now):
    unit = organisations.unit_by_id(team)
    assert unit.kind == "志愿服务队"
    over = unit.parent_id
    with pytest.raises(OneTeamEach):
        scene.team(now, of=over, name="第二支")
    assert scene.team(now, kind="neighbour", of=over, name="近邻队") != team
    assert Team.objects.count() == 2


def test_the_table_itself_refuses_a_second_only_team(team):
    from django.db import IntegrityError, transaction

    row = Team.objects.get(pk=team)
    other = organisations.units("社区大党委")[0].id
    with pytest.raises(IntegrityError), transaction.atomic():
        Team.objects.create(
            organisation_id=other, kind=row.kind, of_id=row.of_id, sole=True, area_path="1.",
            made_at=row.made_at,
        )  # fmt: skip


def test_who_does_not_manage_the_place_sets_up_nothing(areas, now, leader):
    for actor in (ANONYMOUS, leader):
        with pytest.raises(WrongTeamPlace):
            services.set_up_team(
                place=f"neighbour|{scene.organ(now, f'党委{actor.kind}')}", name="队", actor=actor,
                now=now,
            )  # fmt: skip
    with pytest.raises(WrongTeamPlace):
        services.set_up_team(place="vanguard|x", name="队", actor=SYSTEM, now=now)


def test_registering_needs_consent_and_keeps_the_name_among_people_alone(areas, now):
    who = scene.resident(1, now)
    said = {"person": who, "name": "王小甲", "times": [], "actor": scene.RESIDENT, "now": now}
    with pytest.raises(ConsentMissing):
        services.register_volunteer(**said, skills=[], consent=False)
    with pytest.raises(UnknownSkill):
        services.register_volunteer(**said, skills=["flying"], consent=True)
    services.register_volunteer(**said, skills=["law"], consent=True)
    assert people.has_consent(who, Purpose.VOLUNTEERING)
    assert selectors.volunteer_of(who).skill_names == "法律咨询"
    line = TrailLine.objects.get(name="volunteering.registered")
    assert "王" not in str(line.data)
    services.unregister_volunteer(person=who, actor=scene.RESIDENT, now=now)
    assert selectors.volunteer_of(who) is None
    assert not people.has_consent(who, Purpose.VOLUNTEERING)


def test_joining_is_asked_and_accepted(team, leader, now):
    with pytest.raises(NotRegistered):
        services.ask_to_join(
            team_id=team, person=scene.resident(8, now), actor=scene.RESIDENT, now=now
        )
    who = scene.volunteer(1, now)
    asked = services.ask_to_join(team_id=team, person=who, actor=scene.RESIDENT, now=now)
    with pytest.raises(AskedBefore):
        services.ask_to_join(team_id=team, person=who, actor=scene.RESIDENT, now=now)
    with pytest.raises(MemberNotFound):
        services.accept_member(member_id=asked, actor=ANONYMOUS, now=now)
    with pytest.raises(UnknownTag):
        services.accept_member(member_id=asked, tags=["old"], actor=leader, now=now)
    services.accept_member(member_id=asked, tags=["young"], actor=leader, now=now)
    with pytest.raises(MemberDecided):
        services.accept_member(member_id=asked, actor=leader, now=now)
    page = selectors.desk_team(leader, team)
    (member,) = page.members
    assert (member.name, member.tag_names, member.part) == ("王○", "年轻党员", TeamPart.MEMBER)
    assert page.row.make == Make(1, 0, (("young", 1),))


def test_a_full_team_takes_nobody_more(team, leader, now):
    for number in range(3):
        scene.joined(team, number, leader, now)
    with pytest.raises(TeamFull):
        scene.joined(team, 4, leader, now)
    assert selectors.public_team(team).row.make.members == 3


def test_findings_say_how_the_team_stands(team, leader, now):
    first = scene.joined(team, 0, leader, now, ["young"])
    found = {one.rule: one for one in selectors.public_team(team).row.findings}
    assert (found[TeamRule.SIZE].have, found[TeamRule.SIZE].least, found[TeamRule.SIZE].met) == (
        1, 2, False,
    )  # fmt: skip
    scene.joined(team, 1, leader, now, ["young", "applicant"])
    services.set_member(
        member_id=first, part=TeamPart.LEADER, tags=["young"], actor=leader, now=now
    )
    row = selectors.public_team(team).row
    assert row.in_order
    assert selectors.teams_standing("", now, now + timedelta(days=1)) == (1, 1)
    assert selectors.people_in_teams("", now, now + timedelta(days=1)) == (2, 2)


def test_a_team_that_does_not_recruit_is_not_asked(team, leader, now):
    services.describe_team(team_id=team, about="巡逻", recruiting=False, actor=leader, now=now)
    with pytest.raises(NotRecruiting):
        services.ask_to_join(
            team_id=team, person=scene.volunteer(1, now), actor=scene.RESIDENT, now=now
        )


def test_declining_and_ending_say_why_and_leaving_needs_no_reason(team, leader, now):
    who = scene.volunteer(1, now)
    asked = services.ask_to_join(team_id=team, person=who, actor=scene.RESIDENT, now=now)
    with pytest.raises(TeamReasonMissing):
        services.decline_member(member_id=asked, reason=" ", actor=leader, now=now)
    services.decline_member(member_id=asked, reason="这个月不招", actor=leader, now=now)
    assert selectors.public_team(team, person=who).mine.reason == "这个月不招"
    second = scene.joined(team, 2, leader, now)
    services.end_membership(member_id=second, reason="搬走了", actor=leader, now=now)
    scene.joined(team, 3, leader, now)
    services.leave_team(team_id=team, person=scene.resident(3, now), actor=scene.RESIDENT, now=now)
    assert TeamMember.objects.filter(standing=TeamStanding.MEMBER).count() == 0
    left = TeamMember.objects.filter(standing=TeamStanding.LEFT)
    assert [one.until for one in left] == [local(now).date()] * 2


def test_a_leader_neither_accepts_nor_readies_themselves(team, leader, now):
    mine = scene.volunteer(5, now)
    Account.objects.filter(pk=leader.account_id).update(identity_id=mine)
    asked = services.ask_to_join(team_id=team, person=mine, actor=scene.RESIDENT, now=now)
    with pytest.raises(OwnJoining):
        services.accept_member(member_id=asked, actor=leader, now=now)
    services.accept_member(member_id=asked, actor=SYSTEM, now=now)
    today = local(now).date()
    ready = {"trained_in": "急救", "insured_until": today, "now": now, "member_id": asked}
    with pytest.raises(OwnJoining):
        services.note_readiness(**ready, trained_on=today, actor=leader)
    with pytest.raises(WrongTraining):
        services.note_readiness(**ready, trained_on=today + timedelta(days=1), actor=SYSTEM)
    services.note_readiness(**ready, trained_on=today, actor=SYSTEM)
    assert selectors.volunteer_of(mine).insured_until == today


def test_paper_members_are_registered_and_in(team, leader, now):
    said = {"team_id": team, "name": "陈大爷", "phone": "13900000009", "actor": leader, "now": now}
    with pytest.raises(ConsentMissing):
        services.enrol_member(**said, consent=False)
    services.enrol_member(**said, consent=True, tags=["applicant"], part=TeamPart.LEADER)
    assert selectors.public_team(team).row.make == Make(1, 1, (("applicant", 1),))


def test_a_person_is_forgotten_and_the_membership_still_counts_as_left(team, leader, now):
    scene.joined(team, 1, leader, now)
    who = scene.resident(1, now)
    assert selectors.volunteer_data(who)["teams"][0]["standing"] == "member"
    assert services.erase_volunteer(identity_id=who, actor=SYSTEM, now=now) == 2
    row = TeamMember.objects.get()
    assert (row.identity_id, row.standing) == (None, TeamStanding.LEFT)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (scene.TEAMS.replace("size = [2, 3]", "size = [3, 2]"), "volunteering.not_a_size"),
        (scene.TEAMS.replace('units = ["志愿服务队"]', 'units = ["县直部门"]', 1),
         "volunteering.unknown_name"),
        (scene.TEAMS.replace('counts = "pupils"', ""), "volunteering.counts_whom"),
        (scene.TEAMS.replace('counts = "pupils"', 'counts = "cats"'), "volunteering.not_counted"),
        (scene.TEAMS.replace("month = 3", "month = 13"), "volunteering.not_a_month"),
        (scene.TEAMS.replace('kind = "clean"', 'kind = "dance"'), "volunteering.unknown_name"),
    ],
)  # fmt: skip
def test_the_gate_says_what_is_wrong(areas, text, code):
    _document, found = scene.read(text)
    assert [one.code for one in found] == [code]
