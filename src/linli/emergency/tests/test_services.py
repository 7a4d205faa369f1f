"""One act turns an area to emergency duty, another turns it back, with a report."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model

from linli.emergency import models, selectors, services
from linli.emergency.method import EmergencyPart
from linli.emergency.terms import (
    AlreadyOff,
    AlreadyOn,
    DoorQuery,
    DoorState,
    MayNotSwitch,
    NoSuchEmergency,
    NoSuchLine,
    NoSuchPlan,
    NotAllMet,
    ReasonMissing,
    UnknownNeed,
    WrongLevel,
)
from linli.kernel import parts
from linli.kernel.actor import SYSTEM, Target
from linli.kernel.registry import Folder, PartContext
from linli.kernel.versions import unit_of_work
from linli.organisations import selectors as organisations
from linli.organisations.tests.factories import appointed, county, person

pytestmark = pytest.mark.django_db
FILE = settings.HOME / "methods" / "taining" / "emergency.toml"
CRITERIA = ("low_places", "all_doors")


def read(text):
    part = EmergencyPart()
    document, found = part.parse(Folder({"emergency.toml": text.encode()}))
    duties = parts.current("organisations")[1]
    return document, found or part.check(document, PartContext({"organisations": duties}, {}))


@pytest.fixture
def areas(now):
    made = county(now)
    document, found = read(FILE.read_text(encoding="utf-8"))
    assert not found, found
    parts.publish("emergency", "t1", document, now)
    EmergencyPart().publish(document, "t1", SYSTEM, now)
    return made


@pytest.fixture
def staff(areas, now):
    """username -> account: the community's office, a town's officer, a grid member, an outsider."""
    places = {
        "office": ("社区", "100001"), "town": ("乡镇", "100"), "grid": ("网格员", "100001g01"),
        "outside": ("社区", "100002"),
    }  # fmt: skip
    made = {}
    for name, (duty, place) in places.items():
        made[name] = person(name, f"某{name}", now)
        appointed(duty, made[name], now, areas[place].id)
    return made


@pytest.fixture
def who(staff, now):
    return lambda name, at=now: organisations.actor_for(staff[name], now=at)


@pytest.fixture
def on(areas, who, now):
    return services.switch_on(
        area_id=areas["100001"].id,
        plan="flood",
        reason="暴雨红色预警",
        actor=who("office"),
        now=now,
    )


def duties(actor):
    return {(one.duty, one.area_id) for one in actor.grants}


def test_the_switch_sends_people_whose_duties_take_effect_and_vanish(areas, staff, who, on, now):
    grid = areas["100001g01"]
    assert ("下沉干部", grid.id) in duties(who("town"))
    assert who("town").may("matters.see", Target(area_path=grid.path))
    at = now + timedelta(hours=5)
    services.switch_off(emergency_id=on, actor=who("office"), now=at)
    assert ("下沉干部", grid.id) not in duties(who("town", at))
    assert selectors.emergency_for(SYSTEM, on).row.off_at == at
    with pytest.raises(AlreadyOff):
        services.switch_off(emergency_id=on, actor=who("office"), now=at)


def test_temporary_duties_end_by_themselves(areas, who, on, now):
    late = now + timedelta(days=7, seconds=1)
    assert ("下沉干部", areas["100001g01"].id) not in duties(who("town", late))


def test_the_switch_writes_rota_and_doors_of_the_area_alone(areas, on):
    page = selectors.emergency_for(SYSTEM, on)
    assert [one.household for one in page.doors]
    assert all(one.area_path.startswith(areas["100001"].path) for one in models.Door.objects.all())
    assert {one.who for one in page.shifts} == {"某office", "某town"}
    assert page.figures.shifts == len(page.shifts) > 0


def test_the_report_counts_what_was_done(areas, who, on, now):
    door = models.Door.objects.get()
    at = now + timedelta(minutes=30)
    services.knock(
        door_id=door.pk, state=DoorState.REACHED, needs=["medicine"], actor=who("grid"), now=at
    )
    shift = models.Shift.objects.filter(key="day").order_by("begins").first()
    office = organisations.actor_for(shift.account_id, now=now)
    services.take_shift(shift_id=shift.pk, actor=office, now=at)
    services.switch_off(emergency_id=on, actor=who("office"), now=at + timedelta(hours=1))
    figures = selectors.emergency_for(SYSTEM, on).figures
    assert (figures.doors, figures.reached, figures.in_need, figures.first_minutes) == (1, 1, 1, 30)
    assert (figures.taken, figures.sent) == (1, 1)
    with pytest.raises(AlreadyOff):
        services.knock(door_id=door.pk, state=DoorState.NOBODY, actor=who("grid"), now=at)
    before = selectors.emergency_for(SYSTEM, on).figures
    models.Sent.objects.all().delete()
    assert selectors.emergency_for(SYSTEM, on).figures == before  # the report is written down


def test_refusals_of_the_switch(areas, who, on, now):
    def switch(name, place, plan="flood", reason="暴雨"):
        return services.switch_on(
            area_id=areas[place].id, plan=plan, reason=reason, actor=who(name), now=now
        )

    with pytest.raises(MayNotSwitch):
        switch("outside", "100001")
    with pytest.raises(MayNotSwitch):
        switch("grid", "100001e01")
    with pytest.raises(NoSuchPlan):
        switch("office", "100001", plan="none")
    with pytest.raises(WrongLevel):
        switch("office", "100001g01")
    with pytest.raises(ReasonMissing):
        switch("outside", "100002", reason="  ")
    with pytest.raises(AlreadyOn):
        switch("office", "100001e01")  # around it, it is on
    with pytest.raises(MayNotSwitch):
        services.switch_off(emergency_id=on, actor=who("grid"), now=now)


def test_nothing_is_seen_or_done_from_outside(areas, staff, who, on, now):
    door = models.Door.objects.get()
    with pytest.raises(NoSuchEmergency):
        selectors.emergency_for(who("outside"), on)
    assert selectors.emergencies(who("outside")) == ()
    assert selectors.banners(who("outside")) == ()
    assert [one.id for one in selectors.banners(who("grid"))] == [on]
    with pytest.raises(NoSuchLine):
        services.knock(door_id=door.pk, state=DoorState.REACHED, actor=who("outside"), now=now)
    with pytest.raises(UnknownNeed):
        services.knock(
            door_id=door.pk, state=DoorState.REACHED, needs=["gold"], actor=who("grid"), now=now
        )
    shift = models.Shift.objects.exclude(account_id=staff["town"]).first()
    with pytest.raises(NoSuchLine):
        services.take_shift(shift_id=shift.pk, actor=who("town"), now=shift.begins)
    last = models.Shift.objects.filter(account_id=staff["town"]).first()
    with pytest.raises(NoSuchLine):  # not before its time
        services.take_shift(
            shift_id=last.pk, actor=who("town"), now=last.begins - timedelta(hours=2)
        )


def test_an_estate_is_named_when_it_meets_every_criterion(areas, who, on, now):
    estate = areas["100001e01"]
    given = {"emergency_id": on, "area_id": estate.id, "now": now}
    with pytest.raises(NotAllMet):
        services.award(actor=who("office"), **given)
    with pytest.raises(NoSuchLine):
        services.check_estate(met=CRITERIA, actor=who("outside"), **given)
    services.check_estate(met=CRITERIA, actor=who("office"), **given)
    services.award(actor=who("office"), **given)
    (row,) = selectors.emergency_for(SYSTEM, on).checks
    assert row.awarded_at == now
    services.check_estate(met=CRITERIA[:1], actor=who("office"), **given)  # no longer so
    (row,) = selectors.emergency_for(SYSTEM, on).checks
    assert (row.met, row.awarded_at) == (False, None)


def test_the_banner_costs_no_statement_once_read(who, on, django_assert_num_queries):
    grid = who("grid")
    selectors.banners(grid)
    with unit_of_work():
        assert selectors.banners(grid)
        with django_assert_num_queries(0):
            assert selectors.banners(grid)


def signed_in(client, username):
    client.force_login(get_user_model().objects.get(username=username))
    return client


def test_the_pages_from_switch_to_report(client, areas, staff):
    signed_in(client, "grid")
    assert client.get("/emergency/switch-on").status_code == 403
    signed_in(client, "office")
    assert client.get("/emergency/").status_code == 200
    given = {"plan": "flood", "area": areas["100001"].id, "reason": "暴雨红色预警"}
    assert client.get("/emergency/switch-on").status_code == 200
    assert client.post("/emergency/switch-on", {**given, "reason": ""}).status_code == 422
    page = client.post("/emergency/switch-on", given).url
    assert client.post("/emergency/switch-on", given).status_code == 422
    assert "防汛应急响应中" in client.get("/organisations/grids").content.decode()
    estate = f"{page}/estates/{areas['100001e01'].id}"
    assert client.post(f"{estate}/check", {"met": CRITERIA}).status_code == 302
    assert client.post(f"{estate}/award").status_code == 302
    assert "平安小区" in client.get(page).content.decode()
    door = models.Door.objects.get()
    signed_in(client, "grid")
    knock = f"/emergency/doors/{door.pk}"
    knocked = client.post(knock, {"state": "reached", "needs": ["food"]})
    assert knocked.url.partition("?")[0] == page
    assert client.post(knock, {"state": "away"}).status_code == 404
    assert client.get(page, {"state": "needs"}).content.decode().count("需要送菜送水") > 1
    assert client.get(page, {"state": "waiting"}).context["it"].doors == ()
    assert client.post(f"{page}/switch-off").status_code == 403
    signed_in(client, "outside")
    assert client.get(page).status_code == 404
    assert client.get(f"{page}/report").status_code == 404
    assert client.post(f"{page}/switch-off").status_code == 404
    signed_in(client, "office")
    assert client.post(f"{page}/switch-off").url == f"{page}/report"
    report = client.get(f"{page}/report").content.decode()
    assert "1 / 1" in report
    assert "防汛应急响应中" not in client.get("/organisations/grids").content.decode()


def test_the_page_costs_the_same_for_one_and_three_doors(areas, who, on, django_assert_num_queries):
    office = who("office")

    def cost():
        with unit_of_work():
            selectors.emergency_for(office, on, query=DoorQuery())

    cost()
    with django_assert_num_queries(PAGE):
        cost()
    door = models.Door.objects.get()
    for _ in range(2):
        home = areas["100001g02"] if models.Door.objects.count() == 1 else areas["100001g01"]
        models.Door.objects.create(
            emergency_id=on, household_id=home.id, area_path=home.path, state=door.state
        )
    with django_assert_num_queries(PAGE):
        cost()


PAGE = 17


ONE_PLAN = '[[plans]]\nkey = "a"\nname = "a"\nover = ["town"]\nopeners = ["社区"]\n'
NO_HOURS = '[[shifts]]\nplan = "a"\nkey = "d"\nname = "d"\nhours = "8"\nduties = ["社区"]\n'
ADMINISTRATOR = '[[sinks]]\nplan = "a"\nfrom = ["社区"]\nduty = "系统管理员"\n'


@pytest.mark.parametrize(
    "text",
    [
        "[[plans]]\nkey = 3\n",
        '[[plan]]\nkey = "a"\n',
        ONE_PLAN.replace("社区", "没有"),
        '[[needs]]\nplan = "none"\nkey = "a"\nname = "a"\n',
        "plans = 3\n",
        "not toml",
        ONE_PLAN + NO_HOURS,
        ONE_PLAN + ADMINISTRATOR,
    ],
)
def test_the_checker_refuses(areas, text):
    _document, found = read(text)
    assert found
    assert all(one.level == "error" for one in found)


def test_a_county_without_plans_is_whole():
    document, found = EmergencyPart().parse(Folder({}))
    assert not found
    assert not document["plans"]
