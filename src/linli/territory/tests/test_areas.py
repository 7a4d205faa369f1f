"""Areas: published, found, changed by date; on both databases."""

from datetime import date, timedelta
from time import perf_counter
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction

from linli.kernel import parts, versions
from linli.kernel.actor import ANONYMOUS, SYSTEM, Actor, Grant
from linli.kernel.errors import NotAllowed
from linli.kernel.models import TrailLine
from linli.territory import models, selectors, services
from linli.territory.terms import (
    AlreadyClosed,
    BadBoundary,
    BadCode,
    BadCoordinates,
    BadDate,
    CodeTaken,
    PathChange,
    ReasonMissing,
    StillInhabited,
    UnknownArea,
    UnknownKind,
    WrongParent,
)
from linli.territory.tests.factories import BELOW, box, row, small_county

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)


def other(**more):
    return row("990101100003", "某居委会", "community", "990101100", **more)


@pytest.fixture
def county(now):
    return small_county(now)


def manager(path):
    grant = Grant(duty="manager", verbs=frozenset({"territory.manage"}), area_path=path)
    return Actor(kind="staff", account_id=uuid4(), grants=(grant,))


# --- publishing ---------------------------------------------------------------------------------


def test_paths_are_the_pieces_of_the_codes(county):
    assert county[""].path == "990101."
    assert county["100001"].path == "990101.100.001."
    assert county["100001g01"].path == "990101.100.001.e01.g01."
    assert county["100001g01b01s1h101"].path == "990101.100.001.e01.g01.b01.s1.h101."


def test_publishing_again_changes_nothing(county, now):
    before = list(models.Area.objects.order_by("path").values())
    again = services.publish_areas(rows=BELOW, actor=SYSTEM, now=now)
    assert (again.added, again.changed, again.same) == (0, 0, len(BELOW))
    assert list(models.Area.objects.order_by("path").values()) == before


def test_the_order_of_rows_does_not_matter(county, now):
    rows = [
        row("990101100002g01b01", "1号楼", "building", "990101100002g01"),
        row("990101100002g01", "第1网格", "grid", "990101100002"),
    ]
    services.publish_areas(rows=rows, actor=SYSTEM, now=now)
    assert selectors.by_code("990101100002g01b01").path == "990101.100.002.g01.b01."


def test_a_new_name_in_the_file_is_a_change_with_a_date(county, now):
    renamed = row("990101100001e01", "清泉花园", "estate", "990101100001")
    done = services.publish_areas(rows=[renamed], actor=SYSTEM, now=now)
    assert done.changed == 1
    estate = county["100001e01"].id
    assert selectors.area(estate).name == "清泉花园"
    assert selectors.name_on(estate, TODAY - timedelta(days=1)) == "清泉小区"
    assert selectors.find("清泉小区") == (selectors.area(estate),)


@pytest.mark.parametrize(
    ("bad", "refusal"),
    [
        (row("990101100001", "松林居委会", "grid", "990101100"), CodeTaken),
        (row("990101100001", "松林村", "village", "990101100"), BadCode),
        (row("990101100001e01", "清泉小区", "estate", "990101100002"), WrongParent),
        (row("990101100001g01", "第1网格", "grid", "990101100001e01"), CodeTaken),  # was synthetic
        (row("990101102001", "某居委会", "community", "990101102"), UnknownArea),
        (row("990101100003", "某居委会", "community", "990101"), WrongParent),
        (row("990101100003g01", "某", "cloud", "990101100001"), UnknownKind),
        (row("990102", "乙县", "town", ""), BadCode),
        (other(valid_from=date(2026, 3, 3)), BadDate),
        (other(valid_to=date(2023, 1, 1)), BadDate),
        (other(boundary={"type": "Point"}), BadBoundary),
        (other(longitude=1.0, latitude=1.0), BadCoordinates),
    ],
)  # fmt: skip
def test_rows_that_break_a_rule_are_refused_and_nothing_is_written(county, now, bad, refusal):
    before = models.Area.objects.count()
    good = row("990101100001g09", "第9网格", "grid", "990101100001e01")
    with pytest.raises(refusal), transaction.atomic():
        services.publish_areas(rows=[good, bad], actor=SYSTEM, now=now)
    assert models.Area.objects.count() == before


def test_the_same_code_twice_in_a_file_is_refused(county, now):
    twice = [row("990101100001g09", name, "grid", "990101100001e01") for name in ("甲", "乙")]
    with pytest.raises(CodeTaken):
        services.publish_areas(rows=twice, actor=SYSTEM, now=now)


def test_the_database_itself_refuses_what_cannot_be(county):
    grid = models.Area.objects.get(code="990101100001g01")
    for change in ({"valid_to": grid.valid_from}, {"longitude": 200.0}, {"successor": grid}):
        with pytest.raises(IntegrityError), transaction.atomic():
            models.Area.objects.filter(id=grid.id).update(**change)


# --- reading ------------------------------------------------------------------------------------


def test_reading_the_tree(county):
    grid = county["100001g01"]
    assert selectors.root() == county[""]
    assert selectors.children(county["100"].id) == (
        county["100001"], county["100002"], county["100200"],
    )  # fmt: skip
    assert selectors.ancestor(grid.id, "community") == county["100001"]
    assert selectors.ancestor(grid.id, "grid") == grid
    assert selectors.ancestor(grid.id, "village") is None
    assert selectors.by_code("990101000000") == county[""]
    assert selectors.by_code("990101100000") == county["100"]
    assert selectors.below(county["100001"].path, "building") == (county["100001g01b01"],)
    assert selectors.areas([grid.id, uuid4()]) == {grid.id: grid}
    for read in (lambda: selectors.area(uuid4()), lambda: selectors.by_code("000000")):
        with pytest.raises(UnknownArea):
            read()


def test_households_are_not_in_the_book(county):
    home = county["100001g01b01s1h101"]
    assert selectors.area(home.id).name == "101室"
    assert selectors.households(county["100001"].id) == (home,)
    assert home not in selectors.below("")
    assert selectors.find("101室") == ()
    assert selectors.shapes("household") == {"type": "FeatureCollection", "features": []}
    assert selectors.ancestor(home.id, "grid") == county["100001g01"]


def test_full_names_are_addresses(county):
    assert selectors.full_name(county["100001g01b01"].id) == "松林社区清泉小区1号楼"
    assert selectors.full_name(county["100001g01"].id) == "松林社区清泉小区第1网格"
    assert selectors.full_name(county["100200"].id) == "王坑村"
    assert selectors.full_name(county["100200"].id, "town") == "东山镇王坑村"
    assert selectors.full_name(county["100"].id) == "东山镇"


def test_names_that_fit_two_areas_give_both(county):
    assert selectors.find("王坑村") == (county["100200"], county["101200"])
    assert selectors.find("西河镇王坑村") == (county["101200"],)
    assert selectors.find("王坑村", county["100"].path) == (county["100200"],)
    assert selectors.find("老街") == selectors.find("松林") == (county["100001"],)


def test_the_innermost_area_of_a_point(county, now):
    assert selectors.at_point(117.005, 27.005) == county["100001g01"]
    assert selectors.at_point(117.015, 27.005) == county["100001g02"]
    assert selectors.at_point(117.05, 27.05) is None
    services.set_boundary(
        area_id=county["100200"].id, boundary=box(117.04, 27.04, 117.06, 27.06),
        source="测绘", actor=SYSTEM, now=now,
    )  # fmt: skip
    assert selectors.at_point(117.05, 27.05).id == county["100200"].id
    with pytest.raises(BadCoordinates):
        selectors.at_point(0, 0)


def test_ten_thousand_points_take_no_statement_and_under_two_seconds(
    county, django_assert_num_queries
):
    with versions.unit_of_work():
        selectors.at_point(117.005, 27.005)
        began = perf_counter()
        with django_assert_num_queries(0):
            for n in range(10_000):
                grid = selectors.at_point(117 + n * 2e-6, 27.005)
                assert grid is not None
        assert perf_counter() - began < 2


def test_a_warm_book_answers_without_a_statement(county, django_assert_num_queries):
    grid = county["100001g01"].id
    with versions.unit_of_work():
        selectors.area(grid)
        selectors.layout()
        with django_assert_num_queries(0):
            selectors.full_name(grid)
            selectors.ancestor(grid, "community")
            selectors.find("松林社区清泉小区")
            selectors.children(county["100"].id)
            selectors.by_code("990101100001")


def test_shapes_are_geojson_and_say_that_they_are_synthetic(county):
    found = selectors.shapes("grid", county["100001"].path)
    assert [one["properties"]["name"] for one in found["features"]] == ["第1网格", "第2网格"]
    assert all(one["properties"]["synthetic"] for one in found["features"])
    assert found["features"][0]["geometry"]["type"] == "Polygon"
    assert selectors.shapes("grid", county["101"].path)["features"] == []


def test_kinds_that_the_method_dropped_are_not_shown(county, now):
    parts.publish("territory", "next", {"kinds": [], "suffixes": [], "areas": []}, now)
    assert selectors.find("松林") == ()
    assert selectors.below("") == ()
    assert selectors.area(county["100001"].id) == county["100001"]  # history still reads


# --- changes with a date ------------------------------------------------------------------------


def test_renaming(county, now):
    pine = county["100001"]
    services.rename_area(
        area_id=pine.id, name="松柏居委会", on=TODAY, reason="县政府批复", actor=SYSTEM, now=now
    )
    assert selectors.area(pine.id).short_name == "松柏社区"
    assert selectors.find("松柏") == selectors.find("松林社区") == (selectors.area(pine.id),)
    assert selectors.name_on(pine.id, TODAY - timedelta(days=1)) == "松林居委会"
    assert selectors.name_on(pine.id, TODAY) == "松柏居委会"
    assert TrailLine.objects.filter(name="territory.area_renamed", subject_id=pine.id).exists()


def test_adding_and_closing(county, now):
    new = services.add_area(
        row=row("990101100001g03", "第3网格", "grid", "990101100001e01", valid_from=TODAY),
        actor=manager(county["100001"].path), now=now,
    )  # fmt: skip
    assert new.path == "990101.100.001.e01.g03."
    assert new in selectors.children(county["100001e01"].id)
    later = now + timedelta(days=10)
    day = TODAY + timedelta(days=10)
    closed = services.close_area(area_id=new.id, on=day, reason="并网", actor=SYSTEM, now=later)
    assert closed.valid_to == day
    assert new.id not in {one.id for one in selectors.children(county["100001e01"].id)}
    assert selectors.area(new.id) == closed
    on_its_day = selectors.children(county["100001e01"].id, on=day - timedelta(days=1))
    assert new.id in {one.id for one in on_its_day}
    assert closed not in selectors.children(county["100001e01"].id, on=day)
    assert new.id not in {one.id for one in selectors.find("第3网格")}
    with pytest.raises(CodeTaken):  # not even after closing
        services.add_area(
            row=row("990101100001g03", "第3网格", "grid", "990101100001e01", valid_from=day),
            actor=SYSTEM, now=later,
        )  # fmt: skip
    with pytest.raises(AlreadyClosed):
        services.close_area(area_id=new.id, on=day, reason="再撤", actor=SYSTEM, now=later)


def test_merging_moves_what_lies_below(county, now):
    pine, willow = county["100001"], county["100002"]
    changes = services.merge_areas(
        area_ids=[pine.id], into=willow.id, on=TODAY, reason="社区合并", actor=SYSTEM, now=now
    )
    grid = county["100001g01"]
    assert PathChange(grid.id, grid.path, "990101.100.002.e01.g01.") in changes
    assert selectors.area(grid.id).path == "990101.100.002.e01.g01."
    assert selectors.ancestor(grid.id, "community").id == willow.id
    assert selectors.area(pine.id).successor_id == willow.id
    assert selectors.successor(pine.id).id == willow.id
    assert selectors.find("松林社区") == (selectors.area(willow.id),)
    assert selectors.children(pine.id) == ()
    assert models.AreaChange.objects.filter(area_id=grid.id, kind="moved").get().before == grid.path


def test_merging_areas_with_equal_pieces_keeps_paths_apart(county, now):
    other = row("990101100002e01", "柳岸小区", "estate", "990101100002")
    services.publish_areas(rows=[other], actor=SYSTEM, now=now)
    services.merge_areas(
        area_ids=[county["100001"].id], into=county["100002"].id, on=TODAY, reason="合并",
        actor=SYSTEM, now=now,
    )  # fmt: skip
    assert selectors.area(county["100001e01"].id).path == "990101.100.002.990101100001e01."
    assert selectors.by_code("990101100002e01").path == "990101.100.002.e01."


def test_changes_that_are_refused(county, now):
    pine, village = county["100001"].id, county["100200"].id
    ask = {"reason": "批复", "actor": SYSTEM, "now": now}
    tomorrow = TODAY + timedelta(days=1)
    with pytest.raises(StillInhabited):
        services.close_area(area_id=pine, on=TODAY, **ask)
    with pytest.raises(BadDate):
        services.close_area(area_id=village, on=tomorrow, **ask)
    with pytest.raises(BadDate):
        services.close_area(area_id=village, on=date(2019, 1, 1), **ask)
    with pytest.raises(ReasonMissing):
        services.close_area(area_id=village, on=TODAY, **{**ask, "reason": " "})
    with pytest.raises(WrongParent):
        services.merge_areas(area_ids=[village], into=pine, on=TODAY, **ask)
    with pytest.raises(WrongParent):
        services.merge_areas(area_ids=[pine], into=pine, on=TODAY, **ask)
    with pytest.raises(UnknownArea):
        services.rename_area(area_id=uuid4(), name="某", on=TODAY, **ask)
    assert selectors.area(pine).valid_to is selectors.area(village).valid_to is None


@pytest.mark.parametrize("who", [ANONYMOUS, manager("990101.101."), manager("990101.100.002.")])
def test_only_who_manages_an_area_changes_it(county, now, who):
    pine = county["100001"].id
    ask = {"actor": who, "now": now}
    with pytest.raises(NotAllowed):
        services.rename_area(area_id=pine, name="某", on=TODAY, reason="批复", **ask)
    with pytest.raises(NotAllowed):
        services.close_area(area_id=pine, on=TODAY, reason="批复", **ask)
    with pytest.raises(NotAllowed):
        services.set_boundary(area_id=pine, boundary=box(117, 27, 117.01, 27.01), source="", **ask)
    with pytest.raises(NotAllowed):
        services.add_area(row=row("990101100001g07", "某", "grid", "990101100001"), **ask)
    with pytest.raises(NotAllowed):
        services.merge_areas(
            area_ids=[pine], into=county["100002"].id, on=TODAY, reason="批复", **ask
        )


# --- boundaries ---------------------------------------------------------------------------------


def test_a_boundary_over_a_neighbour_is_refused(county, now):
    ask = {"source": "测绘", "actor": SYSTEM, "now": now}
    second = county["100001g02"].id
    with pytest.raises(BadBoundary):
        services.set_boundary(area_id=second, boundary=box(117.005, 27, 117.02, 27.01), **ask)
    services.set_boundary(area_id=second, boundary=box(117.00999, 27, 117.03, 27.01), **ask)
    assert selectors.at_point(117.025, 27.005).id == second
    assert selectors.area(second).boundary_source == "测绘"


def test_drawing_many_sets_points_inside(county, now):
    shapes = {"990101100": box(117, 27, 117.05, 27.05), "990101101": box(117.05, 27, 117.1, 27.05)}
    assert (
        services.set_boundaries(boundaries=shapes, source="synthetic", actor=SYSTEM, now=now) == 2
    )
    assert selectors.area(county["101"].id).longitude == pytest.approx(117.075)
    assert selectors.shapes("town")["features"][0]["properties"]["synthetic"] is True
    with pytest.raises(UnknownArea):
        services.set_boundaries(
            boundaries={"nowhere": box(117, 27, 117.1, 27.1)}, source="", actor=SYSTEM, now=now
        )


def test_publishing_rows_without_boundary_leaves_what_is_drawn(county, now):
    bare = row("990101100001g01", "第1网格", "grid", "990101100001e01", synthetic=True)
    assert services.publish_areas(rows=[bare], actor=SYSTEM, now=now).same == 1
    assert selectors.at_point(117.005, 27.005).id == county["100001g01"].id


def test_every_change_gives_a_new_version(county, now):
    before = versions.version("territory")
    services.rename_area(
        area_id=county["100200"].id,
        name="王家坑村委会",
        on=TODAY,
        reason="批复",
        actor=SYSTEM,
        now=now,
    )
    assert versions.version("territory") != before
    assert parts.current(selectors.PART)[0] == "test"
    assert isinstance(selectors.root().id, UUID)
