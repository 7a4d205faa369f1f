"""Reads of matters: who is let in, what they see, and that lists cost the same at any length."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.kernel import versions
from linli.kernel.actor import ANONYMOUS
from linli.matters import selectors, terms
from linli.matters.selectors import MatterQuery
from linli.matters.tests.factories import build, report
from linli.procedures import selectors as procedures
from linli.procedures.terms import WorkQuery

pytestmark = pytest.mark.django_db


@pytest.fixture
def setting(db, now):
    return build(now)


def cost(read):
    """How many statements that reading sends, warm."""
    read()
    with versions.unit_of_work(), CaptureQueriesContext(connection) as captured:  # as a request
        read()
    return len(captured)


def test_the_doorway_opens_to_duty_and_place_alone(setting, now):
    matter = setting.matter.matter_id
    for role in ("grid_in", "community_in", "department_called", "verifier", "county"):
        page = selectors.matter_for(setting.actor(role), matter)
        assert (
            page.reports[0].contact == "标○○ 139****5678"
            or "139****5678" in page.reports[0].contact
        )
    for role in (
        "grid_out",
        "community_out",
        "department_other",
        "branch",
        "audit_admin",
        "no_post",
    ):
        with pytest.raises(terms.MatterNotFound):
            selectors.matter_for(setting.actor(role), matter)
    with pytest.raises(terms.MatterNotFound):
        selectors.matter_for(ANONYMOUS, matter)
    with pytest.raises(terms.MatterNotFound):
        selectors.matter_for(setting.actor("county"), uuid4())


def test_pictures_are_for_those_who_may_see_files(setting):
    matter = setting.matter.matter_id
    assert selectors.matter_for(setting.actor("county"), matter).files
    assert not selectors.matter_for(setting.actor("party_office"), matter).files
    report_id = selectors.matter_for(setting.actor("county"), matter).reports[0].report_id
    assert not selectors.may_see_files(setting.actor("party_office"), report_id, "")
    assert selectors.may_see_files(ANONYMOUS, report_id, setting.matter.code)
    assert not selectors.may_see_files(ANONYMOUS, report_id, "")
    assert not selectors.may_see_files(ANONYMOUS, report_id, str(setting.ids["other_code"]))
    assert not selectors.may_see_files(setting.actor("county"), matter, "")


def test_a_page_costs_the_same_whatever_else_there_is(setting, now):
    """The same telephone number reports once more, then three times more."""
    county = setting.actor("county")
    one = cost(lambda: selectors.matter_for(county, setting.matter.matter_id))
    for number in range(3):
        report(now, phone="13912345678", key=f"s{number}")
    three = cost(lambda: selectors.matter_for(county, setting.matter.matter_id))
    assert one == three
    assert one <= 19, one


def test_lists_cost_the_same_at_one_and_at_three(setting, now):
    county, grid = setting.actor("county"), setting.actor("grid_in")
    area = WorkQuery(scope="area")
    reads = {
        "work": (lambda: procedures.work_list(grid, query=WorkQuery(), now=now), 4),
        "work of an area": (lambda: procedures.work_list(county, query=area, now=now), 4),
        "matters": (lambda: selectors.matter_list(county, MatterQuery()), 2),
        "the county": (lambda: selectors.county_view(county, now=now), 12),
        "by code": (lambda: selectors.by_code(setting.matter.code, now=now), 10),
    }
    report(now)
    one = {name: cost(read) for name, (read, _) in reads.items()}
    report(now)
    report(now)
    three = {name: cost(read) for name, (read, _) in reads.items()}
    assert one == three
    over = {name: (one[name], most) for name, (_, most) in reads.items() if one[name] > most}
    assert not over, over


def test_by_code_tells_roles_and_no_names(setting, now):
    tracked = selectors.by_code(setting.matter.code.lower(), now=now)
    assert tracked.number == setting.matter.number
    told = " ".join(f"{entry.words} {entry.who}" for entry in tracked.timeline)
    for role in ("grid_in", "community_in"):
        assert setting.actor(role).name not in told
    assert tracked.timeline[-1].state == "now"
    assert tracked.timeline[-1].due_at is not None
    for wrong in ("", "AAAAAAAAAA", "x" * 500, "\x00", "标记"):
        with pytest.raises(terms.CodeNotFound):
            selectors.by_code(wrong, now=now)


def test_a_cursor_that_is_not_ours_is_no_fault(setting):
    county = setting.actor("county")
    everything = selectors.matter_list(county, MatterQuery())
    for cursor in ("x", "2026-03-02|x", "|", "\x00|\x00", "9" * 400):
        found = selectors.matter_list(county, MatterQuery(before=cursor))
        assert len(found.lines) <= len(everything.lines)
