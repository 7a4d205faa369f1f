"""A county for journeys: its method in force, its places, its people with their duties. From there
on everything goes through pages, as the people of the county see them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.test import Client
from tests.journeys.reading import Form, Page
from tests.journeys.setting import METHOD, NOW

from linli.kernel.actor import SYSTEM
from linli.kernel.stories import World
from linli.matters.stories import scene
from linli.methods import phrases
from linli.methods import selectors as method_reads
from linli.methods import services as methods
from linli.people import services as people
from linli.people.models import Account

METHODS = METHOD.parent
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
SOLVED_OR_NOT = {"解决了", "没有解决"}  # other answers are the method's own
CODE = re.compile(r"/t/([0-9A-Z]+)")


class Browser(Client):
    """Each look and each tap takes two seconds; what fails comes as a page."""

    def __init__(self, world: World) -> None:
        super().__init__(raise_request_exception=False)
        self.world = world

    def request(self, **request: Any) -> Any:
        self.world.now += timedelta(seconds=2)
        return super().request(**request)


class Reader:
    """Somebody in front of a browser."""

    def __init__(self, client: Browser) -> None:
        self.client = client

    def read(self, address: str) -> Page:
        return Page(self.client, self.client.get(address, follow=True), address)

    def send(self, address: str, data: Mapping[str, Any]) -> Page:
        """What nobody is offered, sent all the same."""
        return Page(self.client, self.client.post(address, data, follow=True), address)

    def waiting(self) -> str:
        """The titles on one's own list of work."""
        found = self.read("/work").root.xpath("//span[@class='tap-title']")
        return " ".join(one.text_content() for one in found)

    def finds(self, title: str) -> Page:
        """The matter whose title has these words in it, from one's own list of work."""
        return self.read("/work").open(title)

    def takes_down(self, kind: str, words: str, place: str) -> Page:
        """Write down at the desk's page what one found oneself; the matter's page."""
        form = self.read("/work").open("受理一件").form("受理")
        page = form.answer({"种类": kind, "发生了什么": words}, place=place)
        assert page.status == 200, page.faults or page
        assert "已受理，编号" in page, page
        assert words in page, page
        return page

    def does(
        self,
        title: str,
        outcome: str,
        said: Mapping[str, str] | None = None,
        *,
        part: str = "",
        photos: int = 0,
    ) -> Page:
        """Complete the step that lies on one's own list, by its form."""
        form = self.finds(title).form(f"确认：{outcome}", part)
        page = form.answer(said, photos=photos)
        assert page.status == 200, f"没有办成：{page.faults or page}"
        assert "已办理：" in page, page
        return page


class Resident(Reader):
    """Somebody who lives there. `code` is that of what was handed in last."""

    code = ""

    def begins(self, tile: str) -> Form:
        """The form behind one of the front page's tiles, to be filled in."""
        return self.read("/").open(tile).form("发出")

    def hands_in(
        self,
        tile: str,
        words: str,
        place: str,
        said: Mapping[str, str] | None = None,
        *,
        photos: int = 0,
    ) -> Page:
        """Hand something in; the page that says it was received."""
        form = self.begins(tile)
        asked = form.asked_for("words")  # what happened, or what the method asks
        page = form.answer({asked: words, **(said or {})}, place=place, photos=photos)
        assert page.status == 200, f"没有发出：{page.faults or page}"
        assert "已经收到，谢谢您。" in page, page
        found = CODE.search(page.address)
        assert found, page.address
        self.code = found.group(1)
        return page

    def track(self) -> Page:
        return self.read(f"/t/{self.code}")

    def rates(self, solved: str, satisfied: str, words: str = "") -> Page:
        """Answer the question at the end, in the method's words."""
        form = self.track().form("告诉他们")
        asked = "解决了吗？" if solved in SOLVED_OR_NOT else "结果怎么样？"
        said = {asked: solved, "您满意吗？": satisfied, "还想说点什么": words}
        page = form.answer({label: text for label, text in said.items() if text})
        assert page.status == 200, page.faults or page
        return page


class County:
    """One county. `world` is the stories' own scene: `scene.estate(county.world, …)`."""

    def __init__(self, slug: str) -> None:
        self.world = World(now=NOW)
        self._signed_in: list[tuple[Browser, Account]] = []
        methods.load(folder=method_reads.read_folder(METHODS / slug), actor=SYSTEM, now=NOW)

    def place(self, parent: str, estate: str, grid: str = "") -> None:
        """An estate, and a grid of it."""
        scene.estate(self.world, parent=parent, name=estate)
        if grid:
            scene.grid(self.world, parent=estate, name=grid)

    def unit(self, name: str, kind: str, place: str) -> None:
        scene.unit(self.world, name=name, kind=kind, place=place)

    def people(self, *held: tuple[str, str, str]) -> None:
        """(who, where or in which unit, duty) of everybody who works here."""
        for who, place, duty in held:
            scene.holds(self.world, who=who, place=place, duty=duty)
        Account.objects.update(must_change_password=False)

    def staff(self, who: str) -> Reader:
        """That person, signed in."""
        client = Browser(self.world)
        account = Account.objects.get(pk=self.world.things[f"account:{who}"])
        client.force_login(account, backend=BACKEND)
        self._signed_in.append((client, account))
        return Reader(client)

    def resident(self, phone: str = "") -> Resident:
        """A resident; with a phone, signed in by it."""
        client = Browser(self.world)
        if phone:
            identity = people.remember(phone=phone, actor=SYSTEM, now=self.world.now)
            session = client.session
            session["identity"] = str(identity)
            session.save()
        return Resident(client)

    def comes(self, time: str) -> None:
        """Time passes until then, county time; timers and jobs run as they fall due, and who was
        signed in signs in again."""
        phrases.time_comes(self.world, time)
        for client, account in self._signed_in:
            client.logout()
            client.force_login(account, backend=BACKEND)
