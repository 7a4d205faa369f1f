"""The method in force, for colleagues: where it comes from, its findings, its procedures."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.kernel.language import Words
from linli.kernel.middleware import actor_with
from linli.methods import selectors
from linli.procedures import selectors as procedures


@require_safe
def current(request: HttpRequest) -> HttpResponse:
    """`/methods/`"""
    actor = actor_with(request, "methods.see")
    page = {
        "desk": actor.may("methods.edit") or actor.may("methods.publish"),
        "revision": selectors.current(),
        "revisions": selectors.revisions(),
        "head": selectors.head(),
        "procedures": procedures.procedures(),
        "findings": (*selectors.findings_in_force(), *selectors.left_behind()),
    }
    return render(request, "methods/current.html", page)


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One user task as a row of the page; `told` in both languages."""

    id: str
    name: Words
    duty: str
    due: str
    stages: tuple[str, ...]
    outcomes: tuple[str, ...]
    told: Words


@require_safe
def procedure(request: HttpRequest, key: str) -> HttpResponse:
    """`/methods/procedures/<key>/`"""
    actor_with(request, "methods.see")
    graph = procedures.current(key).graph
    rows = tuple(
        TaskRow(
            id=task.id,
            name=procedures.words(task.name),
            duty=task.lane,
            due=_limit(task.step.due),
            stages=tuple(f"{one.name} {_limit(one.due)}".strip() for one in task.step.stages),
            outcomes=tuple(str(procedures.words(one.name)) for one in task.step.outcomes),
            told=procedures.words(task.step.told),
        )
        for task in graph.user_tasks()
    )
    page = {
        "key": key,
        "name": procedures.words(graph.name),
        "tasks": rows,
        "decisions": selectors.decision_tables(key),
    }
    return render(request, "methods/procedure.html", page)


def _limit(due: str) -> str:
    """A limit as written, or that a decision or a form sets it."""
    return _("由“%(name)s”决定") % {"name": due[1:]} if due.startswith("=") else due


@require_safe
def diagram(request: HttpRequest, key: str) -> HttpResponse:
    """`/methods/procedures/<key>.bpmn`: the file in force, drawn by the page and kept by people."""
    actor_with(request, "methods.see")
    xml = procedures.diagram(key).xml
    return HttpResponse(xml, content_type="application/xml; charset=utf-8")
