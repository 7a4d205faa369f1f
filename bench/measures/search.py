"""Two-character words in a hundred thousand texts."""

from __future__ import annotations

import random
import time

from bench.rows import Row, median, milliseconds
from bench.setting import Setting, leave

TEXTS, QUICK = 100_000, 2_000
WORDS = ("漏水", "路灯", "垃圾", "噪声", "停车", "井盖", "电梯", "消防", "积水", "飞线")
FILLING = (
    "小区门口东西南北边楼栋单元三四五六号的了在有人看见"
    "说已经好几天请尽快派来处理谢谢孩子老放学晚上早晨"
)


def texts(count: int) -> list[str]:
    """Sentences of filling, about one in nine with each word."""
    chance = random.Random(20260302)
    found = []
    for _ in range(count):
        parts = ["".join(chance.choices(FILLING, k=chance.randint(6, 12))) for _ in range(4)]
        parts += [word for word in WORDS if chance.random() < 0.11]
        chance.shuffle(parts)
        found.append("".join(parts))
    return found


def measure(setting: Setting) -> list[Row]:
    """Written by the product's own port, asked by its selector; compared with a plain scan."""
    setting.fresh("search")
    from django.db import connection  # noqa: PLC0415 - after set-up

    from bench.county import OFFICER, actor_of, grids  # noqa: PLC0415
    from linli.kernel import clock  # noqa: PLC0415
    from linli.kernel.database import transaction  # noqa: PLC0415
    from linli.kernel.ids import new_id  # noqa: PLC0415
    from linli.search import selectors, services  # noqa: PLC0415

    now, written = clock.now(), texts(QUICK if setting.quick else TEXTS)
    places = [one.path for one in grids()]
    ids = [new_id() for _ in written]
    began = time.perf_counter()
    with transaction():
        for number, (key, text) in enumerate(zip(ids, written, strict=True)):
            services.index(
                kind="matter", id=key, area_path=places[number % len(places)], words=text, now=now
            )
    indexing = time.perf_counter() - began
    if setting.store.is_postgres:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE search_entry")
    actor = actor_of(OFFICER, now)
    first: list[float] = []
    every: list[float] = []
    for word in WORDS * 3:
        began = time.perf_counter()
        page = selectors.find(actor, word, verb="matters.see", limit=50)
        first.append(time.perf_counter() - began)
        began = time.perf_counter()
        found = selectors.find(actor, word, verb="matters.see", limit=len(ids))
        every.append(time.perf_counter() - began)
        wanted = {key for key, text in zip(ids, written, strict=True) if word in text}
        assert {hit.id for hit in found} == wanted, word
        assert [hit.id for hit in page] == sorted(wanted, reverse=True)[:50], word
    leave()
    setting.store.drop("search")
    return [
        Row(
            "Search, two-character words",
            f"{len(ids):,} texts, newest 50; every answer equals a scan for the substring",
            f"median {milliseconds(median(first))}, max {milliseconds(max(first))}",
            "",
            None,
            (
                (
                    "all hits, median and max",
                    f"{milliseconds(median(every))}, {milliseconds(max(every))}",
                ),
                ("writing an entry", milliseconds(indexing / len(ids))),
            ),
        )
    ]
