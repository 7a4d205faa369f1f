"""A circle of the small county: counted, its gaps closed on paper, its network uploaded."""

from __future__ import annotations

import io
import json
from datetime import timedelta

import openpyxl
import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.kernel import parts
from linli.kernel.actor import SYSTEM
from linli.kernel.errors import NotAllowed
from linli.kernel.registry import Folder
from linli.organisations import selectors as organisations
from linli.organisations.tests.factories import appointed, county, person
from linli.resources import models, selectors, services
from linli.resources.method import ResourcesPart
from linli.resources.rules.circle import candidates, percent, site
from linli.resources.rules.walking import Reach, Walking
from linli.resources.rules.ways import read_network
from linli.resources.terms import (
    MOST_CANDIDATES,
    Home,
    MayNotCount,
    NobodyLives,
    NoCircle,
    PlaceState,
    WaysOutside,
    WaysUnreadable,
)
from linli.territory import services as territory
from linli.territory.terms import AreaRow
from linli.territory.tests.factories import SINCE

BOX = (116.9, 26.9, 117.1, 27.1)
PLACES = """
[[kinds]]
key = "school"
name = "四点半学校"

[[kinds]]
key = "canteen"
name = "敬老食堂"

[[circles]]
key = "town"
name = "服务圈"
homes = ["building", "grid"]
minutes = 10
speed = 60
detour = "1.2"
target = 50
services = [
  { key = "school", name = "四点半学校", kinds = ["school"] },
  { key = "canteen", name = "敬老食堂", kinds = ["canteen"] },
]
"""


@pytest.fixture
def areas(now, db):
    """Four buildings along a line, 200 metres apart, with 1, 2, 3 and 4 doors."""
    made = county(now)
    grid = made["100001g01"].code
    rows = []
    for number in range(4):
        code = f"{grid}x{number}"
        rows.append(
            AreaRow(
                f"{code}", f"{number + 5}号楼", "building", grid, SINCE,
                longitude=117.001 + 0.002 * number, latitude=27.005,
            )
        )  # fmt: skip
        rows.append(AreaRow(f"{code}s1", "1单元", "stairwell", code, SINCE))
        rows += [
            AreaRow(f"{code}s1h{door}", f"{door}01室", "household", f"{code}s1", SINCE)
            for door in range(1, number + 2)
        ]
    territory.publish_areas(rows=rows, actor=SYSTEM, now=now)
    document, found = ResourcesPart().parse(Folder({"places.toml": PLACES.encode()}))
    assert not found, found
    parts.publish("resources", "t1", document, now)
    return made


def opened(kind, x, areas, now, y=27.005):
    place = models.Place.objects.create(
        name=f"{kind}{x}", area_id=areas["100001"].id, area_path=areas["100001"].path,
        organisation_id=organisations.units()[0].id, longitude=x, latitude=y, hours=[],
        state=PlaceState.OPEN, opened_on=now.date(), made_at=now,
    )  # fmt: skip
    models.PlaceUse.objects.create(place=place, kind=kind, order=0)


def officer(areas, now, duty="县指挥中心", code=""):
    account = person(f"officer-{code}", "办事员", now)
    appointed(duty, account, now, area_id=areas[code].id)
    return organisations.actor_for(account, via="test", now=now)


def test_households_that_reach_each_service(areas, now):
    opened("school", 117.001, areas, now)
    services.count_circle(key="town", actor=officer(areas, now), now=now)
    page = selectors.circle_page(SYSTEM, "town")
    # 500 metres: the first three buildings (0, 198 and 397 metres), not the fourth (595)
    assert [(one.covered, one.total, one.places) for one in page.lines] == [(6, 10, 1), (0, 10, 0)]
    assert [(one.percent, one.enough) for one in page.lines] == [("60.0%", True), ("0.0%", False)]
    assert page.all_together.covered == 0
    assert [(one.households) for one in selectors.gaps_of(SYSTEM, "town", "school")] == [4]
    assert (page.network, page.radius, page.by_door) == (None, 500, True)


def test_a_household_without_a_point_is_told_of_and_counted_nowhere(areas, now):
    services.count_circle(key="town", actor=SYSTEM, now=now)
    row = models.CircleCount.objects.get()
    assert (row.households, row.unplaced) == (10, 1)  # of the small county's own: 101室


def test_the_network_decides_where_there_is_one(areas, now):
    opened("school", 117.001, areas, now)
    ways = "117.001,27.005,117.003,27.005,199\n117.003,27.005,117.005,27.005,900\n"
    services.load_network(source="测绘", data=ways.encode(), actor=SYSTEM, now=now)
    services.count_circle(key="town", actor=SYSTEM, now=now)
    page = selectors.circle_page(SYSTEM, "town")
    assert page.lines[0].covered == 3  # 600 metres of walking do not reach the third building
    assert (page.network.ways, page.on_network) == (2, 3)
    services.drop_network(actor=SYSTEM, now=now)
    assert selectors.circle_page(SYSTEM, "town").stale


def test_where_the_next_places_should_go(areas, now):
    services.count_circle(key="town", actor=SYSTEM, now=now)
    made = services.site_places(key="town", service="school", actor=SYSTEM, now=now)
    assert services.site_places(key="town", service="school", actor=SYSTEM, now=now) == made
    found = selectors.siting_of("town", "school")
    assert [(one.places, one.gain, one.optimal, one.percent) for one in found.rows] == [
        (1, 10, True, "100.0%")
    ]
    assert len(found.rows[0].sites) == 1


def test_only_who_keeps_the_whole_county_counts(areas, now):
    with pytest.raises(MayNotCount):
        services.count_circle(key="town", actor=officer(areas, now, "社区", "100001"), now=now)
    with pytest.raises(NoCircle):
        services.count_circle(key="none", actor=SYSTEM, now=now)


def test_a_community_sees_its_own_and_no_other(areas, now):
    services.count_circle(key="town", actor=SYSTEM, now=now)
    own = officer(areas, now, "社区", "100001")
    other = officer(areas, now, "社区", "100002")
    assert selectors.circle_page(own, "town").households == 10
    assert selectors.circle_page(other, "town").households == 0
    with pytest.raises(NotAllowed):
        selectors.circle_page(other, "town", area_path=areas["100001"].path)


def test_without_points_nothing_is_claimed(now, db):
    county(now)
    document, _found = ResourcesPart().parse(Folder({"places.toml": PLACES.encode()}))
    parts.publish("resources", "t1", document, now)
    with pytest.raises(NobodyLives):
        services.count_circle(key="town", actor=SYSTEM, now=now)
    services.count_circles({}, now)
    assert not models.CircleCount.objects.exists()


def test_the_measures_read_the_last_count_before_the_end(areas, now):
    opened("school", 117.001, areas, now)
    opened("canteen", 117.001, areas, now)
    services.count_circle(key="town", actor=SYSTEM, now=now)
    span = (now - timedelta(days=30), now + timedelta(days=1))
    assert selectors.circle_coverage("", *span) == (6, 10)
    assert selectors.circles_built("", *span) == (1, 1)
    assert selectors.circle_coverage("", now, now) == (0, 0)
    assert selectors.circles_built("", now, now) == (0, 1)


def test_pages(client, areas, now):
    client.force_login(get_user_model().objects.get(pk=officer(areas, now).account_id))
    assert "还没有算过" in client.get("/circles/town").text
    assert client.post("/circles/town/count").status_code == 302
    bad = SimpleUploadedFile("a.csv", b"1,2,3,4")
    refused = client.post("/circles/network", {"source": "测绘", "upload": bad})
    assert refused.status_code == 422
    good = SimpleUploadedFile("a.csv", b"117.001,27.005,117.003,27.005,199")
    assert client.post("/circles/network", {"source": "测绘", "upload": good}).status_code == 302
    assert "路网换过了" in client.get("/circles/town").text
    assert client.post("/circles/town/school/site").status_code == 302
    page = client.get("/circles/town?service=school").text
    assert "已证明最优" in page
    assert "没有路网" in client.get("/circles/").text
    assert "测绘" in client.get("/circles/network").text
    drawn = client.get("/circles/town/school/map").json()["features"]
    assert [one["properties"]["state"] for one in drawn].count("late") == 4
    book = openpyxl.load_workbook(io.BytesIO(client.get("/circles/town/school/gaps.xlsx").content))
    assert book.worksheets[0].max_row == 6
    assert client.get("/circles/town/nothing/map").status_code == 404
    assert client.post("/circles/network/drop").status_code == 302


# --- rules ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (b"", WaysUnreadable),
        (b"\xff\xfe", WaysUnreadable),
        (b"a,b,c,d", WaysUnreadable),
        (b"117,27,nan,27", WaysUnreadable),
        (b"117,27,117.001", WaysUnreadable),
        (b"117,27,117.001,27,-4", WaysUnreadable),
        (b"117,27,118,27", WaysOutside),
        (b'{"type":"LineString","coordinates":[[117,27],[999,27]]}', WaysOutside),
        (b'{"type":"LineString","coordinates":[[117,27],[true,27]]}', WaysUnreadable),
        (b'{"type":"LineString","coordinates":7}', WaysUnreadable),
        (b'{"type":"FeatureCollection","features":{}}', WaysUnreadable),
        (b'{"type":"FeatureCollection","features":[1]}', WaysUnreadable),
        (b'{"a":' * 5000, WaysUnreadable),
        (b'{"type":"Point","coordinates":[117,27]}', WaysUnreadable),  # no way at all
    ],
)
def test_what_is_no_network_is_refused(data, refusal):
    with pytest.raises(refusal):
        read_network(data, BOX)


def test_lines_and_rows_say_the_same():
    line = {"type": "LineString", "coordinates": [[117, 27], [117.001, 27], [117.002, 27, 9]]}
    feature = {"type": "Feature", "properties": {}, "geometry": line}
    several = {"type": "MultiLineString", "coordinates": [line["coordinates"]]}
    rows = b"from_lon,from_lat,to_lon,to_lat,metres\n117,27,117.001,27,\n117.001,27,117.002,27\n"
    networks = [
        read_network(json.dumps(one).encode(), BOX)
        for one in (line, feature, several, {"type": "FeatureCollection", "features": [feature]})
    ]
    assert {one.packed() for one in networks} == {read_network(rows, BOX).packed()}


spots = st.tuples(st.integers(0, 40), st.integers(0, 40)).map(
    lambda xy: (117 + xy[0] / 1000, 27 + xy[1] / 1000)
)


@given(st.lists(st.tuples(spots, st.integers(0, 9)), min_size=1, max_size=12), st.data())
@settings(max_examples=40, deadline=None)
def test_sites_serve_as_many_as_they_say(rows, data):
    homes = [Home(None, f"p{n}", *spot, households) for n, (spot, households) in enumerate(rows)]
    missing = data.draw(st.sets(st.integers(0, len(homes) - 1)))
    walking = Walking(600, 1.2)
    some, choices = site(homes, missing, walking)
    reach = Reach([one.spot for one in homes], walking)
    for one in choices:
        there = reach.of([homes[some[index]].spot for index, _gain in one.chosen])
        assert one.gain == sum(homes[index].households for index in there & missing)
        assert one.optimal
    single = [sum(homes[j].households for j in reach.of([home.spot]) & missing) for home in homes]
    assert (choices[0].gain if choices else 0) == max(single)


def test_of_too_many_candidates_the_fullest_of_each_cell_is_tried():
    homes = [
        Home(None, f"p{n}", 117 + (n % 50) / 4000, 27 + (n // 50) / 4000, n % 7)
        for n in range(2500)
    ]
    some = candidates(homes, range(2500), 600)
    assert 50 < len(some) <= MOST_CANDIDATES
    assert sum(homes[index].households for index in some) / len(some) > 3.5


def test_percent_is_rounded_down():
    assert [percent(*one) for one in ((999, 1000), (9999, 10000), (1, 3), (0, 0))] == [
        "99.9%", "99.9%", "33.3%", "—",
    ]  # fmt: skip
