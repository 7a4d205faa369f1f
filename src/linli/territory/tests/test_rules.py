"""Names, codes, datum and geometry, without a database."""

from math import cos, hypot, radians
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.territory import rules
from linli.territory.method import TerritoryPart
from linli.territory.terms import (
    Area,
    BadBoundary,
    BadCode,
    BadCoordinates,
    BadName,
    Frame,
    UnknownKind,
    WrongParent,
    normal,
)
from linli.territory.tests.factories import box, folder, row

FRAME = Frame(116.9, 26.9, 117.1, 27.1)
LAYOUT = rules.layout_of(TerritoryPart().parse(folder())[0])

inside_china = st.tuples(st.floats(73.7, 134.9), st.floats(18.2, 53.5))


def metres(a, b):
    middle = radians((a[1] + b[1]) / 2)
    return hypot((a[0] - b[0]) * cos(middle), a[1] - b[1]) * 111_320


@given(inside_china)
def test_there_and_back_is_less_than_half_a_metre(point):
    assert metres(rules.to_wgs84(*rules.to_gcj02(*point)), point) < 0.5
    assert metres(rules.to_gcj02(*rules.to_wgs84(*point)), point) < 0.5


@given(inside_china)
def test_the_offset_is_some_hundred_metres(point):
    assert 10 < metres(rules.to_gcj02(*point), point) < 1200


def test_the_published_offset_of_a_known_point():
    # 天安门 39.907333 N 116.391083 E (WGS-84) is 39.908737 N 116.397326 E in GCJ-02.
    assert metres(rules.to_gcj02(116.391083, 39.907333), (116.397326, 39.908737)) < 5


@pytest.mark.parametrize(
    ("longitude", "latitude"),
    [
        ("x", 27),
        (None, 27),
        (float("nan"), 27),
        (117, float("inf")),
        (118, 27),
        (27, 117),
        ("", ""),
    ],
)
def test_points_that_cannot_be_in_the_county_are_refused(longitude, latitude):
    with pytest.raises(BadCoordinates) as refusal:
        rules.check_point(longitude, latitude, FRAME)
    assert refusal.value.data["reason"]


def ring(*points):
    return {"type": "Polygon", "coordinates": [[list(point) for point in points]]}


@pytest.mark.parametrize(
    "boundary",
    [
        {},
        {"type": "Point", "coordinates": [117, 27]},
        {"type": "Polygon", "coordinates": []},
        {"type": "Polygon", "coordinates": [[[117, 27]]]},
        {"type": "Polygon", "coordinates": "x"},
        {"type": "Polygon", "coordinates": [[["a", "b"], [1, 2], [3, 4]]]},
        {"type": "Polygon"},
        # a bow tie
        ring((117, 27), (117.01, 27.01), (117.01, 27), (117, 27.01), (117, 27)),
        box(118, 27, 118.1, 27.1),
        ring(*((117 + n / 1e7, 27 + (n % 2) / 1e4) for n in range(20_001))),
    ],
)  # fmt: skip
def test_boundaries_that_cannot_be_are_refused(boundary):
    with pytest.raises(BadBoundary):
        rules.check_boundary(boundary, FRAME)


def test_a_good_boundary_is_kept_to_a_centimetre():
    shape = rules.check_boundary(box(117.000000049, 27, 117.01, 27.01), FRAME)
    assert rules.rounded(shape)["coordinates"][0][0][0] in (117.0, 117.01)
    assert shape.area == pytest.approx(1e-4, rel=1e-4)


def test_the_overlap_is_a_share_of_the_smaller():
    assert rules.overlap_share(box(0, 0, 2, 1), box(1, 0, 3, 1)) == pytest.approx(0.5)
    assert rules.overlap_share(box(0, 0, 2, 1), box(2, 0, 3, 1)) == 0


def test_the_innermost_shape_holds_the_point():
    outer, inner = UUID(int=1), UUID(int=2)
    shapes = rules.Shapes([(outer, 1, box(0, 0, 10, 10)), (inner, 2, box(0, 0, 1, 1))])
    assert shapes.innermost(0.5, 0.5) == inner
    assert shapes.innermost(5, 5) == outer
    assert shapes.innermost(11, 5) is None
    assert rules.Shapes([]).innermost(1, 1) is None


# --- codes and parents -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("99010110000", "community"),  # eleven digits
        ("990101100200", "community"),  # the number of a village
        ("990101100001", "village"),  # the number of a community
        ("990101100600", "village"),  # beyond every range
        ("99010110000x", "community"),
        ("99-01", "grid"),
        ("", "grid"),
        ("g" * 61, "grid"),
    ],
)
def test_codes_that_break_the_rule_are_refused(code, kind):
    with pytest.raises(BadCode):
        rules.check_row(row(code, "某处", kind, "990101100"), LAYOUT)


def test_names_and_kinds_must_be():
    with pytest.raises(BadName):
        rules.check_row(row("990101100001", "  ", "community", "990101100"), LAYOUT)
    with pytest.raises(UnknownKind):
        rules.check_row(row("990101100001", "某处", "moon", "990101100"), LAYOUT)


def test_a_wrong_parent_is_refused_with_the_name_of_the_rule():
    grid = row("990101100001g09", "第9网格", "grid", "990101")
    with pytest.raises(WrongParent) as refusal:
        rules.check_parent(grid, "county", "甲县", LAYOUT)
    assert refusal.value.data["rule"] == "网格只设在社区、村或小区之下"
    assert "甲县" in refusal.value.message
    rules.check_parent(grid, "estate", "清泉小区", LAYOUT)


def test_an_official_code_lies_below_its_parents_code():
    with pytest.raises(WrongParent):
        rules.check_parent(
            row("990101101001", "某居委会", "community", "990101100"), "town", "东山镇", LAYOUT
        )


def test_only_the_county_has_no_parent():
    with pytest.raises(WrongParent):
        rules.check_parent(row("990101100", "东山镇", "town", ""), None, "", LAYOUT)
    rules.check_parent(row("990101", "甲县", "county", ""), None, "", LAYOUT)


@pytest.mark.parametrize(
    ("code", "ancestors", "piece"),
    [
        ("990101100", ["990101"], "100"),
        ("990101100001g03", ["990101100001e01", "990101100001", "990101100"], "g03"),
        ("X7", ["990101100001", "990101100"], "X7"),
        ("990101", [], "990101"),
    ],
)
def test_the_piece_of_a_path(code, ancestors, piece):
    assert rules.segment(code, ancestors) == piece


# --- names ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "kind", "short"),
    [
        ("松林居委会", "community", "松林社区"),
        ("松林社区居民委员会", "community", "松林社区"),
        ("王坑村委会", "village", "王坑村"),
        ("调村村委会", "village", "调村"),
        ("同兴社生活区", "village", "同兴社生活区"),
        ("东山镇", "town", "东山镇"),
        ("第1网格", "grid", "第1网格"),
        ("村", "village", "村"),
    ],
)
def test_short_names(name, kind, short):
    assert rules.short_name(name, kind, LAYOUT) == short


def area(number, path, name, kind="community"):
    return Area(UUID(int=number), path, kind, name, name, path, None)


def gazetteer(*areas):
    names = [
        (one.id, form)
        for one in areas
        for form in rules.spoken_forms(one.name, one.kind, (), LAYOUT)
    ]
    return rules.Gazetteer({one.id: one for one in areas}, names)


EAST = area(1, "c.e.", "东山镇", "town")
WEST = area(2, "c.w.", "西河镇", "town")
PIT_EAST = area(3, "c.e.p.", "王坑村委会", "village")
PIT_WEST = area(4, "c.w.p.", "王坑村委会", "village")
PINE = area(5, "c.e.s.", "松林居委会")
ESTATE = area(6, "c.e.s.q.", "清泉小区", "estate")
THIRD = area(7, "c.e.s.q.b3.", "3号楼", "building")
BOOK = gazetteer(EAST, WEST, PIT_EAST, PIT_WEST, PINE, ESTATE, THIRD)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("松林社区", [PINE]),
        ("松林居委会", [PINE]),
        ("松林居民委员会", [PINE]),
        ("松林", [PINE]),
        (" 松 林，社区 ", [PINE]),
        ("王坑村", [PIT_EAST, PIT_WEST]),  # two: ask
        ("西河镇王坑村", [PIT_WEST]),
        ("西河王坑", [PIT_WEST]),
        ("东山镇松林社区清泉小区3号楼402", [THIRD]),
        ("清泉小区3栋", [THIRD]),
        ("清泉小区13号楼", [ESTATE]),  # not 3号楼
        ("清泉小区1栋", [ESTATE]),
        ("清泉小区 3", [ESTATE]),
        ("清泉", [ESTATE]),
        ("松林社区那边的路灯", [PINE]),
        ("西河镇松林社区", [PINE]),  # explains more of the text than 西河镇 does
        ("月球", []),
        ("", []),
        ("，。 ", []),
    ],
)
def test_names_that_people_write(text, found):
    assert BOOK.find(text) == tuple(sorted(found, key=lambda one: one.path))


def test_finding_within_a_part_of_the_county():
    assert BOOK.find("王坑村", "c.e.") == (PIT_EAST,)
    assert BOOK.find("松林", "c.w.") == ()


@given(st.text(max_size=300))
def test_finding_answers_any_text(text):
    assert len(BOOK.find(text)) <= rules.names.MOST


def test_normal_forms():
    assert normal("３号楼 （东）") == normal("3号楼(东)") == "3号楼东"
