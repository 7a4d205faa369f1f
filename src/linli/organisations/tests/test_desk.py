"""The desk of the three administrators, over HTTP."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse

from linli.kernel import clock
from linli.kernel.actor import SYSTEM
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


def test_each_administrator_sees_their_own_part(client, three, zhang):
    seen = {}
    for kind in Administrator:
        sign_in(client, f"{kind}.admin")
        context = client.get("/admin-desk/").context
        seen[kind] = [context[k] is not None for k in ("accounts", "attempts", "lines")]
        client.logout()
    assert seen == {
        Administrator.SYSTEM: [True, False, False],
        Administrator.SECURITY: [False, True, False],
        Administrator.AUDIT: [False, False, True],
    }
    sign_in(client)
    assert client.get("/admin-desk/").status_code == 403
    assert client.post("/admin-desk/unlock", {"username": "x"}).status_code == 403
    opened = {"username": "x.y", "name": "某人", "password": PASSWORD}
    assert client.post("/admin-desk/accounts", opened).status_code == 403


def test_the_system_administrator_opens_accounts(client, three):
    sign_in(client, "system.admin")
    form = {"username": "wang.wu", "name": "王五", "phone": "13900000013", "password": PASSWORD}
    assert client.post("/admin-desk/accounts", form).status_code == 302
    assert client.post("/admin-desk/accounts", form).status_code == 422
    one = selectors.account_by_username("wang.wu")
    assert client.post(f"/admin-desk/accounts/{one}", {"do": "close"}).status_code == 302
    assert selectors.active_name(one) is None
    assert client.post(f"/admin-desk/accounts/{one}", {"do": "eat"}).status_code == 404
