"""A person in front of a browser: goes, presses, fills in, and looks at every page that comes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Error, Locator, Page, expect

from .server import Server
from .words import left_chinese, say

WCAG = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]
AXE_RUN = """(tags) => axe.run({runOnly: tags, resultTypes: ["violations"]})
  .then((result) => result.violations)"""
PATIENCE = 15_000  # milliseconds; the machine may be busy
# What must be in the reader's language on every page: the product's own words, not people's.
OURS = "button, label, legend, th, summary, nav a, .field-label"


Answers = Mapping[str, str | Sequence[str]]


@dataclass(frozen=True, slots=True)
class Size:
    """A screen."""

    name: str
    width: int
    height: int
    touch: bool


PHONE = Size("phone", 375, 812, touch=True)
DESKTOP = Size("desktop", 1440, 900, touch=False)


class Person:
    """One browser context. `troubles` collects what no page may do: console errors, violations of
    the content policy, failed requests."""

    def __init__(
        self,
        browser: Browser,
        server: Server,
        *,
        size: Size,
        language: str,
        state: Any = None,
        script: bool = True,
        point: tuple[float, float] | None = None,
    ) -> None:
        self.server, self.size, self.language, self.script = server, size, language, script
        self.thorough = script  # axe, which is slow and a script, looks at every page
        place = {"longitude": point[0], "latitude": point[1]} if point else None
        self.context = browser.new_context(
            base_url=server.address,
            viewport={"width": size.width, "height": size.height},
            device_scale_factor=1,
            has_touch=size.touch,
            is_mobile=size.touch,
            locale="zh-CN",
            java_script_enabled=script,
            storage_state=state,
            permissions=["geolocation"] if place else [],
            geolocation=place,
        )
        self.context.set_default_timeout(PATIENCE)
        self.troubles: list[str] = []
        self.looked: list[str] = []
        self._allowed: set[int] = set()
        self.page: Page = self.context.new_page()
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.troubles.append(f"script error: {error}"))
        self.page.on("requestfailed", self._failed)
        self.page.on("response", self._response)

    # --- what may not happen -----------------------------------------------------------------

    def _console(self, message: Any) -> None:
        refused = any(f"status of {status}" in message.text for status in self._allowed)
        if message.type == "error" and not refused:
            self.troubles.append(f"console: {message.text} ({message.location.get('url', '')})")

    def _failed(self, request: Any) -> None:
        # a poll that a navigation cuts short is no failure
        if request.failure != "net::ERR_ABORTED":
            self.troubles.append(f"request failed: {request.url} {request.failure}")

    def _response(self, response: Any) -> None:
        if response.status >= 400 and response.status not in self._allowed:
            self.troubles.append(f"answer {response.status}: {response.url}")

    @contextmanager
    def expecting(self, *statuses: int) -> Iterator[None]:
        """Inside, answers of these statuses are right."""
        self._allowed |= set(statuses)
        try:
            yield
        finally:
            self._allowed -= set(statuses)

    def look(self) -> None:
        """The page as it is now: accessible, quiet, in the reader's language, not too wide."""
        page = self.page
        page.wait_for_load_state("load")
        where = f"{page.url} ({self.size.name}, {self.language})"
        if self.thorough:
            found = self._violations()
            assert not found, f"{where}: not accessible\n{report(found)}"
        wide, room = page.evaluate(
            "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
        )
        assert wide <= room, f"{where}: {wide} px wide on a screen of {room} px"
        tag = page.locator("html").get_attribute("lang")
        assert tag == ("en" if self.language == "en" else "zh-CN"), f"{where}: lang is {tag}"
        if self.language == "en":
            chinese = left_chinese(page.locator(OURS).all_inner_texts())
            assert not chinese, f"{where}: still Chinese: {chinese}"
        assert not self.troubles, f"{where}:\n" + "\n".join(self.troubles)
        self.looked.append(page.url)

    def _violations(self) -> list[dict[str, Any]]:
        """What axe finds; again if the page changed under its hands."""
        # The whole page at once: what scrolling puts under a sticky bar is not too small for that.
        height = self.page.evaluate("document.documentElement.scrollHeight")
        if height > self.size.height:
            self.page.set_viewport_size({"width": self.size.width, "height": height + 40})
        try:
            return self._run_axe()
        finally:
            if height > self.size.height:
                size = {"width": self.size.width, "height": self.size.height}
                self.page.set_viewport_size(size)

    def _run_axe(self) -> list[dict[str, Any]]:
        for patience in (True, True, False):
            try:
                self.page.evaluate(AXE_SCRIPT)
                found: list[dict[str, Any]] = self.page.evaluate(AXE_RUN, WCAG)
            except Error:
                if not patience:
                    raise
                self.page.wait_for_load_state("networkidle")
            else:
                return found
        raise AssertionError

    # --- verbs --------------------------------------------------------------------------------

    def t(self, chinese: str, **values: object) -> str:
        return say(self.language, chinese, **values)

    def go(self, path: str, status: int = 200) -> None:
        with self.expecting(status):
            answer = self.page.goto(path, wait_until="load")
            assert answer is not None
            assert answer.status == status, f"{path}: {answer.status}"
            self.look()

    def find(
        self, role: Any, chinese: str, within: Page | Locator | None = None, **values: object
    ) -> Locator:
        """The one control of that role with exactly that name."""
        place = within or self.page
        return place.get_by_role(role, name=self.t(chinese, **values), exact=True)

    def press(self, control: Locator, *statuses: int) -> None:
        """Press what leads to another page, and look at it."""
        with self.expecting(*statuses):
            with self.page.expect_navigation(wait_until="load"):
                control.click()
            self.look()

    def follow(self, chinese: str, role: Any = "link", **values: object) -> None:
        self.press(self.find(role, chinese, **values))

    def labelled(self, chinese: str, within: Page | Locator | None = None) -> Locator:
        """The field whose label begins with these words ("optional" may stand behind them)."""
        begins = re.compile("^" + re.escape(self.t(chinese)))
        return (within or self.page).get_by_label(begins)

    def sees(self, text: str) -> None:
        shown = self.page.get_by_text(text).filter(visible=True).first
        expect(shown).to_be_visible(timeout=PATIENCE)

    def reads(self, chinese: str, **values: object) -> None:
        """These words of the product stand somewhere on the page."""
        self.sees(self.t(chinese, **values))

    def is_told(self, told: str) -> None:
        """What the method promises to say at a step, up to its date."""
        self.sees(self.t(told).split("{due}")[0])

    def never_sees(self, text: str) -> None:
        assert text not in self.page.locator("body").inner_text()

    def switch_language(self, language: str) -> None:
        """By the switch on the page; afterwards the page speaks that language."""
        self.language = language
        name = {"en": "English", "zh-hans": "中文"}[language]
        button = self.page.get_by_role("button", name=name, exact=True).first
        if not button.is_visible():  # staff have it in the menu under their name
            self.page.locator("header details.menu > summary").filter(visible=True).last.click()
        self.press(button)

    # --- staff --------------------------------------------------------------------------------

    def sign_in(self, username: str, password: str) -> None:
        self.go("/accounts/login/")
        self.page.get_by_label(re.compile("^(用户名|Username)")).fill(username)
        self.page.get_by_label(re.compile("^(密码|Password)")).fill(password)
        self.press(self.find("button", "登录"))
        assert self.page.url.endswith("/work"), self.page.url

    def step(self, name: str) -> Locator:
        """The card of an open step."""
        return self._steps(name).first

    def _steps(self, name: str) -> Locator:
        """One card, or one for each unit that was called."""
        begins = re.compile("^" + re.escape(self.t(name)))
        return self.page.get_by_role("region", name=begins)

    def mark(self, step: str, stage: str) -> None:
        """Say that a stage is reached: signed for, on site …"""
        cards = self._steps(step)  # only one's own has buttons
        self.press(self.find("button", "登记：%(stage)s", cards, stage=self.t(stage)))
        if not cards.count():  # back at the list: open it again
            rows = self.page.get_by_role("main").get_by_role("listitem")
            rows.filter(has_text=self.t(step)).first.get_by_role("link").click()
            expect(cards.first).to_be_visible(timeout=PATIENCE)

    def open_outcome(self, card: Locator, outcome: str) -> Locator:
        """Unfold one way of doing a step; its form."""
        name = re.compile("^" + re.escape(self.t(outcome)) + "$")
        details = card.locator("details").filter(has=self.page.locator("summary", has_text=name))
        if details.get_attribute("open") is None:
            details.locator("summary").first.click()
        return details

    def fill(self, form: Locator, answers: Answers) -> None:
        """Answers by label: text is typed or chosen, a list is ticked."""
        for label, answer in answers.items():
            if isinstance(answer, str):
                field = self.labelled(label, form)
                if field.evaluate("(e) => e.tagName") == "SELECT":
                    field.select_option(label=answer)
                else:
                    field.fill(answer)
            else:
                self.tick(form, label, answer)

    def tick(self, form: Locator, label: str, units: Sequence[str]) -> None:
        """Units are many: each is found by its name, then ticked."""
        group = form.get_by_role("group", name=re.compile("^" + re.escape(self.t(label)))).first
        search = self.find("searchbox", "找单位：%(label)s", group, label=self.t(label))
        for unit in units:
            search.fill(unit)
            group.get_by_label(unit, exact=True).check()

    def do(
        self,
        step: str,
        outcome: str,
        answers: Answers,
        *,
        pictures: Sequence[Path] = (),
        refused: int = 0,
    ) -> None:
        """Do a step in one of its ways; with `refused`, the status of the refusal."""
        self._complete(self._steps(step), outcome, answers, pictures, refused)
        if not refused:
            self.reads("已办理：%(step)s", step=self.t(step))

    def do_here(self, outcome: str, answers: Answers, *, pictures: Sequence[Path] = ()) -> None:
        """After a refusal: what was missing, on the page that says so."""
        self._complete(self.page.get_by_role("main"), outcome, answers, pictures, 0)

    def _complete(
        self, card: Locator, outcome: str, answers: Answers, pictures: Sequence[Path], refused: int
    ) -> None:
        form = self.open_outcome(card, outcome)
        self.fill(form, answers)
        if pictures:
            self.labelled("佐证（照片或文件）", form).set_input_files([str(p) for p in pictures])
        confirm = self.find("button", "确认：%(name)s", form, name=self.t(outcome))
        self.press(confirm, *([refused] if refused else []))


def report(violations: list[dict[str, Any]]) -> str:
    """What axe found, a line for the rule and one for each place."""
    lines = []
    for one in violations:
        lines.append(f"- {one['id']} ({one['impact']}): {one['help']}")
        for node in one["nodes"][:6]:
            why = node.get("failureSummary", "").replace("\n", " ")
            lines.append(
                f"    {' '.join(map(str, node['target']))}\n      {node['html'][:200]}\n      {why}"
            )
    return "\n".join(lines)
