"""Our custom elements in a real browser, on the style guide's pages, under the real policy."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from PIL import Image

from linli.ui.web import samples

BUILT = Path(__file__).resolve().parents[1] / "static" / "ui" / "built"
CHROMIUM = Path(os.environ.get("LINLI_CHROMIUM", "/usr/bin/chromium"))

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not (BUILT / "site.js").exists(), reason="bin/frontend has not run"),
    pytest.mark.skipif(not CHROMIUM.exists(), reason="no Chromium"),
]
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync"
)


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # playwright keeps a loop in this thread
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS.split())
        yield chromium
        chromium.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def page(browser, live_server):
    context = browser.new_context(viewport={"width": 375, "height": 900}, base_url=live_server.url)
    troubles: list[str] = []
    page = context.new_page()
    page.set_default_timeout(8000)
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda m: "Content Security" in m.text and troubles.append(m.text))
    yield page
    context.close()
    assert troubles == []


@pytest.fixture
def photo(tmp_path):
    path = tmp_path / "big.png"
    Image.effect_noise((2400, 1200), 60).save(path)
    return path


def shown(page):
    return page.locator("[data-step]:not([hidden])").get_attribute("data-step")


def answer(page, name, body):
    """What the territory context answers; its own tests prove that it does."""

    def give(route):
        route.fulfill(json=body)

    page.route(f"**/territory/{name}?*", give)


def report(page):
    """The guide's report opens at the step with errors: go to its first."""
    page.goto("/styleguide/report")
    page.wait_for_function("document.querySelector('linli-steps').steps")
    page.evaluate("document.querySelector('linli-steps').resume(0)")


def test_photos_are_shrunk_before_they_travel_and_can_be_taken_back(page, photo):
    report(page)
    page.set_input_files("linli-photo input[type=file]", photo)
    page.wait_for_selector(".photos img")
    size = page.evaluate(
        """async () => {
          const file = document.querySelector('linli-photo input').files[0];
          const picture = await createImageBitmap(file);
          return [picture.width, picture.height, file.type];
        }"""
    )
    assert size == [1600, 800, "image/jpeg"]
    page.click(".photos button")
    assert page.evaluate("document.querySelector('linli-photo input').files.length") == 0


def test_a_file_that_is_no_photo_is_named_and_left_out(page, tmp_path):
    (tmp_path / "list.txt").write_text("no photo", encoding="utf-8")
    report(page)
    page.set_input_files("linli-photo input[type=file]", tmp_path / "list.txt")
    page.wait_for_selector("linli-photo .photo-note:has-text('list.txt')")
    assert page.evaluate("document.querySelector('linli-photo input').files.length") == 0


def test_what_was_typed_survives_a_closed_page(page, photo):
    report(page)
    page.set_input_files("linli-photo input[type=file]", photo)
    page.wait_for_selector(".photos img")
    page.evaluate("document.querySelector('linli-steps').show(2, false)")
    page.fill("#id_title", "3 栋楼下路灯不亮")
    key = page.input_value("[name=client_key]")
    page.wait_for_timeout(900)
    page.goto("about:blank")
    report(page)
    page.wait_for_selector("[data-role=restored]:not([hidden])")
    assert page.input_value("#id_title") == "3 栋楼下路灯不亮"
    assert page.input_value("[name=client_key]") == key
    assert page.evaluate("document.querySelector('linli-photo').files.length") == 1
    page.click("[data-role=discard]")
    assert page.input_value("#id_title") == ""
    assert page.input_value("[name=client_key]") not in {"", key}


def test_one_thing_a_page_and_back_works(page):
    report(page)
    page.click("[data-step=photo] [data-next]")
    assert shown(page) == "where"
    page.go_back()
    page.wait_for_selector("[data-step=photo]:not([hidden])")
    page.go_forward()
    page.wait_for_selector("[data-step=where]:not([hidden])")


def test_a_tap_on_the_map_and_a_name_both_find_the_place(page):
    estate = {"id": "e1", "name": "水际花园", "full_name": "水际社区水际花园", "has_children": True}
    building = {"id": "b3", "name": "3 栋", "full_name": "水际花园3 栋", "has_children": False}
    answer(page, "at", {"area": {"id": "g1", "name": "网格1", "full_name": "水际社区网格1"}})
    answer(page, "find", {"areas": [estate]})
    answer(page, "children", {"areas": [building]})
    answer(page, "shapes", samples.shapes("/"))
    report(page)
    page.click("[data-step=photo] [data-next]")
    page.click("[data-act=map]")
    page.wait_for_selector(".map path.map-area")
    page.click("[data-role=map]", position={"x": 100, "y": 100})
    page.wait_for_selector("[data-role=found]:not([hidden])")
    assert page.input_value("[data-field=area]") == "g1"
    assert page.input_value("[data-field=longitude]").startswith("117.")
    page.fill("[data-role=search]", "水际")
    page.click("[data-role=list] button:has-text('水际花园')")
    page.click("[data-role=list] button:has-text('3 栋')")
    assert page.input_value("[data-field=area]") == "b3"
    assert page.input_value("[data-field=longitude]") == ""


def test_a_form_waits_for_the_network_and_goes_by_itself(page):
    sent: list[str] = []
    report(page)
    page.wait_for_load_state("networkidle")
    page.evaluate("document.querySelector('linli-steps').show(2, false)")
    page.fill("#id_title", "没有网络也能报")
    page.evaluate("delete document.querySelector('form[data-outbox]').dataset.kept")
    page.context.set_offline(True)
    page.evaluate("document.querySelector('linli-steps').show(3, false)")
    page.click("[data-step=check] button:not([type=button])")
    page.wait_for_selector("linli-outbox:not([hidden])")
    assert page.inner_text("linli-outbox [data-role=status]").startswith("1 ")
    page.on("request", lambda r: r.method == "POST" and sent.append(r.post_data or ""))
    page.context.set_offline(False)
    page.wait_for_selector("linli-outbox", state="hidden")
    assert len(sent) == 1
    assert "没有网络也能报" in sent[0]
    assert 'name="client_key"' in sent[0]


def test_the_desk_is_worked_by_keys(page):
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto("/styleguide/office")
    page.wait_for_function("!!customElements.get('linli-list')")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("j")
    assert "小区东门外" in page.inner_text("tr.is-here")
    page.keyboard.press("x")
    page.wait_for_selector("[data-role=bulk]:not([hidden])")
    page.keyboard.press("k")
    page.keyboard.press("k")
    assert "消防通道" in page.inner_text("tr.is-here")
    page.keyboard.press("Enter")
    assert page.url.endswith("#d1")


def test_a_dialog_opens_over_the_page_and_closes(page):
    page.goto("/styleguide/office")
    page.wait_for_function("!!customElements.get('linli-list')")
    page.click("[data-dialog='#hand-back']")
    page.wait_for_selector("dialog[open]")
    page.click("dialog [data-close]")
    assert page.locator("dialog[open]").count() == 0


def test_diagram_and_map_are_drawn_with_their_states(page):
    page.goto("/styleguide/office")
    page.wait_for_selector(".diagram .djs-element.is-now[data-element-id=dispatch]")
    assert page.locator(".diagram .djs-element.is-done").count() == 2
    assert page.locator(".bjs-powered-by").is_visible()
    page.wait_for_selector(".map path.map-area.is-late")


def test_nothing_is_wrong_for_those_who_cannot_see_well(page):
    from axe_playwright_python.sync_playwright import Axe

    for face in ("phone", "report", "office", "wall", "refused"):
        page.goto(f"/styleguide/{face}")
        page.wait_for_load_state("networkidle")
        found = Axe().run(page).response["violations"]
        assert [(v["id"], v["nodes"][0]["html"]) for v in found] == [], face
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, face
