"""Dates, lengths and promises in words, in both languages."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import translation

from linli.ui import moments


@pytest.fixture(params=["zh-hans", "en"])
def language(request):
    with translation.override(request.param):
        yield request.param


def test_a_moment_reads_as_people_say_it(language, now):
    expected = {"zh-hans": "周一 3月2日 09:00", "en": "Mon 2 Mar 09:00"}
    assert moments.moment(now, this_year=2026) == expected[language]


def test_papers_are_dated_in_full(language):
    expected = {"zh-hans": "2026年3月2日", "en": "2 March 2026"}
    assert moments.full_day(date(2026, 3, 2)) == expected[language]


def test_another_year_is_named(language):
    expected = {"zh-hans": "周四 2025年12月25日", "en": "Thu 25 Dec 2025"}
    assert moments.day(date(2025, 12, 25), this_year=2026) == expected[language]


@pytest.mark.parametrize(
    ("hours", "state", "words"),
    [
        (-49, "late", "已超期 2 天"),
        (-1, "late", "已超期 1 小时"),
        (0, "late", "已超期 1 分钟"),
        (2, "soon", "今天 11:00 前"),
        (20, "calm", "明天 05:00 前"),
        (72, "calm", "周四 3月5日 09:00 前"),
    ],
)
def test_a_promise_says_how_it_stands(now, hours, state, words):
    with translation.override("zh-hans"):
        stands = moments.due(now + timedelta(hours=hours), now)
    assert (stands.state, stands.words) == (state, words)


def test_soon_looks_across_midnight(now):
    late_evening = now + timedelta(hours=14)
    assert moments.due(late_evening + timedelta(hours=3), late_evening).state == "soon"


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "刚刚"),
        (5, "5 分钟前"),
        (180, "3 小时前"),
        (1500, "1 天前"),
        (60 * 24 * 3, "周五 2月27日 09:00"),
    ],
)
def test_ago(now, minutes, words):
    with translation.override("zh-hans"):
        assert moments.ago(now - timedelta(minutes=minutes), now) == words
