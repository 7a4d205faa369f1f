"""The small county of territory's tests, with the organisations of the shipped method."""

from datetime import datetime
from uuid import UUID

from django.conf import settings

from linli.kernel import parts
from linli.kernel.actor import SYSTEM
from linli.kernel.registry import Finding, Folder, PartContext
from linli.organisations import models, selectors, services
from linli.organisations.method import OrganisationsPart
from linli.people import services as people
from linli.territory.terms import Area
from linli.territory.tests.factories import small_county

FILE = settings.HOME / "methods" / "taining" / "organisations.toml"
KINDS = "county town community village estate grid segment building stairwell household"
TERRITORY = {"kinds": [{"key": key} for key in KINDS.split()]}


def read(text: str) -> tuple[dict, list[Finding]]:
    """The document of a TOML text, and everything that parser and checker say."""
    part = OrganisationsPart()
    document, found = part.parse(Folder({"organisations.toml": text.encode()}))
    if not found:
        found = part.check(document, PartContext({"territory": TERRITORY}, {}))
    return document, list(found)


def county(now: datetime, text: str = "") -> dict[str, Area]:
    """The areas by short code, after publishing them and their organisations."""
    areas = small_county(now)
    document, found = read(text or FILE.read_text(encoding="utf-8"))
    assert not found, found
    parts.publish("organisations", "t1", document, now)
    services.publish(document=document, revision="t1", actor=SYSTEM, now=now)
    return areas


def person(username: str, name: str, now: datetime, password: str = "") -> UUID:
    return people.open_account(
        username=username, name=name, password=password, must_change=False, actor=SYSTEM, now=now
    )


def post_of(duty: str, area_id: UUID | None = None, unit: str = "") -> UUID:
    """The post that carries this duty at this area, or in this unit."""
    rows = models.PostDuty.objects.filter(duty=duty, area_id=area_id)
    if unit:
        rows = rows.filter(post__organisation_id=selectors.unit(unit).id)
    return rows.get().post_id


def appointed(duty: str, account_id: UUID, now: datetime, area_id=None, unit="", **more) -> UUID:
    """Give somebody the post that carries the duty there; the holding's id."""
    return services.appoint(
        post_id=post_of(duty, area_id, unit), account_id=account_id, actor=SYSTEM, now=now, **more
    )
