"""What this county's method says about matters, as frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from linli.kernel import parts
from linli.kernel.language import Words
from linli.kernel.versions import cached_by
from linli.matters.terms import (
    Catalogue,
    Category,
    ClosingReason,
    Contact,
    Danger,
    Kind,
    ListSpec,
    Role,
    Side,
    Urgency,
)
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
                asks=_words(one, "asks"),
                conversation=bool(one.get("conversation", False)),
                phone_needed=one.get("contact", "") == "needed",
                enrolled=one.get("enrolled", ""),
                shelf=one.get("shelf", ""),
                success=tuple(one.get("success", ())),
                agreement=one.get("agreement", ""),
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
        dangers=tuple(_danger(one) for one in document.get("danger_words", ())),
        reasons={
            one["key"]: ClosingReason(one["key"], _words(one, "name"), _words(one, "told"))
            for one in document.get("closing_reasons", ())
        },
        lists={one["key"]: _list(one) for one in document.get("lists", ())},
        roles={
            one["key"]: Role(one["key"], _words(one, "name"), _words(one, "help"))
            for one in document.get("roles", ())
        },
        sides=tuple(
            Side(one["kind"], one["key"], _words(one, "name"))
            for one in document.get("party_roles", ())
        ),
    )


def _danger(one: Mapping[str, Any]) -> Danger:
    return Danger(words=tuple(one["words"]), call=str(one["call"]), told=_words(one, "told"))


def _list(one: Mapping[str, Any]) -> ListSpec:
    return ListSpec(
        key=one["key"],
        name=_words(one, "name"),
        kind=one["kind"],
        line=one["line"],
        begets=tuple(one.get("begets", ())),
        link=_words(one, "link"),
        levels=tuple(Words.of(level) for level in one.get("levels", ())),
        published=bool(one.get("published", False)),
        claimers=tuple(one.get("claimers", ())),
        keepers=tuple(one.get("keepers", ())),
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
