"""15分钟近邻服务圈 through the pages (D8): how many homes walk to a service and which do not,
with the way it was reckoned; a walking network changes the figures; where the next place should go
is proved."""

from __future__ import annotations

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.journeys.reading import words_of

from linli.resources.stories import circle as scene

NAME = "主城区15分钟近邻服务圈"
SCHOOL, SOURCE = "四点半学校", "县自然资源局道路中心线"
BUILDINGS = (("1号楼", 0, 3), ("2号楼", 600, 4), ("3号楼", 1000, 5), ("4号楼", 3000, 6))


@pytest.fixture
def county(in_county):
    """Four buildings in a row, 18 households, a school below the first."""
    made = in_county("luoyuan")
    made.place("北门社区", "北门小区", "北门1格")
    made.people(("陈组织", "罗源县", "县协调"), ("李社区", "北门社区", "社区"))
    for name, metres, doors in BUILDINGS:
        scene.circle_building(made.world, "北门1格", str(metres), name, str(doors))
    scene.circle_place(made.world, "1号楼", SCHOOL)
    return made


def line(page, service=SCHOOL):
    """How many reach it, how many there are, how large a part, is it enough."""
    for row in page.root.xpath("//section[@aria-labelledby='figures-h']//tbody/tr"):
        cells = [words_of(one) for one in row.xpath("./td")]
        if cells[0] == service:
            return tuple(cells[2:])
    raise AssertionError(f"没有“{service}”：{page}")


def gaps(page):
    """The buildings out of reach, with their households, those with the most first."""
    rows = page.root.xpath("//details[@class='more']//tbody/tr")
    return [(words_of(row[0])[-3:], words_of(row[1])) for row in rows]


def counted(reader):
    page = reader.read("/circles/").open(NAME)
    return page.form("重新计算").answer()


def way(county, first, second, metres):
    """A line of the CSV."""
    (a, b), (c, d) = (county.world.thing(f"spot:{one}") for one in (first, second))
    return f"{a},{b},{c},{d},{metres}"


def uploads(reader, lines, source=SOURCE):
    """What the page's form sends: a form's file is chosen by hand."""
    page = reader.read("/circles/").open("步行路网")
    form = page.form("上传并启用")
    assert form.questions == ["路网从哪里来", "文件"]
    sheet = SimpleUploadedFile("ways.csv", "\n".join(lines).encode(), "text/csv")
    return reader.send(page.address, {"source": source, "upload": sheet})


def test_what_is_reached_what_is_not_and_how_it_was_reckoned(county):
    office = county.staff("陈组织")
    assert "还没有算过" in office.read("/circles/").open(NAME)
    page = counted(office)
    assert line(page) == ("7", "18", "38.8%", "没有达到"), page
    assert gaps(page) == [("4号楼", "6"), ("3号楼", "5")]
    for words in ("步行 15 分钟", "没有路网，按直线 808 米以内算", "分母 18 户，4 个住处"):
        assert words in page
    assert line(page, "周末学吧")[:2] == ("0", "18")
    assert line(page, "每一项都走得到")[:2] == ("0", "18")
    assert "7 / 18" in office.read("/circles/")

    (address,) = page.root.xpath("//a[contains(., '走不到的名单')]/@href")
    answer = office.client.get(address)
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    rows = list(sheet.values)
    assert "808" in rows[0][0]
    assert [(row[0][-3:], row[1]) for row in rows[2:]] == [("4号楼", 6), ("3号楼", 5)]


def test_a_walking_network_changes_it_and_is_named_beside_the_figures(county):
    office = county.staff("陈组织")
    counted(office)
    refused = uploads(office, ["这不是,路网"])
    assert refused.status == 422
    assert "没有路网" in office.read("/circles/").open(NAME)
    round_the_river = way(county, "1号楼", "2号楼", 1500)
    assert "路网已启用，请重新计算" in uploads(office, [round_the_river])
    assert "下面还是旧的结果" in office.read("/circles/").open(NAME)
    page = counted(office)
    assert line(page)[:2] == ("3", "18")
    assert gaps(page) == [("4号楼", "6"), ("3号楼", "5"), ("2号楼", "4")]
    assert f"按步行路网（{SOURCE}），2 个住处在路网上" in page
    assert "下面还是旧的结果" not in page
    again = [way(county, "1号楼", "2号楼", 600), way(county, "2号楼", "3号楼", 400)]
    uploads(office, again)
    assert line(counted(office))[:2] == ("12", "18")
    dropped = office.read("/circles/").open("步行路网").form("停用，改按半径算").answer()
    assert "以后按半径算" in dropped
    assert line(counted(office))[:2] == ("7", "18")


def test_where_the_next_place_should_go_is_proved(county):
    office = county.staff("陈组织")
    page = counted(office).form("找一找").answer()
    (one, two, *_more) = (words_of(part) for part in page.root.xpath("//section//div[h3]"))
    assert one.startswith("新建 1 个")
    assert "多 6 户走得到，到 72.2%" in one
    assert "已证明最优" in one
    assert "4号楼 +6" in one
    assert two.startswith("新建 2 个")
    assert "多 11 户走得到，到 100.0%" in two
    assert "已证明最优" in two
    assert "只看走路远近，地皮和房子要另外看" in page
    points = office.client.get(f"{page.address.split('?')[0]}/after_school/map").json()
    states = [one["properties"]["state"] for one in points["features"]]
    assert (states.count("late"), states.count("done")) == (2, 1)
    assert "soon" in states


def test_a_community_looks_and_does_not_count(county):
    counted(county.staff("陈组织"))
    community = county.staff("李社区")
    page = community.read("/circles/").open(NAME)
    assert line(page)[:2] == ("7", "18")
    assert not page.offers("重新计算")
    assert not page.offers("找一找")
    assert "请管理全县场所的人来算" in page
    refused = community.send(f"{page.address}/count", {})
    assert refused.status == 403
    assert community.read("/circles/network").status == 403
