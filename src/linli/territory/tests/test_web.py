"""The public addresses: JSON, read-only, no households."""

from uuid import uuid4

import pytest

from linli.kernel.actor import SYSTEM
from linli.territory import selectors, services
from linli.territory.tests.factories import BELOW, box, small_county

pytestmark = pytest.mark.django_db


@pytest.fixture
def county(now):
    return small_county(now)


def names(answer):
    return [one["full_name"] for one in answer.json()["areas"]]


def test_find(client, county):
    answer = client.get("/territory/find", {"q": "王坑村"})
    assert names(answer) == ["东山镇王坑村", "西河镇王坑村"]
    assert answer.json()["ask"] is True
    one = client.get("/territory/find", {"q": "王坑村", "within": str(county["101"].id)})
    assert names(one) == ["西河镇王坑村"]
    assert one.json()["ask"] is False
    assert client.get("/territory/find").json() == {"areas": [], "ask": False}


def test_at(client, county):
    answer = client.get("/territory/at", {"lon": 117.005, "lat": 27.005})
    assert answer.json()["area"]["full_name"] == "东山镇松林社区清泉小区第1网格"
    assert answer.json()["area"]["synthetic"] is True
    shifted = selectors.to_gcj02(117.005, 27.005)
    again = client.get("/territory/at", {"lon": shifted[0], "lat": shifted[1], "datum": "gcj02"})
    assert again.json() == answer.json()
    assert client.get("/territory/at", {"lon": 117.09, "lat": 27.09}).json() == {"area": None}


@pytest.mark.parametrize(
    "query", [{}, {"lon": "x", "lat": "27"}, {"lon": "nan", "lat": "27"}, {"lon": "0", "lat": "0"},
              {"lon": "1e308", "lat": "1e308", "datum": "gcj02"},
              {"lon": "inf", "lat": "27", "datum": "gcj02"}],
)  # fmt: skip
def test_points_that_cannot_be(client, county, query):
    answer = client.get("/territory/at", query)
    assert answer.status_code == 422
    assert answer.json()["code"] == "territory.bad_coordinates"


def test_children(client, county):
    assert names(client.get("/territory/children")) == ["东山镇", "西河镇"]
    below = client.get("/territory/children", {"of": str(county["100001e01"].id)})
    assert [one["name"] for one in below.json()["areas"]] == ["第1网格", "第2网格"]
    query = {"of": str(county["100001e01"].id), "kind": "building"}
    assert names(client.get("/territory/children", query)) == ["东山镇松林社区清泉小区1号楼"]


@pytest.mark.parametrize("address", ["children?of=", "find?q=x&within=", "shapes?within="])
@pytest.mark.parametrize("area_id", ["nonsense", str(uuid4())])
def test_areas_that_are_not_there(client, county, address, area_id):
    answer = client.get(f"/territory/{address}{area_id}")
    assert answer.status_code == 404
    assert answer.json()["code"] == "territory.unknown_area"


def test_no_address_shows_a_household(client, county):
    home = county["100001g01b01s1h101"]
    stairs = county["100001g01b01s1"]
    answers = [
        client.get("/territory/children", {"of": str(stairs.id)}),
        client.get("/territory/children", {"of": str(stairs.id), "kind": "household"}),
        client.get("/territory/children", {"of": str(home.id)}),
        client.get("/territory/find", {"q": "101室"}),
        client.get("/territory/find", {"q": "101"}),
        client.get("/territory/find", {"q": "1", "within": str(home.id)}),
        client.get("/territory/shapes", {"kind": "household"}),
    ]
    for answer in answers:
        assert str(home.id) not in answer.content.decode()
        assert "101室" not in answer.content.decode()


def test_shapes_with_an_etag(client, county, now):
    answer = client.get("/territory/shapes", {"kind": "grid", "within": str(county["100"].id)})
    assert answer["Content-Type"] == "application/geo+json"
    assert len(answer.json()["features"]) == 2
    query = {"kind": "grid", "within": str(county["100"].id)}
    same = client.get("/territory/shapes", query, headers={"If-None-Match": answer["ETag"]})
    assert same.status_code == 304
    services.set_boundary(
        area_id=county["100001g02"].id, boundary=box(117.01, 27, 117.03, 27.01), source="测绘",
        actor=SYSTEM, now=now,
    )  # fmt: skip
    new = client.get("/territory/shapes", query, headers={"If-None-Match": answer["ETag"]})
    assert new.status_code == 200
    assert new["ETag"] != answer["ETag"]
    assert client.get("/territory/shapes", {"kind": "中文\n"}).json()["features"] == []


def test_only_reading(client, county):
    for name in ("find", "at", "children", "shapes"):
        assert client.post(f"/territory/{name}").status_code == 405


def test_before_anything_is_published(client):
    assert client.get("/territory/children").status_code == 404
    assert client.get("/territory/find", {"q": "松林"}).json()["areas"] == []
    assert client.get("/territory/shapes").json()["features"] == []


def test_choosers_take_few_statements(client, county, django_assert_max_num_queries):
    client.get("/territory/find", {"q": "松林"})
    with django_assert_max_num_queries(1):  # the version counters
        client.get("/territory/find", {"q": "松林"})
    with django_assert_max_num_queries(1):
        client.get("/territory/at", {"lon": 117.005, "lat": 27.005})
    assert len(BELOW) == 6
