"""A branch's public pledge (公开承诺) through the pages: made, judged by residents, read, answered,
settled as they see it; and the vote on brands (评选), from the ballot to the result."""

from __future__ import annotations

from datetime import timedelta

import pytest

from linli.deliberation import services
from linli.kernel.actor import SYSTEM
from linli.kernel.clock import local
from linli.organisations import selectors as organisations
from linli.publicity import services as publicity
from linli.territory import selectors as territory


@pytest.fixture
def taining(in_county):
    county = in_county("taining")
    county.people(
        ("李社区", "炉峰社区", "社区"),
        ("远社区", "和平社区", "社区"),
        ("何干部", "杉城镇", "乡镇"),
    )
    return county


def pledged(county):
    clerk = county.staff("李社区")
    page = clerk.read("/pledges/new")
    today = local(county.world.now).date()
    form = page.form("公开承诺")
    made = form.answer(
        {
            "承诺什么": "楼道每周清一次",
            "具体做到什么": "每周六清楼道，堆物清走。",
            "到（含当天）": (today + timedelta(days=59)).isoformat(),
        }
    )
    assert "承诺已公开" in made
    return clerk


def test_a_pledge_is_judged_read_answered_and_settled(taining):
    clerk = pledged(taining)
    resident = taining.resident("13800000001")
    page = resident.read("/pledges/").open("楼道每周清一次")
    said = (
        page.open("我来评一评")
        .form("告诉大家")
        .answer({"您看做到了没有？": "没做到", "想说的话": "三号楼没人来，13800000001"})
    )
    assert "记下了" in said
    assert "0 / 1" in said
    assert "三号楼" not in taining.resident().read("/pledges/").open("楼道每周清一次")

    desk = clerk.read("/pledges/desk").open("楼道每周清一次")
    assert "三号楼没人来" in desk
    assert "13800000001" not in desk
    assert "已公开" in desk.form("公开").answer()
    answered = (
        clerk.read("/pledges/desk")
        .open("楼道每周清一次")
        .form("回复")
        .answer({"回复（会公开，只能回复一次）": "这周六补上"})
    )
    assert "回复已公开" in answered
    public = taining.resident().read("/pledges/").open("楼道每周清一次")
    assert "三号楼没人来" in public
    assert "这周六补上" in public
    assert "一人一票" in public

    far = taining.staff("远社区")
    assert "楼道每周清一次" not in far.read("/pledges/desk")
    until = taining.world.now + timedelta(days=80)
    services.settle_pledges(until)
    taining.world.now = until
    over = taining.resident().read("/pledges/?settled=1").open("楼道每周清一次")
    assert "评议的人还不多，只列人数" in over
    assert not over.offers("我来评一评")


def test_a_ballot_is_cast_once_and_counted_at_the_end(taining):
    now = taining.world.now
    town = next(one for one in territory.find("杉城镇") if one.kind == "town")
    units = [
        one
        for one in organisations.units("村党支部")
        if one.area_id and territory.area(one.area_id).path.startswith(town.path)
    ][:3]
    made = services.open_selection(
        kind="brand", area_id=town.id, title="品牌评选", nominate_until=local(now).date(),
        jurors=[_juror(taining)], actor=SYSTEM, now=now,
    )  # fmt: skip
    names = ("田头议事", "古樟夜话", "邻里敲门")
    nominees = [
        services.put_forward(
            selection_id=made, organisation_id=unit.id, name=name, story="做了事", actor=SYSTEM,
            now=now,
        )
        for unit, name in zip(units, names, strict=True)
    ]  # fmt: skip
    for one in nominees:
        services.check_nominee(nominee_id=one, accept=True, actor=SYSTEM, now=now)
    services.show_shortlist(selection_id=made, actor=SYSTEM, now=now)
    taining.world.now = now = now + timedelta(days=20)
    publicity.end_due(now)
    services.open_voting(
        selection_id=made, closes_at=now + timedelta(days=2), actor=SYSTEM, now=now
    )
    voter = taining.resident("13800000002")
    page = voter.read("/selections/").open("品牌评选")
    ballot = page.open("去投票").form("投票")
    ballot.tick(*(f"{name}{unit.name}" for name, unit in zip(names[:2], units, strict=False)))
    cast = ballot.answer()
    assert "您的票投好了" in cast
    assert "您已经投过票了" in cast
    again = voter.send(f"/selections/{made}/vote", {"picks": str(nominees[2])})
    assert "投出的票不能改" in again
    assert "手机号登录" in taining.resident().read(f"/selections/{made}/vote")
    taining.world.now = now = now + timedelta(days=2)
    juror = taining.staff("何干部")
    desk = juror.read("/selections/desk").open("品牌评选")
    assert "计票，公布结果" in desk
    scored = desk.form("保存").answer({f"{name}": "80" for name in _labels(desk)})
    assert "分数已保存" in scored
    result = juror.read("/selections/desk").open("品牌评选").form("计票，公布结果").answer()
    assert "已公布结果" in result
    public = taining.resident().read("/selections/").open("品牌评选")
    assert "共 1 票" in public
    assert "88.00" in public
    assert "并列" in public


def _juror(county):
    """何干部 is on the jury, too."""
    from linli.people.models import Account

    return Account.objects.get(pk=county.world.things["account:何干部"]).username


def _labels(desk):
    return [one for one in desk.form("保存").questions if "（" in one]
