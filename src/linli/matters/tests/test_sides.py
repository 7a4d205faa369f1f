"""The sides of a matter: parties, their rights, the agreement, the rate."""

from __future__ import annotations

from datetime import timedelta

import pytest

from linli.kernel.errors import Refused
from linli.matters import selectors, services
from linli.matters.models import Matter, Party
from linli.matters.stories import doing, scene, talking
from linli.matters.terms import PartyThere, UnknownSide
from linli.matters.tests.test_taking_part import world
from linli.people import selectors as people
from linli.procedures import services as steps

__all__ = ["world"]


def mediate(world):
    doing.start(
        world, who="社区员", place="青云1格", kind="矛盾调解", words="楼上漏水", title="调解"
    )
    return world.things["调解"]


def add(world, side="申请人", phone="13700000001", who="社区员"):
    talking.add_party(world, who=who, title="调解", side=side, name="李四", phone=phone)


def test_parties_are_masked_and_only_who_mediates_writes_them_down(world):
    opened = mediate(world)
    add(world)
    add(world, side="被申请人", phone="13700000002")
    with pytest.raises(PartyThere):
        add(world)
    with pytest.raises(UnknownSide):
        add(world, side="看热闹的")
    with pytest.raises(Refused):
        add(world, who="格员", phone="13700000003")
    page = selectors.matter_for(scene.actor_named(world, "社区员"), opened.matter_id)
    assert [one.side for one in page.parties] == ["申请人", "被申请人"]
    assert all("13700000001" not in one.phone and one.name != "李四" for one in page.parties)
    plain = services.reveal_party(
        matter_id=opened.matter_id,
        party_id=page.parties[0].id,
        purpose="联系当事人",
        actor=scene.actor_named(world, "社区员"),
        now=world.now,
    )
    assert plain.name == "李四"


def test_a_party_may_have_a_copy_and_be_forgotten(world):
    mediate(world)
    add(world)
    identity = people.by_phone("13700000001")
    assert selectors.sides_with(identity)[0]["side"] == "申请人"
    services.erase_sides(identity_id=identity, now=world.now)
    assert Party.objects.get().identity_id is None
    assert selectors.sides_with(identity) == []


def test_an_agreement_a_visit_after_thirty_days_and_the_rate(world):
    opened = mediate(world)
    add(world)
    world.table = (
        {"填写": "调解时间", "内容": "2026-03-02T10:00"},
        {"填写": "调解笔录", "内容": "楼上同意修"},
    )
    doing.complete(world, who="社区员", title="调解", step="mediate", outcome="agreed")
    world.table = ({"填写": "协议内容", "内容": "三月修好"},)
    doing.complete(world, who="社区员", title="调解", step="sign", outcome="signed")
    world.table = ()
    talking.agreed(world, who="社区员", title="调解", words="三月修好")
    assert not doing.open_named(world, "调解", "visit")
    world.now += timedelta(days=31)
    steps.fire_due(world.now)
    doing.complete(world, who="社区员", title="调解", step="visit", outcome="kept")
    assert selectors.state_of(opened.matter_id) == ("closed", "agreed")
    talking.tallied(
        world, since="2026-03-01", kind="矛盾调解", opened="1", closed="1", succeeded="1"
    )
    assert Matter.objects.get(pk=opened.matter_id).closing == "agreed"
