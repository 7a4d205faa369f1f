"""kill -9 under load, a worker that is away, a channel that refuses: nothing acknowledged is lost,
nothing is there twice, nothing is half."""

from __future__ import annotations

import contextlib
import os
import random
import re
import threading
import time
import urllib.parse
from http import HTTPStatus
from http.client import HTTPException
from typing import Self

import psycopg
import pytest
from tests.faults.installation import Browser, Installation

from linli.messaging.tests.robot import Robot

pytestmark = pytest.mark.slow
POSTGRES = os.environ.get("LINLI_TEST_POSTGRES") or os.environ.get("DATABASE_URL", "")
DATABASES = ["sqlite", *(["postgresql"] if POSTGRES.startswith("postgres") else [])]
KILLS, CLIENTS = 3, 4
_MATTER = re.compile(r'href="(/matters/[0-9a-f-]{36})"')
_STEP = re.compile(r'action="/steps/([0-9a-f-]{36})"')
PAUSE = 0.05  # seconds between two reports of one client
BROKEN = (OSError, HTTPException)  # what a client sees of a server that is killed


@pytest.fixture(params=DATABASES)
def url(request, tmp_path):
    """A database of this test alone."""
    if request.param == "sqlite":
        yield f"sqlite:////{tmp_path}/linli.sqlite3"
        return
    base, name = urllib.parse.urlsplit(POSTGRES), f"linli_faults_{os.getpid()}"
    with psycopg.connect(base._replace(path="/postgres").geturl(), autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {name}")
        server.execute(f"CREATE DATABASE {name}")
        yield base._replace(path=f"/{name}").geturl()
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def install(url, tmp_path):
    made = []

    def make(**more):
        made.append(Installation(tmp_path, url, **more))
        return made[-1]

    yield make
    for one in made:
        one.close()


class Load:
    """Clients that report and one officer that works, until told to stop."""

    def __init__(self, place: Installation, grid: str) -> None:
        self.place, self.grid = place, grid
        self.keys: dict[str, str | None] = {}
        self.done: list[str] = []
        self.stop = threading.Event()
        self.threads = [
            threading.Thread(target=self.reporter, args=(number,), daemon=True)
            for number in range(CLIENTS)
        ]
        self.threads.append(threading.Thread(target=self.officer, daemon=True))

    def __enter__(self) -> Self:
        for one in self.threads:
            one.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        for one in self.threads:
            one.join(45)
        assert not [one for one in self.threads if one.is_alive()], "a client waits for ever"

    def send(self, browser: Browser, key: str) -> None:
        self.keys.setdefault(key, None)
        data = {"client_key": key, "words": f"井盖坏了 {key}", "area": self.grid, "kind": "report"}
        status, where = browser.post("/report", data)
        if status == 302 and "/t/" in where:
            self.keys[key] = where.split("/t/")[1][:10]

    def reporter(self, number: int) -> None:
        """Report after report. While nobody listens the same one is tried again; one that was cut
        off on its way is left for later."""
        sent = 0
        while not self.stop.is_set():
            browser = Browser(self.place.address, number * 40 + sent // 20)
            try:
                self.send(browser, f"c{number}-{sent}")
                sent += 1
            except BROKEN as error:
                sent += not isinstance(getattr(error, "reason", error), ConnectionRefusedError)
            self.stop.wait(PAUSE)

    def officer(self) -> None:
        """Pass up whatever is on the list."""
        browser = Browser(self.place.address, 900)
        signed_in = False
        while not self.stop.is_set():
            with contextlib.suppress(*BROKEN):
                if not signed_in:
                    browser.sign_in("grid.in")
                    signed_in = True
                for page in sorted(set(_MATTER.findall(browser.get("/work")))):
                    self.pass_up(browser, page)
                    if self.stop.wait(PAUSE):
                        return
            self.stop.wait(PAUSE)

    def pass_up(self, browser: Browser, page: str) -> None:
        for step in sorted(set(_STEP.findall(browser.get(page)))):
            data = {"outcome": "pass_up", "pass_up-note": "劝不动"}
            if browser.post(f"/steps/{step}", data, form=page)[0] == HTTPStatus.FOUND:
                self.done.append(step)


def settle(place: Installation, seconds: float = 60) -> dict:
    """Wait until no notice waits to be written."""
    until = time.monotonic() + seconds
    while (found := place.tool("waiting"))["jobs"] and time.monotonic() < until:
        time.sleep(0.5)
    return found


def test_kills_under_load_lose_nothing(install):
    place = install()
    load = Load(place, place.tool("prepare")["grid"])
    chance = random.Random(20260302)
    server = place.start()
    with load:
        for _ in range(KILLS):
            time.sleep(chance.uniform(1.5, 3))
            place.kill(server)
            server = place.start()
        time.sleep(1)
    lost = [key for key, code in load.keys.items() if code is None]
    kept = place.tool("kept", lost)["kept"]
    for number, key in enumerate(lost):
        load.send(Browser(place.address, 1000 + number), key)
    assert all(load.keys.values()), [key for key, code in load.keys.items() if not code]
    place.kill(server)  # once more, with notices still on their way
    drained = place.tool("drain")
    seen = place.tool("inspect", {"keys": load.keys, "done": load.done})
    print(
        f"{KILLS + 1} kills, {len(load.keys)} reports, {len(lost)} cut off"
        f" ({kept} of them kept) and sent again,"
        f" {len(load.done)} steps, {drained}, {seen}"
    )
    assert seen["faults"] == []
    assert seen["matters"] == len(load.keys) + 2  # the scene's own two
    assert len(load.keys) >= 10, "too little happened to prove anything"
    assert load.done


def test_notices_wait_for_the_worker_and_come_once(install):
    place = install(LINLI_EMBEDDED_WORKER="0")
    grid = place.tool("prepare")["grid"]
    place.start()
    load = Load(place, grid)
    before = place.tool("waiting")
    for number in range(5):
        load.send(Browser(place.address, number), f"w{number}")
    assert all(load.keys.values())
    away = place.tool("waiting")
    assert (away["notices"], away["jobs"]) == (before["notices"], before["jobs"] + 5)
    worker = place.worker()
    assert settle(place)["notices"] >= 5
    place.kill(worker)
    again = place.worker()  # what was done is not done again
    time.sleep(3)
    after = settle(place)
    place.kill(again)
    assert (after["jobs"], after["twice"]) == (0, 0)
    assert place.tool("inspect", {"keys": load.keys, "done": []})["faults"] == []


def test_a_channel_that_refuses_is_tried_again_and_undoes_nothing(install):
    robot = Robot()
    robot.mood = "down"
    try:
        place = install(LINLI_ROBOT_HOSTS=robot.origin)
        grid = place.tool("prepare")["grid"]
        place.tool("channel", {"address": f"{robot.origin}/cgi-bin/webhook/send?key=k"})
        place.start()
        load = Load(place, grid)
        load.send(Browser(place.address, 1), "r1")
        assert load.keys["r1"]
        until = time.monotonic() + 60
        while time.monotonic() < until:
            tried = [one for one in place.tool("waiting")["deliveries"] if one["attempts"]]
            if tried:
                break
            time.sleep(0.5)
        assert tried, "the channel was never tried"
        assert tried[0]["state"] == "waiting"
        assert tried[0]["error"]
        officer = Browser(place.address, 2)
        officer.sign_in("county")
        assert "群" in officer.get("/notices/deliveries")
        assert place.tool("inspect", {"keys": load.keys, "done": []})["faults"] == []
        robot.mood = "well"
        for _ in range(120):
            if any(one["state"] == "sent" for one in place.tool("waiting")["deliveries"]):
                break
            time.sleep(1)
        sent = [one for one in place.tool("waiting")["deliveries"] if one["state"] == "sent"]
        assert len(sent) == len(robot.received) >= 1
    finally:
        robot.close()
