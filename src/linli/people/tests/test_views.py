"""Filters kept under names: one's own, bounded, on the trail without their words."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from linli.kernel.actor import ANONYMOUS
from linli.kernel.errors import NotAllowed
from linli.kernel.models import TrailLine
from linli.people import rules, selectors, services
from linli.people.models import Account
from linli.people.terms import (
    MOST_VIEWS,
    BadViewName,
    NoSuchView,
    NothingToSave,
    TooManyViews,
    ViewList,
    ViewNameTaken,
)
from linli.people.tests.factories import account, staff

pytestmark = pytest.mark.django_db
QUERY = "due=late&category=road"


@pytest.fixture
def zhang(db):
    return staff(account_id=account())


@pytest.fixture
def li(db):
    return staff(account_id=account(username="li.si", name="李四"))


def save(actor, now, name="超期", query=QUERY, shown_on="work"):
    return services.save_view(shown_on=shown_on, name=name, query=query, actor=actor, now=now)


def names(actor, shown_on=ViewList.WORK):
    return [view.name for view in selectors.saved_views(actor, shown_on)]


def test_a_view_is_its_owners_and_its_lists(zhang, li, now):
    save(zhang, now)
    assert names(zhang) == ["超期"]
    assert names(zhang, ViewList.MATTERS) == names(li) == names(ANONYMOUS) == []
    (view,) = selectors.saved_views(zhang, ViewList.WORK)
    assert view.query == selectors.view_query("?category=road&due=late&after=x")


def test_renamed_and_deleted_by_its_owner_alone(zhang, li, now):
    view_id = save(zhang, now)
    for verb, more in ((services.rename_view, {"name": "我的"}), (services.delete_view, {})):
        with pytest.raises(NoSuchView):
            verb(view_id=view_id, actor=li, now=now, **more)
    services.rename_view(view_id=view_id, name=" 我 的 ", actor=zhang, now=now)
    assert names(zhang) == ["我 的"]
    services.delete_view(view_id=view_id, actor=zhang, now=now)
    assert names(zhang) == []
    with pytest.raises(NoSuchView):
        services.delete_view(view_id=view_id, actor=zhang, now=now)


def test_the_trail_has_a_line_of_each_and_no_words(zhang, now):
    view_id = save(zhang, now, name="张三家的", query="text=张三")
    services.rename_view(view_id=view_id, name="李四家的", actor=zhang, now=now)
    services.delete_view(view_id=view_id, actor=zhang, now=now)
    lines = TrailLine.objects.filter(subject_id=view_id).order_by("pk")
    assert [line.name for line in lines] == [
        "people.view_saved", "people.view_renamed", "people.view_deleted",
    ]  # fmt: skip
    assert all("张三" not in str(line.data) and "家" not in str(line.data) for line in lines)


def test_a_name_is_taken_once_a_person(zhang, li, now):
    first = save(zhang, now)
    with pytest.raises(ViewNameTaken):
        save(zhang, now, query="due=week", shown_on="matters")
    save(li, now)
    other = save(zhang, now, name="本周")
    with pytest.raises(ViewNameTaken):
        services.rename_view(view_id=other, name="超期", actor=zhang, now=now)
    services.rename_view(view_id=first, name="超期", actor=zhang, now=now)
    assert names(zhang) == ["超期", "本周"]


def test_there_is_a_limit(zhang, now):
    for n in range(MOST_VIEWS):
        save(zhang, now, name=f"视图{n}")
    with pytest.raises(TooManyViews):
        save(zhang, now, name="再一个")
    assert len(names(zhang)) == MOST_VIEWS


def test_staff_alone_keep_views(now):
    with pytest.raises(NotAllowed):
        save(ANONYMOUS, now)


@pytest.mark.parametrize("name", ["", "  ", "名" * 21, "a\x00b", "a\u202eb", "\u200b"])
def test_a_name_is_one_visible_line(zhang, now, name):
    with pytest.raises(BadViewName):
        save(zhang, now, name=name)


@pytest.mark.parametrize(
    ("query", "shown_on"),
    [("", "work"), ("after=x&page=2", "work"), ("due=", "work"), (QUERY, "trail"),
     ("text=" + "长" * 200, "work"), ("&".join(f"a{n}=1" for n in range(60)), "work")],
)  # fmt: skip
def test_there_must_be_something_to_keep(zhang, now, query, shown_on):
    with pytest.raises(NothingToSave):
        save(zhang, now, query=query, shown_on=shown_on)


def test_a_query_is_kept_in_one_order_without_the_page():
    assert rules.clean_view_query("?b=2&a=1&a=0&before=z") == "a=0&a=1&b=2"


def client_of(actor):
    client = Client()
    client.force_login(
        Account.objects.get(pk=actor.account_id),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    return client


def test_over_http_one_comes_back_to_the_list(zhang):
    client, back = client_of(zhang), "/work?due=late"
    data = {"list": "work", "name": "超期", "query": "due=late", "next": back}
    assert client.post(reverse("people_view_save"), data)["Location"] == back
    page = client.get("/work", {"due": "late"}).content.decode()
    assert '<a class="chip" href="?due=late" aria-current="true">' in page
    (view,) = selectors.saved_views(zhang, ViewList.WORK)
    elsewhere = {"name": "晚了", "next": "https://example.org/"}
    answer = client.post(reverse("people_view_rename", args=[view.id]), elsewhere)
    assert answer["Location"] == "/"
    assert names(zhang) == ["晚了"]
    client.post(reverse("people_view_delete", args=[view.id]), {"next": back})
    assert names(zhang) == []


def test_a_refusal_is_said_on_the_list(zhang):
    client = client_of(zhang)
    data = {"list": "work", "name": "", "query": "due=late", "next": "/work"}
    page = client.post(reverse("people_view_save"), data, follow=True).content.decode()
    assert "视图的名字要写 1 到 20 个字" in page


def test_residents_have_no_views():
    assert Client().post(reverse("people_view_save"), {"list": "work"}).status_code in {302, 403}
