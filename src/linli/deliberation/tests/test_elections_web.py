"""Pages of elections and disclosures, over HTTP: a whole 换届 by forms, doorways, what anybody
reads."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest

from linli.deliberation import selectors
from linli.deliberation.models import Disclosure, Election, PollLine
from linli.deliberation.tests import scene
from linli.deliberation.tests.elections import FULL, STAND, Race
from linli.deliberation.tests.test_owing_web import browser, text_of
from linli.kernel import clock
from linli.organisations.tests.factories import appointed, person
from linli.people.models import Account
from linli.publicity import services as publishing

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def time(now, monkeypatch):
    """Set the clock of the pages."""

    def at(moment):
        monkeypatch.setattr(clock, "now", lambda: moment)

    at(now)
    return at


@pytest.fixture
def areas(db, now, time):
    return scene.set_scene(now)


@pytest.fixture
def village(areas, now):
    return scene.secretary(areas, now)


@pytest.fixture
def desk(village):
    return browser(village.account_id)


@pytest.fixture
def office(areas, now):
    account = person("organiser", "组织部", now)
    appointed("县委组织部", account, now, area_id=areas[""].id)
    return browser(account)


@pytest.fixture
def stranger(areas, now):
    return browser(person("stranger", "外人", now))


def test_a_whole_election_by_forms(desk, office, areas, now, time, village):
    sent = {"kind": "village_committee", "area": areas[""].name, "target": "2026-06-30"}
    wrong = office.post("/elections/", {**sent, "area": "没有的地方"})
    assert wrong.status_code == 422
    assert office.post("/elections/", {**sent, "target": "2020-01-01"}).status_code == 422
    made = office.post("/elections/", sent)
    assert made.status_code == 302
    table = text_of(office.get(made.url))
    assert "王坑村" in table
    row = Election.objects.get(area_id=areas[scene.VILLAGE].id)
    url = f"/elections/{row.pk}"

    assert "公布名单" in text_of(desk.get(url))
    bad = desk.post(f"{url}/roll", {"roll-count": "5", "roll-households": "1号三人"})
    assert bad.status_code == 422
    assert "读不懂" in text_of(bad)
    bad = desk.post(f"{url}/roll", {"roll-count": "5", "roll-households": "1号 3"})
    assert "合计要一致" in text_of(bad)
    desk.post(f"{url}/roll", {"roll-count": "150"})
    desk.post(f"{url}/roll/correct", {"correct-change": "-1", "correct-reason": "一人迁出"})
    assert "一人迁出" in text_of(desk.get(url))

    for number, (name, (position, tags)) in enumerate(STAND.items()):
        given = {
            "candidate-person": f"139{number:08d}", "candidate-name": f"{name}大山",
            "candidate-positions": [position], "candidate-tags": list(tags),
        }  # fmt: skip
        assert desk.post(f"{url}/candidates", given).status_code == 302
    twice = {**given, "candidate-tags": []}
    assert "已经在候选人名单上" in text_of(desk.post(f"{url}/candidates", twice))
    for one in selectors.election_page(village, row.pk, now=now).candidates:
        accept = f"{url}/candidates/{one.id}/accept"
        plain = next(iter(STAND)) != one.name[0]
        name = next(f"{each}大山" for each in STAND if each == one.name[0])
        sent = {"accept-consent": "on", "accept-name": name} if plain else {}
        assert desk.post(accept, sent).status_code == 302
    desk.post(f"{url}/settle")
    early = desk.post(f"{url}/poll")
    assert early.status_code == 409
    assert "最早" in text_of(early)

    time(now + 20 * DAY)
    desk = browser(village.account_id)
    assert desk.post(f"{url}/poll").status_code == 302
    votes = {
        f"count-votes-{line.position}-{line.candidate_id}": FULL[line.candidate.name[:1] or "赵"]
        for line in PollLine.objects.select_related("candidate")
    }
    ballots = {
        "count-handed_out": 110, "count-taken_back": 100, "count-valid": 98, "count-invalid": 1,
    }  # fmt: skip
    bad = desk.post(f"{url}/count", {**ballots, **votes})
    assert bad.status_code == 422
    assert "有效加无效要等于收回" in text_of(bad)
    desk.post(f"{url}/count", {**ballots, **votes, "count-invalid": 2})
    page = text_of(desk.get(url))
    assert "一次选举成功" in page
    assert "第十五条" in page
    public = text_of(browser().get(f"/public/elections/{row.pk}"))
    assert "赵○○" in public
    assert "孙大山" in public
    assert "139" not in public
    listed = browser().get(f"/public/elections/at/{row.area_id}").content.decode()
    assert f"/public/elections/{row.pk}" in listed

    report = desk.get(f"{url}/report.sheet", {"form": "docx"})
    words = ZipFile(BytesIO(report.content)).read("word/document.xml").decode()
    assert "选举结果报告单" in words
    assert "孙大山" in words
    assert desk.get(f"{url}/report.sheet", {"form": "exe"}).status_code == 422

    assert desk.post(f"{url}/complete").status_code == 409
    desk.post(f"{url}/result")
    later = now + 25 * DAY
    organiser = Account.objects.get(username="organiser")
    publishing.end_due(later)
    time(later)
    desk, office = browser(village.account_id), browser(organiser.pk)
    assert desk.post(f"{url}/complete").status_code == 302
    assert "新一届的名册" in text_of(desk.get(url))
    shown = text_of(office.get(made.url, {"show": "completed"}))
    assert "王坑村" in shown
    assert "1 / 1" in shown
    for show in ("late", "first_time", "shouldered", "preparing", "nonsense", "'"):
        assert office.get(made.url, {"show": show}).status_code == 200


def test_every_doorway_asks(desk, stranger, areas, village, now):
    race = Race(areas, village, now)
    race.roll()
    race.stand("赵", "director")
    url, one = f"/elections/{race.id}", race.keys["赵"]
    other = browser(scene.secretary(areas, now, "100001").account_id)
    for path in (url, f"{url}/report.sheet?form=pdf"):
        assert browser().get(path).status_code in (302, 404)
        assert stranger.get(path).status_code == 404
        assert other.get(path).status_code == 404
    acts = [
        "roll", "roll/correct", "candidates", "settle", "poll", "count", "vacant", "result",
        "complete", f"candidates/{one}/accept", f"candidates/{one}/step-back",
        f"candidates/{one}/appoint",
    ]  # fmt: skip
    for act in acts:
        for who in (browser(), stranger, other):
            assert who.post(f"{url}/{act}").status_code in (302, 403, 404), act
        assert desk.get(f"{url}/{act}").status_code == 405
    assert Election.objects.get(pk=race.id).state == "roll"
    assert desk.post("/elections/", {"kind": "village_committee", "area": areas[""].name,
                                     "target": "2026-06-30"}).status_code == 403  # fmt: skip
    assert stranger.get("/elections/").status_code == 403


def test_a_form_that_is_not_asked_for_now(desk, areas, village, now):
    race = Race(areas, village, now)
    assert desk.post(f"/elections/{race.id}/count").status_code == 409
    assert desk.post(f"/elections/{race.id}/vacant", {"vacant-reason": "无"}).status_code == 409
    assert browser().get(f"/public/elections/{race.id}").status_code == 404


def test_pages_cost_the_same_however_many_villages(
    office, areas, village, now, django_assert_max_num_queries
):
    race = Race(areas, village, now)
    office.get("/elections/")
    with django_assert_max_num_queries(16):
        office.get("/elections/")
    with django_assert_max_num_queries(16):
        office.get(f"/elections/renewals/{race.renewal}")


# --- disclosures ----------------------------------------------------------------------------------


def test_showing_excusing_and_counting(desk, office, areas, now, village):
    place = areas[scene.VILLAGE]
    url = f"/disclosures/{place.id}"
    assert "逾期" in text_of(desk.get(url))
    one = f"{url}/finance/2026-02"
    assert desk.get(one).status_code == 200
    assert desk.post(one, {"do": "show", "show-title": "", "show-words": ""}).status_code == 422
    sent = {"do": "show", "show-title": "2月财务", "show-words": "收入一千元。"}
    assert desk.post(one, sent).status_code == 302
    row = Disclosure.objects.get()
    assert f"/public/periods/{row.period_id}" in desk.get(url).content.decode()
    assert "已经公开" in text_of(desk.post(one, sent))
    assert (
        desk.post(
            f"{url}/finance/2026-01", {"do": "excuse", "excuse-reason": "正在审计"}
        ).status_code
        == 302
    )
    public = text_of(browser().get(f"/public/disclosures/{place.id}"))
    assert "正在审计" in public
    period = publishing.open_period(
        title="账目", words="收入。", area_id=place.id, length="5 天", basis="章程", actor=village,
        now=now,
    )  # fmt: skip
    march = f"{url}/finance/2026-03"
    for text in ("乱写", f"https://x/public/periods/{row.pk}"):
        assert desk.post(march, {"do": "other", "other-period": text}).status_code == 422
    link = f"https://x/public/periods/{period.id}"
    assert desk.post(march, {"do": "other", "other-period": link}).status_code == 302
    table = text_of(office.get("/disclosures/", {"year": "2026"}))
    assert "王坑村" in table
    assert "2 / 3" in table
    for strange in ({"year": "x"}, {"year": "9999"}, {"late": "1"}):
        assert office.get("/disclosures/", strange).status_code == 200


def test_disclosure_doorways(stranger, areas, now):
    place = areas[scene.VILLAGE]
    url = f"/disclosures/{place.id}"
    other = browser(scene.secretary(areas, now, "100001").account_id)
    for who in (stranger, other):
        assert who.get(url).status_code == 404
        assert who.get(f"{url}/finance/2026-02").status_code == 403
        assert who.post(f"{url}/finance/2026-02", {"do": "excuse"}).status_code == 403
    assert stranger.get("/disclosures/").status_code == 403
    assert browser().get("/disclosures/").status_code == 302
    assert not Disclosure.objects.exists()
    assert re.search("2026", text_of(browser().get(f"/public/disclosures/{place.id}")))
