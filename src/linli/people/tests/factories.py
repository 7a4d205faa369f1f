"""Accounts and actors for tests."""

from datetime import UTC, datetime

from linli.kernel.actor import SYSTEM, Actor, Grant
from linli.people import services

NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)
PASSWORD = "Lin-li2026"


def account(username="zhang.san", name="张三", password="", now=NOW):
    """An open account that need not change its password first."""
    return services.open_account(
        username=username, name=name, password=password, must_change=False, actor=SYSTEM, now=now
    )


def staff(*verbs, account_id=None, area_path="350429."):
    """An actor with these verbs over the county."""
    grant = Grant(duty="测试", verbs=frozenset(verbs), area_path=area_path)
    return Actor(kind="staff", account_id=account_id, name="测试", grants=(grant,))
