"""The desk for requests about one's data, over HTTP."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model

from linli.kernel import clock
from linli.kernel.actor import SYSTEM
from linli.organisations.tests.factories import appointed, county, person
from linli.people import selectors, services
from linli.people.terms import NoSuchIdentity, RequestKind

pytestmark = pytest.mark.django_db
DESK = "/people/requests"


@pytest.fixture
def desk(client, now):
    county(now)
    officer = person("officer", "专员", now)
    from linli.territory import selectors as territory

    appointed("个人信息保护", officer, now, territory.root().id)
    client.force_login(get_user_model().objects.get(pk=officer))
    return client


def asked(kind, words="请给我一份", days=0):
    now = clock.now() - timedelta(days=days)
    who = services.remember(name="张三丰", phone="13800000012", actor=SYSTEM, now=now)
    made = services.open_request(identity_id=who, kind=kind, words=words, actor=SYSTEM, now=now)
    return who, f"{DESK}/{made}"


def test_requests_are_listed_masked_and_read_with_a_trace(desk):
    _who, page = asked(RequestKind.COPY, days=16)
    ((row, person_),) = desk.get(DESK).context["rows"]
    assert row.late
    assert person_.phone == "138****0012"
    assert "请给我一份" not in desk.get(page).content.decode()
    assert "请给我一份" in desk.post(page, {"do": "read"}).content.decode()
    copy = desk.post(f"{page}/copy")
    assert copy["Content-Disposition"].startswith("attachment")
    assert copy.json()["zz.people.identity"]["name"] == "张三丰"
    assert desk.post(page, {"do": "answer", "done": "no", "answer": ""}).status_code == 422
    assert (
        desk.post(page, {"do": "answer", "done": "yes", "answer": "已当面交付"}).status_code == 302
    )
    assert desk.get(DESK).context["rows"] == []
    assert len(desk.get(f"{DESK}?done=1").context["rows"]) == 1
    assert desk.post(page, {"do": "answer", "done": "yes"}).status_code == 422


def test_the_desk_is_where_its_officer_begins(desk):
    assert desk.get("/work").url == DESK


def test_correcting_and_deleting(desk):
    who, page = asked(RequestKind.CORRECT)
    assert desk.post(page, {"do": "correct", "phone": "12"}).status_code == 422
    assert desk.post(page, {"do": "correct", "phone": "13900000099"}).status_code == 302
    assert selectors.by_phone("13900000099") == who
    made = services.open_request(
        identity_id=who, kind=RequestKind.DELETE, actor=SYSTEM, now=clock.now()
    )
    assert desk.post(f"{DESK}/{made}", {"do": "answer", "done": "yes"}).status_code == 302
    with pytest.raises(NoSuchIdentity):
        selectors.identity_key(who)


def test_nobody_else(client, desk, now):
    _who, page = asked(RequestKind.COPY)
    other = person("other", "别人", now)
    client.force_login(get_user_model().objects.get(pk=other))
    assert client.get(DESK).status_code == 403
    assert client.get(page).status_code == 403
    assert client.post(page, {"do": "answer", "done": "yes"}).status_code == 403
    assert client.post(f"{page}/copy").status_code == 403
    client.logout()
    assert client.get(DESK).status_code == 302
