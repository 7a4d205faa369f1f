"""A resident's own side of the rights over personal data, over HTTP."""

from datetime import timedelta

import pytest
from django.test import Client

from linli.kernel import clock
from linli.kernel.actor import SYSTEM
from linli.kernel.errors import TooMany
from linli.people import selectors, services
from linli.people.models import SubjectRequest
from linli.people.rules import copy_parts, copy_until
from linli.people.terms import RequestKind, RequestState
from linli.people.tests.factories import account, staff

PAGE = "/me/data"
PHONE, OTHER = "13800000012", "13800000013"


def resident(phone=PHONE, name="张三丰"):
    """(a browser in which this phone was proved, the identity)"""
    identity = services.remember(name=name, phone=phone, actor=SYSTEM, now=clock.now())
    browser = Client()
    session = browser.session
    session["identity"] = str(identity)
    session.save()
    return browser, identity


def answer(request_id, done=True, words=""):
    desk = staff("people.rights", account_id=account())
    services.answer_request(
        request_id=request_id, done=done, answer=words, actor=desk, now=clock.now()
    )


@pytest.mark.django_db
def test_who_has_proved_no_phone_is_asked_to_and_comes_back(client):
    found = client.get(PAGE)
    assert (found.status_code, found.url) == (302, "/sign-in/phone?next=%2Fme%2Fdata")
    assert client.post(PAGE, {"kind": "copy"}).status_code == 302
    assert not SubjectRequest.objects.exists()
    assert client.get("/privacy").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "led"), [("/me/data", "/me/data"), ("https://x.example/", "/me"), ("//x", "/me")]
)
def test_signing_in_leads_back_to_our_own_pages_alone(client, monkeypatch, asked, led):
    from linli.kernel.registry import effects

    sent = []

    def send(call):
        sent.append(selectors.code_to_send(call.subject_id, now=call.now).code)
        return {}

    monkeypatch.setattr(effects, "_entries", {**effects._entries, "messaging.send_code": send})
    page = f"/sign-in/phone?next={asked}"
    client.post(page, {"phone": PHONE})
    assert client.post(page, {"phone": PHONE, "code": sent[0]}).url == led


@pytest.mark.django_db
def test_asking_for_a_copy_and_taking_it():
    browser, identity = resident()
    services.give_consent(identity_id=identity, purpose="report", actor=SYSTEM, now=clock.now())
    assert browser.post(PAGE, {"kind": "copy", "words": "想看看"}).status_code == 302
    row = SubjectRequest.objects.get()
    page = browser.get(PAGE)
    (mine,) = page.context["rows"]
    assert (mine.state, mine.words, mine.copy_until) == (RequestState.OPEN, "想看看", None)
    assert page["Cache-Control"].count("no-store")
    assert [value for value, _word in page.context["form"].fields["kind"].choices] == [
        "correct",
        "delete",
    ]
    assert browser.get(f"{PAGE}/{row.pk}").status_code == 404
    answer(row.pk, words="给您备好了")
    assert "给您备好了" in browser.get(PAGE).content.decode()
    copy = browser.get(f"{PAGE}/{row.pk}").content.decode()
    assert "张三丰" in copy
    assert PHONE in copy
    assert "办理我反映的事" in copy
    file = browser.get(f"{PAGE}/{row.pk}.json")
    assert file["Content-Disposition"].startswith("attachment")
    assert file.json()["zz.people.identity"]["phone"] == PHONE


@pytest.mark.django_db
def test_a_copy_cannot_be_taken_for_ever(monkeypatch):
    browser, identity = resident()
    browser.post(PAGE, {"kind": "copy"})
    row = SubjectRequest.objects.get(identity_id=identity)
    answer(row.pk)
    later = clock.now() + timedelta(days=31)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert browser.get(f"{PAGE}/{row.pk}.json").status_code == 404
    assert browser.get(PAGE).context["rows"][0].copy_until is None


@pytest.mark.django_db
def test_a_copy_is_taken_ten_times_a_day_at_most():
    browser, _identity = resident()
    browser.post(PAGE, {"kind": "copy"})
    row = SubjectRequest.objects.get()
    answer(row.pk)
    found = [browser.get(f"{PAGE}/{row.pk}.json").status_code for _ in range(11)]
    assert found == [200] * 10 + [429]


@pytest.mark.django_db
def test_nobody_else_sees_or_takes_it():
    browser, _identity = resident()
    browser.post(PAGE, {"kind": "copy", "words": "只给我看"})
    row = SubjectRequest.objects.get()
    answer(row.pk, words="给您备好了")
    neighbour, _other = resident(OTHER, "李四")
    page = neighbour.get(PAGE)
    assert page.context["rows"] == ()
    assert "只给我看" not in page.content.decode()
    for address in (f"{PAGE}/{row.pk}", f"{PAGE}/{row.pk}.json"):
        assert neighbour.get(address).status_code == 404
        assert Client().get(address).status_code == 302


@pytest.mark.django_db
def test_a_correction_says_what_is_wrong_and_a_refusal_says_why():
    browser, identity = resident()
    assert browser.post(PAGE, {"kind": "correct", "words": " "}).status_code == 422
    assert browser.post(PAGE, {"kind": "everything"}).status_code == 422
    browser.post(PAGE, {"kind": "correct", "words": "我叫张三峰"})
    row = SubjectRequest.objects.get(identity_id=identity)
    answer(row.pk, done=False, words="请带身份证来窗口")
    (mine,) = browser.get(PAGE).context["rows"]
    assert (mine.state, mine.answer) == (RequestState.REFUSED, "请带身份证来窗口")
    assert browser.get(f"{PAGE}/{row.pk}").status_code == 404


@pytest.mark.django_db
def test_a_deletion_is_seen_once_more_and_leaves_nothing_to_ask():
    browser, identity = resident()
    browser.post(PAGE, {"kind": "delete", "words": "不想留了"})
    answer(SubjectRequest.objects.get(identity_id=identity).pk)
    page = browser.get(PAGE)
    assert (page.context["rows"][0].words, page.status_code) == ("", 200)
    assert "已经删除" in page.content.decode()
    assert browser.post(PAGE, {"kind": "copy"}).status_code == 422


@pytest.mark.django_db
def test_five_tries_a_day(now):
    _browser, identity = resident()
    for _ in range(5):
        made = services.ask(identity_id=identity, kind="copy", actor=SYSTEM, now=now)
        SubjectRequest.objects.filter(pk=made).update(state="done", answered_at=now)
    with pytest.raises(TooMany):
        services.ask(identity_id=identity, kind="copy", actor=SYSTEM, now=now)
    services.ask(identity_id=identity, kind="copy", actor=SYSTEM, now=now + timedelta(days=1))


@pytest.mark.django_db
def test_the_statements_of_the_page(django_assert_max_num_queries):
    browser, _identity = resident()
    for kind in ("copy", "correct", "delete"):
        browser.post(PAGE, {"kind": kind, "words": "请办理"})
        with django_assert_max_num_queries(6):
            browser.get(PAGE)


def test_what_a_copy_says(now):
    held = {
        "a": {
            "name": "张三",
            "kept_since": "2026-03-02T01:00:00+00:00",
            "asked": [{"kind": "copy"}],
        },
        "b": {"note": "copy", "at": None},
    }
    words = {"a": {"": "资料", "name": "姓名", "asked": "申请", "kind": "种类", "copy": "副本"}}
    first, second = copy_parts(held, words)
    assert (first.name, first.lines[0]) == ("资料", ("姓名", "张三"))
    assert first.lines[1] == ("kept_since", "2026-03-02 09:00")
    assert first.lists == (("申请", ((("种类", "副本"),),)),)
    assert second.lines == (("note", "copy"), ("at", ""))
    assert copy_until(RequestKind.COPY, RequestState.DONE, now) == now + timedelta(days=30)
    assert copy_until(RequestKind.COPY, RequestState.REFUSED, now) is None
    assert copy_until(RequestKind.DELETE, RequestState.DONE, now) is None
