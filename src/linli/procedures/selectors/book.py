"""Procedures, forms and ladders in force, read once per process and method."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from linli.kernel import parts
from linli.kernel.language import Words
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
def _current() -> dict[str, UUID]:
    return dict(models.Definition.objects.filter(current=True).values_list("key", "id"))


def current(key: str) -> Published:
    """The procedure in force under this key; refuses with `NoSuchProcedure`."""
    found = _current().get(key)
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
        raise Stuck(fault=str(error)) from error


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


@cached_by(parts.VERSION)
def _forms(revision: str) -> dict[str, Form]:
    return parse_forms(parts.at(FORMS, revision) if revision else parts.current(FORMS)[1])


@cached_by(parts.VERSION)
def _ladders(revision: str) -> dict[str, Ladder]:
    return parse_ladders(parts.at(FORMS, revision) if revision else parts.current(FORMS)[1])


def form(key: str, revision: str = "") -> Form | None:
    """The form in force; one that is no longer in the method as it was in `revision`."""
    if not key:
        return None
    return _forms("").get(key) or (_forms(revision).get(key) if revision else None)


def ladder(key: str, revision: str = "") -> Ladder:
    """The ladder in force, or as it was in `revision`; one without rungs if there is none."""
    found = _ladders("").get(key) if key else None
    if found is None and key and revision:
        found = _ladders(revision).get(key)
    return found or Ladder(key)
