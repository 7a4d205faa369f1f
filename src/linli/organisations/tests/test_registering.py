"""双报到: one registration a person and place, confirmed by the community, counted for the unit."""

import io
import zipfile
from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.auth import get_user_model

from linli.kernel.errors import NotAllowed
from linli.kernel.versions import unit_of_work
from linli.organisations import selectors, services
from linli.organisations.terms import (
    AlreadyRegistered,
    NoRegistrationHere,
    NoSuchRegistration,
    NotOfUnit,
    Stand,
    UnknownSkill,
    Why,
)
from linli.organisations.tests.factories import appointed, county, person, read
from linli.territory import selectors as territory

pytestmark = pytest.mark.django_db
PAGES = "/organisations/registrations"


@pytest.fixture
def areas(now):
    return county(now)


@pytest.fixture
def member(areas, now):
    account = person("wang", "王五", now)
    appointed("部门", account, now, unit="城管局")
    return account


@pytest.fixture
def desk(areas, now):
    account = person("desk", "居委会", now)
    appointed("社区", account, now, areas["100001"].id)
    return selectors.actor_for(account, now=now)


def register(account, area, now, **more):
    given = {"unit_id": selectors.unit("城管局").id, "why": Why.LIVES, **more}
    actor = selectors.actor_for(account, now=now)
    return services.register(area_id=area.id, actor=actor, now=now, **given)


def rate(actor, now, key="城管局"):
    return next(
        one for one in selectors.unit_rates(actor, now=now) if one.unit_id == selectors.unit(key).id
    )


def test_a_confirmed_member_holds_the_duty_until_withdrawing(areas, member, desk, now):
    made = register(member, areas["100001"], now, skills=["law"], shown=True)
    (waiting,) = selectors.registrations(desk)
    assert (waiting.stand, waiting.name, waiting.parts) == (Stand.ASKED, "王五", 0)
    assert not any(g.duty == "报到党员" for g in selectors.actor_for(member, now=now).grants)
    services.confirm_registration(registration_id=made, actor=desk, now=now)
    grants = {g.duty: g.area_id for g in selectors.actor_for(member, now=now).grants}
    assert grants["报到党员"] == areas["100001"].id
    assert selectors.skills_of(member) == {"law"}
    assert [one.name for one in selectors.shown_at(areas["100001"].id)] == ["王五"]
    later = now + timedelta(hours=1)
    own = selectors.actor_for(member, now=now)
    services.withdraw_registration(registration_id=made, actor=own, now=later)
    assert not any(g.duty == "报到党员" for g in selectors.actor_for(member, now=later).grants)
    assert selectors.registrations_of(member)[0].stand == Stand.WITHDRAWN
    assert selectors.shown_at(areas["100001"].id) == ()


def test_one_registration_a_person_and_place(areas, member, desk, now):
    first = register(member, areas["100001"], now)
    with pytest.raises(AlreadyRegistered):
        register(member, areas["100001"], now)
    other = register(member, areas["100002"], now, why=Why.SERVES)
    assert other != first
    whole = register(member, areas["100001"], now, whole=True)
    with pytest.raises(AlreadyRegistered):
        register(member, areas["100001"], now, whole=True)
    services.decline_registration(registration_id=first, actor=desk, now=now)
    assert register(member, areas["100001"], now) not in {first, other, whole}


def test_refusals_name_what_is_wrong(areas, member, desk, now):
    with pytest.raises(NoRegistrationHere):
        register(member, areas["100001g01"], now)
    with pytest.raises(UnknownSkill):
        register(member, areas["100001"], now, skills=["flying"])
    with pytest.raises(NotOfUnit):
        register(member, areas["100001"], now, unit_id=selectors.unit("教育局").id)
    made = register(member, areas["100002"], now)
    with pytest.raises(NotAllowed):  # another community's desk
        services.confirm_registration(registration_id=made, actor=desk, now=now)
    with pytest.raises(NoSuchRegistration):
        services.confirm_registration(registration_id=uuid4(), actor=desk, now=now)
    stranger = selectors.actor_for(person("zhao", "赵六", now), now=now)
    with pytest.raises(NotAllowed):
        services.withdraw_registration(registration_id=made, actor=stranger, now=now)
    assert selectors.registrations(desk) == ()


def test_the_rate_counts_people_once_and_only_while_registered(areas, member, desk, now):
    appointed("部门", person("zhou", "周七", now), now, unit="城管局")
    made = register(member, areas["100001"], now)
    assert rate(desk, now).registered == 0
    services.confirm_registration(registration_id=made, actor=desk, now=now)
    assert (rate(desk, now).members, rate(desk, now).registered, rate(desk, now).rate) == (2, 1, 50)
    subject = ("matter", uuid4())
    for _ in range(2):
        services.count_part(
            account_id=member, area_id=areas["100001g01"].id, subject=subject, actor=desk, now=now
        )
    assert (rate(desk, now).took_part, rate(desk, now).parts) == (1, 1)
    elsewhere = services.count_part(
        account_id=member, area_id=areas["100200"].id, subject=subject, actor=desk, now=now
    )
    assert not elsewhere
    services.withdraw_registration(registration_id=made, actor=desk, now=now)
    assert (rate(desk, now).registered, rate(desk, now).parts) == (0, 1)


def test_rates_cost_the_same_for_one_and_three(areas, desk, now, django_assert_num_queries):
    def cost():
        with unit_of_work():
            selectors.unit_rates(desk, now=now)

    for index in range(3):
        account = person(f"person{index}", "某" + "甲乙丙"[index], now)
        appointed("部门", account, now, unit="城管局")
        made = register(account, areas["100001"], now)
        services.confirm_registration(registration_id=made, actor=desk, now=now)
        if index in {0, 2}:
            cost()
            with django_assert_num_queries(4):
                cost()


def test_names_of_a_unit_are_for_the_unit_and_the_county(areas, member, desk, now):
    unit_id = selectors.unit("城管局").id
    register(member, areas["100001"], now)
    own = selectors.actor_for(member, now=now)
    assert [one.name for one in selectors.people_of_unit(own, unit_id)] == ["王五"]
    with pytest.raises(NotAllowed):
        selectors.people_of_unit(desk, unit_id)
    office = person("office", "组织员", now)
    appointed("县委组织部", office, now, territory.root().id)
    office_actor = selectors.actor_for(office, now=now)
    assert selectors.people_of_unit(office_actor, unit_id)


def signed_in(client, username):
    client.force_login(get_user_model().objects.get(username=username))
    return client


def test_the_pages_from_asking_to_the_rate(client, areas, member, desk, now):
    area = areas["100001"]
    signed_in(client, "wang")
    page = client.get("/work/registering")
    assert page.status_code == 200
    given = {
        "unit": selectors.unit("城管局").id, "area": area.id, "why": "lives", "skills": ["law"],
        "shown": "on",
    }  # fmt: skip
    assert client.post("/work/registering", given).status_code == 302
    assert client.post("/work/registering", given).status_code == 422  # said once
    assert client.get(PAGES).status_code == 403
    (row,) = selectors.registrations_of(member)
    assert client.post(f"{PAGES}/{row.id}/confirm").status_code == 403
    signed_in(client, "desk")
    assert "王五" in client.get(PAGES).content.decode()
    assert "王五" not in client.get(PAGES, {"skill": "medical"}).content.decode()
    book = zipfile.ZipFile(io.BytesIO(client.get(f"{PAGES}.xlsx").content))
    assert "王五" in book.read("xl/sharedStrings.xml").decode()
    answered = client.post(f"{PAGES}/{row.id}/confirm", {"from": "desk"})
    assert answered.url == PAGES
    rates = client.get(f"{PAGES}/units").content.decode()
    assert "100%" in rates
    assert "王五" not in rates
    assert client.get(f"{PAGES}/units.xlsx").status_code == 200
    assert client.get(f"{PAGES}/units/{row.unit_id}").status_code == 403
    client.logout()
    assert "王五" in client.get(f"/members/{area.id}").content.decode()
    signed_in(client, "wang")
    assert client.get(f"{PAGES}/units/{row.unit_id}").status_code == 200
    assert client.post(f"{PAGES}/{row.id}/withdraw").url == "/work/registering"
    assert "王五" not in client.get(f"/members/{area.id}").content.decode()


def test_fields_have_their_kinds_and_filter_the_tree(client, areas, desk, now):
    signed_in(client, "desk")
    page = client.get("/organisations/fields")
    found = {one.field.key: one for one in page.context["rows"]}
    assert {"rural", "community", "office", "enterprise"} <= set(found)
    listed = client.get("/organisations/", {"field": "rural"}).context["rows_total"]
    assert listed == found["rural"].total > 0


WRONG_KIND = '[[kinds]]\nkey = "局"\nname = "局"\nform = "government"\nfield = "无"\n'
WRONG_WAY = """
[[registering]]
key = "r"
name = "报到"
over = ["moon"]
units = ["没有"]
duty = "没有"
"""


@pytest.mark.parametrize(
    ("text", "place"),
    [(WRONG_KIND, "kinds[局].field"), (WRONG_WAY, "registering[r].duty")],
)
def test_the_checker_names_what_leads_nowhere(text, place):
    _document, found = read(text)
    assert place in {one.place for one in found}
