"""What residents and staff see of a matter, over HTTP, with the shipped method in force."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from linli.kernel import clock
from linli.kernel.actor import ANONYMOUS, SYSTEM
from linli.kernel.stories import World
from linli.matters import selectors, services
from linli.matters.stories import doing, scene
from linli.matters.terms import Contact, Intake, Place
from linli.methods import selectors as method_reads
from linli.methods import services as methods
from linli.people import services as people
from linli.people.models import Account

METHOD = Path(__file__).resolve().parents[4] / "methods" / "taining"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def world(db, now, monkeypatch):
    """A grid, its worker, its community, a verifier; the clock stands at `now`."""
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(minutes=5))
    methods.load(folder=method_reads.read_folder(METHOD), actor=SYSTEM, now=now)
    made = World(now=now)
    scene.estate(made, parent="炉峰社区", name="青云小区")
    scene.grid(made, parent="青云小区", name="青云1格")
    hire(made, "王网格", "青云1格", "网格员")
    hire(made, "李社区", "炉峰社区", "社区")
    hire(made, "吴核查", "炉峰社区", "核查员")
    return made


def hire(world: World, who: str, place: str, duty: str) -> None:
    """Somebody with an account who need not change a password first."""
    world.things[f"account:{who}"] = people.open_account(
        username=f"web{len(world.things)}",
        name=who,
        must_change=False,
        actor=SYSTEM,
        now=world.now,
    )
    scene.holds(world, who=who, place=place, duty=duty)


def browser(world: World, who: str) -> Client:
    client = Client()
    account = Account.objects.get(pk=world.things[f"account:{who}"])
    client.force_login(account, backend=BACKEND)
    return client


def report(world: World, words: str = "消防通道停满了车", category: str = "fire_lane", n: int = 0):
    return services.open_matter(
        intake=Intake(
            kind="report",
            words=words,
            place=Place(area_id=scene.area_named("青云1格").id),
            category=category,
            contact=Contact(phone="13800000012", name="张三"),
            client_key=f"web-{n}",
        ),
        actor=ANONYMOUS,
        now=world.now,
    )


def test_the_last_step_of_a_report_warns_sums_up_and_suggests(world):
    answer = Client().post(
        reverse("report-check"),
        {"words": "电瓶冒烟着火了，消防通道被堵", "place_words": "3号楼门口"},
    )
    page = answer.content.decode()
    assert "tel:119" in page
    assert "3号楼门口" in page
    assert 'value="fire_lane"' in page


def test_a_report_without_place_comes_back_with_what_was_typed(world):
    answer = Client().post(reverse("report"), {"words": "路灯不亮很久了", "phone": "13800000012"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "路灯不亮很久了" in page
    assert 'data-start="place"' in page


def test_after_sending_the_page_says_what_comes_next(world):
    answer = Client().post(
        reverse("report"),
        {"words": "消防通道停满了车", "area": str(scene.area_named("青云1格").id)},
    )
    page = Client().get(answer["Location"]).content.decode()
    assert "接下来" in page
    assert "网格员会联系您" in page
    assert "qr.svg" in page


def test_a_matter_of_which_one_asks_shows_the_question_once(world):
    world.things["事"] = opened = report(world)
    page = Client().get(reverse("track", args=[opened.code])).content.decode()
    assert 'id="question"' not in page
    world.table = ({"填写": "做了什么", "内容": "劝走了"},)
    doing.complete(world, who="王网格", title="事", step="签收核实", outcome="就地解决")
    tracked = selectors.by_code(opened.code, now=world.now)
    page = Client().get(reverse("track", args=[opened.code])).content.decode()
    assert ('id="question"' in page) == (tracked.question is not None)


def test_the_page_of_a_matter_shows_clocks_holders_and_forms(world):
    opened = report(world)
    page = browser(world, "王网格").get(reverse("matter", args=[opened.matter_id])).content.decode()
    assert "工作时" in page  # what is left, in the county's own units
    assert "王网格" in page
    assert "确认：就地解决" in page
    assert "登记：签收" in page
    assert "张○" in page


def test_who_may_not_act_sees_no_buttons(world):
    opened = report(world)
    page = browser(world, "吴核查").get(reverse("matter", args=[opened.matter_id])).content.decode()
    assert "确认：" not in page


def test_the_fragment_beside_a_list_goes_back_to_the_list(world):
    opened = report(world)
    answer = browser(world, "王网格").get(
        reverse("matter", args=[opened.matter_id]),
        {"beside": "1", "next": "/work?due=late"},
        headers={"HX-Request": "true"},
    )
    page = answer.content.decode()
    assert "<html" not in page
    assert 'name="next" value="/work?due=late"' in page


def test_an_address_elsewhere_is_not_kept(world):
    opened = report(world)
    page = browser(world, "王网格").get(
        reverse("matter", args=[opened.matter_id]), {"next": "https://example.org/"}
    )
    assert 'name="next" value="https://example.org/"' not in page.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_statements_of_a_matters_page(world, count, django_assert_max_num_queries):
    for n in range(count):
        opened = report(world, n=n)
    client = browser(world, "王网格")
    address = reverse("matter", args=[opened.matter_id])
    client.get(address)
    with django_assert_max_num_queries(34):
        client.get(address)


def test_the_board_offers_categories_with_reasons_and_takes_one(world):
    opened = report(world, words="下水道堵了，污水漫到路上", category="")
    client = browser(world, "李社区")
    page = client.get(reverse("triage")).content.decode()
    assert "污水漫到路上" in page
    assert "写了“" in page
    answer = client.post(
        reverse("matter-correct", args=[opened.matter_id]),
        {"category": "fire_lane", "back": "triage"},
    )
    assert answer["Location"] == reverse("triage")
    line = selectors.matter_list(
        scene.actor_named(world, "李社区"), selectors.MatterQuery(category="fire_lane")
    ).lines[0]
    assert line.matter_id == opened.matter_id
    page = client.get(reverse("matter", args=[opened.matter_id])).content.decode()
    assert "建议过什么，后来怎么定的" in page
    assert "改为：" in page


def test_the_board_closes_what_is_no_matter(world):
    opened = report(world, words="测试", category="")
    reason = next(iter(selectors.catalogue().reasons))
    answer = browser(world, "李社区").post(
        reverse("matter-annul", args=[opened.matter_id]), {"reason": reason, "back": "triage"}
    )
    assert answer["Location"] == reverse("triage")
    assert selectors.state_of(opened.matter_id)[0] == "annulled"


def test_the_list_filters_by_place_and_day(world):
    report(world)
    client = browser(world, "李社区")
    path = scene.area_named("青云1格").path
    assert "消防通道" in client.get(reverse("matters"), {"area": path}).content.decode()
    later = client.get(reverse("matters"), {"since": "2026-03-03"}).content.decode()
    assert "没有这样的事项" in later
    assert client.get(reverse("matters"), {"since": "nonsense"}).status_code == 200


def test_the_order_names_number_unit_and_every_limit(world):
    opened = report(world)
    page = browser(world, "李社区").get(reverse("matter-order", args=[opened.matter_id]))
    words = page.content.decode()
    assert opened.number in words
    assert "签收人" in words
    assert "联系报事人" in words


def test_a_number_known_here_shows_its_earlier_reports(world):
    report(world)
    client = browser(world, "李社区")
    page = client.post(reverse("matter-earlier"), {"phone": "13800000012"}).content.decode()
    assert "以前报过 1 件" in page
    assert "没有报过" in client.post(reverse("matter-earlier"), {"phone": "1"}).content.decode()
