"""The office's pages: decide, rule, look up, take back, sums, the auditor's proof."""

import pytest
from django.contrib.auth import get_user_model

from linli.kernel import clock
from linli.kernel.actor import SYSTEM
from linli.kernel.models import TrailLine
from linli.kernel.versions import unit_of_work
from linli.points import measures, selectors
from linli.points.models import Intent, LedgerAccount
from linli.points.tests import scene
from linli.points.tests.scene import colleague, earn, someone, someone_id, use
from linli.points.tests.test_claiming import ask
from linli.points.tests.test_correcting import appeal, given, take
from linli.territory import selectors as territory

pytestmark = pytest.mark.django_db
PAGES = ("", "/appeals", "/find", "/catalogue", "/totals", "/totals.xlsx")


@pytest.fixture
def areas():
    return scene.set_scene(clock.now())


def sign_in(client, actor):
    client.force_login(get_user_model().objects.get(pk=actor.account_id))


def decide(client, *entries, act="yes", reason=""):
    data = {"claim": [str(one.id) for one in entries], "act": act, "reason": reason}
    return client.post("/points/desk/decide", data)


def state(entry):
    return Intent.objects.get(pk=entry.id).state


@pytest.mark.parametrize("page", PAGES)
def test_the_desk_is_for_those_who_see_points(client, areas, page):
    now, address = clock.now(), f"/points/desk{page}"
    assert client.get(address).status_code == 302
    sign_in(client, colleague("auditor", areas, now, at="", duty="审计管理员"))
    assert client.get(address).status_code == 403
    sign_in(client, colleague("clerk", areas, now))
    assert client.get(address).status_code == 200


def test_claims_are_decided_one_by_one_and_in_bulk(client, areas):
    now = clock.now()
    clerk = colleague("clerk", areas, now, phone="13900000007")
    first, second, third = (ask(someone_id(n, now), areas, now) for n in (1, 2, 3))
    own = ask(someone_id(7, now), areas, now, title="自己的事")
    sign_in(client, clerk)
    page = client.get("/points/desk").text
    assert areas["100001"].short_name in page
    assert "自己的，要由别人核实" in page
    assert f'value="{own.id}"' not in page
    assert decide(client).status_code == 422
    assert decide(client, first, act="maybe").status_code == 422
    assert decide(client, first, act="no").status_code == 422, "no reason"
    assert decide(client, first, act="no", reason="查无此事").status_code == 302
    mixed = decide(client, second, own, third)
    assert mixed.status_code == 409
    assert "1 条没有处理：自己的账要由别人核实" in mixed.text
    assert [state(one) for one in (first, second, third, own)] == [
        "refused", "posted", "posted", "asked",
    ]  # fmt: skip


def test_claims_elsewhere_are_refused(client, areas):
    now = clock.now()
    entry = ask(someone_id(1, now), areas, now)
    sign_in(client, colleague("away", areas, now, at="100200", duty="村"))
    assert "帮邻居搬米" not in client.get("/points/desk").text
    assert decide(client, entry).status_code == 403
    assert state(entry) == "asked"


def test_appeals_are_ruled_on_by_another(client, areas):
    now = clock.now()
    clerk, judge = colleague("clerk", areas, now), colleague("judge", areas, now)
    made = appeal(take(given(areas, now), clerk, now), now, words="邻居可以作证")
    sign_in(client, clerk)
    page = client.get("/points/desk/appeals").text
    assert "要由另一个人复核" in page
    address = f"/points/desk/appeals/{made}"
    assert address not in page
    assert client.post(address, {"upheld": "yes", "reason": "属实"}).status_code == 409
    sign_in(client, judge)
    assert "邻居可以作证" in client.get("/points/desk/appeals").text
    assert client.post(address, {"upheld": "yes", "reason": ""}).status_code == 422
    assert client.post(address, {"upheld": "yes", "reason": "属实"}).status_code == 302
    assert selectors.balance("points", someone(1, now)).amount == 10
    sign_in(client, colleague("away", areas, now, at="100200", duty="村"))
    assert client.post(address, {"upheld": "no", "reason": "x"}).status_code == 403


def test_a_person_is_found_by_phone_with_a_purpose(client, areas):
    now = clock.now()
    here, away = given(areas, now), given(areas, now, area="100200", amount=7)
    sign_in(client, colleague("clerk", areas, now))
    form = {"phone": "13900000001", "purpose": "核对有人反映的记录"}
    for wrong in ({"purpose": "查"}, {"phone": "13900000099"}, {"phone": "1"}):
        assert client.post("/points/desk/find", form | wrong).status_code == 422
    assert not TrailLine.objects.filter(name="people.revealed").exists()
    found = client.post("/points/desk/find", form)
    assert TrailLine.objects.filter(name="people.revealed").count() == 1
    page = client.get(found["Location"]).text
    assert "王○" in page
    assert "13900000001" not in page
    assert str(here.id) in page
    assert str(away.id) not in page, "another village's"


def test_nobody_is_found_without_the_right_to_look_people_up(client, areas):
    now = clock.now()
    given(areas, now)
    sign_in(client, colleague("town", areas, now, at="100", duty="乡镇"))
    form = {"phone": "13900000001", "purpose": "核对有人反映的记录"}
    assert client.post("/points/desk/find", form).status_code == 403


def test_taking_back_from_the_desk(client, areas):
    now = clock.now()
    entry, away = given(areas, now), given(areas, now, area="100200")
    person = someone_id(1, now)
    sign_in(client, colleague("clerk", areas, now))
    address = f"/points/desk/people/{person}/{entry.id}"
    assert "线索" in client.get(address).text
    assert client.post(address, {"reason": ""}).status_code == 422
    assert client.post(address, {"reason": "重复记了"}).status_code == 302
    assert "已扣回" in client.get(f"/points/desk/people/{person}").text
    assert client.post(address, {"reason": "再来"}).status_code == 409
    assert client.get(f"/points/desk/people/{person}/{away.id}").status_code == 404
    assert client.get(f"/points/desk/people/{scene.new_id()}").status_code == 404
    sign_in(client, colleague("supervisor", areas, now, at="", duty="督查"))
    assert client.get(f"/points/desk/people/{person}").status_code == 200
    assert client.get(address).status_code == 403


def test_sums_are_those_of_the_postings(client, areas):
    now = clock.now()
    clerk = colleague("clerk", areas, now)
    earn(someone(1, now), 30, now)
    earn(someone(2, now), 20, now)
    use(someone(1, now), 4, now)
    take(given(areas, now), clerk, now)
    (month,) = (one for one in selectors.totals(now.year) if one.scheme.key == "points")
    assert (month.given, month.used, month.taken, month.expired) == (60, 4, 10, 0)
    points = next(one for one in selectors.standing() if one.scheme.key == "points")
    assert (points.amount, points.held, points.accounts) == (46, 0, 2)
    sign_in(client, clerk)
    page = client.get("/points/desk/totals").text
    assert "60 分" in page
    assert "46 分" in page
    assert "还没有记过" in client.get("/points/desk/totals", {"year": now.year - 1}).text


def test_sums_take_one_statement_however_many(areas, django_assert_num_queries):
    now = clock.now()
    for number in range(1, 9):
        earn(someone(number, now), 10, now)
    with unit_of_work():
        selectors.totals(now.year)  # what is cached, is
        for sums in (lambda: selectors.totals(now.year), selectors.standing):
            with django_assert_num_queries(1):
                sums()


def test_measures_count_what_was_earned_there(areas):
    now = clock.now()
    begin, end = now.replace(year=now.year - 1), now.replace(year=now.year + 1)
    clerk = colleague("clerk", areas, now)
    given(areas, now)
    given(areas, now, to=2)
    take(given(areas, now, to=3), clerk, now)
    given(areas, now, area="100200", to=4)
    earn(someone(1, now), 60, now, scheme="hours")
    use(someone(1, now), 4, now)
    here, county = areas["100001"].path, territory.root().path
    assert selectors.points_given(here, begin, end) == (20, 3)
    assert selectors.points_given(county, begin, end) == (30, 4)
    assert selectors.points_given(county, begin, begin) == (0, 0)
    assert selectors.points_used(county, begin, end) == (4, 1)
    assert selectors.people_with_points(here, begin, end) == (3, 4)
    assert measures.registry.measures.get("points.given") is selectors.points_given


def test_the_auditor_proves_the_ledger(client, areas):
    now = clock.now()
    earn(someone(1, now), 30, now)
    sign_in(client, colleague("clerk", areas, now))
    assert client.get("/points/desk/proof").status_code == 403
    assert client.post("/points/desk/proof").status_code == 403
    sign_in(client, colleague("auditor", areas, now, at="", duty="审计管理员"))
    assert "账本相符" not in client.get("/points/desk/proof").text
    page = client.post("/points/desk/proof").text
    assert "账本相符" in page
    assert f"{selectors.proof().digest:064x}" in page
    line = TrailLine.objects.get(name="points.verified")
    assert line.data == {"postings": 1, "accounts": 3, "faults": 0}
    LedgerAccount.objects.filter(identity__isnull=False).update(balance=31)
    page = client.post("/points/desk/proof").text
    assert "账户余额不等于逐笔相加" in page
    assert "全部账户加起来不是零" in page


def test_every_check_has_words():
    import re
    from pathlib import Path

    from linli.points.rules import proof
    from linli.points.web.figures import CHECKS

    with Path(proof.__file__).open(encoding="utf-8") as rules:
        named = set(re.findall(r'Fault\("(\w+)"', rules.read()))
    assert len(named) > 8
    assert named | {"intent", "trail"} == set(CHECKS)


def test_spending_more_than_a_pages_worth_of_lines_turns_the_page(client, areas):
    now = clock.now()
    for _each in range(51):
        given(areas, now, amount=1)
    lines, more = selectors.lines_of_person(SYSTEM, someone_id(1, now))
    assert (len(lines), more) == (50, True)
    lines, more = selectors.lines_of_person(SYSTEM, someone_id(1, now), page=2)
    assert (len(lines), more) == (1, False)
