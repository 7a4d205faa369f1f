"""The pages: from calling a meeting to its papers, as the office and a member go through them."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import docx
import pytest
from django.test import Client

from linli.deliberation import models, selectors
from linli.deliberation.tests import scene
from linli.kernel import clock
from linli.kernel.actor import SYSTEM
from linli.people.models import Account, Reveal

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(now):
    areas = scene.set_scene(now)
    actor = scene.secretary(areas, now)
    body = scene.body(
        "representatives", areas[scene.VILLAGE], now, members=6,
        tags=frozenset(["representative"]),
    )  # fmt: skip
    return actor, body


@pytest.fixture
def at(monkeypatch):
    """at(moment): what the clock says from now on."""

    def set_to(moment):
        monkeypatch.setattr(clock, "now", lambda: moment)

    return set_to


@pytest.fixture
def office(place, at, now):
    at(now)
    return signed_in(Client(), place)


def signed_in(client, place):
    """Days later the session has ended, and one signs in again."""
    client.force_login(
        Account.objects.get(pk=place[0].account_id),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    return client


def resident(number, now):
    client = Client()
    session = client.session
    session["identity"] = str(scene.resident(number, now))
    session.save()
    return client


def form(**more):
    return {
        "title": "王坑村村民代表会议", "meets_at": "2026-03-10T15:00", "place": "村部", "rows": "2",
        "m0-title": "修路", "m0-text": "修东头到小学的路。", "m0-way": "hands",
        "m1-title": "", "m1-text": "", "m1-way": "talk", **more,
    }  # fmt: skip


def call(office, body, **more):
    address = f"/gatherings/new?body={body}&kind=representatives"
    assert office.get(address).status_code == 200
    return office.post(address, form(**more))


def test_from_the_call_to_the_papers(office, place, at, now):
    _actor, body = place
    answer = call(office, body)
    assert answer.status_code == 302
    page = answer["Location"]
    at(now + timedelta(days=8, hours=6))
    office = signed_in(Client(), place)
    assert "王坑村村民代表会议" in office.get("/gatherings/").content.decode()
    assert office.post(f"{page}/open").status_code == 302
    gathering = models.Gathering.objects.get()
    entries = [str(one.pk) for one in selectors.roll_of(gathering.pk)]
    office.post(f"{page}/sign-in", {"came": "room", "entry": entries[:5]})
    motion = models.Motion.objects.get()
    assert office.post(f"/motions/{motion.pk}/open").status_code == 302
    office.post(f"/motions/{motion.pk}/count", {"yes": "4", "no": "1", "close": "1"})
    text = office.get(page).content.decode()
    assert "决议〔2026〕1号" in text
    assert "同意 4 人，要超过到会 5 人的 1/2（至少 3 人）" in text
    office.post(f"{page}/minutes", {"words": "大家同意修路。", "close": "1"})
    assert models.Gathering.objects.get().state == "held"
    for kind, head in (("docx", b"PK"), ("pdf", b"%PDF")):
        for address in (f"{page}/minutes.sheet", f"/motions/{motion.pk}/resolution"):
            paper = office.get(f"{address}?form={kind}")
            assert paper.status_code == 200
            assert paper.content.startswith(head)
    assert office.get(f"{page}/minutes.sheet?form=exe").status_code == 422


def words_of(content):
    document = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in document.paragraphs), *cells])


def test_minutes_are_masked_and_with_a_purpose_named_and_on_the_trail(office, place, at, now):
    _actor, body = place
    page = call(office, body)["Location"]
    masked = words_of(office.get(f"{page}/minutes.sheet?form=docx").content)
    assert "王甲" not in masked
    assert "王○" in masked
    seen = Reveal.objects.count()
    assert office.post(f"{page}/minutes.sheet?form=docx", {"purpose": ""}).status_code == 422
    assert Reveal.objects.count() == seen
    named = office.post(f"{page}/minutes.sheet?form=docx", {"purpose": "会议记录归档"})
    assert "王甲" in words_of(named.content)
    assert Reveal.objects.count() == seen + 6


def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(office, place):
    _actor, body = place
    for more, words in (
        ({"meets_at": "2026-03-04T08:00"}, "最早可以在 2026-03-05 09:00 开会"),
        ({"place": ""}, "修东头到小学的路。"),
        ({"m0-title": "", "m1-title": ""}, "修东头到小学的路。"),
    ):
        answer = call(office, body, **more)
        assert answer.status_code == 422
        assert words in answer.content.decode()
        assert "王坑村村民代表会议" in answer.content.decode()
    assert not models.Gathering.objects.exists()
    more = call(office, body, more="1")
    assert more.status_code == 200
    assert 'name="m2-title"' in more.content.decode()


def test_a_member_sees_the_meeting_on_the_phone_and_apologises(office, place, at, now):
    _actor, body = place
    page = call(office, body)["Location"]
    mine = page.replace("/gatherings/", "/meetings/")
    member, stranger = resident(0, now), resident(77, now)
    assert "王坑村村民代表会议" in member.get("/meetings/").content.decode()
    assert "修东头到小学的路。" in member.get(mine).content.decode()
    assert member.get(page)["Location"] == mine
    assert stranger.get(mine).status_code == 404
    assert "王坑村村民代表会议" not in stranger.get("/meetings/").content.decode()
    assert "/sign-in" in Client().get(mine)["Location"]
    member.post(f"{mine}/come", {"came": "away", "excuse": "外出务工"})
    assert "外出务工" in office.get(page).content.decode()
    assert member.post(f"{page}/call-off", {"reason": "x"}).status_code == 403


def test_a_named_vote_from_two_phones(office, place, at, now):
    _actor, body = place
    page = call(office, body, **{"m0-way": "named", "online": "on"})["Location"]
    at(now + timedelta(days=8, hours=6))
    office = signed_in(Client(), place)
    office.post(f"{page}/open")
    entries = [str(one.pk) for one in selectors.roll_of(models.Gathering.objects.get().pk)]
    office.post(f"{page}/sign-in", {"came": "room", "entry": entries[:4]})
    motion = models.Motion.objects.get()
    refused = office.get(page).content.decode()
    assert "开始表决" in refused
    office.post(f"/motions/{motion.pk}/open")
    mine = page.replace("/gatherings/", "/meetings/")
    for number in (0, 5):  # in the room, and at home
        phone = resident(number, now)
        entry = re.search(r'name="entry" value="([^"]+)"', phone.get(mine).content.decode())[1]
        sent = {"choice": "yes", "entry": entry}
        assert phone.post(f"/motions/{motion.pk}/my-vote", sent).status_code == 302
        assert phone.post(f"/motions/{motion.pk}/my-vote", sent).status_code == 409
    assert models.Ballot.objects.filter(motion=motion).count() == 2
    office.post(f"/motions/{motion.pk}/close")
    (row,) = selectors.page(SYSTEM, motion.gathering_id, now=now).motions
    assert (row.passed, row.explained.tally[0][1]) == (False, "2")


def test_a_body_is_set_up_and_enrolled_on_its_page(office, place, now):
    answer = office.post(
        "/bodies/", {"kind": "council", "area": "王坑村委会", "name": "乡贤议事会"}
    )
    if answer.status_code == 422:  # the same name stands in two towns: it is asked which
        assert "不止一处" in answer.content.decode()
    _actor, body = place
    person = {"person": "13700001234", "name": "李大山", "represents": "6", "votes": "on"}
    late = office.post(f"/bodies/{body}", {**person, "born": "2010-01-01"})
    assert late.status_code == 422
    assert "要满 18 周岁" in late.content.decode()
    assert "李大山" in late.content.decode()
    assert office.post(f"/bodies/{body}", {**person, "born": "1990-01-01"}).status_code == 302
    text = office.get(f"/bodies/{body}").content.decode()
    assert "李○○" in text
    assert "李大山" not in text
