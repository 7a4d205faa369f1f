"""The shell of every page: who, where, which language; and what it must never show."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.utils import translation

from linli.kernel import parts
from linli.kernel.actor import ANONYMOUS, Actor, Grant
from linli.kernel.registry import NavigationEntry, Registry
from linli.ui import context


@pytest.fixture
def entries(monkeypatch):
    """Three places of our own instead of whatever the contexts have registered."""
    places: Registry[NavigationEntry] = Registry("navigation entry")
    places.add("a.second", NavigationEntry("二", "ui-online", ("ui.see",), order=20))
    places.add("b.first", NavigationEntry("一", "ui-language", (), order=10))
    places.add("c.hidden", NavigationEntry("三", "ui-large-type", ("ui.never",), order=30))
    places.add("d.also", NavigationEntry("四", "ui-styleguide", (), 15, "work", "home"))
    nobody = NavigationEntry("五", "ui-large-type", holds=lambda actor: actor.name == "王○○")
    places.add("e.not_held", nobody)
    monkeypatch.setattr(context, "navigation", places)


def shell_for(rf, path="/", actor=None, **cookies):
    request = rf.get(path)
    request.COOKIES.update(cookies)
    if actor is not None:
        request.actor = actor
    return context.shell(request)


def staff(*verbs):
    return Actor(kind="staff", name="陈○○", grants=(Grant("d", frozenset(verbs), area_path="35."),))


def test_navigation_shows_what_the_actor_may_see_in_order(rf, entries):
    found = shell_for(rf, "/online", staff("ui.see"))["shell"].navigation
    places = [(place.label, place.current) for place in found]
    assert places == [("一", False), ("四", False), ("二", True)]


def test_places_stand_in_groups_and_a_place_alone_stands_for_its_group(rf, entries):
    shell = shell_for(rf, "/online", staff("ui.see"))["shell"]
    with translation.override("zh-hans"):
        found = [(one.label, one.url, one.current, len(one.places)) for one in shell.groups]
    assert found == [("管理", "/language", True, 2), ("四", "/styleguide", False, 1)]
    assert shell.within is shell.groups[0]
    assert shell_for(rf, "/styleguide", staff())["shell"].within is None


def test_the_bar_of_a_phone_has_at_most_five(rf, entries):
    for number in range(6):
        entry = NavigationEntry(str(number), "ui-online", (), 40 + number)
        context.navigation.add(f"f.{number}", entry)
    shell = shell_for(rf, actor=staff("ui.see"))["shell"]
    assert [place.label for place in shell.at_hand] == ["一", "四", "二", "0"]
    assert shell_for(rf, actor=ANONYMOUS)["shell"].at_hand == ()


def test_a_place_can_ask_who_it_is_for(rf, entries):
    actor = Actor(kind="staff", name="王○○")
    assert "五" in [place.label for place in shell_for(rf, actor=actor)["shell"].navigation]


def test_residents_have_no_office_navigation(rf, entries):
    assert shell_for(rf, actor=ANONYMOUS)["shell"].navigation == ()


def test_a_request_without_actor_is_anonymous(rf):
    assert shell_for(rf)["actor"] is ANONYMOUS


def test_large_type_is_a_cookie(rf):
    assert shell_for(rf, linli_large="1")["shell"].large_type
    assert not shell_for(rf)["shell"].large_type


def test_the_switch_offers_the_other_language(rf):
    with translation.override("en"):
        shell = shell_for(rf)["shell"]
        assert shell.other_language == ("zh-hans", "中文")
        assert shell.language_tag == "en"
    with translation.override("zh-hans"):
        assert shell_for(rf)["shell"].language_tag == "zh-CN"


@pytest.mark.django_db
def test_the_county_names_itself(rf, now):
    with translation.override("zh-hans"):
        assert shell_for(rf)["shell"].name == "邻里"
        parts.publish("method", "r1", {"county": {"zh": "示范县", "en": "Model County"}}, now)
        assert shell_for(rf)["shell"].name == "邻里 · 示范县"
    with translation.override("en"):
        assert shell_for(rf)["shell"].county == "Model County"


@pytest.mark.django_db
class TestPages:
    @pytest.mark.parametrize("face", ["phone", "report", "office", "wall", "print", "refused"])
    @pytest.mark.parametrize("language", ["zh-hans", "en"])
    def test_every_face_of_the_guide_is_drawn(self, client, face, language):
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        answer = client.get(f"/styleguide/{face}")
        assert answer.status_code == 200
        page = answer.content.decode()
        assert "ui/built/site.css" in page
        assert " style=" not in page
        assert " onclick=" not in page
        assert "<script>" not in page

    def test_large_type_is_kept_and_taken_back(self, client):
        answer = client.post("/large-type", {"on": "1", "next": "/styleguide/phone"})
        assert answer.headers["Location"] == "/styleguide/phone"
        assert "phone large-type" in client.get("/styleguide/phone").content.decode()
        client.post("/large-type", {"next": "/styleguide/phone"})
        assert "phone large-type" not in client.get("/styleguide/phone").content.decode()

    def test_large_type_never_leads_elsewhere(self, client):
        answer = client.post("/large-type", {"on": "1", "next": "https://example.org/"})
        assert answer.headers["Location"] == "/"

    def test_large_type_changes_by_post_only(self, client):
        assert client.get("/large-type").status_code == 405

    def test_language_is_kept(self, client):
        client.post("/language", {"language": "en", "next": "/styleguide/phone"})
        assert 'lang="en"' in client.get("/styleguide/phone").content.decode()

    def test_online_answers_shortly(self, client):
        answer = client.get("/online")
        assert answer.status_code == 204
        assert "no-store" in answer.headers["Cache-Control"]

    def test_an_unknown_address_is_our_page(self, client):
        answer = client.get("/no-such-page")
        assert answer.status_code == 404
        assert "没有找到这一页" in answer.content.decode()


def test_the_page_for_our_own_mistakes_stands_alone():
    from django.template.loader import get_template

    page = get_template("500.html").render()
    assert "系统出了问题" in page
    assert "Something went wrong" in page
    assert "ui/built/site.css" in page
