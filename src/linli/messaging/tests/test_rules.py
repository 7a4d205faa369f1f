from datetime import UTC, datetime, time, timedelta

import pytest

from linli.kernel.language import Words
from linli.messaging.rules import (
    MOST_ATTEMPTS,
    after_quiet,
    back_off,
    check_robot,
    fill,
    mask_phone,
    next_digest,
    one_message,
    robot_message,
    shown_at,
    taken,
    templates,
)
from linli.messaging.terms import Audience, Template, WrongAddress

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # Monday 09:00 in Shanghai
HOSTS = ["qyapi.weixin.qq.com", "http://127.0.0.1:8123"]


def at(hour, minute=0, day=2):
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC) - timedelta(hours=8)


def kind(**options):
    return Template("k", Words("题"), Words("文"), **options)


def test_texts_are_filled_with_words_and_moments():
    assert fill(
        "{number} 请在 {due} 前办理{gone}。", {"number": "泰-1", "due": NOW.isoformat()}
    ) == ("泰-1 请在 03-02 09:00 前办理。")
    assert fill("{a.__class__} {0}", {"a": "x", "0": "y"}) == "{a.__class__} y"


def test_a_methods_template_takes_the_place_of_ours():
    assert templates({})["step_opened"].title.zh == "待办：{step_name}"
    found = templates(
        {
            "templates": [
                {
                    "key": "step_opened",
                    "title": {"zh": "新任务"},
                    "text": {"zh": ""},
                    "digest": True,
                }
            ]
        }
    )
    assert found["step_opened"].title.zh == "新任务"
    assert found["step_opened"].digest
    assert "sign_in_code" in found


def test_quiet_hours_may_run_past_midnight():
    evening, morning = time(21), time(8)
    assert after_quiet(at(20, 59), evening, morning) == at(20, 59)
    assert after_quiet(at(21), evening, morning) == at(8, day=3)
    assert after_quiet(at(3), evening, morning) == at(8)
    assert after_quiet(at(8), evening, morning) == at(8)
    assert after_quiet(at(13), time(12), time(14)) == at(14)
    assert after_quiet(at(13), None, None) == at(13)


def weekdays(day):
    return day.weekday() < 5


def test_when_a_notice_counts():
    def when(template, daily, quiet=(None, None)):
        return shown_at(template, NOW, daily, quiet, weekdays)

    quiet = (time(8), time(10))
    assert when(kind(), {}) == (NOW, False)
    assert when(kind(digest=True), {}) == (at(8, 30, day=3), True)
    assert when(kind(digest=True), {"k": False}) == (NOW, False)
    assert when(kind(), {"": True}) == (at(8, 30, day=3), True)
    assert when(kind(), {"": True, "k": False}) == (NOW, False)
    assert when(kind(), {}, quiet) == (at(10), False)
    assert when(kind(), {"": True}, quiet) == (at(10), True)  # today's, put off by the quiet hours
    assert when(kind(urgent=True, digest=True), {"": True}, quiet) == (NOW, False)


def test_a_digest_comes_in_the_morning_of_a_day_on_which_people_work():
    friday = at(9, day=6)
    assert next_digest(friday, weekdays) == at(8, 30, day=9)
    assert next_digest(at(8, 29, day=9), weekdays) == at(8, 30, day=9)
    assert next_digest(at(8, 30, day=9), weekdays) == at(8, 30, day=10)
    assert next_digest(at(3, day=7), weekdays, (time(20), time(9))) == at(9, day=9)


def test_one_message_says_how_much_it_leaves_out():
    assert one_message(["一", "二"], "另有 {count} 条") == "一\n二"
    assert one_message(["行"] * 12, "另有 {count} 条").splitlines() == ["行"] * 10 + ["另有 2 条"]


def test_back_off_reaches_an_hour_and_ends():
    waits = [back_off(n) for n in range(1, MOST_ATTEMPTS + 1)]
    assert waits[0] == timedelta(seconds=15)
    assert waits[-2] == timedelta(hours=1)
    assert waits[-1] is None


@pytest.mark.parametrize(
    "url",
    [
        "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=a",
        "https://qyapi.weixin.qq.com:443/x",
        "http://127.0.0.1:8123/x?key=a",
    ],
)
def test_known_robots_may_be_reached(url):
    assert check_robot(url, HOSTS) == url


@pytest.mark.parametrize(
    "url",
    [
        "",
        "http://qyapi.weixin.qq.com/x",
        "https://qyapi.weixin.qq.com:8443/x",
        "https://qyapi.weixin.qq.com.evil.example/x",
        "https://qyapi.weixin.qq.com@evil.example/x",
        "https://user:x@qyapi.weixin.qq.com/x",
        "https://evil.example/#qyapi.weixin.qq.com",
        "http://127.0.0.1:22/x",
        "https://127.0.0.1/x",
        "https://[::1]/x",
        "http://169.254.169.254/latest",
        "file:///etc/passwd",
        "https://qyapi.weixin.qq.com:port/x",
        "https://[bad",
    ],
)
def test_all_other_addresses_are_refused(url):
    with pytest.raises(WrongAddress):
        check_robot(url, HOSTS)


def test_robots_formats_and_signatures():
    url, body = robot_message("wecom", "https://w/x?key=a", "你好", secret="", now=NOW)
    assert (url, body) == ("https://w/x?key=a", {"msgtype": "text", "text": {"content": "你好"}})
    url, body = robot_message(
        "dingtalk", "https://d/x?access_token=a", "你好", secret="SEC", now=NOW
    )
    assert url.startswith("https://d/x?access_token=a&timestamp=1772413200000&sign=")
    _, body = robot_message("feishu", "https://f/x", "你好", secret="SEC", now=NOW)
    assert body["content"] == {"text": "你好"}
    assert body["timestamp"] == "1772413200"
    assert len(body["sign"]) == 44
    _, body = robot_message("wecom", "https://w", "水" * 1000, secret="", now=NOW)
    assert len(body["text"]["content"].encode()) <= 2000


def test_an_answer_counts_by_its_code():
    assert taken({"errcode": 0, "errmsg": "ok"})
    assert taken({"code": 0, "StatusCode": 0})
    assert not taken({"errcode": 45009})
    assert not taken({"code": 9499})
    assert not taken({})


def test_audiences_travel_as_json():
    from uuid import uuid4

    one = uuid4()
    for to in (
        Audience.duty_at("d", area_id=one),
        Audience.of_accounts([one]),
        Audience.of_identity(one),
    ):
        assert Audience.of_json(to.to_json()) == to


def test_numbers_are_masked():
    assert mask_phone("13812345678") == "138****5678"
    assert mask_phone("12345") == "****"
