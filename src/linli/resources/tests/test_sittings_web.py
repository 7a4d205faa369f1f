"""Pages of schools after school: what guardians read and type, what the desk marks at the door."""

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse

from linli.kernel import clock
from linli.resources import models, selectors, services
from linli.resources.terms import SitMark
from linli.resources.tests import places_scene as places
from linli.resources.tests import sittings_scene as scene

pytestmark = pytest.mark.django_db
NOW, SIX_SHARP = scene.at(17, 40), scene.at(18)
HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.fixture(autouse=True)
def afternoon(monkeypatch):
    """Monday afternoon: the term sits."""
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def areas(now):
    return scene.set_scene(now)


@pytest.fixture
def keeper(areas, now):
    return places.keeper(areas, now)


@pytest.fixture
def school(areas, keeper, now):
    return scene.school(areas, keeper, now)


@pytest.fixture
def term(school, keeper, now):
    return scene.term(school, keeper, now)


@pytest.fixture
def child(term, now):
    return scene.enrolled(term, places.resident(1, now), now).id


@pytest.fixture
def desk(client, keeper):
    client.force_login(get_user_model().objects.get(pk=keeper.account_id))
    return client


def as_resident(client, number, now):
    session = client.session
    session["identity"] = str(places.resident(number, now))
    session.save()
    return client


def typed(**more):
    return {
        "name": "王小明", "born": "2018", "school": "一小二班", "care": "花生过敏",
        "who1": "王奶奶", "relation1": "奶奶", "phone1": "13700000001", "consent": "on", **more,
    }  # fmt: skip


def text(answer):
    return answer.content.decode()


def test_anybody_reads_terms_and_free_seats_and_no_name(client, school, term, child):
    page = text(client.get(f"/spots/{school}"))
    assert reverse("sittings", args=[school]) in page
    page = text(client.get(reverse("sittings", args=[school])))
    assert "春季班" in page
    assert "还有 1 个" in page
    assert "王" not in page.replace("王奶奶", "")  # neither the child nor its guardian
    assert "小明" not in page
    assert "用手机号登录" in text(client.get(reverse("sitting-enrol", args=[term])))
    assert client.post(reverse("sitting-enrol", args=[term]), typed()).status_code == 409
    assert models.SittingChild.objects.count() == 1


def test_a_guardian_enrols_reads_and_takes_out(client, term, now):
    as_resident(client, 1, now)
    page = text(client.get(reverse("sitting-enrol", args=[term])))
    for words in ("敏感个人信息", "监护人", "撤回同意"):
        assert words in page
    answer = client.post(reverse("sitting-enrol", args=[term]), typed(), follow=True)
    assert "报上了" in text(answer)
    assert "花生过敏" in text(answer)
    row = models.SittingChild.objects.get()
    assert row.consent_at == NOW
    other = as_resident(client, 2, now)
    assert "小明" not in text(other.get("/sittings/"))
    assert other.post(reverse("sitting-leave", args=[row.pk])).status_code == 404
    as_resident(client, 1, now)
    answer = client.post(reverse("sitting-leave", args=[row.pk]), follow=True)
    assert "已经删掉" in text(answer)
    assert models.SittingChild.objects.get().words_sealed is None


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"consent": ""}, "监护人勾选同意"), ({"born": "2001"}, "6 到 9 岁"),
        ({"phone1": "12"}, "13700000009"), ({"name": HOSTILE}, "王奶奶"), ({"who1": ""}, "奶奶"),
        ({"who2": "李四"}, "李四"), ({"born": "9" * 30}, "王奶奶"),
    ],
)  # fmt: skip
def test_what_is_refused_keeps_what_was_typed(client, term, now, wrong, words):
    as_resident(client, 1, now)
    sent = typed(who3="王大明", relation3="爸爸", phone3="13700000009", **wrong)
    answer = client.post(reverse("sitting-enrol", args=[term]), sent)
    page = text(answer)
    assert answer.status_code in (409, 422)
    for kept in (words, "一小二班", "花生过敏", "王大明"):
        assert kept in page
    assert HOSTILE not in page
    assert not models.SittingChild.objects.exists()


def test_not_today_from_the_phone_until_the_start(client, child, now, monkeypatch):
    as_resident(client, 1, now)
    address = reverse("sitting-today", args=[child])
    assert client.post(address, {"comes": "no"}).status_code == 409  # it has begun
    monkeypatch.setattr(clock, "now", lambda: scene.at(16))
    assert "今天不来" in text(client.get("/sittings/"))
    assert "今天还是来" in text(client.post(address, {"comes": "no"}, follow=True))
    assert "记下了，今天来。" in text(client.post(address, {"comes": "yes"}, follow=True))
    assert not models.SittingMark.objects.exists()


def new_term(**more):
    return {
        "name": "秋季班", "since": "2026-09-01", "until": "2026-12-31", "weekdays": ["0", "2"],
        "opens": "16:30", "closes": "18:00", "seats": "12", "youngest": "6", "oldest": "12",
        "contact": "李老师", **more,
    }  # fmt: skip


def test_the_desk_opens_and_closes_terms(desk, school, keeper):
    address = reverse("sittings-desk", args=[school])
    assert "现在没有班次" in text(desk.get(address))
    answer = desk.post(address, new_term(closes="16:00", contact="李老师的办公室"))
    assert answer.status_code == 422
    assert "李老师的办公室" in text(answer)
    answer = desk.post(address, new_term(), follow=True)
    assert "秋季班" in text(answer)
    row = models.SittingTerm.objects.get()
    assert (row.weekdays, row.opens, row.closes) == ([0, 2], 990, 1080)
    assert "炉" not in text(desk.get(reverse("sitting-desks")))
    assert "秋季班" in text(desk.get(reverse("sitting-desks")))
    answer = desk.post(reverse("sitting-close", args=[row.pk]), follow=True)
    assert "这个班次已经停了" in text(answer)


def test_the_list_at_the_door(desk, term, child, keeper, monkeypatch):
    assert "王○○" in text(desk.get(reverse("sitting-term", args=[term])))
    page = text(desk.get(reverse("sitting-day", args=[term])))
    assert "王小明" in page
    assert "花生过敏" in page
    mark = reverse("sitting-mark", args=[child])
    assert "有人来接" in text(desk.post(mark, {"state": "came"}, follow=True))
    hand = reverse("sitting-hand", args=[child])
    assert "王奶奶 · 奶奶" in text(desk.get(hand))
    sent = {"name": "张叔叔", "reason": "他说认识"}
    answer = desk.post(hand, sent)
    assert answer.status_code == 409
    assert "不在可以接的名单上" in text(answer)
    assert "张叔叔" in text(answer)
    assert "他说认识" in text(answer)
    assert desk.post(hand, {"collector": "7"}).status_code == 409
    assert desk.post(hand, {"collector": "x" * 9}).status_code == 409
    monkeypatch.setattr(clock, "now", lambda: SIX_SHARP)
    page = text(desk.get(reverse("sitting-day", args=[term])))
    assert "还有 1 个孩子没有人接" in page
    page = text(desk.post(hand, {"collector": "0"}, follow=True))
    assert "接走：王奶奶（奶奶）" in page
    assert "没有人接" not in page
    assert "有人来接" in text(desk.post(mark, {"back": "1"}, follow=True))
    sent["called"] = "on"
    assert "打过电话" in text(desk.post(hand, sent, follow=True))
    past = text(desk.get(reverse("sitting-day", args=[term]), {"day": "2026-03-01"}))
    assert "这一天不开班" in past
    assert "王小明" not in past


def test_outsiders_and_residents_do_not_read_the_list(client, areas, term, child, now):
    addresses = [
        reverse("sitting-term", args=[term]), reverse("sitting-day", args=[term]),
        reverse("sitting-hand", args=[child]),
    ]  # fmt: skip
    as_resident(client, 1, now)
    assert {client.get(one).status_code for one in addresses} == {302}
    far = places.keeper(areas, now, code="100002")
    client.force_login(get_user_model().objects.get(pk=far.account_id))
    assert {client.get(one).status_code for one in addresses} == {404}
    assert client.post(reverse("sitting-mark", args=[child])).status_code == 404
    sent = {"purpose": "看看是谁家的"}
    assert client.post(reverse("sitting-reveal", args=[child]), sent).status_code == 404


def test_a_guardian_reads_who_collected(client, child, keeper, now):
    services.mark_child(child_id=child, state=SitMark.CAME, actor=keeper, now=scene.at(16, 20))
    services.hand_over(child_id=child, collector=1, actor=keeper, now=scene.at(16, 50))
    page = text(as_resident(client, 1, now).get("/sittings/"))
    assert "16:50 接走：王大明（爸爸）" in page
    assert selectors.my_children(places.resident(2, now), now=now) == ()


def test_what_a_guardian_types_is_never_markup(desk, term, keeper, now):
    hostile = scene.Collector("王奶奶", HOSTILE[:20], "13700000001")
    scene.enrolled(
        term, places.resident(1, now), now, care=HOSTILE, school="\u202e一小", collectors=(hostile,)
    )
    row = models.SittingChild.objects.get()
    for name, key in (("sitting-day", term), ("sitting-hand", row.pk)):
        page = text(desk.get(reverse(name, args=[key])))
        assert "<img src=x" not in page
        assert "&lt;img src=x" in page
    assert selectors.sat_child(keeper, row.pk, now=now)[1].words.school == "一小"
