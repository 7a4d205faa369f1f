"""Charters: only what a named body passed comes into force; versions follow one another; filing."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.contrib.auth import get_user_model
from hypothesis import given
from hypothesis import strategies as st

from linli.deliberation import models, selectors, services
from linli.deliberation.rules.charters import forces, least_day
from linli.deliberation.terms import (
    AdoptedBefore,
    CharterEmpty,
    CharterNotFound,
    Choice,
    FiledBefore,
    Filing,
    FilingNoteMissing,
    Force,
    MayNotFile,
    NewMotion,
    NotAdopted,
    Way,
    WrongBody,
    WrongFilingDay,
    WrongForce,
)
from linli.deliberation.tests import scene
from linli.kernel.clock import local
from linli.kernel.errors import NotAllowed
from linli.organisations import selectors as organisations
from linli.organisations.tests.factories import appointed, person

DAYS = st.lists(st.dates(date(2026, 1, 1), date(2026, 3, 1)), max_size=6, unique=True)


@given(DAYS, st.dates(date(2026, 1, 1), date(2026, 3, 1)))
def test_at_most_one_version_is_in_force_and_it_is_the_latest_that_has_begun(days, today):
    found = dict(zip(days, forces(days, today), strict=True))
    now = [day for day, force in found.items() if force is Force.NOW]
    begun = [day for day in days if day <= today]
    assert now == ([max(begun)] if begun else [])
    assert all((force is Force.COMING) == (day > today) for day, force in found.items())


@given(DAYS, st.dates(date(2026, 1, 1), date(2026, 3, 1)))
def test_nothing_is_changed_for_days_that_are_over(days, adopted):
    least = least_day(adopted, days)
    assert least >= adopted
    assert all(least > day for day in days)


# --- with a database -----------------------------------------------------------------------


@pytest.fixture
def areas(db, now):
    return scene.set_scene(now)


@pytest.fixture
def secretary(areas, now):
    return scene.secretary(areas, now)


@pytest.fixture
def assembly(areas, now):
    return scene.body("village_assembly", areas[scene.VILLAGE], now, members=9)


@pytest.fixture
def town(areas, now):
    account = person("town-1", "何干部", now)
    appointed("乡镇", account, now, area_id=areas["100"].id)
    return organisations.actor_for(account, via="test", now=now)


def vote(body, kind, actor, now, *, yes=8, words="婚事不超过十桌。", close=True):
    """(motion, when it was decided)"""
    at = now + timedelta(days=16)
    made = scene.meeting(
        body, kind, actor, now, agenda=(NewMotion("村规民约", words, Way.HANDS),), came=9
    )
    (motion,) = scene.motions(made, actor, at)
    services.open_vote(motion_id=motion.id, actor=actor, now=at)
    services.count_up(
        motion_id=motion.id, counts={Choice.YES: yes, Choice.NO: 9 - yes}, actor=actor, now=at
    )
    services.close_vote(motion_id=motion.id, actor=actor, now=at)
    if close:
        services.write_minutes(gathering_id=made, words="记录", actor=actor, now=at)
        services.close_gathering(gathering_id=made, actor=actor, now=at)
    return motion.id, at


def adopt(motion, day, actor, now, kind="village_rules"):
    return services.adopt_charter(kind=kind, motion_id=motion, from_day=day, actor=actor, now=now)


def test_it_is_in_force_from_its_day_until_the_next_ones(assembly, secretary, now):
    first, at = vote(assembly, "village_assembly", secretary, now)
    day = local(at).date() + timedelta(days=5)
    made = adopt(first, day, secretary, at)
    assert selectors.charter(made, now=at).now is None
    later = at + timedelta(days=6)
    second, then = vote(assembly, "village_assembly", secretary, later, words="不超过八桌。")
    assert adopt(second, local(then).date() + timedelta(days=3), secretary, then) == made
    page = selectors.charter(made, now=then)
    assert page.now.text.words == "婚事不超过十桌。"
    assert [one.force for one in page.versions] == [Force.COMING, Force.NOW]
    after = selectors.charter(made, now=then + timedelta(days=3))
    assert after.now.text.words == "不超过八桌。"
    assert after.now.explained.passed
    assert after.now.resolution.startswith("决议〔2026〕")


def test_a_lost_motion_is_no_charter(assembly, secretary, now):
    lost, at = vote(assembly, "village_assembly", secretary, now, yes=4)
    with pytest.raises(NotAdopted):
        adopt(lost, local(at).date(), secretary, at)
    assert not models.Charter.objects.exists()
    assert selectors.adoptable(secretary) == ()


def test_a_gathering_that_is_not_over_or_void_binds_nobody(assembly, secretary, now):
    passed, at = vote(assembly, "village_assembly", secretary, now, close=False)
    with pytest.raises(NotAdopted):
        adopt(passed, local(at).date(), secretary, at)
    gathering = models.Motion.objects.get(pk=passed).gathering_id
    services.declare_void(gathering_id=gathering, reason="没通知", actor=secretary, now=at)
    with pytest.raises(NotAdopted):
        adopt(passed, local(at).date(), secretary, at)


def test_another_body_may_not_adopt_it(areas, secretary, now):
    council = scene.body("two_committees", areas[scene.VILLAGE], now, members=9)
    passed, at = vote(council, "committees", secretary, now)
    with pytest.raises(WrongBody) as refused:
        adopt(passed, local(at).date(), secretary, at)
    assert "第二十七条" in refused.value.message
    with pytest.raises(WrongBody):  # nor is a village's assembly one of a community
        adopt(passed, local(at).date(), secretary, at, kind="residents_pact")


def test_a_title_alone_is_no_charter(assembly, secretary, now):
    passed, at = vote(assembly, "village_assembly", secretary, now, words="")
    with pytest.raises(CharterEmpty):
        adopt(passed, local(at).date(), secretary, at)


def test_a_resolution_is_used_once_and_not_for_days_that_are_over(assembly, secretary, now):
    passed, at = vote(assembly, "village_assembly", secretary, now)
    today = local(at).date()
    with pytest.raises(WrongForce):
        adopt(passed, today - timedelta(days=1), secretary, at)
    adopt(passed, today, secretary, at)
    with pytest.raises(AdoptedBefore):
        adopt(passed, today + timedelta(days=9), secretary, at)
    again, then = vote(assembly, "village_assembly", secretary, at)
    models.CharterVersion.objects.update(from_day=local(then).date() + timedelta(days=30))
    with pytest.raises(WrongForce):
        adopt(again, local(then).date() + timedelta(days=30), secretary, then)


def test_only_whoever_looks_after_the_place_publishes_it(areas, assembly, secretary, now):
    passed, at = vote(assembly, "village_assembly", secretary, now)
    stranger = scene.secretary(areas, now, "100001")
    assert selectors.adoptable(stranger) == ()
    with pytest.raises(NotAllowed):
        adopt(passed, local(at).date(), stranger, at)


@pytest.fixture
def filed(assembly, secretary, now):
    """(version, charter, when)"""
    passed, at = vote(assembly, "village_assembly", secretary, now)
    made = adopt(passed, local(at).date(), secretary, at)
    return selectors.charter(made, now=at).versions[0].id, made, at


def file(version, actor, at, filing=Filing.FILED, *, on=None, note="杉政备1号"):
    services.file_charter(
        version_id=version, filing=filing, on=on or local(at).date(), note=note, actor=actor, now=at
    )


def test_the_town_files_it_once_and_never_the_village_itself(filed, secretary, town):
    version, made, at = filed
    with pytest.raises(MayNotFile):
        file(version, secretary, at)
    with pytest.raises(WrongFilingDay):
        file(version, town, at, on=local(at).date() + timedelta(days=1))
    with pytest.raises(WrongFilingDay):
        file(version, town, at, on=local(at).date() - timedelta(days=1))
    file(version, town, at)
    with pytest.raises(FiledBefore):
        file(version, town, at)
    (shown,) = selectors.charter(made, now=at).versions
    assert (shown.filing, shown.filing_note, shown.due_on) == (Filing.FILED, "杉政备1号", None)


def test_what_must_be_put_right_is_said_and_shown(filed, town):
    version, made, at = filed
    (before,) = selectors.charter(made, now=at).versions
    assert before.due_on == local(at).date() + timedelta(days=10)
    with pytest.raises(FilingNoteMissing):
        file(version, town, at, Filing.RETURNED, note=" ")
    file(version, town, at, Filing.RETURNED, note="不能规定罚款")
    assert selectors.charter(made, now=at).versions[0].filing_note == "不能规定罚款"


def test_there_is_no_other_charter(db, now):
    with pytest.raises(CharterNotFound):
        selectors.charter(uuid4(), now=now)


def test_a_limit_of_filing_needs_somebody_who_files(areas):
    text = (
        '[[bodies]]\nkey="b"\nname="会"\nconvenes=["村"]\nat=["village"]\n'
        '[[charters]]\nkey="c"\nname="约"\nat=["village"]\nbodies=["x"]\nbasis="法"\n'
        'within="2 工作时"\n'
    )
    _document, found = scene.read(text)
    assert {one.code for one in found} == {"gatherings.not_days", "gatherings.nobody_files"}
    _document, found = scene.read(text.replace('within="2 工作时"', ""))
    assert {one.code for one in found} == {"gatherings.unknown_name"}


# --- pages ---------------------------------------------------------------------------------


def sign_in(client, actor):
    client.force_login(get_user_model().objects.get(pk=actor.account_id))


def test_anybody_reads_what_is_in_force_and_how_it_came(client, filed, areas, settings):
    _version, made, at = filed
    page = client.get(f"/charters/{made}")
    assert "婚事不超过十桌" in page.text
    assert "决议〔2026〕" in page.text
    assert "村规民约" in client.get("/charters/", {"area": areas["100200"].code}).text
    assert str(made) not in client.get("/charters/", {"area": areas["100001"].code}).text
    assert selectors.public_charters(now=at)[0].unfiled == 1


def test_the_office_publishes_and_the_town_files_on_their_pages(
    client, assembly, secretary, town, now
):
    passed, at = vote(assembly, "village_assembly", secretary, now)
    sign_in(client, secretary)
    posted = {"choice": f"village_rules|{passed}", "from_day": "2025-01-01"}
    assert client.post("/charters/adopt", posted).status_code == 422
    made = client.post("/charters/adopt", posted | {"from_day": "2026-12-31"})
    assert made.status_code == 302
    charter = models.Charter.objects.get().pk
    version = models.CharterVersion.objects.get().pk
    where = f"/charters/{charter}/versions/{version}/file"
    filing = {"filing": "filed", "on": local(at).date().isoformat(), "note": "1号"}
    assert client.post(where, filing).status_code == 403
    sign_in(client, town)
    assert client.get("/charters/desk").status_code == 200
    assert client.get(where).status_code == 200
    assert client.post(where, filing | {"on": "2025-01-01"}).status_code == 422
    assert client.post(where, filing).status_code == 302
    assert models.CharterVersion.objects.get().filing == Filing.FILED


def test_who_has_no_duty_there_has_no_desk(client, filed):
    assert client.get("/charters/desk").status_code == 302
    assert client.get("/charters/adopt").status_code == 302
