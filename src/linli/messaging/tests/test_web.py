from uuid import uuid4

import pytest
from django.test import RequestFactory

from linli.jobs.services import run_due
from linli.kernel.actor import ANONYMOUS, Actor
from linli.kernel.errors import Invalid, NotAllowed, NotFound
from linli.kernel.registry import Folder, PartContext
from linli.messaging import selectors
from linli.messaging.method import NoticesPart
from linli.messaging.models import ChannelSetting, Notice
from linli.messaging.services import tell
from linli.messaging.terms import Audience
from linli.messaging.web import views

pytestmark = pytest.mark.django_db


def ask(view, actor, method="get", data=None, **kwargs):
    request = getattr(RequestFactory(), method)("/notices/", data or {})
    request.actor = actor
    request.session = {}
    return view(request, **kwargs)


@pytest.fixture
def me(account, now, monkeypatch):
    from linli.kernel import clock

    monkeypatch.setattr(clock, "now", lambda: now)
    actor = Actor(kind="staff", account_id=account("zhang"), name="张")
    tell(
        template="step_opened",
        to=Audience.of_accounts([actor.account_id]),
        data={"step_name": "核实"},
        now=now,
        url="/work",
    )
    run_due(now)
    return actor


def test_the_inbox_and_reading(me):
    page = ask(views.inbox, me).content.decode()
    assert "待办：核实" in page
    assert "1" in ask(views.unread, me).content.decode()
    notice = Notice.objects.get()
    answer = ask(views.read, me, "post", {"id": str(notice.id), "next": "/work"})
    assert answer["Location"] == "/work"
    assert selectors.unread(me) == 0
    assert ask(views.unread, me).content.decode().strip() == ""
    for outside in ("//evil.example", "https://evil.example", "/\\evil.example"):
        assert ask(views.read, me, "post", {"all": "1", "next": outside})["Location"] == "/notices/"
    with pytest.raises(Invalid):
        ask(views.read, me, "post", {"id": "x"})
    assert "没有通知" in ask(views.inbox, me, data={"unread": "1", "page": "x"}).content.decode()


def test_preferences_are_kept(me):
    page = ask(views.preferences, me).content.decode()
    assert "免打扰开始" in page
    answer = ask(
        views.preferences,
        me,
        "post",
        {"way": "daily", "quiet_since": "22:00", "quiet_until": "07:00"},
    )
    assert answer.status_code == 302
    kept = selectors.preferences(me)
    assert kept.daily == {"": True}
    assert kept.quiet == ("22:00", "07:00")
    assert 'value="22:00"' in ask(views.preferences, me).content.decode()


def test_strangers_see_nothing(me):
    for view in (views.inbox, views.preferences, views.deliveries, views.channels):
        with pytest.raises(NotAllowed):
            ask(view, ANONYMOUS)
    with pytest.raises(NotAllowed):
        ask(views.retry, me, "post", delivery_id=uuid4())
    assert ask(views.unread, ANONYMOUS).content.decode().strip() == ""


def test_channels_are_added_and_switched(county, manager):
    place = f"area:{county['100001'].id}"
    form = {
        "kind": "wecom",
        "name": "松林群",
        "place": place,
        "address": "https://qyapi.weixin.qq.com/s?key=K",
    }
    assert ask(views.channels, manager, "post", form).status_code == 302
    page = ask(views.channels, manager).content.decode()
    assert "松林群" in page
    assert "key=K" not in page
    refused = ask(views.channels, manager, "post", {**form, "address": "http://10.0.0.1/"})
    assert refused.status_code == 422
    assert "qyapi.weixin.qq.com" in refused.content.decode()
    assert ask(views.channels, manager, "post", {**form, "place": "area:x"}).status_code == 422
    row = ChannelSetting.objects.get()
    ask(views.switch, manager, "post", {"active": "0"}, channel_id=row.id)
    assert not ChannelSetting.objects.get().active
    assert (
        "这里没有消息" in ask(views.deliveries, manager, data={"state": "gave_up"}).content.decode()
    )


def test_the_mailbox_is_for_demonstrations_only(settings):
    settings.LINLI_DEMONSTRATION = False
    with pytest.raises(NotFound):
        ask(views.mailbox, ANONYMOUS)
    settings.LINLI_DEMONSTRATION = True
    assert "没有真的发短信" in ask(views.mailbox, ANONYMOUS).content.decode()


def parse(text):
    part = NoticesPart()
    document, findings = part.parse(Folder({"notices.toml": text.encode()}))
    return document, [f.code for f in [*findings, *part.check(document, PartContext({}, {}))]]


def test_the_method_part():
    good = (
        '[[templates]]\nkey = "call"\ntitle = "吹哨"\ntext = "{number}"\n'
        'channels = ["group"]\ndigest = true\n'
    )
    document, codes = parse(good)
    assert codes == []
    assert document["templates"][0]["title"] == {"zh": "吹哨"}
    assert NoticesPart().parse(Folder({})) == ({"templates": []}, [])
    assert parse("x = ")[1] == ["messaging.not_toml"]
    assert parse("templates = 3")[1] == ["messaging.not_a_table"]
    assert parse(good + good)[1] == ["messaging.twice"]
    assert parse(good.replace("group", "pigeon"))[1] == ["messaging.unknown_channel"]
    assert parse(good.replace("true", '"x"'))[1] == ["messaging.wrong_type"]
    assert parse(good.replace('key = "call"', "sound = 1"))[1] == [
        "messaging.unknown_key",
        "messaging.key_missing",
    ]
    assert parse("[other]\n")[1] == ["messaging.unknown_key"]
