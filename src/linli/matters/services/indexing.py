"""What is searched of a matter: its number, its title, its reports' words."""

from __future__ import annotations

from datetime import datetime

from linli.kernel.cipher import keyed_digest
from linli.matters.models import Matter, Report
from linli.matters.terms import SUBJECT
from linli.search import services as search


def digest(*parts: str) -> str:
    """What stays of words after they are erased: a keyed digest, which nobody can guess from."""
    return keyed_digest("\x1f".join(parts), purpose="matters.words")


def index(matter: Matter, now: datetime, *, reports: list[Report] | None = None) -> None:
    """Write or renew the search entry; one statement, or two where the reports must be read."""
    rows = reports if reports is not None else Report.objects.filter(matter_id=matter.pk)
    words = [text for row in rows for text in (row.place_words, row.words) if text]
    search.index(
        kind=SUBJECT,
        id=matter.pk,
        area_path=matter.area_path,
        organisation_id=None,
        words=(matter.number, matter.title, *words),
        now=now,
    )
