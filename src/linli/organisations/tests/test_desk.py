"""The desk of the three administrators, over HTTP."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse

from linli.kernel import clock
from linli.kernel.actor import SYSTEM
from linli.kernel.models import TrailLine
from linli.organisations.services import make_administrators
from linli.organisations.terms import Administrator, Appointment
from linli.organisations.tests.factories import county, person
from linli.people import selectors

pytestmark = pytest.mark.django_db
PASSWORD = "Lin-li2026"


@pytest.fixture
def zhang():
    return person("zhang.san", "张三", clock.now(), PASSWORD)


def sign_in(client, username="zhang.san"):
    return client.post("/accounts/login/", {"login": username, "password": PASSWORD})


@pytest.fixture
def three(now):
    county(now)
    made = make_administrators(
        appointments=[Appointment(k, f"{k}.admin", "管理员", PASSWORD) for k in Administrator],
        actor=SYSTEM,
        now=clock.now() - timedelta(minutes=1),
    )
    get_user_model().objects.update(must_change_password=False)
    return made


def test_administrators_need_a_second_factor_first(client, three, zhang, settings):
    settings.LINLI_SECOND_FACTOR = "required"
    sign_in(client, "system.admin")
    assert client.get("/admin-desk/").url == reverse("mfa_activate_totp")
    client.logout()
    sign_in(client)  # no such verbs: none needed
    assert client.get(reverse("people_security")).status_code == 200


PAGES = {
    Administrator.SYSTEM: ("accounts",),
    Administrator.SECURITY: ("lockouts", "parameters", "administrators"),
    Administrator.AUDIT: ("trail", "reveals"),
}


def test_each_administrator_sees_their_own_pages(client, three, zhang):
    every = [page for pages in PAGES.values() for page in pages]
    for kind in Administrator:
        sign_in(client, f"{kind}.admin")
        assert client.get("/admin-desk/").status_code == 200
        open_to = [page for page in every if client.get(f"/admin-desk/{page}").status_code == 200]
        assert open_to == list(PAGES[kind])
        client.logout()
    sign_in(client)
    assert [client.get(f"/admin-desk/{page}").status_code for page in ("", *every)] == [403] * 7
    assert client.post("/admin-desk/unlock", {"username": "x"}).status_code == 403
    assert client.post("/admin-desk/verify").status_code == 403
    opened = {"username": "x.y", "name": "某人", "password": PASSWORD}
    assert client.post("/admin-desk/accounts", opened).status_code == 403
    assert client.post(f"/admin-desk/second-factor/{zhang}").status_code == 403


def test_the_system_administrator_opens_closes_and_resets_accounts(client, three):
    sign_in(client, "system.admin")
    form = {"username": "wang.wu", "name": "王五", "phone": "13900000013", "password": PASSWORD}
    assert client.post("/admin-desk/accounts", form).status_code == 302
    assert client.post("/admin-desk/accounts", form).status_code == 422
    one = selectors.account_by_username("wang.wu")
    page = f"/admin-desk/accounts/{one}"
    assert client.post(page, {"do": "close"}).status_code == 302
    assert selectors.active_name(one) is None
    assert client.post(page, {"do": "reopen"}).status_code == 302
    assert selectors.active_name(one) == "王五"
    assert client.post(page, {"do": "eat"}).status_code == 404
    assert client.post(page, {"do": "reset", "password": "kurz"}).status_code == 422
    assert client.post(page, {"do": "reset", "password": "Xin-mi2026"}).status_code == 302
    assert get_user_model().objects.get(pk=one).check_password("Xin-mi2026")
    own = f"/admin-desk/accounts/{three[Administrator.SYSTEM]}"
    assert client.post(own, {"do": "close"}).status_code == 403


def test_the_security_administrator_appoints_and_relieves(client, three, zhang):
    sign_in(client, "security.admin")
    found = client.get("/admin-desk/lockouts", {"q": "张三"})
    assert [one.username for one, _ in found.context["found"]] == ["zhang.san"]
    rows = client.get("/admin-desk/administrators").context["rows"]
    assert [kind for kind, _ in rows] == list(Administrator)
    audit = next(post for kind, post in rows if kind is Administrator.AUDIT)
    holding = audit.holders[0].id
    assert client.get(f"/organisations/terms/{holding}/end").status_code == 200
    assert client.post(f"/organisations/terms/{holding}/end").status_code == 302
    page = f"/organisations/posts/{audit.id}/appoint"
    given = {"account": zhang, "how": "appointed", "full_time": "on"}
    assert client.post(f"{page}?q=张三", given).status_code == 302
    rows = client.get("/admin-desk/administrators").context["rows"]
    assert [p.holders[0].name for kind, p in rows if kind is Administrator.AUDIT] == ["张三"]
    client.logout()
    sign_in(client)  # the new auditor appoints nobody
    assert client.get(f"{page}?q=张三").status_code == 403


def test_the_auditor_searches_and_verifies(client, three, zhang):
    sign_in(client, "audit.admin")
    lines = client.get("/admin-desk/trail", {"name": "people.account_opened"}).context["lines"]
    assert lines
    assert {line.name for line in lines} == {"people.account_opened"}
    mine = client.get("/admin-desk/trail", {"id": "zhang.san"}).context["lines"]
    assert {line.subject_id for line in mine} == {zhang}
    assert client.get("/admin-desk/trail", {"id": "nobody"}).context["lines"] == ()
    assert client.get("/admin-desk/trail", {"until": "2020-01-01"}).context["lines"] == ()
    assert client.get("/admin-desk/trail", {"since": "2020-13-45"}).context["lines"]
    newest = client.get("/admin-desk/trail").context["lines"]
    older = client.get("/admin-desk/trail", {"before": newest[0].number}).context["lines"]
    assert older[0].number == newest[1].number
    answer = client.post("/admin-desk/verify")
    assert answer.status_code == 200
    assert answer.context["verdict"].broken == ""
    assert answer.context["verdict"].unsealed > 0
    assert TrailLine.objects.filter(name="trail.verified").count() == 1
