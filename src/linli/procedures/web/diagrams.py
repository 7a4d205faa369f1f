"""The procedure file of a run, for the diagram on its subject's page."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from linli.kernel.middleware import actor_of
from linli.procedures import selectors


@require_GET
def run_diagram(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """BPMN XML of the revision that the run began with; refuses `NoSuchRun` out of scope."""
    selectors.run_for(actor_of(request), run_id)
    answer = HttpResponse(selectors.diagram(run_id).xml, content_type="application/xml")
    answer["Cache-Control"] = "private, max-age=3600"
    return answer
