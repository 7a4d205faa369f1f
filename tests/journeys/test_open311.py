"""Open311 GeoReport v2 (wiki.open311.org/GeoReport_v2), as third-party clients speak it."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta
from urllib.parse import urlencode
from xml.etree import ElementTree as ET

import pytest
from django.test import Client
from tests.journeys.setting import MARKS, NOW

from linli.kernel.ids import read_code
from linli.matters import services
from linli.matters.models import Matter, Report
from linli.matters.stories import doing, scene
from linli.matters.terms import Intake, Place
from linli.organisations import services as organising
from linli.publicity.models import Publication
from linli.territory import selectors as territory

pytestmark = pytest.mark.django_db
BASE = "/open311/v2"
FORM = "application/x-www-form-urlencoded"
REQUEST = (
    "service_request_id", "status", "status_notes", "service_name", "service_code", "description",
    "agency_responsible", "service_notice", "requested_datetime", "updated_datetime",
    "expected_datetime", "address", "address_id", "zipcode", "lat", "long", "media_url",
)  # fmt: skip


@pytest.fixture
def client():
    return Client(raise_request_exception=False)


@pytest.fixture
def key(rolled_back):
    return organising.issue_key(name="试", actor=rolled_back.actor("county"), now=NOW).secret


def get(client, path, **query):
    return client.get(f"{BASE}/{path}", query)


def post(client, form="json", **fields):
    return client.post(f"{BASE}/requests.{form}", urlencode(fields, doseq=True), content_type=FORM)


def tree(answer):
    assert answer["Content-Type"].startswith("text/xml")
    return ET.fromstring(answer.content)


def fields_of(element):
    return {child.tag: child.text for child in element}


def own(**more):
    grid = scene.area_named("青云1格")
    return {"service_code": "manhole", "description": "井盖坏了", "address_id": grid.code, **more}


# --- what there is -------------------------------------------------------------------------------


def test_discovery_names_the_endpoint_and_its_formats(rolled_back, client):
    found = get(client, "discovery.json").json()
    (endpoint,) = found["endpoints"]
    assert endpoint["url"].endswith("/open311/v2")
    assert endpoint["specification"].endswith("GeoReport_v2")
    assert endpoint["formats"] == ["application/json", "text/xml"]
    top = tree(get(client, "discovery.xml"))
    assert top.tag == "discovery"
    assert top.find("endpoints/endpoint/url").text == endpoint["url"]
    assert [one.text for one in top.findall("endpoints/endpoint/formats/format")] == [
        "application/json", "text/xml",
    ]  # fmt: skip


def test_services_are_the_countys_categories_and_kinds(rolled_back, client):
    rows = get(client, "services.json", jurisdiction_id="350429").json()
    by_code = {one["service_code"]: one for one in rows}
    assert len(by_code) == len(rows)
    assert set(rows[0]) == {
        "service_code", "service_name", "description", "metadata", "type", "keywords", "group",
    }  # fmt: skip
    assert by_code["manhole"]["type"] == "realtime"
    assert "report" in by_code
    listed = [fields_of(one) for one in tree(get(client, "services.xml")).findall("service")]
    assert [one["service_code"] for one in listed] == [one["service_code"] for one in rows]
    assert listed[0]["metadata"] in {"true", "false"}


def test_a_definition_gives_the_questions_of_the_form(rolled_back, client):
    found = get(client, "services/manhole.json").json()
    assert found["service_code"] == "manhole"
    for row in found["attributes"]:
        assert set(row) == {
            "variable", "code", "datatype", "required", "datatype_description", "order",
            "description", "values",
        }  # fmt: skip
    top = tree(get(client, "services/manhole.xml"))
    assert (top.tag, top.find("service_code").text) == ("service_definition", "manhole")
    answer = get(client, "services/nothing.json")
    assert answer.status_code == 404
    assert answer.json()[0]["code"] == 404


# --- reading -------------------------------------------------------------------------------------


def test_requests_have_every_field_in_both_formats(rolled_back, client):
    rows = get(client, "requests.json").json()
    assert {one["service_request_id"] for one in rows} >= {str(rolled_back.ids["matter_id"])}
    for row in rows:
        assert tuple(row) == REQUEST
        assert row["status"] in {"open", "closed"}
        moment = datetime.fromisoformat(row["requested_datetime"])
        assert moment.utcoffset() == timedelta(hours=8)
    top = tree(get(client, "requests.xml"))
    assert top.tag == "service_requests"
    listed = [fields_of(one) for one in top.findall("request")]
    assert [one["service_request_id"] for one in listed] == [
        one["service_request_id"] for one in rows
    ]
    assert set(listed[0]) == set(REQUEST)


def test_nothing_that_residents_wrote_is_shown(rolled_back, client):
    for form in ("json", "xml"):
        for path in ("requests", f"requests/{rolled_back.ids['matter_id']}"):
            text = get(client, f"{path}.{form}").content.decode()
            assert not any(mark in text for mark in (*MARKS, str(rolled_back.ids["number"])))


def test_published_words_are_shown(rolled_back, client):
    shown = Publication.objects.get()
    (row,) = get(client, f"requests/{shown.subject_id}.json").json()
    assert row["description"] == shown.words


def test_states_and_services_and_ids_choose(rolled_back, client):
    open_id, other = str(rolled_back.ids["matter_id"]), str(rolled_back.ids["other_id"])

    def ids(**query):
        return [one["service_request_id"] for one in get(client, "requests.json", **query).json()]

    assert sorted(ids()) == sorted([open_id, other])
    assert ids(service_request_id=f"{open_id},{other}", status="closed") == [open_id, other]
    assert ids(service_code="fire_lane") == [open_id]
    assert ids(service_code="fire_lane,nothing") == [open_id]
    assert ids(service_code="nothing") == []
    states = {
        row["service_request_id"]: row["status"] for row in get(client, "requests.json").json()
    }
    for wanted in ("open", "closed"):
        chosen = [one for one, state in states.items() if state == wanted]
        assert sorted(ids(status=wanted)) == sorted(chosen)
    assert ids(page_size="1", page="1") + ids(page_size="1", page="2") == ids()


def test_a_closed_matter_is_closed_outside(rolled_back, client):
    matter = Matter.objects.get(pk=rolled_back.ids["matter_id"])
    Matter.objects.filter(pk=matter.pk).update(
        state="annulled", closing="not_ours", closed_at=NOW + timedelta(hours=1)
    )
    (row,) = get(client, f"requests/{matter.pk}.json").json()
    assert row["status"] == "closed"
    assert row["status_notes"]
    assert row["expected_datetime"] is None


def test_dates_choose_a_span_of_at_most_90_days(rolled_back, client):
    def count(**query):
        return len(get(client, "requests.json", **query).json())

    assert count(start_date="2026-03-02T00:00:00Z", end_date="2026-03-03T00:00:00Z") == 2
    assert count(start_date="2026-03-02T09:30:00+08:00") == 0
    assert count(end_date="2026-03-02T00:30:00Z") == 0
    for bad in (
        {"start_date": "yesterday"},
        {"start_date": "2025-01-01T00:00:00Z", "end_date": "2026-01-01T00:00:00Z"},
        {"status": "half"},
        {"page": "-1"},
        {"page_size": "x"},
    ):
        answer = get(client, "requests.json", **bad)
        assert answer.status_code == 400, bad
        assert set(answer.json()[0]) == {"code", "description"}


def test_points_are_wgs84_blurred_for_the_public_and_exact_by_duty(rolled_back, client, key):
    county = scene.area_named("泰宁县")
    made = services.open_matter(
        intake=Intake(
            kind="report", words="路灯坏了",
            place=Place(county.id, 117.178912, 26.901234),
        ),
        actor=rolled_back.actor("county"), now=NOW,
    )  # fmt: skip
    path = f"requests/{made.matter_id}.json"
    (public,) = get(client, path).json()
    assert (public["long"], public["lat"]) == (117.179, 26.901)
    from linli.organisations.terms import KeyDuty

    duty = KeyDuty("县指挥中心", county.id)
    seeing = organising.issue_key(
        name="看", duties=[duty], actor=rolled_back.actor("county"), now=NOW
    )
    (exact,) = get(client, path, api_key=seeing.secret).json()
    assert (exact["long"], exact["lat"]) == (117.178912, 26.901234)


# --- writing -------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["json", "xml"])
def test_a_request_is_posted_and_read_again(rolled_back, client, key, form):
    answer = post(
        client, form, api_key=key, jurisdiction_id="taining",
        **own(first_name="三", last_name="张", phone="13800000077", email="a@example.com"),
    )  # fmt: skip
    assert answer.status_code == 201, answer.content
    if form == "json":
        (made,) = answer.json()
    else:
        made = fields_of(tree(answer).find("request"))
    matter = Matter.objects.get(pk=made["service_request_id"])
    report = Report.objects.get(matter=matter)
    assert (matter.category, matter.channel, report.words) == ("manhole", "api", "井盖坏了")
    assert report.identity_id is not None
    assert read_code(re.search(r"[0-9A-Z]{5}-[0-9A-Z]{5}", made["service_notice"])[0])
    (row,) = get(client, f"requests/{matter.pk}.json").json()
    assert (row["status"], row["service_code"], row["description"]) == ("open", "manhole", "")
    (token,) = get(client, f"tokens/{matter.pk}.json").json()
    assert token["service_request_id"] == str(matter.pk)
    assert (
        tree(get(client, f"tokens/{matter.pk}.xml")).find("request/service_request_id") is not None
    )


def test_a_point_of_a_chinese_map_comes_out_in_wgs84(rolled_back, client, key):
    county = scene.area_named("泰宁县")
    east, north = territory.to_gcj02(117.178912, 26.901234)
    made = post(
        client, api_key=key, **own(address_id=county.code), long=east, lat=north, datum="gcj02"
    )
    assert made.status_code == 201, made.content
    matter = Matter.objects.get(pk=made.json()[0]["service_request_id"])
    assert matter.longitude == pytest.approx(117.178912, abs=1e-7)
    assert matter.latitude == pytest.approx(26.901234, abs=1e-7)


def test_a_picture_comes_with_a_request(rolled_back, client, key):
    answer = client.post(
        f"{BASE}/requests.json", {**own(), "api_key": key, "media": doing.picture()}
    )
    assert answer.status_code == 201, answer.content


def test_words_may_say_where(rolled_back, client, key):
    fields = {**own(), "address_string": "东门桥头小卖部旁边"}
    del fields["address_id"]
    assert post(client, api_key=key, **fields).status_code == 201


def test_the_same_key_twice_is_one_request(rolled_back, client, key):
    body = urlencode({**own(), "api_key": key})
    ids = {
        client.post(
            f"{BASE}/requests.json", body, content_type=FORM, HTTP_IDEMPOTENCY_KEY="a"
        ).json()[0]["service_request_id"]
        for _ in range(2)
    }
    assert len(ids) == 1


@pytest.mark.parametrize("form", ["json", "xml"])
def test_refusals_take_the_form_of_the_specification(rolled_back, client, key, form):
    before = Matter.objects.count()
    for status, fields in (
        (403, own()),
        (403, own(api_key="lk_wrong")),
        (400, {"api_key": key}),
        (404, own(api_key=key, service_code="nothing")),
        (404, own(api_key=key, jurisdiction_id="elsewhere")),
        (400, {**own(api_key=key), "address_id": ""}),
        (400, own(api_key=key, description="")),
        (400, own(api_key=key, address_id="", lat="nan", long="117")),
        (400, own(api_key=key, address_id="", lat="1e999", long="117")),
        (400, own(api_key=key, address_id="", lat="26.9")),
        (400, own(api_key=key, phone="1")),
        (400, own(api_key=key, description="a\x00b")),
        (400, {**own(api_key=key), "attribute[nothing]": "x"}),
    ):
        answer = post(client, form, **fields)
        assert answer.status_code == status, (fields, answer.content)
        if form == "json":
            (row,) = answer.json()
        else:
            top = tree(answer)
            assert top.tag == "errors"
            row = fields_of(top.find("error"))
        assert (int(row["code"]), bool(row["description"])) == (status, True)
    assert Matter.objects.count() == before


@pytest.mark.parametrize("rest", ["nowhere", "a%0Ab", "%0A", "a/b%0D%0Ac"])
def test_whatever_follows_a_program_is_answered_as_a_program(rolled_back, client, rest):
    """A line's end in an address is an address as well."""
    found = client.get(f"/api/v1/{rest}")
    assert (found.status_code, found["Content-Type"]) == (404, "application/json")
    found = client.get(f"/open311/v2/{rest}")
    assert found.status_code == 404
    assert "html" not in found["Content-Type"]


def test_unknown_ids_and_addresses_are_answered_in_its_form(rolled_back, client):
    for path in (
        "requests/nothing.json",
        "tokens/x.json",
        "nothing.json",
        "requests/1.xml",
        "a%01.xml",
    ):
        answer = get(client, path)
        assert answer.status_code == 404, path
        assert answer["Content-Type"].startswith(("application/json", "text/xml"))


def test_other_pages_may_read_it_and_no_session_counts(rolled_back):
    client = rolled_back.client("county")
    answer = get(client, "requests.json")
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert post(client, **own()).status_code == 403


def test_a_list_costs_the_same_for_one_and_for_three(
    rolled_back, client, key, django_assert_max_num_queries
):
    for _ in range(3):
        post(client, api_key=key, **own())
    get(client, "requests.json")
    with django_assert_max_num_queries(6):
        rows = get(client, "requests.json").json()
    assert len(rows) == 5
    assert json.dumps(rows)
