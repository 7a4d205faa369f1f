"""What this county's method says about matters, as frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from linli.kernel import parts
from linli.kernel.language import Words
from linli.kernel.versions import cached_by
from linli.matters.terms import Catalogue, Category, ClosingReason, Contact, Danger, Kind, Urgency
from linli.people import services as people


def _words(entry: Mapping[str, Any], key: str) -> Words:
    return Words.of(entry.get(key) or "")


def read(revision: str, document: Mapping[str, Any], number_prefix: str) -> Catalogue:
    """A catalogue from the `matters` document of a method revision."""
    return Catalogue(
        revision=revision,
        number_prefix=number_prefix,
        kinds={
            one["key"]: Kind(
                key=one["key"],
                name=_words(one, "name"),
                procedure=one["procedure"],
                form=one.get("form", ""),
                anonymous=bool(one.get("anonymous", False)),
                openers=tuple(one.get("openers", ())),
                children=tuple(one.get("children", ())),
                help=_words(one, "help"),
            )
            for one in document.get("kinds", ())
        },
        categories={
            one["key"]: Category(
                key=one["key"],
                name=_words(one, "name"),
                parent=one.get("parent", ""),
                words=tuple(one.get("words", ())),
                urgency=one.get("urgency", Urgency.NORMAL),
            )
            for one in document.get("categories", ())
        },
        dangers=tuple(
            Danger(words=tuple(one["words"]), call=str(one["call"]), told=_words(one, "told"))
            for one in document.get("danger_words", ())
        ),
        reasons={
            one["key"]: ClosingReason(one["key"], _words(one, "name"), _words(one, "told"))
            for one in document.get("closing_reasons", ())
        },
    )


@cached_by(parts.VERSION)
def catalogue() -> Catalogue:
    """The catalogue in force; empty before a method is published."""
    revision, document = parts.current("matters")
    _, method = parts.current("method")
    return read(revision, document, str(method.get("number_prefix", "")))


def check_contact(contact: Contact) -> None:
    """Refuses a telephone number that cannot be one, without writing anything."""
    people.check_phone(contact.phone)
