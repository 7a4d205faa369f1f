"""A meeting that was a step somebody ticked off became a gathering with a roll and a vote, in a new
revision of the procedure. What began before finishes as it began; what begins now meets."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.journeys.county import METHODS, County
from tests.journeys.meeting import body

from linli.deliberation.stories import gatherings as told
from linli.kernel.actor import SYSTEM
from linli.kernel.registry import Folder
from linli.matters.stories import doing, scene, seeing, talking
from linli.methods import selectors as method_reads
from linli.methods import services as methods
from linli.people import services as people
from linli.points import selectors as ledger
from linli.points.terms import Holder

EARLIER = Path(__file__).parent / "earlier"  # the procedures as they were in the first revision
OLD = "2026.1"


def first_revision(slug: str, procedure: str) -> Folder:
    """The shipped method with that procedure as it was, under the number that it had."""
    files = dict(method_reads.read_folder(METHODS / slug).files)
    method = files["method.toml"].decode()
    written = re.search(r'^revision = ".+"$', method, re.MULTILINE)
    assert written
    files["method.toml"] = method.replace(written[0], f'revision = "{OLD}"').encode()
    old = (EARLIER / f"{procedure}.bpmn").read_bytes()
    assert old != files[f"procedures/{procedure}.bpmn"]
    files[f"procedures/{procedure}.bpmn"] = old
    words = files["words.en.toml"].decode()
    files["words.en.toml"] = (words + _english(old.decode(), words)).encode()
    return Folder(files)


def _english(xml: str, known: str) -> str:
    """What residents read in the old file must have English too."""
    said = {
        line.split(f'{key}="')[1].split('"')[0]
        for line in xml.splitlines()
        for key in ("told", "told_done")
        if f' {key}="' in line
    }
    missing = sorted(one for one in said if f'"{one}" =' not in known)
    return "".join(
        f'"{one}" = "As it was.{" {due}" if "{due}" in one else ""}'
        f'{" {unit}" if "{unit}" in one else ""}"\n'
        for one in missing
    )


@pytest.fixture
def first(in_county):
    """`first("taining", "six_steps")`: a county in which the first revision is in force."""

    def begin(slug: str, procedure: str) -> County:
        with pytest.MonkeyPatch.context() as patch:  # the shipped one comes later
            patch.setattr(methods, "load", lambda **_of: None)
            county = in_county(slug)
        load(county, first_revision(slug, procedure))
        return county

    return begin


def load(county: County, folder: Folder) -> None:
    methods.load(folder=folder, actor=SYSTEM, now=county.world.now)


def shipped(slug: str) -> Folder:
    return method_reads.read_folder(METHODS / slug)


def does(county, who, title, step, outcome, **said):
    rows = ({"填写": asked, "内容": text} for asked, text in said.items())
    county.world.table = tuple(rows)
    doing.complete(county.world, who=who, title=title, step=step, outcome=outcome)
    county.world.table = ()


def test_six_steps_that_began_before_finish_on_the_first_revision(first):
    county = first("taining", "six_steps")
    county.place("炉峰社区", "青云小区", "青云1格")
    county.people(
        ("王网格", "青云1格", "网格员"),
        ("李社区", "炉峰社区", "社区"),
        ("林交警", "交警大队", "部门"),
    )
    body(county, "炉峰社区", "共建联席会议", 11)

    def to_the_meeting(title: str) -> None:
        doing.start(county.world, "王网格", "青云1格", "六步闭环", "没有地方停车", title)
        does(county, "王网格", title, "发现问题", "属实，报社区", 看到什么问题="车多")
        does(
            county, "李社区", title, "提出清单", "清单已列好",
            问题和要求="增加车位", 清单类别="问题清单",
        )  # fmt: skip

    to_the_meeting("旧事")
    load(county, shipped("taining"))
    does(county, "李社区", "旧事", "党委呼叫", "发出呼叫", 请哪些单位="交警大队")
    to_the_meeting("新事")
    does(county, "李社区", "新事", "党委呼叫", "发出呼叫", 请哪些单位="交警大队")

    assert doing.open_named(county.world, "旧事", "召开会议")
    assert not doing.open_named(county.world, "新事", "召开会议")
    told.waits_for(county.world, "新事", "共建联席会议")
    with pytest.raises(AssertionError):
        told.waits_for(county.world, "旧事", "共建联席会议")

    shared = {"议定事项": "划车位", "哪些单位认领": "交警大队"}
    does(county, "李社区", "旧事", "召开会议", "议定分工", **shared)
    does(county, "林交警", "旧事", "认领落实", "落实了", 做了什么="划好了", 照片="1")
    does(
        county, "李社区", "旧事", "反馈报告", "报告结果，办结",
        结果="三十二个车位", 结果类别="全部办成",
    )  # fmt: skip
    seeing.closed(county.world, title="旧事", closing="solved")


def test_a_council_of_the_week_that_began_before_is_ticked_off_as_before(first):
    county = first("yongtai", "visit_triage_council")
    scene.estate(county.world, "北门社区", "西门新村小区")
    scene.grid(county.world, "西门新村小区", "西门1格")
    county.people(
        ("王网格", "西门1格", "网格员"),
        ("陈书记", "西门新村小区", "小区党支部"),
        ("李社区", "北门社区", "社区"),
        ("吴核查", "北门社区", "核查员"),
        ("林住建", "住建局", "部门"),
    )
    body(county, "北门社区", "近邻议事会", 9)

    def to_the_council(title: str) -> None:
        doing.start(county.world, "王网格", "西门1格", "走访发现", "外墙掉皮", title)
        does(county, "王网格", title, "日走访登记", "交晚上研判", 看到听到什么="掉皮三处")
        does(
            county, "陈书记", title, "夜研判", "定不下来，交周会商",
            为什么定不下来="要部门出面",
        )  # fmt: skip

    to_the_council("旧事")
    load(county, shipped("yongtai"))
    to_the_council("新事")
    told.waits_for(county.world, "新事", "周会商")
    settled = {"由哪家办": "住建局", "多久办好": "十个工作日", "议定什么": "先铲后刷"}
    does(county, "李社区", "旧事", "周会商", "会商定下，交单位办", **settled)
    does(county, "林住建", "旧事", "单位办理", "办好了", 做了什么="刷好了", 照片="1")
    does(county, "吴核查", "旧事", "现场核查", "核查通过", 现场看到什么="平整")
    seeing.closed(county.world, title="旧事", closing="solved")


def test_a_clue_that_was_sent_before_earns_nothing_and_one_sent_since_earns_ten(first):
    """“1:10:5” came with points.toml: who pecked before it finishes as it was promised then."""
    county = first("shishou", "clue")
    county.place("解放路社区", "解放小区", "解放1格")
    county.people(("王网格", "解放1格", "网格员"), ("李社区", "解放路社区", "社区"))
    phone = "13800000001"
    talking.hand_in_known(county.world, phone, "解放1格", "登记啄木鸟", "愿意挑刺", "报名")
    does(county, "李社区", "报名", "社区核对", "登记为啄木鸟")

    def peck(title: str) -> None:
        talking.hand_in_signed(
            county.world, phone, "解放1格", "啄木鸟线索", f"{title}没有水", title
        )

    def verified(title: str) -> None:
        does(county, "李社区", title, "归类", "身边事，网格处理", 线索类型="群众身边事")
        does(county, "王网格", title, "网格处理", "处理好了", 做了什么="打开阀门", 照片="1")
        does(county, "李社区", title, "反馈", "属实并处理好", 现场看到什么="有水了")

    peck("旧线索")
    load(county, shipped("shishou"))
    peck("新线索")
    verified("旧线索")
    verified("新线索")
    bird = Holder.person(people.remember(phone=phone, actor=SYSTEM, now=county.world.now))
    account = ledger.balance("points", bird)
    assert (account.amount, account.earned) == (10, 10)
    assert ledger.worth("points", account.amount) == 500, "goods worth 5 yuan"
    lines, _ = ledger.statement("points", bird, now=county.world.now)
    assert [one.deed for one in lines] == ["核实的线索"]
