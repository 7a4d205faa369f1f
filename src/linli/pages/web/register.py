"""One register 人、地、物、情、事、组织: open one thing, see the rest that you may see."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from linli.kernel.middleware import actor_of
from linli.pages import selectors

# In the order of the six elements; what a context adds beyond them comes last.
KINDS = {
    "person": _("人"),
    "area": _("地"),
    "thing": _("物"),
    "opinion": _("情"),
    "matter": _("事"),
    "organisation": _("组织"),
    "emergency": _("应急"),
    "visit": _("走访"),
    "gathering": _("会议"),
}


@login_required
@require_GET
def register(request: HttpRequest, kind: str, subject_id: UUID) -> HttpResponse:
    """A thing and what belongs to it, in the order of the elements."""
    head, groups = selectors.register(actor_of(request), kind, subject_id)
    order = list(KINDS)
    shown = sorted(groups.items(), key=lambda row: order.index(row[0]) if row[0] in order else 99)
    context = {
        "head": head,
        "kind_name": KINDS.get(kind, kind),
        "groups": [(KINDS.get(key, key), rows) for key, rows in shown],
    }
    return render(request, "pages/register.html", context)
