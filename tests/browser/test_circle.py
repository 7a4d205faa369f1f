"""15分钟服务圈 in the browser (D8): the county's centre at a desk counts who walks to what, sees
the gaps and where the next place should go, on the map and as lists; a broken walking network is
refused with its line; with a whole one the figures change. A resident with a phone sees what is
near."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import FilePayload, Locator, expect

from . import circle_scene
from .pages import DESKTOP, PATIENCE, PHONE, Person
from .scene import PASSWORD

CIRCLE, SERVICE = "城区15分钟服务圈", "党群服务中心"
SOURCE = "县自然资源局道路中心线"


@pytest.fixture(scope="module")
def server(server):
    server.furnish("circle_scene")
    return server


def figures(desk: Person, service: str) -> list[str]:
    """Places, who reaches one, how many there are, how large a part."""
    table = desk.page.get_by_role("region", name=desk.t("多少户走得到")).get_by_role("table")
    row = table.get_by_role("row").filter(has_text=desk.t(service))
    return row.get_by_role("cell").all_inner_texts()[1:5]


def gaps(desk: Person) -> list[str]:
    """The buildings out of reach, as the list beside the map has them."""
    desk.page.locator("details.more > summary").first.click()
    desk.look()
    rows: Locator = desk.page.locator("details.more").first.get_by_role("row")
    return [" ".join(text.split())[-6:] for text in rows.all_inner_texts()[1:]]


def uploads(desk: Person, lines: str, *refused: int) -> None:
    sheet = FilePayload(name="ways.csv", mimeType="text/csv", buffer=lines.encode())
    desk.labelled("文件").set_input_files(sheet)
    desk.press(desk.find("button", "上传并启用"), *refused)


def way(first: str, second: str, metres: int) -> str:
    """A line of the CSV."""
    ends = (*circle_scene.at(first), *circle_scene.at(second))
    return ",".join(str(one) for one in (*ends, metres))


def test_who_walks_there_and_where_the_next_one_goes(people):
    desk = people(size=DESKTOP, language="zh-hans")
    desk.sign_in("county", PASSWORD)
    desk.go("/circles/")
    desk.reads("还没有算过。每天夜里会算一次，也可以现在就算。")
    desk.press(desk.find("button", "现在计算"))
    desk.reads("算好了。")
    assert figures(desk, SERVICE) == ["1", "7", "18", "38.8%"]
    drawn = desk.page.locator("linli-map")
    expect(drawn.locator("[data-role=map]")).to_be_visible(timeout=PATIENCE)
    expect(drawn.locator("[data-role=failed]")).to_be_hidden()
    assert gaps(desk) == ["14号楼 6", "13号楼 5"]
    desk.press(desk.find("button", "找一找"))
    site = desk.page.get_by_role("region", name="下一个建在哪里")
    expect(site).to_contain_text("多 6 户走得到，到 72.2%。 已证明最优")
    expect(site.get_by_role("listitem").first).to_contain_text("14号楼 +6")

    desk.switch_language("en")
    desk.go("/circles/network")
    desk.labelled("路网从哪里来").fill(SOURCE)
    uploads(desk, f"{way('11号楼', '12号楼', 1500)}\n这不是,路网", 422)
    unreadable = (
        "读不懂这个文件：第 %(place)s 处。要 GeoJSON 折线或 CSV（起点经纬度、终点经纬度、米数）。"
    )
    desk.reads(unreadable, place=2)
    expect(desk.labelled("路网从哪里来")).to_have_value(SOURCE)
    desk.reads("还没有步行路网")
    uploads(desk, way("11号楼", "12号楼", 1500))
    desk.reads("路网已启用，请重新计算服务圈。")
    desk.press(desk.page.get_by_role("link", name=desk.t(CIRCLE)))
    desk.reads("路网换过了，下面还是旧的结果，请重新计算。")
    desk.press(desk.find("button", "重新计算"))
    assert figures(desk, SERVICE) == ["1", "3", "18", "16.6%"]

    resident = people(size=PHONE, language="zh-hans", point=circle_scene.at("12号楼"))
    resident.go("/spots/?kind=service_centre")
    resident.find("button", "离我近的排前面").click()
    shown = resident.page.get_by_role("link", name=re.compile("直线"))
    expect(shown).to_contain_text(re.compile("直线 (59|60)[0-9] 米"), timeout=PATIENCE)
    resident.look()
    resident.switch_language("en")
    resident.press(resident.page.get_by_role("link", name=re.compile(circle_scene.CENTRE)))
    resident.reads("有哪些服务")
