"""Programs with keys: what a key may do, our own interface, and what a webhook is told."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.test import Client
from tests.journeys.setting import MARKS, NAME, NOW, PHONE, WORDS
from tests.journeys.setting import NOW as START

from linli.jobs import services as jobs
from linli.kernel import clock
from linli.kernel.models import TrailLine
from linli.matters.models import Matter, Report
from linli.matters.stories import doing, scene
from linli.messaging import rules
from linli.messaging import selectors as told
from linli.messaging import services as messaging
from linli.messaging.models import Hook, HookDelivery
from linli.messaging.terms import WrongHookAddress
from linli.organisations import selectors as organisations
from linli.organisations import services as organising
from linli.organisations.models import ApiKey, Holding
from linli.organisations.terms import BadKey, KeyDuty, NotYoursToGive
from linli.people.models import Account
from linli.territory import selectors as territory

pytestmark = pytest.mark.django_db
LATER = START + timedelta(seconds=2)
API = "/api/v1"


class Program:
    """A client that brings a key and speaks JSON."""

    def __init__(self, secret=""):
        self.client = Client(raise_request_exception=False)
        self.headers = {"HTTP_AUTHORIZATION": f"Bearer {secret}"} if secret else {}

    def get(self, path, **query):
        return self.client.get(API + path, query, **self.headers)

    def post(self, path, body=None, **headers):
        return self.client.post(
            API + path, json.dumps(body or {}), content_type="application/json",
            **self.headers, **headers,
        )  # fmt: skip


def key_of(setting, role, *duties, area="", **more):
    """A key issued by that role with those of its duties, all of them at `area` if one is named."""
    actor = setting.actor(role)
    if role != "county":  # who answers for keys issues them; here everybody may
        from dataclasses import replace

        grants = tuple(replace(one, verbs=one.verbs | {"api.issue"}) for one in actor.grants)
        actor = replace(actor, grants=grants)
    place = scene.area_named(area).id if area else None
    carried = [
        KeyDuty(
            one.duty, None if one.organisation_id else place or one.area_id, one.organisation_id
        )
        for one in actor.grants
        if one.duty in duties
    ]
    return organising.issue_key(name="试", duties=carried, actor=actor, now=NOW, **more)


def report(**more):
    return {
        "kind": "report",
        "words": "井盖坏了",
        "place": {"area": scene.area_named("青云1格").code},
        **more,
    }


# --- keys ----------------------------------------------------------------------------------------


def test_a_key_is_shown_once_and_kept_as_a_digest(rolled_back):
    client = rolled_back.client("county")
    page = client.post(
        "/admin-desk/keys",
        {"name": "12345 平台", "days": "30", "per_minute": "60",
         "duties": [organisations.key_choices(rolled_back.actor("county"))[0].value]},
    )  # fmt: skip
    assert page.status_code == 200
    row = ApiKey.objects.get()
    assert row.hint in page.content.decode()
    assert "lk_" in page.content.decode().split("<code")[1]
    again = client.get("/admin-desk/keys").content.decode()
    assert row.hint in again
    secret = page.content.decode().split('<code class="break">')[1].split("<")[0]
    assert secret not in again
    assert row.digest == hashlib.sha256(secret.encode()).hexdigest()
    assert TrailLine.objects.filter(name="api.key_issued", subject_id=row.pk).exists()
    assert Program(secret).get("/matters").status_code == 200


def test_a_key_carries_no_more_than_its_issuer(rolled_back):
    actor = rolled_back.actor("county")
    elsewhere = KeyDuty("网格员", scene.area_named("青云1格").id)
    with pytest.raises(NotYoursToGive):
        organising.issue_key(name="试", duties=[elsewhere], actor=actor, now=NOW)
    for role in ("community_in", "grid_in", "audit_admin"):
        assert rolled_back.client(role).get("/admin-desk/keys").status_code == 403


def test_the_system_administrator_issues_keys_without_duties_and_revokes_any(rolled_back):
    made = key_of(rolled_back, "county", "县指挥中心")
    client = rolled_back.client("system_admin")
    assert client.get("/admin-desk/keys").status_code == 200
    assert Program(made.secret).get("/matters").status_code == 200
    client.post(f"/admin-desk/keys/{made.key_id}/revoke")
    answer = Program(made.secret).get("/matters")
    assert (answer.status_code, answer.json()["code"]) == (401, "api.bad_key")
    bare = organising.issue_key(name="气象", actor=rolled_back.actor("system_admin"), now=NOW)
    assert Program(bare.secret).get("/matters").status_code == 403
    assert Program(bare.secret).post("/matters", report()).status_code == 201


def test_a_key_loses_what_its_account_loses(rolled_back):
    made = key_of(rolled_back, "county", "县指挥中心")
    Holding.objects.filter(account_id=rolled_back.accounts["county"]).update(until=LATER)
    assert Program(made.secret).get("/matters").status_code == 403
    Account.objects.filter(pk=rolled_back.accounts["county"]).update(is_active=False)
    assert Program(made.secret).get("/matters").status_code == 401


def test_a_key_ends_on_its_day_and_has_a_rate(rolled_back):
    made = key_of(rolled_back, "county", "县指挥中心", days=1, per_minute=2)
    with pytest.raises(BadKey):
        organising.use_key(made.secret, now=NOW + timedelta(days=1))
    program = Program(made.secret)
    assert [program.get("/matters").status_code for _ in range(3)] == [200, 200, 429]


def test_a_key_narrowed_to_an_area_sees_that_area_only(rolled_back):
    wide = Program(key_of(rolled_back, "county", "县指挥中心").secret)
    narrow = Program(key_of(rolled_back, "county", "县指挥中心", area="和平社区").secret)
    assert len(wide.get("/matters").json()["items"]) == 2
    (only,) = narrow.get("/matters").json()["items"]
    assert only["id"] == str(rolled_back.ids["other_id"])
    assert narrow.get(f"/matters/{rolled_back.ids['matter_id']}").status_code == 404
    assert wide.get(f"/matters/{rolled_back.ids['matter_id']}").json()["reports"][0]["words"]


def test_a_session_is_no_key(rolled_back):
    client = rolled_back.client("county")
    assert client.get(f"{API}/matters").status_code == 401
    answer = client.post(f"{API}/matters", "{}", content_type="application/json")
    assert answer.status_code == 401


# --- our own interface ---------------------------------------------------------------------------


def test_a_report_is_handed_in_once_and_followed(rolled_back):
    program = Program(key_of(rolled_back, "county").secret)
    first = program.post("/matters", report(), HTTP_IDEMPOTENCY_KEY="7")
    again = program.post("/matters", report(), HTTP_IDEMPOTENCY_KEY="7")
    assert (first.status_code, again.status_code) == (201, 200)
    assert (first.json()["id"], again.json()["again"]) == (again.json()["id"], True)
    opened = Matter.objects.get(pk=first.json()["id"])
    assert (opened.channel, opened.area.name) == ("api", "青云1格")
    line = TrailLine.objects.get(name="matters.opened", subject_id=opened.pk)
    assert (line.via, line.actor_id) == ("api", rolled_back.accounts["county"])
    followed = Program().get(f"/track/{first.json()['code']}").json()
    assert (followed["state"], followed["words"]) == ("open", "井盖坏了")


def test_a_point_of_a_chinese_map_is_kept_in_wgs84(rolled_back):
    program = Program(key_of(rolled_back, "county", "县指挥中心").secret)
    grid = scene.area_named("泰宁县")
    east, north = territory.to_gcj02(grid.longitude or 117.17, grid.latitude or 26.9)
    place = {"longitude": east, "latitude": north, "datum": "gcj02", "area": grid.code}
    made = program.post("/matters", report(place=place))
    assert made.status_code == 201, made.json()
    kept = program.get(f"/matters/{made.json()['id']}").json()
    assert kept["longitude"] == pytest.approx(grid.longitude or 117.17, abs=1e-7)
    assert kept["latitude"] == pytest.approx(grid.latitude or 26.9, abs=1e-7)


def test_steps_are_listed_and_done_by_duty(rolled_back):
    program = Program(key_of(rolled_back, "department_called", "部门").secret)
    (step,) = program.get("/steps").json()["items"]
    assert step["id"] == str(rolled_back.ids["step_id"])
    assert program.post(f"/steps/{step['id']}/mark", {"stage": "sign"}).status_code == 200
    refused = program.post(f"/steps/{step['id']}/complete", {"outcome": "no_such"})
    assert (refused.status_code, refused.json()["code"]) == (422, "procedures.unknown_outcome")
    outcome = next(one["key"] for one in step["outcomes"] if one["reason"])
    done = program.post(f"/steps/{step['id']}/complete", {"outcome": outcome, "note": "不归我们"})
    assert done.status_code == 200, done.json()
    assert program.get("/steps").json()["items"] == []
    outsider = Program(key_of(rolled_back, "grid_out", "网格员").secret)
    assert outsider.get(f"/steps/{step['id']}").status_code == 404


def test_what_is_public_needs_no_key(rolled_back):
    program = Program()
    assert {one["key"] for one in program.get("/kinds").json()} >= {"report"}
    assert any(one["may_choose"] for one in program.get("/categories").json())
    assert program.get("/areas", q="青云小区").json()[0]["name"] == "青云小区"
    assert program.get("/areas/at", longitude=117.17, latitude=26.9).status_code == 200
    for path in ("/matters", "/steps", f"/matters/{rolled_back.ids['matter_id']}"):
        answer = program.get(path)
        assert (answer.status_code, answer.json()["code"]) == (401, "api.key_missing")
        assert not any(mark in answer.content.decode() for mark in MARKS)


def test_lists_are_paged_by_a_cursor(rolled_back, monkeypatch):
    from linli.matters.selectors import lists

    monkeypatch.setattr(lists, "PAGE", 1)
    program = Program(key_of(rolled_back, "county", "县指挥中心").secret)
    first = program.get("/matters").json()
    second = program.get("/matters", after=first["next"]).json()
    assert (len(first["items"]), len(second["items"]), second["next"]) == (1, 1, "")
    assert first["items"][0]["id"] != second["items"][0]["id"]


def test_a_photo_is_handed_in_with_a_report(rolled_back):
    made = key_of(rolled_back, "county")
    program = Program(made.secret)
    sent = program.client.post(f"{API}/files", {"file": doing.picture()}, **program.headers)
    assert sent.status_code == 201, sent.content
    opened = program.post("/matters", report(files=[sent.json()["id"]]))
    assert opened.status_code == 201, opened.json()


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"\xff", b'{"kind": "a\\u0000b"}', b'{"kind": "\\ud800"}', b"NaN", b"[" * 100_000,
     b'{"kind": NaN}', b'{"answers": ' + b'{"a": ' * 30 + b"1" + b"}" * 30 + b"}",
     b'"report"', b"[]", b'{"kind": "report", "place": {"longitude": 1e400}}'],
)  # fmt: skip
def test_hostile_bodies_are_refused_in_json(rolled_back, body):
    program = Program(key_of(rolled_back, "county").secret)
    answer = program.client.post(
        f"{API}/matters", body, content_type="application/json", **program.headers
    )
    assert answer.status_code in (400, 422), answer.content
    assert set(answer.json()) >= {"code", "message", "field"}
    assert Report.objects.count() == 2


def test_the_description_is_openapi_3_1_and_has_a_plain_page(rolled_back):
    described = Client().get(f"{API}/openapi.json").json()
    assert described["openapi"].startswith("3.1")
    page = Client().get(f"{API}/docs").content.decode()
    assert "/api/v1/matters" in page
    assert "http" not in "".join(part.split('"')[0] for part in page.split('src="')[1:])


# --- webhooks ------------------------------------------------------------------------------------


class Receiver:
    """A server of a third party on this machine."""

    def __init__(self):
        self.status, self.received = 200, []
        mine = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if mine.status == 200:
                    mine.received.append((dict(self.headers), body))
                self.send_response(mine.status)
                self.end_headers()

            def log_message(self, *args):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.origin = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,))
        self.thread.start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def events(self):
        return [json.loads(body)["event"] for _, body in self.received]


@pytest.fixture
def receiver(settings):
    found = Receiver()
    settings.LINLI_WEBHOOKS = [found.origin]
    yield found
    found.close()


def hook(setting, receiver, role="county", events=("matter.opened", "matter.annulled")):
    return messaging.add_hook(
        name="大屏", address=f"{receiver.origin}/in?a=1", events=list(events),
        actor=setting.actor(role), now=LATER,
    )  # fmt: skip


def opens(setting, times=1):
    program = Program(key_of(setting, "county").secret)
    return [program.post("/matters", report()).json()["id"] for _ in range(times)]


def run(after):
    messaging.gather_hooks(LATER + after)
    jobs.run_due(LATER + after)


def test_a_webhook_is_told_in_order_and_signed(rolled_back, receiver):
    made = hook(rolled_back, receiver)
    ids = opens(rolled_back, 3)
    run(timedelta(seconds=30))
    assert [json.loads(body)["subject"]["id"] for _, body in receiver.received] == ids
    headers, body = receiver.received[0]
    stamp, sign = (part.split("=")[1] for part in headers["Linli-Signature"].split(","))
    text = stamp.encode() + b"." + body
    assert hmac.compare_digest(
        sign, hmac.new(made.secret.encode(), text, hashlib.sha256).hexdigest()
    )
    assert not any(mark in body.decode() for mark in (*MARKS, "井盖坏了"))
    run(timedelta(seconds=60))
    assert len(receiver.received) == 3


def test_a_webhook_that_fails_waits_and_keeps_its_order(rolled_back, receiver):
    made = hook(rolled_back, receiver)
    ids = opens(rolled_back, 2)
    receiver.status = 500
    run(timedelta(seconds=30))
    (view,) = told.hooks(rolled_back.actor("county"), now=LATER)
    assert (view.waiting, view.error) == (2, "status 500")
    assert "status 500" in rolled_back.client("county").get("/notices/hooks").content.decode()
    receiver.status = 200
    run(timedelta(seconds=31))
    assert receiver.received == []  # its time has not come
    run(timedelta(minutes=2))
    assert [json.loads(body)["subject"]["id"] for _, body in receiver.received] == ids
    receiver.status = 500
    opens(rolled_back)
    HookDelivery.objects.filter(state="waiting").update(attempts=rules.MOST_ATTEMPTS - 1)
    run(timedelta(minutes=3))
    HookDelivery.objects.filter(state="waiting").update(attempts=rules.MOST_ATTEMPTS - 1)
    run(timedelta(hours=3))
    assert HookDelivery.objects.filter(state="gave_up").count() == 1
    receiver.status = 200
    messaging.retry_hook(
        hook_id=made.hook_id, actor=rolled_back.actor("county"), now=LATER + timedelta(hours=4)
    )
    run(timedelta(hours=4))
    assert len(receiver.received) == 3


def test_after_a_change_of_secret_both_sign_for_a_day(rolled_back, receiver):
    first = hook(rolled_back, receiver)
    second = messaging.new_secret(
        hook_id=first.hook_id, actor=rolled_back.actor("county"), now=LATER
    )
    opens(rolled_back)
    run(timedelta(minutes=1))
    headers, body = receiver.received[0]
    stamp, *signs = (part.split("=")[1] for part in headers["Linli-Signature"].split(","))
    text = stamp.encode() + b"." + body
    wanted = [
        hmac.new(one.secret.encode(), text, hashlib.sha256).hexdigest() for one in (second, first)
    ]
    assert signs == wanted
    opens(rolled_back)
    run(timedelta(days=2))
    assert receiver.received[1][0]["Linli-Signature"].count("v1=") == 1


def test_a_webhook_learns_of_what_its_owner_may_see(rolled_back, receiver):
    hook(rolled_back, receiver, role="community_out")
    hook(rolled_back, receiver, role="community_in")
    opens(rolled_back)
    run(timedelta(minutes=1))
    assert len(receiver.received) == 1
    assert Hook.objects.count() == 2


def test_steps_are_told_too(rolled_back, receiver):
    hook(rolled_back, receiver, events=["step.done"])
    program = Program(key_of(rolled_back, "department_called", "部门").secret)
    (step,) = program.get("/steps").json()["items"]
    outcome = next(one["key"] for one in step["outcomes"] if one["reason"])
    program.post(f"/steps/{step['id']}/complete", {"outcome": outcome, "note": "不归我们"})
    run(timedelta(minutes=1))
    (body,) = [json.loads(body) for _, body in receiver.received]
    assert body["data"]["step"] == step["id"]
    assert "不归我们" not in json.dumps(body, ensure_ascii=False)


@pytest.mark.parametrize(
    "address",
    ["http://hooks.example.com/", "https://127.0.0.1/", "https://10.0.0.1/", "https://[::1]/",
     "https://169.254.169.254/latest", "https://localhost/", "https://u:p@example.com/",
     "https://example.com:8443/", "ftp://example.com/", "https://", "https://example.com/\r\nX: y",
     "https://[::ffff:10.0.0.1]/", "https://[2002:a00:1::]/", "https://例.cn/", "javascript:x"],
)  # fmt: skip
def test_private_and_odd_addresses_are_refused(address):
    with pytest.raises(WrongHookAddress):
        rules.check_hook(address, [])


def test_a_name_that_leads_inside_is_not_posted_to(rolled_back, settings):
    from linli.messaging import ports
    from linli.messaging.terms import Undelivered

    settings.LINLI_WEBHOOKS = []
    with pytest.raises(Undelivered) as refused:
        ports.hook("https://localhost.localdomain/", b"{}", {})
    assert refused.value.reason in {"address not public", "unknown host"}


def test_nothing_personal_lies_in_what_is_sent(rolled_back, receiver):
    hook(rolled_back, receiver)
    program = Program(key_of(rolled_back, "county").secret)
    program.post("/matters", report(words=WORDS, contact={"phone": PHONE, "name": NAME}))
    run(timedelta(minutes=1))
    assert clock.now() >= START
    rows = json.dumps(list(HookDelivery.objects.values_list("body", flat=True)))
    assert not any(mark in rows for mark in MARKS)
