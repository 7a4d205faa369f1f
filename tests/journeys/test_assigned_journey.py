"""Written orders (交办单) through the pages: Huangyuan's 百件民生小事 and Ninghua's
新年开门办一件实事. A date, a unit and a name; done, verified by another, struck off."""

from __future__ import annotations

import pytest

ORDER = {
    "承办党支部": "办事支部",
    "责任人（岗位）": "支部书记",
    "多久办好": "五个工作日",
    "办到什么程度算完成": "灯亮",
}


@pytest.fixture
def huangyuan(in_county):
    county = in_county("huangyuan")
    county.unit("办事支部", "党支部", "茶曲村")
    county.people(
        ("李下单", "湟源县", "组织部"),
        ("赵协调", "湟源县", "县协调"),
        ("马支书", "办事支部", "承办支部"),
        ("马支书", "茶曲村", "村核查员"),
        ("吴核查", "茶曲村", "村核查员"),
        ("郑督查", "湟源县", "督查"),
    )
    return county


def ordered(county, title="交办单"):
    """Written down and handed to a branch with a name and a date; the matter's page."""
    office = county.staff("李下单")
    matter = office.takes_down(title, "门口的路灯不亮", "茶曲村")
    nameless = matter.form("确认：责任到单位、到人").answer(
        {label: text for label, text in ORDER.items() if label != "责任人（岗位）"}
    )
    assert nameless.status == 422
    assert "责任人" in nameless.faults
    assert "灯亮" in nameless  # nothing typed is lost
    office.does(title, "责任到单位、到人", ORDER)
    return matter


def test_a_small_thing_is_ordered_done_verified_by_another_and_struck_off(huangyuan):
    matter = ordered(huangyuan)
    paper = huangyuan.staff("赵协调").read(matter.address).open("打印交办单")
    for words in ("支部书记", "灯亮", "办事支部", "3月9日 18:00"):
        assert words in paper
    branch, verifier = huangyuan.staff("马支书"), huangyuan.staff("吴核查")
    bare = branch.finds("交办单").form("确认：办好了，申请销号").answer({"做了什么": "换了灯头"})
    assert bare.status == 422
    assert "佐证" in bare.faults
    branch.does("交办单", "办好了，申请销号", {"做了什么": "换了新灯头"}, photos=1)
    own = branch.finds("交办单").form("确认：核查属实，销号").answer({"现场看到什么": "都亮了"})
    assert own.status == 403
    assert "这一步要由另一人办理" in own.faults
    verifier.does("交办单", "与实际不符，退回再办", {"理由": "只亮了一盏"})
    assert "只亮了一盏" in branch.finds("交办单")
    branch.does("交办单", "办好了，申请销号", {"做了什么": "两盏都换"}, photos=1)
    verifier.does("交办单", "核查属实，销号", {"现场看到什么": "都亮了"})
    closed = huangyuan.staff("李下单").read(matter.address)
    assert "已办结" in closed
    assert "两盏都换" in closed


def test_a_small_thing_that_is_late_is_the_supervisors_to_see(huangyuan):
    matter = ordered(huangyuan)
    huangyuan.comes("2026-03-10 09:00")
    assert "已超期" in huangyuan.staff("马支书").read("/work")
    supervisor = huangyuan.staff("郑督查")
    assert "交办单" in supervisor.read("/notices")
    seen = supervisor.read(matter.address)
    assert "督办" in seen
    assert not seen.offers("确认：办好了，申请销号")


@pytest.fixture
def ninghua(in_county):
    county = in_county("ninghua")
    county.unit("办事支部", "党支部", "南街社区")
    county.unit("旁的支部", "党支部", "小溪社区")
    county.people(
        ("李下单", "南街社区", "社区"),
        ("马支书", "办事支部", "机关支部"),
        ("旁支书", "旁的支部", "机关支部"),
        ("吴核查", "南街社区", "核查员"),
    )
    return county


def test_one_real_thing_in_the_new_year(ninghua):
    title = "新年开门办一件实事"
    office = ninghua.staff("李下单")
    matter = office.takes_down(title, "门口的路灯不亮", "南街社区")
    office.does(title, "责任到单位、到人", ORDER)
    assert "支部书记" in office.read(matter.address).open("打印交办单")
    other = ninghua.staff("旁支书").read(matter.address)
    assert other.status == 404
    assert "路灯" not in other
    branch = ninghua.staff("马支书")
    branch.does(title, "办好了，申请销号", {"做了什么": "换了新灯头"}, photos=1)
    ninghua.staff("吴核查").does(title, "核查属实，销号", {"现场看到什么": "都亮了"})
    assert "已办结" in office.read(matter.address)
