"""Visits: the office enters whom to visit and plans the day; the visitor's phone does with today's
list what the page's own script does (`frontend/src/sheet.js`, `visits.js`), in a few lines, so that
what is handed in is what the page asked."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.test import Client
from tests.journeys.county import Reader
from tests.journeys.reading import Form, Page, words_of

from linli.kernel import clock
from linli.matters.stories.doing import picture


def entered(
    reader: Reader, what: str, where: str, name: str, more: Mapping[str, str] | None = None
) -> Page:
    """The office enters somebody or something to be visited."""
    page = reader.read("/visits").open("走访对象")
    said = {"走访什么": what, "在哪里": where, "名称": name, **(more or {})}
    return page.form("登记").answer(said)


def planned(reader: Reader) -> None:
    """The office plans today's visits."""
    page = reader.read("/visits").form("排今天的走访").answer()
    assert "今天的走访排好了" in page


@dataclass
class Visit:
    """A form of today's list, filled in; it is sent by itself once there is a network."""

    client: Client
    address: str
    item: dict[str, Any]
    photos: int = 0

    def send(self, status: int = 200) -> dict[str, Any]:
        """Hand it in; what is answered."""
        said = {"visit": json.dumps({**self.item, "sent_at": clock.now().isoformat()})}
        photos = {"photos": [picture() for _one in range(self.photos)]} if self.photos else {}
        answer = self.client.post(self.address, said | photos, HTTP_ACCEPT="application/json")
        assert answer.status_code == status, answer.content.decode()
        found: dict[str, Any] = answer.json()
        return found


def today(page: Page) -> list[str]:
    """What stands on today's list."""
    return [words_of(one) for one in page.root.xpath("//li[@data-plan]")]


def fill_in(page: Page, name: str, said: Mapping[str, str], *, photos: int = 0) -> Visit:
    """On today's list choose whom to visit, and answer the form by label."""
    rows = [one for one in page.root.xpath("//li[@data-plan]") if name in words_of(one)]
    assert len(rows) == 1, f"今天的清单里“{name}”有 {len(rows)} 处：{today(page)}"
    row = rows[0]
    (sheet,) = page.root.xpath("//template[@data-kind=$kind]", kind=row.get("data-kind"))
    form = Form(page, sheet.xpath(".//form")[0])
    for label, text in said.items():
        form.fill(label, text)
    item = {
        "client_key": uuid.uuid4().hex,
        "kind": row.get("data-kind"),
        "subject": row.get("data-subject"),
        "plan": row.get("data-plan"),
        "at": clock.now().isoformat(),
        "met": form.values["met"] == ["yes"],
        "answers": _answers(form, sheet),
        "form_stamp": sheet.get("data-stamp"),
    }
    (asked,) = page.root.xpath("//linli-field")
    return Visit(page.client, asked.get("data-sync"), item, photos)


def _answers(form: Form, sheet: Any) -> dict[str, Any]:
    """As answers are sent: several, yes, or one; nothing of what was left empty."""
    many, yes = sheet.get("data-many", "").split(), sheet.get("data-yes", "").split()
    found: dict[str, Any] = {}
    for name, values in form.values.items():
        if name == "met":
            continue
        if name in many:
            found[name] = values
        elif name in yes:
            found[name] = True
        elif values[0]:
            found[name] = values[0]
    return found
