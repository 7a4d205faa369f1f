"""Folds constraints and indexes of a context's first migration into the tables that it makes:

    bin/manage shell -c "from tools.fold_migrations import fold; fold('resources')"

SQLite makes a table anew for every constraint added afterwards: sixty of them took fifteen seconds.
Only what names fields that the table is made with is folded; the rest stays as it is. Run it after
`makemigrations`; migrations with functions of their own are left alone.
"""

from __future__ import annotations

from pathlib import Path

from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import AddConstraint, AddIndex, CreateModel, RunPython
from django.db.migrations.operations.base import Operation
from django.db.migrations.writer import MigrationWriter
from django.db.models import Index, Q
from django.db.models.constraints import BaseConstraint, CheckConstraint, UniqueConstraint


def fold(label: str) -> int:
    """How many were folded into their tables."""
    migration = MigrationLoader(None).get_migration(label, "0001_initial")
    if any(isinstance(one, RunPython) for one in migration.operations):
        return 0
    made = {one.name_lower: one for one in migration.operations if isinstance(one, CreateModel)}
    left: list[Operation] = []
    count = 0
    for one in migration.operations:
        if isinstance(one, AddConstraint | AddIndex) and _fits(one, made[one.model_name_lower]):
            _put(one, made[one.model_name_lower])
            count += 1
        else:
            left.append(one)
    migration.operations = left
    writer = MigrationWriter(migration, include_header=False)
    Path(writer.path).write_text(writer.as_string(), encoding="utf-8")
    return count


def _put(one: AddConstraint | AddIndex, table: CreateModel) -> None:
    if isinstance(one, AddConstraint):
        table.options.setdefault("constraints", []).append(one.constraint)
    else:
        table.options.setdefault("indexes", []).append(one.index)


def _fits(one: AddConstraint | AddIndex, table: CreateModel) -> bool:
    there = {name for name, _field in table.fields} | {"pk"}
    named = _of_constraint(one.constraint) if isinstance(one, AddConstraint) else _of(one.index)
    return named <= there


def _of(index: Index) -> set[str]:
    return {name.lstrip("-") for name in index.fields} | _of_condition(index.condition)


def _of_constraint(one: BaseConstraint) -> set[str]:
    if isinstance(one, UniqueConstraint):
        return {*one.fields, *_of_condition(one.condition)}
    assert isinstance(one, CheckConstraint)
    return _of_condition(one.condition)


def _of_condition(condition: object) -> set[str]:
    """The fields that a condition names, on both sides."""
    if not isinstance(condition, Q):
        name = getattr(condition, "name", "")
        inner = getattr(condition, "get_source_expressions", list)()
        return {name} - {""} | {found for each in inner for found in _of_condition(each)}
    found: set[str] = set()
    for child in condition.children:
        if isinstance(child, tuple):
            found |= {child[0].split("__")[0]} | _of_condition(child[1])
        else:
            found |= _of_condition(child)
    return found
