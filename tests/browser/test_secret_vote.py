"""A residents' meeting votes in secret: a convener at a desk, three residents on phones, two on
paper in the room. Each checks their own ballot afterwards, and anybody counts again."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from . import secret_scene
from .pages import DESKTOP, PATIENCE, PHONE, Person
from .server import HOME, Server

SAID = "您的票 {receipt} 在名单里，写的是：{choice}"
CHOICES = {"yes": "同意", "no": "反对", "abstain": "弃权", "spoilt": "废票"}


@dataclass
class Neighbours:
    """The scene's program: it made the meeting, and votes for seven."""

    process: subprocess.Popen[str]
    gathering: str
    motions: list[str] = field(default_factory=list)

    def do(self, verb: str, motion: str) -> None:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(f"{verb} {motion}\n")
        self.process.stdin.flush()
        assert self.process.stdout.readline() == "done\n", self.process.poll()


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    server = Server(tmp_path_factory.mktemp("linli"))
    server.environment |= {
        "LINLI_SMS": "tests.browser.secret_scene.keep_sms",
        "LINLI_CLOCK": secret_scene.CLOCK,
    }
    server.prepare()
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def neighbours(server):
    with (server.folder / "scene.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.browser.secret_scene"],
            cwd=HOME,
            env=server.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
    first = process.stdout.readline()
    assert first, (server.folder / "scene.log").read_text()[-3000:]
    yield Neighbours(process, **json.loads(first))
    process.stdin.close()
    process.stdout.close()
    process.wait(20)


def signed_in(people, server, number: str, language: str) -> Person:
    """A resident with a phone, who proves its number."""
    person = people(size=PHONE, language="zh-hans")
    person.go("/sign-in/phone?next=/meetings/")
    if language != person.language:
        person.switch_language(language)
    person.labelled("手机号").fill(number)
    kept = server.folder / "sms" / number
    kept.unlink(missing_ok=True)
    person.press(person.find("button", "获取验证码"))
    until = time.monotonic() + 20
    while not kept.exists():
        assert time.monotonic() < until, "no code came"
        time.sleep(0.2)
    time.sleep(0.1)
    code = re.search(r"\d{6}", kept.read_text(encoding="utf-8"))
    person.labelled("验证码").fill(code.group())
    person.press(person.find("button", "登录"))
    return person


def card(person: Person, title: str) -> Locator:
    return person.page.get_by_role("region", name=re.compile(re.escape(title)))


def at_meeting(person: Person, neighbours: Neighbours) -> None:
    person.go(f"/meetings/{neighbours.gathering}")


def take(person: Person, title: str) -> None:
    """Take the paper while they are handed out; the page says it is there."""
    card(person, title).get_by_role("button", name=person.t("领票"), exact=True).click()
    told = "票领好了，存在这部手机上。等主持人打开票箱，再用这部手机投。"
    expect(card(person, title).get_by_text(person.t(told))).to_be_visible(timeout=PATIENCE)
    person.look()


def cast(person: Person, title: str, choice: str) -> str:
    """Cast it when the box is open; returns the receipt."""
    place = card(person, title)
    place.get_by_label(person.t(CHOICES[choice]), exact=True).check()
    person.look()
    place.get_by_role("button", name=person.t("投票"), exact=True).click()
    told = "投好了。请记下回执码，公布以后可以核对。"
    expect(place.get_by_text(person.t(told))).to_be_visible(timeout=PATIENCE)
    person.look()
    receipt = place.locator("[data-role=receipt]").inner_text()
    assert re.fullmatch("[0-9A-Z]{5}-[0-9A-Z]{5}", receipt)
    return receipt


def check_own(person: Person, motion: str, button: str) -> str:
    """What the published list's page says of one's own ballot."""
    person.go(f"/motions/{motion}/ballots")
    person.find("button", button).click()
    own = person.page.locator("[data-role=own] p")
    expect(own).to_be_visible(timeout=PATIENCE)
    person.look()
    return own.inner_text()


def begin_handing_out(convener: Person, title: str) -> None:
    begins = re.compile("^" + re.escape(convener.t("开始发票")))
    convener.press(card(convener, title).get_by_role("button", name=begins))


def open_box(convener: Person, title: str, without: int) -> None:
    """After the question: who has no paper gets none any more."""
    place = card(convener, title)
    summary = place.locator("summary", has_text=convener.t("停止发票，打开票箱"))
    summary.click()
    asked = "到会的还有 %(n)s 人没有领票，打开以后他们不能再领："
    if without:
        expect(place.get_by_text(convener.t(asked, n=without))).to_be_visible()
    convener.look()
    begins = re.compile("^" + re.escape(convener.t("确认打开票箱")))
    convener.press(place.get_by_role("button", name=begins))


def close(convener: Person, title: str, **counted: int) -> None:
    place = card(convener, title)
    for choice, count in counted.items():
        place.get_by_label(convener.t(CHOICES[choice])).fill(str(count))
    convener.press(place.get_by_role("button", name=convener.t("结束表决，计票"), exact=True))


def recount(published: dict[str, Any], tmp_path) -> dict[str, int]:
    """By the lines of docs/secret-ballots.md alone, as an auditor would."""
    words = (HOME / "docs" / "secret-ballots.md").read_text(encoding="utf-8")
    program = tmp_path / "count.py"
    program.write_text(re.search(r"```python\n(.*?)```", words, re.DOTALL).group(1))
    given = tmp_path / "ballots.json"
    given.write_text(json.dumps(published), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-I", str(program), str(given)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.replace("'", '"'))


@pytest.mark.parametrize(("desk", "phones"), [("zh-hans", ("zh-hans", "en", "zh-hans"))])
def test_a_meeting_votes_in_secret(people, server, neighbours, tmp_path, desk, phones):
    convener = people("community", size=DESKTOP, language=desk)
    convener.go(f"/gatherings/{neighbours.gathering}")
    convener.follow("开始开会", "button")
    sign_in_the_room(convener)
    voters = [
        signed_in(people, server, number, language)
        for number, language in zip(secret_scene.PHONES, phones, strict=True)
    ]
    for one in voters:
        at_meeting(one, neighbours)
        one.follow("我在线上参加", "button")

    three_on_phones_and_two_on_paper(convener, voters, neighbours)
    ten_on_phones(convener, voters, neighbours)
    stranger = people(size=DESKTOP, language="zh-hans")
    anybody_counts_again(stranger, neighbours.motions[1], tmp_path)
    assert "/cast" not in server.log.read_text(errors="replace")


def three_on_phones_and_two_on_paper(
    convener: Person, voters: list[Person], neighbours: Neighbours
) -> None:
    """So few that the list tells each voter their own choice, and nobody another's."""
    first, lamps = neighbours.motions[0], secret_scene.TITLES[0]
    convener.go(f"/gatherings/{neighbours.gathering}")
    begin_handing_out(convener, lamps)
    for one in voters:
        at_meeting(one, neighbours)
        take(one, lamps)
    convener.go(f"/gatherings/{neighbours.gathering}")
    for _ in range(2):
        convener.press(convener.find("button", "发纸质票", card(convener, lamps)))
    convener.reads("手机上领票的不足十人：看着清点纸质票的人，能推出手机票一共投了什么。")
    open_box(convener, lamps, without=7)
    receipts = []
    for one, choice in zip(voters, ("yes", "no", "yes"), strict=True):
        at_meeting(one, neighbours)
        receipts.append(cast(one, lamps, choice))
    close(convener, lamps, yes=2, no=0, abstain=0, spoilt=0)
    convener.reads("不足十票，只公布是否通过，不公布票数。")
    published = convener.page.request.get(f"/motions/{first}/ballots?form=json").json()
    assert sorted(one["receipt"] for one in published["ballots"]) == sorted(
        one.replace("-", "") for one in receipts
    )
    assert not [one for one in published["ballots"] if "choice" in one]
    for one, receipt, choice in zip(voters, receipts, ("yes", "no", "yes"), strict=True):
        told = check_own(one, first, "核对我的票")
        assert told == one.t(SAID, receipt=receipt, choice=one.t(CHOICES[choice]))


def ten_on_phones(convener: Person, voters: list[Person], neighbours: Neighbours) -> None:
    """Seven of them elsewhere; each counts all ballots again on the phone."""
    second, room = neighbours.motions[1], secret_scene.TITLES[1]
    convener.go(f"/gatherings/{neighbours.gathering}")
    begin_handing_out(convener, room)
    neighbours.do("paper", second)
    for one in voters:
        at_meeting(one, neighbours)
        take(one, room)
    convener.go(f"/gatherings/{neighbours.gathering}")
    open_box(convener, room, without=2)
    neighbours.do("cast", second)
    receipts = []
    for one in voters:
        at_meeting(one, neighbours)
        receipts.append(cast(one, room, "yes"))
    convener.go(f"/gatherings/{neighbours.gathering}")
    close(convener, room)
    for one, receipt in zip(voters, receipts, strict=True):
        told = check_own(one, second, "重新计一遍")
        assert told == one.t(SAID, receipt=receipt, choice=one.t("同意"))
        assert one.page.locator("linli-recount output").all_inner_texts() == ["8", "1", "1"]


def anybody_counts_again(stranger: Person, second: str, tmp_path) -> None:
    """No sign-in, no program of ours."""
    stranger.go(f"/motions/{second}/ballots")
    with stranger.page.expect_download() as download:
        stranger.find("link", "下载全部选票和公钥（JSON）").click()
    published = json.loads(download.value.path().read_text(encoding="utf-8"))
    assert recount(published, tmp_path) == published["tally"] == {"yes": 8, "no": 1, "abstain": 1}


def sign_in_the_room(convener: Person) -> None:
    """All but those with phones in their hands."""
    for number in range(len(secret_scene.PHONES), secret_scene.MEMBERS):
        convener.page.locator("#roll tbody tr").nth(number).get_by_role("checkbox").check()
    convener.follow("勾选的到场", "button")
