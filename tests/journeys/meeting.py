"""Gatherings through the pages: called, opened, signed in, voted by hands, written up."""

from __future__ import annotations

from tests.journeys.county import County, Reader
from tests.journeys.reading import Page

from linli.deliberation.stories import gatherings as told


def body(county: County, place: str, kind: str, members: int, **standings: int) -> None:
    """A body with so many residents; so many of them, from the first on, of each standing."""
    county.world.table = tuple(
        {"身份": standing, "人数": str(many)} for standing, many in standings.items()
    )
    told.has_body(county.world, place=place, kind=kind, count=str(members))
    county.world.table = ()


def called_for(reader: Reader, kind: str) -> Page:
    """The gathering that a procedure waits for, from the list of gatherings."""
    return reader.read("/gatherings/").open(f"{kind}：")


def called(page: Page, at: str, place: str = "村部") -> Page:
    """Call what is wanted, with the agenda that the procedure brought along."""
    form = page.open("召集").form("召集，通知名册上的人")
    return form.answer({"时间": at.replace(" ", "T"), "地点": place})


def opened(county: County, reader: Reader, page: Page, at: str, came: int) -> Page:
    """Its time comes; it is opened, and the first so many of the roll have come."""
    county.comes(at)
    page = reader.read(page.address).form("开始开会").answer()
    form = page.form("勾选的到场")
    boxes = form.element.xpath(".//input[@name='entry']")[:came]
    form.values["entry"] = [one.get("value") for one in boxes]
    signed = form.answer()
    assert signed.status == 200, signed.faults
    return signed


def voted(page: Page, yes: int, no: int, abstain: int = 0) -> Page:
    """The first point that waits is put to a show of hands, and counted."""
    count = page.form("开始表决").answer().form("结束表决，计票")
    return count.answer({"同意": str(yes), "反对": str(no), "弃权": str(abstain)})


def closed(page: Page, words: str) -> Page:
    page = page.form("保存并结束会议").answer({"会议记录": words})
    assert page.status == 200, page.faults
    return page


def held(
    county: County,
    reader: Reader,
    kind: str,
    at: str,
    *,
    came: int,
    yes: int,
    no: int = 0,
    words: str = "照方案办",
) -> Page:
    """The whole of a wanted gathering; its page when it is over."""
    page = called(called_for(reader, kind), at)
    assert page.status == 200, page.faults or page
    page = voted(opened(county, reader, page, at, came), yes, no)
    return closed(page, words)
