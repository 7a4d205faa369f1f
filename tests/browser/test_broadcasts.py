"""微广播 in the browser (D9): a neighbour whom the desk registered sends a recording with its
transcript from the phone; somebody at the desk listens and lets it be heard; a resident hears it
and suggests something; the desk makes a matter of that."""

from __future__ import annotations

import math
import re
import struct
import wave
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from .pages import DESKTOP, PHONE, Person
from .phones import prove
from .scene import PASSWORD

ESTATE = "青云小区"
VOICE, LISTENER = "13805550151", "13805550152"
TITLE = "三楼的灯"
WORDS = "王师傅下班后把三楼的灯修好了，找他打13900001111。"
WISH = "楼下路灯也坏了，请修一修"
SECONDS = 2
# What an <audio> knows of its sound once the browser has read the beginning; 0 if it could not.
DURATION = """(sound) => new Promise((done) => {
  sound.onloadedmetadata = () => done(sound.duration);
  sound.onerror = () => done(0);
  sound.preload = "metadata";
  sound.load();
})"""


@pytest.fixture
def recording(tmp_path) -> Path:
    """A tone of two seconds, with what a recorder writes about itself behind it."""
    path, rate = tmp_path / "voice.wav", 8000
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        tone = (int(9000 * math.sin(at * 0.35)) for at in range(SECONDS * rate))
        file.writeframes(b"".join(struct.pack("<h", one) for one in tone))
    return path


def registers(desk: Person) -> None:
    """A broadcaster of the estate, by their phone."""
    desk.go("/broadcasts/desk")
    desk.page.locator("summary", has_text=desk.t("登记播音员")).click()
    desk.labelled("小区或村").fill("没有的小区")
    desk.labelled("手机号").fill(VOICE)
    desk.labelled("姓名").fill("张播音")
    desk.press(desk.find("button", "登记"), 422)
    expect(desk.labelled("手机号")).to_have_value(VOICE)
    desk.labelled("小区或村").fill(ESTATE)
    desk.press(desk.find("button", "登记"))
    desk.reads("已登记为播音员。")


def sends(voice: Person, recording: Path) -> None:
    """First without a transcript, which is refused."""
    voice.labelled("标题").fill(TITLE)
    voice.labelled("录音").set_input_files(str(recording))
    voice.press(voice.find("button", "交给社区审听"), 422)
    expect(voice.labelled("标题")).to_have_value(TITLE)
    voice.labelled("录音").set_input_files(str(recording))
    voice.labelled("文字稿").fill(WORDS)
    voice.press(voice.find("button", "交给社区审听"))
    voice.reads("收到了。审听过就播出，没有播出也会告诉您为什么。")


def hears(person: Person) -> None:
    """The player has the whole recording."""
    sound: Locator = person.page.locator("audio")
    expect(sound).to_be_visible()
    assert sound.evaluate(DURATION) == pytest.approx(SECONDS, abs=0.1)
    assert not person.troubles


def opens(person: Person) -> None:
    person.go("/broadcasts/")
    person.press(person.page.get_by_role("link", name=re.compile(TITLE)))


def test_from_the_recording_to_the_matter(people, recording):
    desk = people(size=DESKTOP, language="zh-hans")
    desk.sign_in("community", PASSWORD)
    registers(desk)

    voice = people(size=PHONE, language="zh-hans")
    voice.go("/broadcasts/")
    voice.switch_language("en")
    voice.follow("我是播音员")
    prove(voice, people, VOICE)
    sends(voice, recording)
    voice.reads("等审听")

    listener = people(size=PHONE, language="zh-hans")
    listener.go("/broadcasts/")
    listener.reads("还没有播过")
    desk.go("/broadcasts/desk")
    desk.press(desk.page.get_by_role("link", name=TITLE))
    hears(desk)
    desk.never_sees("13900001111")
    desk.press(desk.find("button", "播出"))
    desk.reads("已播出")

    opens(listener)
    hears(listener)
    listener.never_sees("13900001111")
    listener.follow("用手机号登录，提个建议")
    prove(listener, people, LISTENER)
    listener.press(listener.find("button", "提建议"), 422)
    listener.labelled("您的建议").fill(WISH)
    listener.press(listener.find("button", "提建议"))
    listener.reads("收到了，谢谢您。有人看过就公开在这里，能办的会去办。")
    listener.never_sees(WISH)

    desk.switch_language("en")
    desk.go("/broadcasts/desk")
    desk.press(desk.page.get_by_role("link", name=TITLE))
    desk.sees(WISH)
    desk.press(desk.find("button", "转成事项"))
    desk.follow("看事项")
    desk.sees(WISH)
    opens(listener)
    listener.reads("已经转成事项去办")
    voice.go("/broadcasts/mine")
    voice.reads("已播出")
