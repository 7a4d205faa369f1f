from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import RequestFactory

from linli.kernel.actor import ANONYMOUS, SYSTEM, Actor, Grant
from linli.kernel.errors import NotAllowed
from linli.kernel.models import TrailLine
from linli.publicity.models import Publication as Row
from linli.publicity.selectors import of_subject, preview, public_list, public_one
from linli.publicity.services import close_ended, erase_of_subject, open_draft, publish, withdraw
from linli.publicity.terms import (
    AlreadyClosed,
    NotADraft,
    NothingToPublish,
    PublicationNotFound,
    ReasonMissing,
    WrongSpan,
)
from linli.publicity.web import views

pytestmark = pytest.mark.django_db
SUBJECT = ("matter", uuid4())
DAY = timedelta(days=1)


def show(now, subject=SUBJECT, actor=SYSTEM, **options):
    options = {"title": "路灯不亮", "words": "张三先生反映的路灯已修好，电话13800138000", **options}
    return publish(subject=subject, area_path="990101.100.", actor=actor, now=now, **options)


@pytest.fixture
def officer():
    grant = Grant("office", frozenset({"publicity.publish"}), area_path="990101.100.")
    return Actor(kind="staff", grants=(grant,))


def test_only_masked_words_are_stored_and_shown(now):
    one = show(now)
    assert one.words == "张○○先生反映的路灯已修好，电话***"
    assert Row.objects.get().words == one.words
    assert public_one(one.id, now=now) == one
    assert preview("13800138000").text == "***"
    line = TrailLine.objects.get(name="publicity.published")
    assert line.data == {"publication": str(one.id), "version": 1, "hidden": 2}


def test_the_next_version_takes_its_place(now):
    first = show(now)
    second = show(now + DAY)
    assert second.version == 2
    assert public_list(now=now + DAY).publications == (second,)
    assert [(one.version, one.state) for one in of_subject(*SUBJECT)] == [
        (2, "open"),
        (1, "closed"),
    ]
    with pytest.raises(PublicationNotFound):
        public_one(first.id, now=now + DAY)


def test_a_publication_has_its_time(now, django_assert_num_queries):
    one = show(now, since=now + DAY, until=now + 3 * DAY)
    for moment, shown in ((now, 0), (now + DAY, 1), (now + 3 * DAY, 0)):
        with django_assert_num_queries(1):
            assert len(public_list(now=moment).publications) == shown
    assert close_ended(now + 2 * DAY) == 0
    assert close_ended(now + 3 * DAY) == 1
    with pytest.raises(AlreadyClosed):
        withdraw(publication_id=one.id, reason="错", actor=SYSTEM, now=now)


def test_a_draft_is_shown_to_nobody_until_it_is_opened(now):
    draft = show(now, draft=True)
    assert public_list(now=now).publications == ()
    opened = open_draft(publication_id=draft.id, actor=SYSTEM, now=now + DAY)
    assert opened.since == now + DAY
    assert len(public_list(now=now + DAY).publications) == 1
    with pytest.raises(NotADraft):
        open_draft(publication_id=draft.id, actor=SYSTEM, now=now)


def test_withdrawing_takes_a_reason_and_a_duty(now, officer):
    one = show(now, actor=officer)
    for reason in (" ", "长" * 201):
        with pytest.raises(ReasonMissing):
            withdraw(publication_id=one.id, reason=reason, actor=officer, now=now)
    with pytest.raises(NotAllowed):
        withdraw(publication_id=one.id, reason="错了", actor=ANONYMOUS, now=now)
    with pytest.raises(PublicationNotFound):
        withdraw(publication_id=uuid4(), reason="错了", actor=officer, now=now)
    withdraw(publication_id=one.id, reason="李四女士要求", actor=officer, now=now)
    assert public_list(now=now).publications == ()
    assert of_subject(*SUBJECT)[0].reason == "李○○女士要求"


def test_refusals(now, officer):
    for wrong in ({"title": " "}, {"words": ""}, {"title": "长" * 61}, {"words": "长" * 2001}):
        with pytest.raises(NothingToPublish):
            show(now, **wrong)
    with pytest.raises(WrongSpan):
        show(now, until=now)
    with pytest.raises(NotAllowed):
        publish(
            subject=SUBJECT, title="a", words="b", area_path="990101.2.", actor=officer, now=now
        )


def test_lists_by_place_and_page(now):
    for number in range(21):
        show(now + timedelta(minutes=number), subject=("matter", uuid4()))
    later = now + DAY
    page = public_list(now=later, area_path="990101.100.")
    assert (len(page.publications), page.more) == (20, True)
    assert len(public_list(now=later, page=2).publications) == 1
    assert public_list(now=later, area_path="990101.1001.").publications == ()
    assert public_list(now=later, kind="other").publications == ()


def test_erasing(now):
    show(now)
    assert erase_of_subject(subject=SUBJECT, actor=SYSTEM, now=now) == 1
    assert erase_of_subject(subject=SUBJECT, actor=SYSTEM, now=now) == 0
    assert Row.objects.count() == 0


def ask(view, actor, method="get", data=None, **kwargs):
    request = getattr(RequestFactory(), method)("/public/", data or {})
    request.actor = actor
    request.session = {}
    return view(request, **kwargs)


def test_the_public_pages(now, officer, monkeypatch):
    from linli.kernel import clock

    monkeypatch.setattr(clock, "now", lambda: now)
    assert "现在没有公示" in ask(views.public, ANONYMOUS, data={"page": "x"}).content.decode()
    one = show(now, words="<b>好</b>")
    assert "路灯不亮" in ask(views.public, ANONYMOUS).content.decode()
    page = ask(views.one, ANONYMOUS, publication_id=one.id).content.decode()
    assert "&lt;b&gt;好" in page
    assert "撤回" not in page
    assert "撤回公示" in ask(views.one, officer, publication_id=one.id).content.decode()
    assert (
        ask(views.withdraw, officer, "post", {"reason": "错"}, publication_id=one.id).status_code
        == 302
    )
    with pytest.raises(PublicationNotFound):
        ask(views.one, ANONYMOUS, publication_id=one.id)
