import pytest

from linli.kernel.actor import ANONYMOUS, SYSTEM, Actor, Grant, Target
from linli.kernel.errors import NotAllowed
from linli.kernel.ids import new_id

UNIT = new_id()
GRID = Grant("网格员", frozenset({"matters.see"}), area_id=new_id(), area_path="3504.1.g3.")
OFFICE = Grant("社区", frozenset({"matters.triage"}), area_id=new_id(), area_path="3504.1.")
ORGAN = Grant("部门", frozenset({"matters.see"}), organisation_id=UNIT, organisation_path="x.y.")


def test_a_grant_covers_its_area_and_below_but_no_neighbour():
    actor = Actor("staff", grants=(GRID,))
    assert actor.may("matters.see", Target("3504.1.g3."))
    assert actor.may("matters.see", Target("3504.1.g3.b2."))
    assert not actor.may("matters.see", Target("3504.1.g30."))
    assert not actor.may("matters.see", Target("3504.1."))
    assert not actor.may("matters.triage", Target("3504.1.g3."))


def test_a_grant_over_an_organisation_covers_it_and_its_parts():
    actor = Actor("staff", grants=(ORGAN,))
    assert actor.may("matters.see", Target(organisation_id=UNIT))
    assert actor.may("matters.see", Target(organisation_path="x.y.z."))
    assert not actor.may("matters.see", Target(organisation_id=new_id(), organisation_path="x.yy."))


def test_an_empty_target_is_covered_by_nobody():
    assert not Actor("staff", grants=(GRID, OFFICE, ORGAN)).may("matters.see", Target())


def test_require_refuses_with_the_verb():
    with pytest.raises(NotAllowed) as refused:
        ANONYMOUS.require("matters.see", Target("3504."))
    assert refused.value.data == {"verb": "matters.see"}
    SYSTEM.require("matters.see", Target("3504."))


def test_only_the_outermost_paths_filter_reads():
    inner = Grant("网格长", frozenset({"matters.see"}), area_path="3504.1.g3.b2.")
    other = Grant("网格员", frozenset({"matters.see"}), area_path="3504.2.g1.")
    assert Actor("staff", grants=(inner, GRID, other)).area_paths("matters.see") == (
        "3504.1.g3.",
        "3504.2.g1.",
    )
