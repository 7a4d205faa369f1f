"""Orders through the pages: the five orders of Luoyuan (点单、派单、接单、晒单、评单) and the three
orders for talents of Ninghua (群众点单、驿站派单、人才接单)."""

from __future__ import annotations

import pytest

PHONE, MASKED = "13912345678", "139****5678"
LEAK = "水管老化漏水，水费摊得不对"


@pytest.fixture
def luoyuan(in_county):
    county = in_county("luoyuan")
    county.place("南门社区", "佳馨小区", "佳馨1格")
    county.unit("佳馨热心居民队", "志愿服务队", "佳馨小区")
    county.people(
        ("李社区", "南门社区", "社区"),
        ("别社区", "北门社区", "社区"),
        ("陈书记", "佳馨小区", "小区党支部"),
        ("林水务", "自来水公司", "共建单位"),
        ("何邻居", "佳馨热心居民队", "志愿服务队"),
    )
    return county


def ordered(county):
    """A resident orders: leaves a number, and agrees that the result may be shown."""
    resident = county.resident()
    received = resident.hands_in(
        "报个事",
        LEAK,
        "佳馨1格",
        {
            "属于哪一类": "房屋漏水",
            "手机号": PHONE,
            "怎么称呼您": "赵阿姨",
            "办好以后可以公示结果（不含姓名、电话、门牌）": "",
        },
    )
    assert "公家事、大民事还是自家事" in received
    return resident


def dispatched(community):
    """The community sends it to the water company."""
    return community.does(
        "房屋漏水",
        "派给共建单位党组织",
        {"事类": "公家事", "派给哪个共建单位": "自来水公司", "要办成什么样": "换管，重抄水表"},
    )


def shown(branch, words="自来水公司接单，换了两段管"):
    return branch.does("房屋漏水", "办好了，晒出来", {"晒单的话": words})


def test_five_orders_from_the_order_to_the_rating(luoyuan):
    resident = ordered(luoyuan)
    community = luoyuan.staff("李社区")
    matter = community.finds("房屋漏水")
    assert LEAK in matter
    assert MASKED in matter
    assert PHONE not in matter
    half = matter.form("确认：派给共建单位党组织").answer(
        {"派给哪个共建单位": "自来水公司", "要办成什么样": "换管，重抄水表"}
    )
    assert half.status == 422
    assert "事类" in half.faults
    assert "换管，重抄水表" in half  # nothing typed is lost
    assert "已办理：派单" in half.form("确认：派给共建单位党组织").answer({"事类": "公家事"})

    assert "自来水公司接了单" in resident.track()
    company = luoyuan.staff("林水务")
    bare = company.finds("房屋漏水").form("确认：办好了").answer({"做了什么": "换了两段管"})
    assert bare.status == 422
    assert "佐证" in bare.faults
    assert "换了两段管" in bare
    company.does("房屋漏水", "办好了", {"做了什么": "换了两段管"}, photos=1)

    shown(luoyuan.staff("陈书记"), f"换了两段管，有事找王小明先生，电话{PHONE}")
    public = luoyuan.resident().read("/public").open("房屋漏水")
    assert "换了两段管" in public
    assert "王○○先生" in public
    for hidden in (PHONE, "王小明", "赵阿姨", LEAK):
        assert hidden not in public

    asked = resident.track()
    assert "您点的单说是办好了，已经晒出来。" in asked
    thanked = resident.rates("解决了", "很满意", "谢谢")
    assert "您说：解决了。谢谢您告诉我们。" in thanked
    assert "已办结" in thanked
    record = community.read(matter.address)
    assert "解决了 满意度 5/5" in record
    assert "已办结" in record


def test_what_is_not_solved_is_ordered_anew(luoyuan):
    resident = ordered(luoyuan)
    community, branch = luoyuan.staff("李社区"), luoyuan.staff("陈书记")
    dispatched(community)
    luoyuan.staff("林水务").does("房屋漏水", "办好了", {"做了什么": "换了管"}, photos=1)
    shown(branch)
    luoyuan.comes("2026-03-03 10:00")
    assert "您说：没有解决。已经接着办了。" in resident.rates("没有解决", "不满意")
    again = community.finds("房屋漏水")
    assert "没有解决 满意度 2/5" in again
    neighbours = {
        "事类": "自家事",
        "派给哪支队伍": "佳馨热心居民队",
        "需要大家做什么": "一户一户把水表对清",
    }
    community.does("房屋漏水", "派给热心居民队伍", neighbours)
    luoyuan.staff("何邻居").does("房屋漏水", "办好了", {"做了什么": "二十四户都对清"})
    shown(branch, "热心居民接单，水表对清")
    assert "您说：解决了。" in resident.rates("解决了", "很满意")
    assert "水表对清" in luoyuan.resident().read("/public").open("房屋漏水")


def test_five_orders_are_nobody_elses_and_not_shown_without_consent(luoyuan):
    resident = luoyuan.resident()
    resident.hands_in("报个事", LEAK, "佳馨1格", {"属于哪一类": "房屋漏水", "手机号": PHONE})
    community = luoyuan.staff("李社区")
    address = community.finds("房屋漏水").address
    for who in ("别社区", "林水务", "何邻居"):
        stranger = luoyuan.staff(who)
        assert "房屋漏水" not in stranger.waiting(), who
        seen = stranger.read(address)
        assert seen.status == 404, who
        assert LEAK not in seen, who
    dispatched(community)
    company = luoyuan.staff("林水务")
    step = company.finds("房屋漏水").form("确认：办好了")
    form = step.element.get("action")
    for who in ("李社区", "别社区"):
        refused = luoyuan.staff(who).send(form, {"outcome": "hand_back", "hand_back-note": "不办"})
        assert refused.status in {403, 404}, who
    back = step.page.form("确认：接不了，退单").answer()
    assert back.status == 422
    assert "理由" in back.faults
    company.does("房屋漏水", "办好了", {"做了什么": "换了管"}, photos=1)
    shown(luoyuan.staff("陈书记"))
    assert "房屋漏水" not in luoyuan.resident().read("/public")


@pytest.fixture
def ninghua(in_county):
    county = in_county("ninghua")
    county.people(
        ("李驿站", "宁化县", "人才驿站"),
        ("刘人才", "宁化县", "人才"),
        ("何人才", "宁化县", "人才"),
        ("吴社区", "小溪社区", "社区"),
    )
    return county


def test_three_orders_for_talents_the_first_one_takes_it(ninghua):
    resident = ninghua.resident()
    received = resident.hands_in("人才三单", "薏米卖不出去，想学直播", "小溪社区")
    assert "人才驿站正在找合适的人才" in received
    station = ninghua.staff("李驿站")
    asked = {"要什么本事": "直播带货", "要办成什么样": "教会两场"}
    half = station.finds("人才三单").form("确认：派给人才").answer({"要什么本事": "直播带货"})
    assert half.status == 422
    assert "要办成什么样" in half.faults
    station.does("人才三单", "派给人才", asked)

    first, second = ninghua.staff("刘人才"), ninghua.staff("何人才")
    waiting = second.finds("人才三单")
    taken = first.finds("人才三单").form("我来办", "人才接单").answer()
    assert "已领办。" in taken
    late = waiting.form("我来办", "人才接单").answer()
    assert "这一步已由刘人才领办。" in late.faults
    assert not late.offers("确认：办好了")
    bare = first.finds("人才三单").form("确认：办好了").answer({"做了什么": "教了两场"})
    assert bare.status == 422
    assert "佐证" in bare.faults
    first.does("人才三单", "办好了", {"做了什么": "教了两场"}, photos=1)

    again = resident.rates("没有解决", "一般")
    assert "您说：没有解决。已经接着办了。" in again
    assert "人才驿站正在找合适的人才" in again
    station.does("人才三单", "派给人才", asked)
    second.finds("人才三单").form("我来办", "人才接单").answer()
    second.does("人才三单", "办好了", {"做了什么": "陪着播了一场"}, photos=1)
    assert "您说：解决了。" in resident.rates("解决了", "很满意")


def test_no_talent_for_it_is_said_with_a_reason(ninghua):
    resident = ninghua.resident()
    resident.hands_in("人才三单", "想造一架飞机", "小溪社区")
    station = ninghua.staff("李驿站")
    page = station.finds("人才三单")
    silent = page.form("确认：没有合适的人才，已说明").answer()
    assert silent.status == 422
    assert "理由" in silent.faults
    talent = ninghua.staff("刘人才").read(page.address)
    assert not talent.offers("确认：派给人才")
    station.does("人才三单", "没有合适的人才，已说明", {"理由": "信息库里没有这一行"})
    assert "已办结" in resident.track()
