"""`matters.open`: another context's doing becomes a matter, by the actor's own right."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from linli.kernel import registry
from linli.kernel.registry import EffectCall
from linli.matters import selectors
from linli.matters.effects import _Opens
from linli.matters.stories import scene
from linli.matters.terms import MayNotOpen, PlaceMissing, UnknownKind
from linli.matters.tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def setting(db):
    return factories.build()


def call(setting, who, *, kind="six_steps", words="加装电动车充电棚", place="炉峰社区"):
    return EffectCall(
        run_id=uuid4(),
        subject_kind="motion",
        subject_id=uuid4(),
        node="",
        properties={"kind": kind, "words": words},
        data={},
        actor=scene.actor_named(setting.world, who),
        now=setting.world.now,
        area_id=scene.area_named(place).id if place else None,
    )


def opened(setting, who, **of):
    return registry.effects.get("matters.open")(call(setting, who, **of))["matter"]


def test_it_opens_a_matter_at_the_place_by_the_actor(setting):
    made = UUID(opened(setting, "community_in"))
    page = selectors.matter_for(scene.actor_named(setting.world, "community_in"), made)
    assert page.reports[0].words == "加装电动车充电棚"
    assert page.area_id == scene.area_named("炉峰社区").id


def test_who_may_not_open_such_a_matter_does_not_open_it_this_way(setting):
    with pytest.raises(MayNotOpen):
        opened(setting, "department_called")
    with pytest.raises(MayNotOpen):
        opened(setting, "community_out")


def test_it_is_refused_without_a_kind_or_a_place(setting):
    with pytest.raises(UnknownKind):
        opened(setting, "community_in", kind="nothing")
    with pytest.raises(PlaceMissing):
        opened(setting, "community_in", place="")


def test_the_gate_knows_a_wrong_kind_and_missing_words():
    documents = {"matters": {"kinds": [{"key": "listed"}]}}
    faults = _Opens().faults
    assert not list(faults({"kind": "listed", "words": "办好"}, (), documents))
    assert len(list(faults({"kind": "other", "words": " "}, (), documents))) == 2
