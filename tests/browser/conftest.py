"""One server with one scene for the journeys of a file; a browser; people in front of it.

Nothing here touches the database of the test process: everything goes through the server.
The browser is closed with this package, before tests elsewhere use the database again: the
browser's driver runs an event loop in this thread, under which Django refuses its ORM.
"""

from __future__ import annotations

import shutil
from io import BytesIO

import pytest
from PIL import Image, TiffImagePlugin
from playwright.sync_api import sync_playwright

from .pages import Person
from .scene import PASSWORD
from .server import Server

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items):
    for item in items:
        if item.path.parent.name == "browser":
            item.add_marker(pytest.mark.browser)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
    server = getattr(item, "funcargs", {}).get("server")
    if report.failed and server is not None:
        report.sections.append(("server", server.tail()))
    return report


FAILED = pytest.StashKey[bool]()


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    server = Server(tmp_path_factory.mktemp("linli"))
    server.prepare()
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="package")
def browser():
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    assert path, "no Chromium here: apt-get install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def sessions():
    """Who has signed in already: user name to what their browser keeps."""
    return {}


@pytest.fixture
def people(request, server, browser, sessions, tmp_path):
    """`people(username, size=…, language=…)`: that person's browser, signed in; "" a resident."""
    met = []

    def meet(username="", *, size, language, **more):
        state = sessions.get(username) if username else None
        person = Person(browser, server, size=size, language=language, state=state, **more)
        met.append(person)
        if username:
            cookie = {"name": "linli_language", "value": language, "url": server.address}
            person.context.add_cookies([cookie])
        if username and state is None:
            person.sign_in(username, PASSWORD)
            sessions[username] = person.context.storage_state()
        return person

    yield meet
    for number, person in enumerate(met):
        if request.node.stash.get(FAILED, False):
            shot = tmp_path / f"person-{number}.png"
            person.page.screenshot(path=shot, full_page=True)
            print(f"screen of {person.page.url}: {shot}")
        person.context.close()


@pytest.fixture(scope="package")
def photo(tmp_path_factory):
    """A JPEG as a phone takes it: with the place and the camera written inside."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0110] = "Linli", "Journey 1"
    rational = TiffImagePlugin.IFDRational
    degrees = (rational(26), rational(53), rational(30))
    exif.get_ifd(0x8825).update({1: "N", 2: degrees, 3: "E", 4: (rational(117), *degrees[1:])})
    picture = Image.new("RGB", (1200, 900), (120, 140, 160))
    for step in range(0, 1200, 40):
        picture.paste((200, 60 + step // 12, 40), (step, 300, step + 20, 600))
    buffer = BytesIO()
    picture.save(buffer, "JPEG", exif=exif, quality=88)
    path = tmp_path_factory.mktemp("photo") / "IMG_0001.jpg"
    path.write_bytes(buffer.getvalue())
    assert b"Journey 1" in path.read_bytes()
    return path
