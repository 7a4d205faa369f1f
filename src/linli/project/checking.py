"""`bin/run --check`: one real report through the running server, as a phone would send it."""

from __future__ import annotations

import http.cookiejar
import re
import sys
import urllib.error
import urllib.parse
import urllib.request
import uuid

_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
WORDS = "消防通道被一辆货车堵住了，救护车进不来。"


def _say(passed: bool, what: str) -> bool:
    sys.stdout.write(f"{'✓' if passed else '✗'} {what}\n")
    return passed


def one_report(address: str) -> int:
    """Open the report page, send a report, send it again, follow it by its code. 0 if all is so."""
    opener = urllib.request.build_opener(
        urllib.request.ProxyHandler({}),
        urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()),
    )

    def get(path: str) -> str:
        with opener.open(urllib.parse.urljoin(address, path), timeout=20) as answer:
            return str(answer.read().decode())

    page = get("/report")
    token = _TOKEN.search(page)
    if not _say(token is not None, "GET /report"):
        return 1
    assert token is not None
    fields = {
        "csrfmiddlewaretoken": token[1],
        "client_key": uuid.uuid4().hex,
        "words": WORDS,
        "place_words": "小区东门的消防通道",
    }

    def send() -> tuple[str, str]:
        request = urllib.request.Request(  # noqa: S310 - our own address
            urllib.parse.urljoin(address, "/report"),
            data=urllib.parse.urlencode(fields).encode(),
            headers={"Referer": f"{address}/report", "Origin": address},
        )
        with opener.open(request, timeout=20) as answer:
            return str(answer.url), str(answer.read().decode())

    try:
        url, tracked = send()
        again, _ = send()
    except urllib.error.HTTPError as error:
        _say(False, f"POST /report: {error.code}")
        return 1
    code = urllib.parse.urlsplit(url).path.rsplit("/", 1)[-1]
    passed = [
        _say(WORDS in tracked, f"POST /report → /t/{code}"),
        _say(
            again.split("?")[0] == url.split("?")[0],
            "the same report sent again is the same matter",
        ),
        _say(WORDS in get(f"/t/{code}"), "the code finds it"),
        _say(get("/healthz") == "ok", "GET /healthz"),
    ]
    return 0 if all(passed) else 1
