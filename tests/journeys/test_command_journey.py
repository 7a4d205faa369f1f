"""The command view through the pages (B19): what is open, where, how late and who is on it, live,
at the desk and on the wall; never who reported what."""

from __future__ import annotations

import pytest

WORDS, PHONE, MASKED = "路灯坏了三天，我叫赵小雨", "13912345678", "139****5678"
LIVE = "/county/live"


@pytest.fixture
def taining(in_county):
    county = in_county("taining")
    county.place("炉峰社区", "青云小区", "青云1格")
    county.place("和平社区", "和平小区", "和平1格")
    county.people(
        ("赵中心", "泰宁县", "县指挥中心"),
        ("郑督查", "泰宁县", "督查"),
        ("李社区", "炉峰社区", "社区"),
        ("王网格", "青云1格", "网格员"),
        ("陈网格", "和平1格", "网格员"),
    )
    return county


def reported(county, place, words=WORDS):
    resident = county.resident()
    resident.hands_in("报个事", words, place, {"属于哪一类": "路灯", "手机号": PHONE})
    return resident


def test_the_desk_shows_what_is_open_how_late_and_with_whom(taining):
    resident = reported(taining, "青云1格")
    reported(taining, "和平1格")
    county = taining.staff("赵中心")
    page = county.read("/work").open("全县")
    for words in ("办理中2", "今天新报2", "已超期环节0", "没有超期的"):
        assert words in page, words
    taining.comes("2026-03-04 10:00")
    page = county.read("/county")
    assert "已超期环节2" in page
    assert "今天新报0" in page
    rows = [one.text_content() for one in page.root.xpath("//table//tbody/tr")]
    with_whom = "签收核实网格员 · 炉峰社区青云小区青云1格"
    assert any(with_whom in one and "已超期 16 小时" in one for one in rows), rows
    listed = page.open("办理中")
    assert "路灯 · " in listed
    late = page.root.xpath("//table//tbody/tr[1]//a")[0]
    matter = county.read(late.get("href"))
    assert MASKED in matter
    assert PHONE not in matter.sent

    taining.staff("王网格").does("路灯", "就地解决", {"做了什么": "换了灯泡"})
    resident.rates("解决了", "很满意")
    page = county.read("/county")
    for words in ("办理中1", "本周办结1", "近 30 天解决率100%", "报事人答“解决了” 1 / 已回答 1"):
        assert words in page, words
    assert "签收核实网格员 · 和平社区" in page
    assert with_whom not in page


def test_the_wall_is_live_and_names_no_reporter(taining):
    reported(taining, "青云1格")
    supervisor = taining.staff("郑督查")
    wall = supervisor.read("/county").open("大屏")
    assert "群众的事，办到哪了" in wall
    assert "办理中1" in wall
    first = supervisor.client.get(LIVE, {"wall": "1"})
    tag = {"HTTP_IF_NONE_MATCH": first.headers["ETag"]}
    assert supervisor.client.get(LIVE, {"wall": "1"}, **tag).status_code == 304
    reported(taining, "和平1格")
    again = supervisor.client.get(LIVE, {"wall": "1"}, **tag)
    assert again.status_code == 200
    assert '<span class="stat-number">2</span>' in again.content.decode()
    taining.comes("2026-03-04 10:00")
    shapes = supervisor.client.get("/county/shapes.json").content.decode()
    texts = [supervisor.read(one).sent for one in ("/county", "/wall")]
    for text in (*texts, shapes, again.content.decode()):
        for hidden in (WORDS, "赵小雨", PHONE, MASKED):
            assert hidden not in text
    assert "办理中2" in supervisor.read("/wall")


@pytest.mark.parametrize("address", ["/county", "/wall", LIVE, "/county/shapes.json"])
def test_who_has_no_view_over_the_county_gets_none(taining, address):
    reported(taining, "青云1格")
    assert "全县" not in taining.staff("李社区").read("/work")
    for who in ("李社区", "王网格"):
        refused = taining.staff(who).read(address)
        assert refused.status == 403
        assert "路灯" not in refused
    assert "路灯" not in taining.resident().read(address)
