"""The work list of 50 in counties of three sizes: time, statements, plans."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bench import generator, plans
from bench.rows import Row, median, milliseconds
from bench.setting import Setting, leave, statements, use

# (matters in all, of them open)
SIZES = ((1_000, 1_000), (100_000, 20_000), (1_000_000, 100_000))
QUICK = ((1_000, 1_000),)
MOST_STATEMENTS, MOST_RATIO = 8, 1.5
PAGE = 50


@dataclass(frozen=True, slots=True)
class _Case:
    name: str
    who: str
    query: Any
    address: str


def _cases() -> list[_Case]:
    from bench.county import CATEGORY, MEMBER, OFFICER  # noqa: PLC0415 - after set-up
    from linli.procedures.terms import WorkQuery  # noqa: PLC0415

    asked = WorkQuery(scope="area", categories=(CATEGORY,))
    address = f"/work?scope=area&category={CATEGORY}"
    return [
        _Case("grid member", MEMBER, WorkQuery(), "/work"),
        _Case("county officer, one category", OFFICER, asked, address),
    ]


def build(setting: Setting, sizes: tuple[tuple[int, int], ...], now: datetime) -> None:
    """The databases `county_<size>`."""
    for total, still_open in sizes:
        setting.fresh(f"county_{total}")
        generator.fill(total, still_open, now=now)
        leave()


def measure(setting: Setting) -> list[Row]:
    """In turns over the sizes, so that all of them meet the same weather."""
    from linli.kernel import clock  # noqa: PLC0415 - after set-up

    sizes = QUICK if setting.quick else SIZES
    now = clock.now()
    build(setting, sizes, now)
    rows: list[Row] = []
    for case in _cases():
        rows += _selector(setting, case, [total for total, _ in sizes], now)
        rows += _page(setting, case, [total for total, _ in sizes])
    leave()
    for total, _ in sizes:
        if total != max(SIZES)[0]:  # the biggest is the county view's too
            setting.store.drop(f"county_{total}")
    return rows


def _turns(
    setting: Setting, sizes: list[int], ready: Callable[[int], Callable[[], None]], rounds: int
) -> dict[int, list[float]]:
    """Seconds by size; each round asks every size once, after one unmeasured time."""
    found: dict[int, list[float]] = {size: [] for size in sizes}
    asks: dict[int, Callable[[], None]] = {}
    for _ in range(rounds):
        for size in sizes:
            use(setting.store, f"county_{size}")
            ask = asks.setdefault(size, ready(size))
            ask()
            for _again in range(3):
                began = time.perf_counter()
                ask()
                found[size].append(time.perf_counter() - began)
    return found


def _selector(setting: Setting, case: _Case, sizes: list[int], now: datetime) -> list[Row]:
    from bench.county import actor_of  # noqa: PLC0415 - after set-up
    from linli.kernel.versions import unit_of_work  # noqa: PLC0415
    from linli.procedures import selectors  # noqa: PLC0415

    def ready(_size: int) -> Callable[[], None]:
        actor = actor_of(case.who, now)

        def ask() -> None:
            with unit_of_work():
                page = selectors.work_list(actor, query=case.query, now=now)
            assert len(page.items) == PAGE, len(page.items)

        return ask

    spent = _turns(setting, sizes, ready, 2 if setting.quick else 12)
    use(setting.store, f"county_{sizes[-1]}")
    ask = ready(sizes[-1])
    ask()
    with statements() as seen:
        ask()
    shown, walked = plans.check(seen, small=setting.quick)
    name = f"plans-{case.who}.txt"
    (setting.store.var / name).write_text(shown, encoding="utf-8")
    assert not walked, f"{case.name}: walks through {walked}; see {setting.store.var / name}"
    counted = Row(
        "Work list of 50, statements",
        f"{case.name}, the selector; no plan walks through a big table",
        str(len(seen)),
        f"≤ {MOST_STATEMENTS}",
        len(seen) <= MOST_STATEMENTS,
    )
    return [_row("the selector", case, spent), counted]


def _page(setting: Setting, case: _Case, sizes: list[int]) -> list[Row]:
    from django.test import Client  # noqa: PLC0415 - after set-up

    from bench.county import account_of  # noqa: PLC0415
    from linli.kernel import clock  # noqa: PLC0415
    from linli.people.models import Account  # noqa: PLC0415

    def ready(_size: int) -> Callable[[], None]:
        client = Client()
        account = Account.objects.get(pk=account_of(case.who))
        Account.objects.filter(pk=account.pk).update(
            must_change_password=False, password_changed_at=clock.now()
        )
        client.force_login(account, "allauth.account.auth_backends.AuthenticationBackend")

        def ask() -> None:
            answer = client.get(case.address)
            assert answer.status_code == 200, (answer.status_code, answer.headers)
            assert answer.content.count(b"data-row") == PAGE, answer.content.count(b"data-row")

        return ask

    spent = _turns(setting, sizes, ready, 2 if setting.quick else 8)
    use(setting.store, f"county_{sizes[-1]}")
    ask = ready(sizes[-1])
    ask()
    ask()
    with statements() as seen:
        ask()
    listing = setting.store.var / f"statements-{case.who}.sql"
    listing.write_text("\n".join(sql for sql, _ in seen) + "\n", encoding="utf-8")
    counted = Row(
        "Work list of 50, statements",
        f"{case.name}, the whole page with session and account",
        str(len(seen)),
        "",
    )
    return [_row("the whole page", case, spent), counted]


def _row(what: str, case: _Case, spent: dict[int, list[float]]) -> Row:
    smallest, biggest = min(spent), max(spent)
    ratio = median(spent[biggest]) / median(spent[smallest])
    judged = len(spent) > 1
    return Row(
        "Work list of 50",
        f"{case.name}, {what}: {biggest:,} matters against {smallest:,}",
        f"{ratio:.2f} ×" if judged else milliseconds(median(spent[smallest])),
        f"≤ {MOST_RATIO} ×",
        ratio <= MOST_RATIO if judged else None,
        tuple((f"{size:,} matters", milliseconds(median(took))) for size, took in spent.items()),
    )
