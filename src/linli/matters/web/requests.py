"""What every view of matters does with a request: who asks, and a refusal beside its field."""

from __future__ import annotations

from django.forms import Form
from django.http import HttpRequest

from linli.kernel.errors import Refused
from linli.kernel.middleware import actor_of
from linli.matters import selectors
from linli.matters.terms import Kind, PlaceAmbiguous
from linli.matters.web.forms import ASKED, ReportForm
from linli.procedures.terms import BadAnswers

# Where a refusal names something that is no field of the form, the reader finds it here.
_FIELDS = {"place": "place_words"}


def add_refusal(form: Form, refused: Refused) -> None:
    """Show the refusal at the field it is about, else above the form; nothing typed is lost."""
    if isinstance(refused, BadAnswers):
        for key, wrong in refused.wrong.items():
            name = f"{ASKED}{key}"
            form.add_error(name if name in form.fields else None, wrong.message)
        return
    field = _FIELDS.get(refused.field, refused.field)
    form.add_error(field if field in form.fields else None, refused.message)
    if isinstance(form, ReportForm) and isinstance(refused, PlaceAmbiguous):
        form.readings = refused.data["readings"]


def kinds_for(request: HttpRequest) -> list[Kind]:
    """The kinds that this actor may open for somebody, by duty or by the verb."""
    actor = actor_of(request)
    duties = {grant.duty for grant in actor.grants}
    every = actor.may("matters.open_for")
    known = selectors.catalogue()
    lists = known.listed_kinds()  # opened on the pages of lists
    return [
        kind
        for kind in known.kinds.values()
        if kind.key not in lists and (every or duties.intersection(kind.openers))
    ]
