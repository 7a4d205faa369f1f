"""Procedures, forms and ladders in force, read once per process and method."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count
from django.utils.translation import gettext

from linli.kernel import parts
from linli.kernel.language import Words
from linli.kernel.registry import Finding
from linli.kernel.versions import cached_by
from linli.procedures import models
from linli.procedures.engine import bpmn, dmn
from linli.procedures.engine import definition as d
from linli.procedures.engine.dmn import Table
from linli.procedures.engine.errors import EngineError
from linli.procedures.rules import parse_forms, parse_ladders
from linli.procedures.terms import (
    FORMS,
    PROCEDURES,
    Form,
    Ladder,
    NoSuchProcedure,
    ProcedureView,
    Stuck,
    Unsound,
)


@dataclass(frozen=True, slots=True)
class Published:
    """A definition row, parsed. `seconds`: nodes whose doer some other step asks about."""

    id: UUID
    key: str
    revision: str
    graph: d.Definition
    seconds: frozenset[str]


# Rows of Definition never change while a run refers to them, so nothing here grows old.
_parsed: dict[tuple[object, UUID], Published] = {}


def read(key: str, xml: str, decisions: Mapping[str, str]) -> d.Definition:
    """Parse what a Definition row holds; refuses with `Unsound` what the engine cannot read."""
    tables: dict[str, Table] = {}
    for name, text in decisions.items():
        found, _ = dmn.read(text.encode(), file=f"{name}.dmn")
        tables |= found
    graph, findings = bpmn.read(xml.encode(), file=f"{key}.bpmn", decisions=tables)
    if graph is None:
        raise Unsound(key=key, fault=str(findings[0]))
    return graph


def definition_of(definition_id: UUID) -> Published:
    """The procedure with this row id; one statement the first time in a process."""
    place = (connection.settings_dict["NAME"], definition_id)
    found = _parsed.get(place)
    if found is None:
        row = models.Definition.objects.get(pk=definition_id)
        graph = read(row.key, row.xml, row.decisions)
        seconds = frozenset(task.step.second for task in graph.user_tasks() if task.step.second)
        found = Published(row.pk, row.key, row.revision, graph, seconds)
        _parsed[place] = found
    return found


@cached_by(parts.VERSION)
def definitions_in_force() -> dict[str, UUID]:
    """Procedure key -> row id of the definition that new runs begin with."""
    return dict(models.Definition.objects.filter(current=True).values_list("key", "id"))


def current(key: str) -> Published:
    """The procedure in force under this key; refuses with `NoSuchProcedure`."""
    found = definitions_in_force().get(key)
    if found is None:
        raise NoSuchProcedure(key=key)
    return definition_of(found)


@cached_by(parts.VERSION)
def _tables() -> dict[str, Table]:
    found: dict[str, Table] = {}
    for file, text in parts.current(PROCEDURES)[1].get("decisions", {}).items():
        found |= dmn.read(text.encode(), file=file)[0]
    return found


def decide(key: str, inputs: Mapping[str, Any]) -> dict[str, Any]:
    """What a decision table in force says, by output name. Refuses with `NoSuchProcedure` an
    unknown table, with `Stuck` inputs that it has no answer to.
    """
    table = _tables().get(key)
    if table is None:
        raise NoSuchProcedure(key=key)
    try:
        return dmn.decide(table, inputs)
    except EngineError as error:
        raise Stuck(fault=error.said.worded(gettext)) from error


def procedures() -> tuple[ProcedureView, ...]:
    """The procedures in force, by key."""
    rows = models.Definition.objects.filter(current=True).order_by("key")
    return tuple(
        ProcedureView(
            row.key, words(definition_of(row.pk).graph.name), row.revision, row.published_at
        )
        for row in rows.defer("xml", "decisions")
    )


@cached_by(parts.VERSION)
def _english() -> dict[str, str]:
    return dict(_texts(parts.current(PROCEDURES)[1].get("procedures", ())))


def _texts(document: Any) -> Iterator[tuple[str, str]]:
    """Every (Chinese, English) of a document."""
    if isinstance(document, Mapping):
        if "zh" in document:
            if document.get("en"):
                yield document["zh"], document["en"]
            return
        document = list(document.values())
    if isinstance(document, list | tuple):
        for one in document:
            yield from _texts(one)


def words(chinese: str) -> Words:
    """A name or sentence of a procedure file, with the method's English where it gives it."""
    return Words(chinese, _english().get(chinese, ""))


def _document(revision: str) -> Mapping[str, Any]:
    """Forms and ladders of a method revision; those in force if that one is not known."""
    return (parts.at(FORMS, revision) if revision else {}) or parts.current(FORMS)[1]


@cached_by(parts.VERSION)
def _forms(revision: str) -> dict[str, Form]:
    return parse_forms(_document(revision))


@cached_by(parts.VERSION)
def _ladders(revision: str) -> dict[str, Ladder]:
    return parse_ladders(_document(revision))


def form(key: str, revision: str = "") -> Form | None:
    """The form as it is in a method revision (`Run.method_revision`); without one, or if that one
    is not known, the form in force.
    """
    return _forms(revision).get(key) if key else None


def ladder(key: str, revision: str = "") -> Ladder:
    """The ladder as it is in a method revision, like `form`; one without rungs if there is none."""
    return (_ladders(revision).get(key) if key else None) or Ladder(key)


def method_revision() -> str:
    """The revision of the method in force."""
    return parts.current(PROCEDURES)[0]


def left_behind(documents: Mapping[str, Mapping[str, Any]]) -> list[Finding]:
    """Warnings about what a method revision drops although runs under way stand on it: duties of
    open steps, procedures. `documents` by part, as the gate has them. Two statements.
    """
    duties = {row["key"] for row in documents.get("organisations", {}).get("duties", ())}
    keys = {row["key"] for row in documents.get(PROCEDURES, {}).get("procedures", ())}
    steps = models.Step.objects.filter(state="open").exclude(duty="")
    held = steps.order_by().values_list("duty").annotate(count=Count("pk"))
    running = models.Run.objects.filter(state="running").order_by()
    begun = running.values_list("definition__key").annotate(count=Count("pk"))
    found = [
        Finding(
            "warning",
            "organisations.toml",
            duty,
            "procedures.duty_in_use",
            f"还有 {count} 个待办环节由“{duty}”办理，新版本里没有这项职责，届时要逐件改派。",
        )
        for duty, count in sorted(held)
        if duty not in duties
    ]
    return found + [
        Finding(
            "warning", f"procedures/{key}.bpmn", key, "procedures.procedure_in_use",
            f"还有 {count} 件事在走“{key}”，新版本里没有这个流程；它们按原流程办完。",
        )
        for key, count in sorted(begun)
        if key not in keys
    ]  # fmt: skip


def pool_steps(document: Mapping[str, Any]) -> dict[str, set[str]]:
    """Of a `procedures` document: {procedure key: its steps that the first to claim takes}."""
    return {
        one["key"]: {step["key"] for step in one.get("steps", ()) if step.get("pool")}
        for one in document.get("procedures", ())
    }


def reporter_outcomes(document: Mapping[str, Any]) -> dict[str, dict[str, set[str]]]:
    """Of a `procedures` document: {procedure key: {step of the reporter's lane: its outcomes}}, for
    contexts that answer in the reporter's name.
    """
    return {
        one["key"]: {
            step["key"]: {outcome["key"] for outcome in step.get("outcomes", ())}
            for step in one.get("steps", ())
            if step.get("lane") == "reporter"
        }
        for one in document.get("procedures", ())
    }
