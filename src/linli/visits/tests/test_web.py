"""The visitor's phone and the office's pages, over HTTP."""

from __future__ import annotations

import json
import uuid

import pytest
from django.test import Client

from linli.matters.stories import doing
from linli.people.models import Account
from linli.visits.models import Finding, Plan, Subject, Visit

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
JSON = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture
def browser(world):
    def signed_in(name):
        client = Client(raise_request_exception=True)
        client.force_login(Account.objects.get(pk=world.things[f"account:{name}"]), BACKEND)
        return client

    return signed_in


def body(world, **changes):
    plan = Plan.objects.get(subject__label="3号楼302室", kind="household", state="open")
    good = {
        "client_key": uuid.uuid4().hex, "kind": "household", "subject": str(plan.subject_id),
        "plan": str(plan.pk), "at": world.now.isoformat(), "met": True, "form_stamp": "",
        "answers": {"mood": "well"},
    }  # fmt: skip
    return json.dumps({**good, **changes}, ensure_ascii=False)


def test_the_list_holds_all_that_is_needed_without_a_network(world, browser):
    page = browser("王网格").get("/field").content.decode()
    assert "3号楼302室" in page
    assert page.count("<template data-kind=") == 3
    assert "林○" in page
    assert "林小满" not in page
    assert browser("别网格").get("/field").content.decode().count("data-plan=") == 0
    assert browser("李社区").get("/field").status_code == 200
    assert Client().get("/field").status_code in {302, 403}


def test_worker_and_manifest(world, browser):
    worker = Client().get("/field-worker.js")
    assert worker["Service-Worker-Allowed"] == "/field"
    assert worker["Content-Type"].startswith("text/javascript")
    assert "/static/" in worker.content.decode()
    assert json.loads(Client().get("/field/manifest.webmanifest").content)["start_url"] == "/field"


def test_a_visit_with_photos_is_acknowledged_singly_and_once(world, browser):
    client, visit = browser("王网格"), body(world)
    sent = {"visit": visit, "photos": [doing.picture(), doing.picture()]}
    first = client.post("/field/sync", sent, **JSON)
    assert (first.status_code, first.json()["state"]) == (200, "stored")
    for photo in sent["photos"]:
        photo.seek(0)
    again = client.post("/field/sync", sent, **JSON)
    assert (again.status_code, again.json()["state"]) == (200, "again")
    assert Visit.objects.count() == 1
    page = browser("李社区").get(f"/visits/{Visit.objects.get().pk}").content.decode()
    assert page.count("<img") == 2


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"answers": {"mood": "great"}}, 200),  # the stamp is another: kept as a conflict
        ({"at": "2026-03-02T23:00:00+08:00"}, 422), ({"at": "2020-01-01"}, 422), ({"at": 5}, 422),
        ({"subject": "x"}, 422), ({"subject": str(uuid.uuid4())}, 404), ({"kind": "none"}, 422),
        ({"answers": {"mood": {"a": 1}}}, 422), ({"longitude": 117.17}, 422),
        ({"client_key": "../../../../etc/passwd"}, 422), ({"met": 1}, 422),
    ],
)  # fmt: skip
def test_what_is_hostile_is_refused_in_words(world, browser, changes, code):
    answer = browser("王网格").post("/field/sync", {"visit": body(world, **changes)}, **JSON)
    assert answer.status_code == code, answer.content
    assert answer.json()["message"]
    assert Visit.objects.count() == (1 if code == 200 else 0)


def test_bad_answers_name_their_fields(world, browser):
    from linli.visits import selectors

    stamp = selectors.stamp_of(selectors.catalogue().kinds["household"])
    visit = body(world, form_stamp=stamp, answers={"mood": "great"})
    answer = browser("王网格").post("/field/sync", {"visit": visit}, **JSON)
    assert answer.status_code == 422
    assert set(answer.json()["fields"]) == {"mood"}


def test_no_json_no_session_and_no_pictures(world, browser):
    client = browser("王网格")
    for text in ("", "[]", "{", "x" * 200_000):
        assert client.post("/field/sync", {"visit": text}, **JSON).status_code == 422
    assert Client().post("/field/sync", {"visit": body(world)}, **JSON).status_code == 401
    assert browser("陈消防").post("/field/sync", {"visit": body(world)}, **JSON).status_code == 404
    many = {"visit": body(world), "photos": [doing.picture() for _ in range(10)]}
    assert client.post("/field/sync", many, **JSON).status_code == 422
    from django.core.files.base import ContentFile

    bad = {"visit": body(world), "photos": [ContentFile(b"GIF89a", name="a.jpg")]}
    assert client.post("/field/sync", bad, **JSON).status_code == 422
    assert Visit.objects.count() == 0


def test_an_evening_and_a_council(world, browser):
    client = browser("王网格")
    answers = {"mood": "hard", "trouble": ["lamp"], "asks": "修门"}
    client.post("/field/sync", {"visit": body(world, answers=answers)}, **JSON)
    desk = browser("李社区")
    page = desk.get("/findings").content.decode()
    assert page.count('name="finding"') == 2
    lamp, asks = (str(Finding.objects.get(question=q).pk) for q in ("trouble", "asks"))
    assert desk.post("/findings", {"act": "matter"}).status_code == 422
    assert desk.post("/findings", {"act": "matter", "finding": "x"}).status_code == 404
    assert desk.post("/findings", {"act": "matter", "finding": [lamp]}).status_code == 302
    assert desk.post("/findings", {"act": "settle", "finding": [asks]}).status_code == 422
    sent = {"act": "council", "finding": [asks], "note": "修不修请定"}
    assert desk.post("/findings", sent).status_code == 302
    assert "修不修请定" in desk.get("/findings/council").content.decode()
    assert "修不修请定" not in browser("张社区").get("/findings/council").content.decode()
    sent = {"act": "settle", "finding": [asks], "note": "物业来修"}
    assert desk.post("/findings?state=council", sent)["Location"] == "/findings?state=council"
    assert Finding.objects.get(pk=asks).state == "settled"
    assert client.get("/findings").status_code == 403


def test_the_office_keeps_the_register(world, browser):
    desk = browser("李社区")
    assert desk.get("/visits").status_code == 200
    new = {"kind": "enterprise", "area": "青云1格", "label": "青云机械厂", "phone": "13800000033"}
    assert desk.post("/visits/subjects", new).status_code == 302
    assert desk.post("/visits/subjects", new).status_code == 422, "twice"
    assert desk.post("/visits/subjects", {**new, "area": "哪里"}).status_code == 422
    assert desk.post("/visits/subjects", {**new, "label": "b", "helper": "x"}).status_code == 422
    assert desk.post("/visits/plan").status_code == 302
    row = Subject.objects.get(label="青云机械厂")
    assert browser("张社区").post(f"/visits/subjects/{row.pk}/end").status_code == 404
    assert desk.post(f"/visits/subjects/{row.pk}/end").status_code == 302
    assert "青云机械厂" not in desk.get("/visits/subjects").content.decode()
    assert desk.post("/visits/households", {"area": "青云1格"}).status_code == 302
    assert browser("王网格").get("/visits/subjects").status_code == 403


def test_a_conflict_is_shown_and_settled(world, browser):
    first, second = body(world), body(world)
    browser("王网格").post("/field/sync", {"visit": first}, **JSON)
    done = browser("陈网格").post("/field/sync", {"visit": second}, **JSON)
    assert done.json()["state"] == "conflict"
    kept = Visit.objects.exclude(conflict="").get()
    desk = browser("李社区")
    assert str(kept.pk) in desk.get("/visits").content.decode()
    where = f"/visits/{kept.pk}/settle"
    assert desk.post(where, {"counts": "yes"}).status_code == 422
    assert desk.post(where, {"counts": "yes", "note": "都去了"}).status_code == 302
    assert browser("张社区").get(f"/visits/{kept.pk}").status_code == 404
    assert browser("张社区").post(where, {"counts": "no", "note": "x"}).status_code == 404
