"""Appointments: a day and a time as an answer, a promise that falls due at it, reminders."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from linli.kernel.clock import LOCAL
from linli.kernel.language import Words
from linli.procedures.engine.nodes import is_limit, is_timer
from linli.procedures.rules import validate
from linli.procedures.rules.ladders import parse_ladders
from linli.procedures.services.promises import appointed, due
from linli.procedures.terms import AlreadyPassed, BadAnswers, BadLimit, Field, Form, NotAMoment

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=LOCAL)


def asked(kind="moment", *, ahead=False):
    one = Field(key="at", label=Words("时间"), type=kind, keep=True, ahead=ahead)
    return Form("order", Words("订单"), (one,))


def wrong(form, text):
    with pytest.raises(BadAnswers) as refused:
        validate(form, {"at": text}, now=NOW)
    return type(refused.value.wrong["at"])


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("2026-03-05T15:30", "2026-03-05T15:30"),
        (" 2026-03-05T15:30:59 ", "2026-03-05T15:30"),
        ("2026-03-05T00:00", "2026-03-05T00:00"),
    ],
)
def test_a_moment_is_kept_to_the_minute(typed, kept):
    clean, data = validate(asked(), {"at": typed})
    assert clean == data == {"at": kept}


@pytest.mark.parametrize(
    "typed",
    ["明天", "2026-03-05", "15:30", "2026-02-30T09:00", "0001-01-01T00:00", "9999-01-01T00:00",
     "2026-03-05T15:30+08:00", "T", 5, ["2026-03-05T15:30"]],
)  # fmt: skip
def test_what_is_no_moment(typed):
    assert wrong(asked(), typed) is NotAMoment


def test_ahead_means_not_before_now():
    form = asked(ahead=True)
    assert wrong(form, "2026-03-02T08:59") is AlreadyPassed
    assert validate(form, {"at": "2026-03-02T09:00"}, now=NOW)[0]
    day = asked("date", ahead=True)
    assert wrong(day, "2026-03-01") is AlreadyPassed
    assert validate(day, {"at": "2026-03-02"}, now=NOW)[0]  # today has not passed
    assert validate(asked(), {"at": "2020-01-01T09:00"}, now=NOW)[0]  # where it may lie back


def test_what_names_a_moment():
    assert appointed("2026-03-05T15:30") == datetime(2026, 3, 5, 15, 30, tzinfo=LOCAL)
    assert appointed("2026-03-05") == datetime(2026, 3, 5, 23, 59, tzinfo=LOCAL)
    for text in ("2 工作时", "30 分钟", "2026 天", "", "PT5M", "2026-13-01", "2026-03-05Tx"):
        assert appointed(text) is None, text


def test_an_appointment_is_due_when_it_says_whenever_it_was_made(world):
    moment = datetime(2026, 3, 5, 15, 30, tzinfo=LOCAL)
    for start in (world.now, world.now + timedelta(days=9)):
        assert due(start, "2026-03-05T15:30", "约") == moment
    with pytest.raises(BadLimit):
        due(world.now, "2026-99-99T15:30", "约")


def test_a_file_names_an_appointment_and_never_writes_one():
    """A date in a procedure file would be one year's: only a datum may hold it."""
    assert is_limit("=appointment")
    assert is_timer("=appointment")
    assert not is_limit("2026-03-05T15:30")
    assert not is_timer("2026-03-05")


def test_a_ladder_reminds():
    rungs = [{"when": "提前 1 天", "act": "remind", "duty": "报事人"}]
    (ladder,) = parse_ladders({"ladders": [{"key": "约", "rungs": rungs}]}).values()
    assert (ladder.rungs[0].act, ladder.rungs[0].side, ladder.rungs[0].duty) == (
        "remind", -1, "报事人",
    )  # fmt: skip
