from datetime import UTC, datetime, time, timedelta

from linli.jobs.rules import MOST_ATTEMPTS, back_off, next_time

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # 09:00 in Shanghai


def test_back_off_grows_to_an_hour_and_ends():
    waits = [back_off(attempt) for attempt in range(1, MOST_ATTEMPTS + 1)]
    assert waits[:3] == [timedelta(seconds=10), timedelta(seconds=40), timedelta(seconds=160)]
    assert max(wait for wait in waits if wait) == timedelta(hours=1)
    assert waits[-1] is None
    assert None not in waits[:-1]


def test_beats_stay_on_the_beat_and_missed_ones_are_dropped():
    minute = timedelta(minutes=1)
    assert next_time(NOW, NOW, minute, None) == NOW + minute
    assert next_time(NOW, NOW + timedelta(seconds=59), minute, None) == NOW + minute
    assert next_time(NOW, NOW + timedelta(seconds=200), minute, None) == NOW + 4 * minute


def test_daily_is_by_the_wall_clock():
    day = timedelta(days=1)
    assert next_time(NOW, NOW, day, time(8, 30)) == datetime(2026, 3, 3, 0, 30, tzinfo=UTC)
    assert next_time(NOW, NOW, day, time(9, 30)) == datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
    assert next_time(NOW, NOW, day, time(9, 0)) == datetime(2026, 3, 3, 1, 0, tzinfo=UTC)
