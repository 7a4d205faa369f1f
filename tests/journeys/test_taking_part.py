"""Through the pages: a question to a grid assistant that becomes a matter, a registered spotter's
clue, a wish that two want to grant, an errand by appointment, mediation with its agreement."""

from __future__ import annotations

import io

import pytest
from django.test import Client
from docx import Document
from pypdf import PdfReader
from tests.journeys.setting import METHOD, NOW
from tests.journeys.test_races import at_once

from linli.kernel.actor import SYSTEM
from linli.kernel.models import TrailLine
from linli.kernel.stories import World
from linli.matters.models import Matter, Party, Remark, Report
from linli.matters.stories import doing, scene
from linli.matters.tests import loops
from linli.methods import selectors as methods
from linli.people import services as people
from linli.people.models import Account
from linli.procedures import selectors as procedures
from linli.procedures.models import Happening, Step

PHONE = "13812345678"


def staged() -> World:
    loops.load(methods.read_folder(METHOD), NOW)
    world = World(now=NOW)
    scene.estate(world, parent="炉峰社区", name="青云小区")
    scene.grid(world, parent="青云小区", name="青云1格")
    scene.holds(world, who="格员", place="青云1格", duty="网格员")
    scene.holds(world, who="另一格员", place="青云1格", duty="网格员")
    scene.holds(world, who="社区员", place="炉峰社区", duty="社区")
    Account.objects.update(must_change_password=False)
    return world


@pytest.fixture
def world(db, set_clock):
    return staged()


@pytest.fixture
def set_clock(settings, monkeypatch):
    monkeypatch.setattr("linli.kernel.clock.now", lambda: NOW)


def staff(world, who) -> Client:
    client = Client()
    account = Account.objects.get(pk=world.things[f"account:{who}"])
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def resident(phone="") -> Client:
    client = Client()
    if phone:
        session = client.session
        session["identity"] = str(people.remember(phone=phone, actor=SYSTEM, now=NOW))
        session.save()
    return client


def denied(answer) -> bool:
    """Whether a file was not given; one that was given is closed."""
    if answer.streaming:
        for close in answer._resource_closers:  # `close` would end the transaction
            close()
    return answer.status_code == 404


def hand_in(client, kind, words, **more):
    """(matter, code) of what a resident sends by the page."""
    grid = str(scene.area_named("青云1格").id)
    data = {"kind": kind, "words": words, "area": grid, **more}
    answer = client.post(f"/report?kind={kind}", data)
    assert answer.status_code == 302, answer.content.decode()
    code = answer["Location"].split("/t/")[1].split("?")[0]
    return Report.objects.get(code=code).matter, code


def do(world, who, matter, node, outcome, **answers):
    """Complete the open step at a node by its page."""
    step = Step.objects.get(run_id=matter.run_id, node=node, state="open")
    data = {"outcome": outcome, **{f"{outcome}-{key}": text for key, text in answers.items()}}
    answer = staff(world, who).post(f"/steps/{step.pk}", data)
    assert answer.status_code == 302, answer.content.decode()


def test_a_question_is_talked_about_and_becomes_a_matter(world):
    matter, code = hand_in(resident(), "question", "井盖的事找谁")
    grid = staff(world, "格员")
    assert f"/matters/{matter.pk}/reply" in grid.get(f"/matters/{matter.pk}").content.decode()
    said = grid.post(f"/matters/{matter.pk}/reply", {"words": "在哪一栋？"})
    assert said.status_code == 302
    assert "在哪一栋？" in resident().get(f"/t/{code}").content.decode()
    photo = doing.picture()
    more = resident().post(f"/t/{code}/say", {"words": "三栋楼下", "photos": photo})
    assert more.status_code == 302
    page = grid.get(f"/matters/{matter.pk}").content.decode()
    assert "三栋楼下" in page
    remark = Remark.objects.get(words="三栋楼下")
    shown = resident().get(f"/t/{code}").content.decode()
    file = shown.split("/files/")[1].split("?")[0].split('"')[0]
    assert not denied(resident().get(f"/files/{file}?code={code}"))
    assert denied(resident().get(f"/files/{file}"))
    turned = grid.post(f"/matters/{matter.pk}/turn-into", {"kind": "report", "category": "manhole"})
    child = Matter.objects.get(parent=matter)
    assert turned["Location"] == f"/matters/{child.pk}"
    assert child.category == "manhole"
    assert child.number in resident().get(f"/t/{code}").content.decode()
    assert remark.matter_id == matter.pk


def test_what_is_no_conversation_has_no_place_to_talk(world):
    matter, code = hand_in(resident(), "report", "路灯不亮")
    assert "/say" not in resident().get(f"/t/{code}").content.decode()
    assert resident().post(f"/t/{code}/say", {"words": "在吗"}).status_code == 409
    assert (
        staff(world, "格员").post(f"/matters/{matter.pk}/reply", {"words": "在"}).status_code == 409
    )
    assert resident().post(f"/matters/{matter.pk}/reply", {"words": "在"}).status_code in {302, 404}
    assert not Remark.objects.exists()


def test_a_spotter_registers_signs_in_reports_and_reads_what_was_found(world):
    client = resident(PHONE)
    grid = str(scene.area_named("青云1格").id)
    early = client.post("/report?kind=clue", {"kind": "clue", "words": "占道", "area": grid})
    assert early.status_code == 403
    assert "sign-in" in resident().get("/report?kind=clue")["Location"]
    lacking = resident().post(
        "/report?kind=enrol", {"kind": "enrol", "words": "我来", "area": grid}
    )
    assert lacking.status_code == 422
    enrolling, _code = hand_in(resident(), "enrol", "我来", phone=PHONE)
    do(world, "社区员", enrolling, "check", "fit")
    clue, _code = hand_in(client, "clue", "占道经营")
    do(world, "社区员", clue, "verify", "verified")
    mine = client.get("/me").content.decode()
    assert "啄木鸟" in mine
    assert "核实 1 条" in mine
    assert "啄木鸟" not in resident("13900000001").get("/me").content.decode()


def test_a_wish_is_published_claimed_granted_and_thanked(world):
    matter, code = hand_in(resident(), "wish", "想要拐杖", phone=PHONE, may_publish="on")
    assert "想要拐杖" not in resident().get("/shelf/wish").content.decode()
    words = f"老人想要拐杖，{PHONE}"
    do(world, "社区员", matter, "review", "good", wish_public=words)
    shelf = resident().get("/shelf/wish").content.decode()
    assert "老人想要拐杖" in shelf
    assert PHONE not in shelf
    assert "我来认领" not in shelf
    assert "/shelf/wish" in resident().get("/").content.decode()
    grid = staff(world, "格员")
    assert "我来认领" in grid.get("/shelf/wish").content.decode()
    step = Step.objects.get(run_id=matter.run_id, node="grant")
    assert grid.post(f"/steps/{step.pk}/claim").status_code == 302
    assert "已有人认领" in resident().get("/shelf/wish").content.decode()
    do(world, "格员", matter, "grant", "granted", evidence=doing.picture())
    thanked = resident().post(
        f"/t/{code}/answer", {"solved": "yes", "satisfied": "5", "words": "谢谢好心人"}
    )
    assert thanked.status_code == 302
    assert "谢谢好心人" in grid.get(f"/matters/{matter.pk}").content.decode()
    assert resident().get("/shelf/none").status_code == 404
    assert resident().get("/shelf/report").status_code == 404


def test_an_errand_is_kept_at_its_appointment(world):
    matter, _code = hand_in(
        resident(), "errand_run", "走不动", **{
            "asked-services": ["pension", "medicine"], "asked-appointment": "2026-03-05T15:30",
        }
    )  # fmt: skip
    page = staff(world, "格员").get(f"/matters/{matter.pk}").content.decode()
    assert "2026-03-05 15:30" in page
    assert "养老认证、代买药" in page
    do(world, "格员", matter, "keep", "done")
    assert Step.objects.filter(run_id=matter.run_id, node="serve", state="open").count() == 2


def test_an_appointment_that_has_passed_is_refused_beside_its_field(world):
    grid = str(scene.area_named("青云1格").id)
    answer = resident().post("/report?kind=errand_run", {
        "kind": "errand_run", "words": "走不动", "area": grid,
        "asked-services": "pension", "asked-appointment": "2026-03-01T15:30",
    })  # fmt: skip
    assert answer.status_code == 422
    assert "已经过去了" in answer.content.decode()


def test_mediation_has_sides_an_agreement_and_a_document(world):
    doing.start(
        world, who="社区员", place="青云1格", kind="矛盾调解", words="楼上漏水", title="调解"
    )
    matter = Matter.objects.get(pk=world.things["调解"].matter_id)
    mediator, grid = staff(world, "社区员"), staff(world, "格员")
    for side, name, phone in (
        ("applicant", "李四光", "13700000001"),
        ("respondent", "王五一", "13700000002"),
    ):
        data = {"side": side, "name": name, "phone": phone}
        assert mediator.post(f"/matters/{matter.pk}/parties", data).status_code == 302
    assert Party.objects.count() == 2
    page = mediator.get(f"/matters/{matter.pk}").content.decode()
    assert "被申请人" in page
    assert "李四光" not in page
    party = Party.objects.get(role="applicant")
    shown = mediator.post(f"/matters/{matter.pk}/parties/{party.pk}", {"purpose": "联系当事人"})
    assert "李四光" in shown.content.decode()
    assert (
        grid.post(f"/matters/{matter.pk}/parties/{party.pk}", {"purpose": "联系当事人"}).status_code
        == 403
    )
    assert mediator.get(f"/matters/{matter.pk}/agreement").status_code == 404  # none yet
    do(world, "社区员", matter, "mediate", "agreed", held_at="2026-03-02T10:00", minutes="同意修")
    do(world, "社区员", matter, "sign", "signed", terms="三月底前修好")
    printed = mediator.get(f"/matters/{matter.pk}/agreement").content.decode()
    assert "三月底前修好" in printed
    assert "李四光" not in printed
    assert grid.get(f"/matters/{matter.pk}/agreement").status_code == 403
    taken = mediator.post(f"/matters/{matter.pk}/agreement")
    document = Document(io.BytesIO(taken.content))
    words = "\n".join(one.text for one in document.paragraphs)
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert "李四光" in cells
    assert "三月底前修好" in cells + words.split("\n")
    assert "被申请人（签字）" in cells
    before = TrailLine.objects.count()
    refused = mediator.post(f"/matters/{matter.pk}/agreement", {"form": "exe"})
    assert refused.status_code == 422
    assert TrailLine.objects.count() == before  # no name was opened for nothing
    taken = mediator.post(f"/matters/{matter.pk}/agreement", {"form": "pdf"})
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(taken.content)).pages]
    assert "李四光" in "".join(pages)
    assert "三月底前修好" in "".join(pages)
    assert "no-store" in taken["Cache-Control"]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_want_to_grant_one_wish_one_wins(transactional_db, set_clock):
    world = staged()
    matter, _code = hand_in(resident(), "wish", "想要拐杖", phone=PHONE, may_publish="on")
    do(world, "社区员", matter, "review", "good", wish_public="老人想要拐杖")
    step = Step.objects.get(run_id=matter.run_id, node="grant")
    clients = [staff(world, who) for who in ("格员", "另一格员")]
    for client in clients:
        assert "我来认领" in client.get("/shelf/wish").content.decode()
    answers = at_once(
        *(lambda one=one: one.post(f"/steps/{step.pk}/claim").status_code for one in clients)
    )
    assert answers == [302, 302], answers  # the one who came second reads who was first
    winner = procedures.step_view(step.pk).claimed_by
    assert winner in {world.things["account:格员"], world.things["account:另一格员"]}
    assert Happening.objects.filter(step_id=step.pk, kind="claimed").count() == 1
    for client in clients:
        assert "我来认领" not in client.get("/shelf/wish").content.decode()
