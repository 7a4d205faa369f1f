"""What the first page weighs on a phone: bytes over the wire, in a real browser with no cache."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from bench.rows import Row, milliseconds
from bench.serving import serving
from bench.setting import Setting

MOST = 150_000
PAGES = ("/", "/report")
SLOW_3G = {
    "offline": False,
    "latency": 400,  # ms
    "downloadThroughput": 50_000,  # bytes a second
    "uploadThroughput": 50_000,
}


def measure(setting: Setting) -> list[Row]:
    """Both pages that a resident sees first."""
    try:
        import playwright.sync_api  # noqa: F401, PLC0415 - only the tests' packages have it
    except ImportError:
        return [Row("First page on a phone", "not measured: no Playwright here", "–", "≤ 150 kB")]
    chromium = shutil.which("chromium")
    if chromium is None:
        return [Row("First page on a phone", "not measured: no Chromium here", "–", "≤ 150 kB")]
    setting.fresh("weight")
    from django.db import connection  # noqa: PLC0415 - after set-up

    connection.close()
    with serving(setting.store.url("weight")) as port:
        rows = [_weighed(f"http://127.0.0.1:{port}{page}", page, chromium) for page in PAGES]
    setting.store.drop("weight")
    return rows


@contextmanager
def _phone(chromium: str) -> Iterator[Any]:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - see above

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
        )
        context = browser.new_context(
            viewport={"width": 390, "height": 844}, is_mobile=True, locale="zh-CN"
        )
        yield context.new_page()
        browser.close()


def _weighed(address: str, name: str, chromium: str) -> Row:
    with _phone(chromium) as page:
        bytes_, files = _bytes(page, address)
    with _phone(chromium) as page:
        painted = _first_paint(page, address)
    return Row(
        "First page on a phone",
        f"{name}, empty cache, everything the browser fetched",
        f"{bytes_ / 1000:.0f} kB",
        f"≤ {MOST // 1000} kB",
        bytes_ <= MOST,
        (
            ("files", str(files)),
            ("first paint on slow 3G (400 kbit/s, 400 ms, CPU ÷ 4)", milliseconds(painted)),
        ),
    )


def _bytes(page: Any, address: str) -> tuple[int, int]:
    """(bytes received, files): what the network layer of the browser counted."""
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    received: list[float] = []
    wire.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    answer = page.goto(address, wait_until="networkidle")
    assert answer.status == 200, answer.status
    assert received
    return int(sum(received)), len(received)


def _first_paint(page: Any, address: str) -> float:
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.send("Network.emulateNetworkConditions", SLOW_3G)
    wire.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    page.goto(address, wait_until="load")
    asked = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null"
    page.wait_for_function(f"() => ({asked}) !== null")
    return float(page.evaluate(asked)) / 1000
