"""Mediation through the pages (B11): Luoyuan's 信访评理 from a resident's phone to the return
visit, and Shishou's 矛盾调解 that comes to nothing. Nobody reads names without need."""

from __future__ import annotations

import io
import re

import pytest
from docx import Document
from pypdf import PdfReader

WORDS = "楼上漏水，天花板泡坏了，谈不拢"
PHONE, MASKED = "13912345678", "139****5678"
SIDES = (("申请人", "李四光", "13700000001"), ("被申请人", "王五一", "13700000002"))
TERMS = {"争议的事实": "楼上水管漏", "协议内容": "楼上修管，赔五百元"}
REVEAL = "显示姓名和号码"


@pytest.fixture
def luoyuan(in_county):
    county = in_county("luoyuan")
    county.people(
        ("李社区", "南门社区", "社区"),
        ("别社区", "北门社区", "社区"),
        ("周调解", "南门社区", "矛盾纠纷调解员"),
        ("吴两任", "南门社区", "矛盾纠纷调解员"),
        ("吴两任", "南门社区", "社区"),
    )
    return county


def accepted(county, tile, place, community):
    """A resident asks for it; the community writes down both sides and hands it on."""
    resident = county.resident()
    received = resident.hands_in(tile, WORDS, place, {"手机号": PHONE})
    assert "社区正在看能不能调解" in received
    for side, name, phone in SIDES:
        party = {"哪一方": side, "姓名": name, "手机号": phone}
        said = community.finds(tile).form("登记", "当事人").answer(party)
        assert "已登记当事人。" in said
    community.does(tile, "受理，交调解员", {"纠纷类型": "邻里"})
    return resident


def named(page):
    return any(name in page.sent or phone in page.sent for _side, name, phone in SIDES)


def test_two_neighbours_agree_in_writing_and_are_visited_after_thirty_days(luoyuan):
    community, mediator = luoyuan.staff("李社区"), luoyuan.staff("周调解")
    resident = accepted(luoyuan, "信访评理", "南门社区", community)
    assert "调解员正在请双方坐下来谈" in resident.track()

    table = mediator.finds("信访评理")
    assert WORDS in table
    assert MASKED in table
    assert "李○○" in table
    assert "137****0002" in table
    assert not named(table)
    half = table.form("确认：达成书面协议").answer(TERMS)
    assert half.status == 422
    assert "履行期限" in half.faults
    assert "楼上修管，赔五百元" in half  # what was typed is still there
    assert "已办理：调解" in half.form("确认：达成书面协议").answer({"履行期限": "2026-03-20"})

    paper = community.read(table.address).open("协议书")
    assert "楼上修管，赔五百元" in paper
    assert "被申请人" in paper
    assert not named(paper)
    taken = community.client.post(paper.address)  # a document, to be signed
    document = Document(io.BytesIO(taken.content)).element.xml
    assert all(words in document for words in ("李四光", "王五一", "楼上修管", "2026-03-20"))
    taken = community.client.post(paper.address, {"form": "pdf"})
    page = PdfReader(io.BytesIO(taken.content)).pages[0].extract_text()
    assert all(words in page for words in ("李四光", "王五一", "楼上修管", "2026-03-20"))

    luoyuan.comes("2026-04-02 09:30")
    visit = community.finds("信访评理")
    silent = visit.form("确认：没有履行，再调解").answer()
    assert silent.status == 422
    assert "理由" in silent.faults
    seen = {"现场看到什么": "钱给了，天花板补好"}
    assert "已办理：回访" in silent.form("确认：已经履行").answer(seen)
    told = resident.track()
    assert "信访评理" in told
    assert "回访：已经履行" in told
    assert "已办结" in told
    assert "已办结" in community.read(table.address)


def test_who_mediated_does_not_make_the_return_visit(luoyuan):
    community, both = luoyuan.staff("李社区"), luoyuan.staff("吴两任")
    accepted(luoyuan, "信访评理", "南门社区", community)
    both.does("信访评理", "达成书面协议", {**TERMS, "履行期限": "2026-03-20"})
    luoyuan.comes("2026-04-02 09:30")
    own = both.finds("信访评理").form("确认：已经履行").answer({"现场看到什么": "都好"})
    assert own.status == 403
    assert "“调解”是您办理的，这一步要由另一人办理。" in own.faults
    assert "都好" in own
    community.does("信访评理", "没有履行，再调解", {"理由": "钱还没有给"})
    again = both.finds("信访评理")
    assert "钱还没有给" in again
    assert "确认：达成书面协议" in again.buttons


def test_names_of_the_sides_are_for_who_needs_them(luoyuan):
    community, mediator = luoyuan.staff("李社区"), luoyuan.staff("周调解")
    accepted(luoyuan, "信访评理", "南门社区", community)
    page = community.read(mediator.finds("信访评理").address)
    form = page.form(REVEAL, "当事人")
    address = form.element.get("action")
    shown = form.answer()
    assert "李四光 13700000001" in shown
    assert "查看已记入日志" in shown
    assert REVEAL not in mediator.read(page.address).buttons
    refused = mediator.send(address, {"purpose": "联系当事人"})
    assert refused.status == 403
    assert "您的职责范围不包括这里" in refused
    elsewhere = luoyuan.staff("别社区")
    for hidden in (page.address, f"{page.address}/agreement"):
        answer = elsewhere.read(hidden)
        assert answer.status == 404
        assert not named(answer)
        assert WORDS not in answer
    assert elsewhere.send(address, {"purpose": "联系当事人"}).status == 404


@pytest.fixture
def shishou(in_county):
    county = in_county("shishou")
    county.people(("李社区", "解放路社区", "社区"), ("周调解", "解放路社区", "调解员"))
    return county


def test_what_cannot_be_settled_is_told_where_to_go(shishou):
    community, mediator = shishou.staff("李社区"), shishou.staff("周调解")
    resident = accepted(shishou, "矛盾调解", "解放路社区", community)
    mediator.does("矛盾调解", "改日再调", {"理由": "有一方没有来"})
    page = mediator.finds("矛盾调解")
    assert "有一方没有来" in page
    assert "协议书" not in community.read(page.address)
    none = community.read(f"{page.address}/agreement")
    assert none.status == 404
    failed = page.form("确认：调解不成，告知其他途径")
    silent = failed.answer()
    assert silent.status == 422
    assert "理由" in silent.faults
    way = {"理由": "双方要走诉讼，告知法院立案"}
    assert "已办理：调解" in silent.form("确认：调解不成，告知其他途径").answer(way)
    assert "已办结" in resident.track()
    assert re.search(r"调解不成，告知其他途径.*双方要走诉讼", community.read(page.address).words)
