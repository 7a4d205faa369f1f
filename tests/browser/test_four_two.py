"""四议两公开 in the browser, from the proposal to the published result: the village's officer at a
desk calls and holds four meetings and shows decision and result on the board; a resident with a
phone reads how it was decided, by what rule, and what came of it."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from playwright.sync_api import expect

from . import four_two_scene
from .pages import DESKTOP, PHONE, Person
from .scene import PASSWORD
from .server import Server

PLAN = "修村口到学校的路八百米，村集体出三十万元"
RESULT = "修好八百米，花了二十九万"
BOARD = "村部公开栏"
PLACE = f"/places/{four_two_scene.CODE}"
WORKER = 45  # seconds that a loaded machine may need to do what is due
REVIEWED = "同意 11 人，要超过应到 20 人的 1/2（至少 11 人）"
RESOLVED = "同意 6 人，要超过到会 8 人的 1/2（至少 5 人）"
HELD = ("党支部提议", "“两委”会商议", "党员大会审议", "村民代表会议")


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    server = Server(tmp_path_factory.mktemp("linli"))
    # it starts once for each day of the story: what it compiled is kept
    server.environment["PYTHONPYCACHEPREFIX"] = str(server.folder / "compiled")
    server.environment.pop("PYTHONDONTWRITEBYTECODE", None)
    server.prepare()
    server.furnish("four_two_scene")
    server.start()
    yield server
    server.stop()


@pytest.fixture
def photos(photo, tmp_path) -> list[Path]:
    """Two, of different content."""
    second = tmp_path / "IMG_0002.jpg"
    second.write_bytes(photo.read_bytes() + b"2")
    return [photo, second]


def look_closely(person: Person) -> None:
    """With axe, here; the pages between are looked at without."""
    person.thorough = True
    person.look()
    person.thorough = False


def comes(server: Server, moment: str, chair: Person, *others: Person) -> None:
    """Another day: the server's clock stands there, and who was signed in is no more."""
    for one in (chair, *others):
        one.page.goto("about:blank")
    server.comes(moment)
    chair.context.clear_cookies()
    chair.sign_in(four_two_scene.CHAIR, PASSWORD)


def calls(chair: Person, kind: str, *meets: str) -> None:
    """Call what the procedure waits for; all times but the last are refused as too soon."""
    chair.go("/gatherings/")
    chair.press(chair.page.get_by_role("link", name=re.compile(f"^{kind}：")))
    chair.reads("等着召集")
    chair.follow("召集这个会")
    expect(chair.page.get_by_role("group").get_by_role("textbox").nth(1)).to_have_value(PLAN)
    for number, moment in enumerate(meets, start=1):
        chair.labelled("时间").fill(moment)
        chair.labelled("地点").fill("村部")
        refused = [422] if number < len(meets) else []
        chair.press(chair.find("button", "召集，通知名册上的人"), *refused)
        if refused:
            chair.sees(re.compile("要提前"))
    chair.reads("会议召集好了，名册上的人都会收到通知。")


def ticks(chair: Person, first: int, last: int) -> None:
    """Who came, by their lines on the roll."""
    for number in range(first - 1, last):
        chair.page.locator("#roll tbody tr").nth(number).get_by_role("checkbox").check()
    chair.follow("勾选的到场", "button")
    expect(chair.page.locator("#roll tbody tr").nth(last - 1)).to_contain_text("到场")


def begins_vote(chair: Person, *refused: int) -> None:
    begins = re.compile("^" + re.escape(chair.t("开始表决")))
    chair.press(chair.page.get_by_role("button", name=begins), *refused)


def counts(chair: Person, **hands: int) -> None:
    names = {"yes": "同意", "no": "反对", "abstain": "弃权"}
    for key, many in hands.items():
        chair.page.get_by_label(names[key], exact=True).fill(str(many))
    chair.press(chair.find("button", "结束表决，计票"))


def closes(chair: Person, minutes: str) -> None:
    chair.page.locator("#minutes").get_by_role("textbox").fill(minutes)
    chair.press(chair.find("button", "保存并结束会议"))
    chair.reads("会议结束，记录和决议已经归档。")
    chair.sees(minutes)


def opens(chair: Person, kind: str) -> None:
    chair.go("/gatherings/")
    chair.press(chair.page.get_by_role("link", name=re.compile(kind)).first)
    chair.follow("开始开会", "button")


def puts_up(chair: Person, photo: Path) -> str:
    """On the board, with a photo of it; the address of the public page."""
    chair.go("/publicity/")
    chair.press(chair.page.get_by_role("main").get_by_role("link", name=re.compile("修|路")).first)
    desk = chair.page.url
    chair.reads("现在这一版还没有公开栏的照片，没有照片不能结束。")
    chair.follow("登记张贴")
    chair.labelled("张贴在哪种地方").select_option(label="公开栏")
    chair.labelled("地点").fill(BOARD)
    chair.labelled("拍照或选照片").set_input_files(str(photo))
    chair.reads("已选 {n} 张，最多 {max} 张。", n=1, max=9)
    chair.press(chair.find("button", "登记"))
    chair.reads("张贴已登记。")
    chair.never_sees(chair.t("现在这一版还没有公开栏的照片，没有照片不能结束。"))
    return "/public/periods/" + desk.rstrip("/").rsplit("/", 1)[-1]


def has_ended(resident: Person, period: str) -> None:
    """The worker of the server ends what is due."""
    until = time.monotonic() + WORKER
    over = resident.page.get_by_text(resident.t("公示期满，生效"))
    while True:
        resident.page.goto(period)
        if over.count():
            break
        assert time.monotonic() < until, "the period is not ended"
        time.sleep(0.5)
    resident.look()


def test_from_the_proposal_to_the_published_result(people, server, photo, photos):
    chair = people(four_two_scene.CHAIR, size=DESKTOP, language="zh-hans")
    resident = people(size=PHONE, language="zh-hans")
    chair.thorough = resident.thorough = False

    matter = proposes(chair)
    four_meetings(chair, server)

    # the decision is public: on the board, and for everybody with a phone
    decision = puts_up(chair, photo)
    resident.go(PLACE)
    resident.sees(RESOLVED)
    resident.sees(re.compile("依据：.*第二十六条"))
    resident.never_sees(REVIEWED)  # how the branch voted is the branch's
    look_closely(resident)
    running = resident.page.get_by_role("region", name=resident.t("正在公示"))
    resident.press(running.get_by_role("link").first)
    assert resident.page.url.endswith(decision), resident.page.url
    resident.sees(PLAN)
    resident.sees(BOARD)
    resident.reads("提出意见")

    # nobody objects: it stands, is carried out with evidence, and the result is shown
    comes(server, "2026-03-24T09:00", chair, resident)
    has_ended(resident, decision)
    chair.go(matter)
    chair.do("组织实施", "实施完了，公开结果", {"实施结果": RESULT}, refused=422)
    chair.do_here("实施完了，公开结果", {}, pictures=photos)
    result = puts_up(chair, photo)
    assert result != decision
    resident.go(result)
    resident.sees(RESULT)

    comes(server, "2026-04-09T09:00", chair, resident)
    has_ended(resident, result)
    resident.go(PLACE)
    resident.sees(RESOLVED)
    way = resident.page.get_by_role("list", name=resident.t("从提出到结果"))
    expect(way.get_by_role("listitem")).to_contain_text([*HELD, "公示期满，生效", "公示期满，生效"])
    resident.press(way.get_by_role("link").last)
    resident.sees(RESULT)
    resident.go(PLACE)
    resident.switch_language("en")
    look_closely(resident)
    chair.go(matter)
    chair.sees("已办结")
    expect(chair.page.get_by_role("main").locator("img")).to_have_count(len(photos))


def proposes(chair: Person) -> str:
    """The matter with its plan; its address."""
    chair.go("/matters/new?kind=four_two")
    expect(chair.labelled("种类")).to_have_value("four_two")
    chair.labelled("发生了什么").fill("修村口到学校的路")
    chair.labelled("找小区、村或楼栋的名字").fill(four_two_scene.PLACE)
    chair.page.get_by_role("button", name=re.compile(f"^{four_two_scene.PLACE}")).first.click()
    expect(chair.page.locator("linli-place [data-role=name]").first).to_contain_text("杉城镇")
    chair.press(chair.find("button", "受理"))
    matter = chair.page.url
    chair.do("起草方案", "方案起草好了，提交支部", {"方案正文": PLAN})
    return matter


def four_meetings(chair: Person, server: Server) -> None:
    """Branch, two committees, all members of the branch, representatives: each lets the next be
    called; too short a notice and too few people are refused."""
    proposal, discussion, review, resolution = HELD
    calls(chair, proposal, "2026-03-03T19:00")
    comes(server, "2026-03-03T19:00", chair)
    opens(chair, proposal)
    ticks(chair, 1, 4)
    begins_vote(chair)
    counts(chair, yes=4, no=0, abstain=0)
    closes(chair, "支委四人到会，一致同意提议")

    calls(chair, discussion, "2026-03-04T19:00")
    comes(server, "2026-03-04T19:00", chair)
    opens(chair, discussion)
    ticks(chair, 1, 6)
    begins_vote(chair)
    counts(chair, yes=5, no=1, abstain=0)
    closes(chair, "商定先修东段")

    calls(chair, review, "2026-03-06T19:00", "2026-03-08T19:00")
    comes(server, "2026-03-08T19:00", chair)
    opens(chair, review)
    ticks(chair, 1, 13)
    begins_vote(chair, 409)
    chair.reads("到会人数不够，不能表决")
    opens_again(chair, review)
    ticks(chair, 14, 14)
    begins_vote(chair)
    counts(chair, yes=11, no=1, abstain=2)
    chair.sees(REVIEWED)
    closes(chair, "党员十四人到会，十一人同意")

    calls(chair, resolution, "2026-03-12T19:00")
    comes(server, "2026-03-12T19:00", chair)
    opens(chair, resolution)
    ticks(chair, 1, 8)
    begins_vote(chair)
    look_closely(chair)
    counts(chair, yes=6, no=1, abstain=1)
    chair.sees(RESOLVED)
    chair.sees(re.compile("依据：.*第二十六条"))
    closes(chair, "代表八人到会，六人同意")
    chair.sees(re.compile(r"决议〔2026〕\d+号"))


def opens_again(chair: Person, kind: str) -> None:
    """Back from a refusal to the gathering that is under way."""
    chair.go("/gatherings/")
    chair.press(chair.page.get_by_role("link", name=re.compile(kind)).first)
