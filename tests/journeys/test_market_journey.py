"""双报到 in the counties that report it, through the pages (A5): Yongtai's 福州党建超市, where one
of two gets the task and half a job goes back on the shelf; Shishou's 双帮双促双服务, where the
organisation helps its sunk members."""

from __future__ import annotations

DESK = "/organisations/registrations"


def registered(county, who, place, community):
    """Asked on the member's phone, confirmed at the desk."""
    member = county.staff(who)
    form = member.read("/work/registering").form("报到")
    assert "已报到，等社区确认。" in form.answer({"到哪里报到": place})
    assert "先去报到" in member.read("/work/shelf")  # not before it is confirmed
    assert "已确认报到。" in community.read(DESK).form("确认", beside=who).answer()
    return member


def taken(member):
    """The one task of the shelf, by its button; the page that one comes to."""
    shelf = member.read("/work/shelf")
    (take,) = [one for one in shelf.buttons if one.startswith("我来领")]
    page = shelf.form(take).answer()
    assert "我领的" in page
    return page.open("去完成")


def test_half_a_job_goes_back_on_the_shelf_and_counts_for_who_did_it(in_county):
    county = in_county("yongtai")
    county.people(
        ("李社区", "北门社区", "社区"),
        ("林住建", "住建局", "部门"),
        ("陈教育", "教育局", "部门"),
    )
    community = county.staff("李社区")
    first, second = (
        registered(county, who, "北门", community) for who in ("林住建", "陈教育")
    )  # fmt: skip
    matter = community.takes_down("福州党建超市", "清一楼道的旧家具", "北门社区")
    late = second.read("/work/shelf")
    (take,) = [one for one in late.buttons if one.startswith("我来领")]
    step = taken(first)
    assert "这一步已由林住建领办。" in late.form(take).answer().faults
    bare = step.form("确认：完成了").answer({"做了什么": "搬走一半"})
    assert bare.status == 422
    assert "佐证" in bare.faults
    bare.form("确认：完成了").answer(photos=1)
    silent = community.read(matter.address).form("确认：放回货架").answer()
    assert silent.status == 422
    assert "理由" in silent.faults
    silent.form("确认：放回货架").answer({"理由": "还有一半"})
    done = taken(second).form("确认：完成了").answer({"做了什么": "都搬走了"}, photos=1)
    assert "已办理：认领完成" in done
    community.does("福州党建超市", "验收通过")
    assert "完成任务 1 件" in second.read("/work/registering")
    assert "完成任务 0 件" in first.read("/work/registering")


def test_the_organisation_helps_a_sunk_member_who_helps_residents(in_county):
    county = in_county("shishou")
    county.people(
        ("李社区", "解放路社区", "社区"),
        ("赵组织", "石首市", "组织部"),
        ("林城管", "城管局", "部门"),
        ("周供电", "供电公司", "部门"),
        ("何供电", "供电公司", "部门"),
    )
    community = county.staff("李社区")
    member, other = (
        registered(county, who, "解放路", community) for who in ("林城管", "周供电")
    )  # fmt: skip
    community.takes_down("双帮双促双服务", "给五位老人装扶手", "解放路社区")
    assert "先去报到" in county.staff("何供电").read("/work/shelf")
    silent = taken(member).form("确认：要组织帮一把").answer()
    assert silent.status == 422
    assert "理由" in silent.faults
    silent.form("确认：要组织帮一把").answer({"理由": "没有钱买料"})
    office = county.staff("赵组织")
    assert "没有钱买料" in office.finds("双帮双促双服务")
    office.does("双帮双促双服务", "保障到位，放回接着办", {"做了什么": "从共建经费里买了料"})
    taken(other).form("确认：完成了").answer({"做了什么": "五家都装好"}, photos=2)
    community.does("双帮双促双服务", "验收通过")
    rates = community.read(f"{DESK}/units")
    assert "完成任务1" in rates
    assert "完成任务 1 件" in other.read("/work/registering")
