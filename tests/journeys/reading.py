"""A page as its reader has it: its words, its links by what they say, its forms by their button and
their questions by their label. Nothing is sent that the page does not offer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urljoin

from django.test import Client
from lxml import html

from linli.matters.stories.doing import picture

HIDDEN = {"script", "style", "template", "svg"}
BOXES = {"checkbox", "radio"}
SILENT = {"file", "submit", "button", "search"}
QUESTIONS = ".//legend | .//label[not(ancestor::fieldset[starts-with(@class, 'field')])]"
ROWS = "ancestor::li | ancestor::tr | ancestor::*[@class='card']"
FAULTS = ("field-error", "errors", "toast-error")


def words_of(element: Any) -> str:
    """What can be read in it, in one line."""
    pieces: list[str] = []

    def walk(one: Any) -> None:
        if isinstance(one.tag, str) and one.tag not in HIDDEN:
            pieces.append(one.text or "")
            for inner in one:
                walk(inner)
                pieces.append(inner.tail or "")

    walk(element)
    return " ".join("".join(pieces).split())


def _label(element: Any) -> str:
    return words_of(element).removesuffix("（可不填）").removesuffix("（可不选）").strip()


def _standing(control: Any) -> str:
    """What a control holds before anybody touches it."""
    if control.tag == "textarea":
        return control.text or ""
    if control.tag == "select":
        options = control.xpath(".//option")
        chosen = [one for one in options if one.get("selected") is not None] or options[:1]
        return chosen[0].get("value", "") if chosen else ""
    return control.get("value", "on" if control.get("type") in BOXES else "")


class Form:
    """One form of a page; `answer` fills it in and sends it."""

    def __init__(self, page: Page, element: Any, button: Any = None) -> None:
        self.page, self.element = page, element
        self.values: dict[str, list[str]] = {}
        if button is not None and button.get("name"):
            self.values[button.get("name")] = [button.get("value", "")]
        for one in element.xpath(".//input[@name] | .//select[@name] | .//textarea[@name]"):
            kind = one.get("type", "")
            if kind in SILENT or (kind in BOXES and one.get("checked") is None):
                continue
            self.values.setdefault(one.get("name"), []).append(_standing(one))

    @property
    def questions(self) -> list[str]:
        """What the form asks."""
        return [_label(one) for one in self.element.xpath(QUESTIONS)]

    def fill(self, label: str, text: str) -> None:
        """Answer one question: type, or choose what is called so (several divided by “、”)."""
        asked = [one for one in self.element.xpath(QUESTIONS) if _label(one) == label]
        assert asked, f"没有问“{label}”，问的是：{self.questions}"
        if asked[0].tag == "legend":
            self._choose(asked[0].getparent(), text.split("、"))
            return
        control = self._control(asked[0])
        name = control.get("name")
        if control.tag == "select":
            options = {words_of(one): one.get("value", "") for one in control.xpath(".//option")}
            fitting = [text] if text in options else [one for one in options if text in one]
            assert len(fitting) == 1, f"“{label}”里没有“{text}”，有：{list(options)}"
            self.values[name] = [options[fitting[0]]]
        else:
            self.values[name] = [_standing(control) if control.get("type") in BOXES else text]

    def asked_for(self, name: str) -> str:
        """The label of the question with that name."""
        labels = [one for one in self.element.xpath(QUESTIONS) if one.tag != "legend"]
        return next(_label(one) for one in labels if self._control(one).get("name") == name)

    def tick(self, *labels: str) -> Form:
        """Mark boxes that stand by themselves, as in the rows of a table."""
        for label in labels:
            asked = [one for one in self.element.xpath(QUESTIONS) if _label(one) == label]
            assert asked, f"没有“{label}”可选，有：{self.questions}"
            box = self._control(asked[0])
            self.values.setdefault(box.get("name"), []).append(_standing(box))
        return self

    def _control(self, label: Any) -> Any:
        wanted = label.get("for")
        found = self.element.xpath(".//*[@id=$id]", id=wanted) if wanted else ()
        return (found or label.xpath(".//input | .//select | .//textarea"))[0]

    def _choose(self, group: Any, wanted: list[str]) -> None:
        boxes = {
            words_of(one): one.xpath(".//input")[0] for one in group.xpath(".//label[.//input]")
        }
        missing = set(wanted) - set(boxes)
        assert not missing, f"不能选{missing}，可选的是：{list(boxes)}"
        self.values[boxes[wanted[0]].get("name")] = [_standing(boxes[one]) for one in wanted]

    def answer(
        self,
        said: Mapping[str, str] | None = None,
        *,
        photos: int = 0,
        place: str = "",
        follow: bool = True,
    ) -> Page:
        """Fill in by label, add photos, and press. A place is looked for as the page's own chooser
        looks for it."""
        for label, text in (said or {}).items():
            self.fill(label, text)
        client = self.page.client
        if place:
            found = client.get("/territory/find", {"q": place}).json()["areas"]
            named = [one for one in found if one["name"] == place] or found
            assert len(named) == 1, f"“{place}”可以是：{found}"
            self.values["area"] = [named[0]["id"]]
        data: dict[str, Any] = dict(self.values)
        if photos:
            control = self.element.xpath(".//input[@type='file'][@name]")[0]
            data[control.get("name")] = [picture() for _one in range(photos)]
        address = urljoin(self.page.address, self.element.get("action") or "")
        send = client.post if self.element.get("method", "").lower() == "post" else client.get
        return Page(client, send(address, data, follow=follow), address)


class Page:
    """An answer, read."""

    def __init__(self, client: Client, answer: Any, address: str) -> None:
        self.client = client
        went = getattr(answer, "redirect_chain", ())
        self.address = urljoin(address, went[-1][0]) if went else address
        self.status: int = answer.status_code
        self.root = html.document_fromstring(answer.content.decode() or "<p></p>")
        self.words = words_of(self.root)
        self.sent: str = answer.content.decode()  # also what is in it and not to be read

    def __contains__(self, words: str) -> bool:
        return words in self.words

    def __repr__(self) -> str:
        return f"{self.status} {self.address}: {self.words}"

    def open(self, words: str) -> Page:
        """Follow the first link that says so."""
        for one in self.root.xpath("//a[@href]"):
            if words in words_of(one):
                address = urljoin(self.address, one.get("href"))
                return Page(self.client, self.client.get(address, follow=True), address)
        raise AssertionError(f"没有写着“{words}”的链接：{self}")

    def form(self, button: str, part: str = "", *, beside: str = "") -> Form:
        """The form whose button says so; where several do, that in the part with such a heading, or
        in the row or card in which one reads `beside`."""
        for one in self.root.xpath("//form"):
            headings = one.xpath("ancestor::section[1]//h2")
            heading = words_of(headings[0]) if headings else ""
            if not heading.startswith(part) or beside not in words_of(self._around(one)):
                continue
            for pressed in one.xpath(".//button"):
                if self._says(pressed, button):
                    return Form(self, one, pressed)
        raise AssertionError(f"没有“{button}”可按，有：{self.buttons}；{self}")

    @staticmethod
    def _around(element: Any) -> Any:
        """The row or card that it stands in; else itself."""
        return (*element.xpath(f"({ROWS})[last()]"), element)[0]

    @staticmethod
    def _says(pressed: Any, button: str) -> bool:
        """Some buttons go on to say, unseen, on what they act."""
        return f"{words_of(pressed)} ".startswith(f"{button} ")

    def offers(self, button: str) -> bool:
        """Can that be pressed here?"""
        return any(self._says(one, button) for one in self.root.xpath("//form//button"))

    @staticmethod
    def _buttons(element: Any) -> list[str]:
        return [words_of(one) for one in element.xpath(".//button")]

    @property
    def buttons(self) -> list[str]:
        """What can be pressed here."""
        return [said for one in self.root.xpath("//form") for said in self._buttons(one)]

    @property
    def faults(self) -> str:
        """What the page says is wrong: above the form, beside its fields, or in passing."""
        found = (
            self.root.xpath(
                "//*[contains(concat(' ', normalize-space(@class), ' '), $name)]", name=f" {name} "
            )
            for name in FAULTS
        )
        return " ".join(words_of(one) for group in found for one in group)
