"""A visitor's phone without a network: a killed tab loses nothing, nothing is counted twice.

The tab is killed as a phone kills it: closed without a word to the page. What is on the server is
read on the server's own pages.
"""

from __future__ import annotations

import random
import re
from collections import Counter

import pytest
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page, Route, expect

from .pages import DESKTOP, PATIENCE, PHONE, Person

HOMES = ("3号楼101", "3号楼102", "3号楼103")
MANY_HOMES = tuple(f"5号楼10{door}" for door in range(1, 6))  # eight a day are planned
STORED = """() => new Promise((resolve) => {
  const opening = indexedDB.open("linli");
  opening.onsuccess = () => {
    const all = opening.result.transaction("drafts").objectStore("drafts").getAll();
    all.onsuccess = () => resolve(all.result.filter((one) => one.key.startsWith("visit:"))
      .map((one) => [one.title, one.state, one.photos.length]));
  };
})"""


def listed(page: Page, name: str):
    return page.locator("li[data-plan]").filter(has_text=name)


def open_visit(page: Page, name: str, kind: str = "日走访") -> None:
    listed(page, name).filter(has_text=kind).get_by_role("button").click()
    expect(page.get_by_role("heading", level=1, name=re.compile(name))).to_be_visible()


def write(page: Page, mood: str, words: str) -> None:
    page.get_by_label(mood, exact=True).check()
    page.get_by_label(re.compile("^想请我们办的事")).fill(words)


def controlled(page: Page) -> None:
    """Until the page and its files are kept for a time without a network."""
    page.evaluate("navigator.serviceWorker.ready")
    page.wait_for_function(
        "async () => Boolean(await (await caches.open('linli-field-1')).match('/field'))"
    )


def plan_visits(person: Person, names: tuple[str, ...]) -> None:
    """The community enters homes and plans the day."""
    person.go("/visits/subjects")
    for name in names:
        if person.page.get_by_role("cell", name=re.compile(name)).count():
            continue
        person.labelled("在哪里").fill("青云1格")
        person.page.locator("#id_label").fill(name)
        person.press(person.find("button", "登记"))
    person.go("/visits")
    person.press(person.find("button", "排今天的走访"))


@pytest.fixture
def office(people) -> Person:
    """The community, with three homes planned for today."""
    person = people("community", size=DESKTOP, language="zh-hans")
    plan_visits(person, HOMES)
    return person


def kept(page: Page) -> dict[str, tuple[str, int]]:
    return {title: (state, photos) for title, state, photos in page.evaluate(STORED)}


def test_what_is_written_without_a_network_outlives_the_tab_and_counts_once(people, office, photo):
    person = people("grid", size=PHONE, language="zh-hans")
    person.go("/field")
    controlled(person.page)
    context, first = person.context, person.page
    context.set_offline(True)  # the network is gone
    open_visit(first, HOMES[0])
    write(first, "有难处", "请人来看看下水道")
    first.get_by_label("拍照或选照片").set_input_files(str(photo))
    expect(first.get_by_text("已选 1 张")).to_be_visible(timeout=PATIENCE)
    first.get_by_role("button", name="记好了，有网就发").click()
    expect(first.get_by_text(re.compile("1 条待发送"))).to_be_visible(timeout=PATIENCE)
    open_visit(first, HOMES[1])
    write(first, "都好", "")
    first.get_by_role("button", name="记好了，有网就发").click()
    expect(first.get_by_text(re.compile("2 条待发送"))).to_be_visible(timeout=PATIENCE)
    open_visit(first, HOMES[2])
    write(first, "有难处", "写到一半")
    expect(first.get_by_text("已存在这台手机上")).to_be_visible(timeout=PATIENCE)
    session = context.new_cdp_session(first)
    session.send("Page.close")  # no event reaches the page

    again = context.new_page()
    again.goto("/field")  # still no network: the page comes from the phone
    expect(again.get_by_text(re.compile("2 条待发送"))).to_be_visible(timeout=PATIENCE)
    assert kept(again) == {HOMES[0]: ("ready", 1), HOMES[1]: ("ready", 0), HOMES[2]: ("draft", 0)}
    open_visit(again, HOMES[2])
    expect(again.get_by_label(re.compile("^想请我们办的事"))).to_have_value("写到一半")
    again.get_by_role("button", name="回到清单").click()

    sent: list[str] = []
    again.on("request", lambda one: sent.append(one.url) if "/field/sync" in one.url else None)
    twin = context.new_page()  # a second tab sends the same at the same moment
    twin.goto("/field")
    context.set_offline(False)
    for page in (again, twin):
        page.evaluate("window.dispatchEvent(new Event('online'))")
    for name in HOMES[:2]:
        expect(listed(again, name).filter(has_text="已发送")).to_have_count(1, timeout=PATIENCE)
    assert len(sent) >= 1
    assert kept(again)[HOMES[0]] == ("sent", 0), "no answers and no photos stay on the phone"

    office.go("/visits")
    rows = office.page.locator("tbody tr").filter(has_text=re.compile("3号楼10[12]"))
    expect(rows).to_have_count(2)  # counted once, however many tabs have sent it
    office.page.get_by_role("link", name=HOMES[0]).first.click()
    office.sees("请人来看看下水道")
    expect(office.page.locator(".photos img")).to_have_count(1)
    office.go("/findings")
    office.sees(HOMES[0])


class Weather:
    """A network that breaks while a record is sent: before the server has it, or after, so that
    only the answer is lost; and somebody who closes the tab meanwhile."""

    def __init__(self) -> None:
        self.dice = random.Random(20260302)
        self.cuts: Counter[str] = Counter()

    def gate(self, route: Route) -> None:
        where = self.dice.choice(("before", "after", "through"))
        self.cuts[where] += 1
        try:
            if where == "after":
                route.fetch()
            if where == "through":
                route.continue_()
            else:
                route.abort("connectionreset")
        except PlaywrightError:  # the tab was closed while it was being sent
            self.cuts["closed while sending"] += 1

    def closes(self, page: Page) -> Page:
        """Half of the time, as a phone does it: no event reaches the page."""
        page.wait_for_timeout(self.dice.choice((0, 150, 600)))
        if self.dice.random() < 0.5:
            return page
        self.cuts["tab"] += 1
        context = page.context
        context.new_cdp_session(page).send("Page.close")
        fresh = context.new_page()
        fresh.goto("/field")
        return fresh


@pytest.mark.slow
def test_cuts_while_it_sends_lose_nothing(people, office):
    """The figures of docs/reliability.md."""
    plan_visits(office, MANY_HOMES)
    person = people("grid", size=PHONE, language="zh-hans")
    person.go("/field")
    controlled(person.page)
    context, weather = person.context, Weather()
    page = context.new_page()  # not watched for failed requests: failing is the point
    page.goto("/field")
    context.route("**/field/sync", weather.gate)
    for name in MANY_HOMES:
        context.set_offline(True)
        open_visit(page, name)
        write(page, "都好", f"记下{name}")
        page.get_by_role("button", name="记好了，有网就发").click()
        expect(page.get_by_text(re.compile("条待发送"))).to_be_visible(timeout=PATIENCE)
        context.set_offline(False)
        for _again in range(4):
            page.evaluate("window.dispatchEvent(new Event('online'))")
            page = weather.closes(page)
    context.unroute("**/field/sync")
    page.reload()
    page.evaluate("window.dispatchEvent(new Event('online'))")
    for _tenth in range(150):
        waiting = [name for name, (state, _) in kept(page).items() if state != "sent"]
        if not waiting:
            break
        page.wait_for_timeout(100)
    assert not waiting, kept(page)
    print(f"{len(MANY_HOMES)} records, cuts: {dict(weather.cuts)}")
    assert weather.cuts["before"]
    assert weather.cuts["after"]
    assert weather.cuts["tab"]
    office.go("/visits")
    rows = office.page.locator("tbody tr").filter(has_text=re.compile("5号楼10"))
    expect(rows).to_have_count(len(MANY_HOMES))


def test_a_refused_record_stays_with_its_reason(people, office):
    """The server will not take it: the words stay, and the reason is said."""
    person = people("grid", size=PHONE, language="zh-hans")
    person.go("/field")
    page = person.page
    open_visit(page, HOMES[2])
    page.get_by_label("有难处", exact=True).check()
    page.evaluate("document.querySelector('#id_remarks').value = 'x'.repeat(5000)")
    with person.expecting(422):
        page.get_by_role("button", name="记好了，有网就发").click()
        expect(page.get_by_role("heading", name="手机里的其他记录")).to_be_visible(timeout=PATIENCE)
        expect(page.get_by_text("没有被接收").filter(visible=True).first).to_be_visible()
    person.look()


@pytest.mark.parametrize(
    ("size", "language"), [(PHONE, "en"), (DESKTOP, "zh-hans")], ids=["phone-en", "desktop-zh"]
)
def test_the_list_and_the_form_are_good_pages(people, office, size, language):
    person = people("grid", size=size, language=language)
    person.go("/field")
    person.page.locator("li[data-plan] button").first.click()
    person.look()
