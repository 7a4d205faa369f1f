"""One publication of areas: compares rows with what is there and writes the difference in bulk."""

from __future__ import annotations

from datetime import date, datetime

from linli.territory import rules
from linli.territory.models import Area, AreaChange, AreaName
from linli.territory.terms import (
    AreaRow,
    BadDate,
    CodeTaken,
    Layout,
    Published,
    UnknownArea,
    Why,
    WrongParent,
    normal,
)

_BATCH = 500
_FIELDS = (
    "name", "short_name", "valid_to", "longitude", "latitude", "boundary", "boundary_source",
)  # fmt: skip


class Publication:
    """Holds what one run needs; `run` is called inside the caller's transaction."""

    def __init__(self, layout: Layout, today: date, now: datetime) -> None:
        self.layout, self.today, self.now = layout, today, now
        self.known: dict[str, Area] = {}  # by code
        self.above: dict[str, str] = {}  # code -> parent's code
        self.added: list[Area] = []
        self.changed: list[Area] = []
        self.names: list[AreaName] = []
        self.changes: list[AreaChange] = []

    def run(self, rows: tuple[AreaRow, ...]) -> Published:
        """Write the rows, parents before children, whatever their order in the file."""
        self._load()
        for row in self._in_order(rows):
            rules.check_row(row, self.layout)
            if row.valid_from > self.today or (row.valid_to and row.valid_to > self.today):
                raise BadDate(reason=Why.DATE_FUTURE)
            found = self.known.get(row.code)
            if found is None:
                self._add(row)
            else:
                self._compare(row, found)
        Area.objects.bulk_create(self.added, batch_size=_BATCH)
        Area.objects.bulk_update(self.changed, _FIELDS, batch_size=200)
        AreaName.objects.bulk_create(self.names, batch_size=_BATCH, ignore_conflicts=True)
        AreaChange.objects.bulk_create(self.changes, batch_size=_BATCH)
        same = len(rows) - len(self.added) - len(self.changed)
        return Published(len(self.added), len(self.changed), same)

    def _load(self) -> None:
        codes: dict[object, str] = {}
        for area in Area.objects.order_by("path"):
            self.known[area.code] = area
            codes[area.id] = area.code
            self.above[area.code] = codes.get(area.parent_id, "")

    def _in_order(self, rows: tuple[AreaRow, ...]) -> list[AreaRow]:
        """Refuses with `CodeTaken` if a code comes twice, `UnknownArea` if a parent is nowhere."""
        waiting: dict[str, AreaRow] = {}
        for row in rows:
            if row.code in waiting:
                raise CodeTaken(area_code=row.code)
            waiting[row.code] = row
        ordered: list[AreaRow] = []
        placed = set(self.known) | {""}
        while waiting:
            ready = [row for row in waiting.values() if row.parent in placed]
            if not ready:
                raise UnknownArea
            for row in ready:
                ordered.append(row)
                placed.add(row.code)
                del waiting[row.code]
        return ordered

    def _add(self, row: AreaRow) -> None:
        parent = self.known.get(row.parent)
        rules.check_parent(
            row, parent.kind if parent else None, parent.name if parent else "", self.layout
        )
        area = Area(
            code=row.code,
            kind=row.kind,
            name=row.name,
            short_name=row.short_name or rules.short_name(row.name, row.kind, self.layout),
            parent=parent,
            path=self._path(row, parent),
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            synthetic=row.synthetic,
        )
        self._place(row, area)
        self.known[row.code] = area
        self.above[row.code] = row.parent
        self.added.append(area)
        self._name(row, area)
        if not self.layout.kind(row.kind).private:
            self._note(area, "opened", row.valid_from, after=row.name)
        if row.valid_to is not None:
            self._note(area, "closed", row.valid_to)

    def _path(self, row: AreaRow, parent: Area | None) -> str:
        line, here = [], row.parent
        while here:
            line.append(here)
            here = self.above[here]
        return (parent.path if parent else "") + rules.segment(row.code, line) + "."

    def _compare(self, row: AreaRow, area: Area) -> None:
        if area.kind != row.kind or area.synthetic != row.synthetic:
            raise CodeTaken(area_code=row.code)
        if self.above[row.code] != row.parent:
            raise WrongParent(
                name=row.name, parent=row.parent, rule=str(self.layout.kind(row.kind).rule)
            )
        before = [getattr(area, name) for name in _FIELDS if name != "boundary"]
        if area.name != row.name:
            self._note(area, "renamed", self.today, before=area.name, after=row.name)
            area.name = row.name
            area.short_name = row.short_name or rules.short_name(row.name, row.kind, self.layout)
        if row.valid_to is not None and area.valid_to is None:
            area.valid_to = row.valid_to
            self._note(area, "closed", row.valid_to)
        self._name(row, area)
        drawn = self._place(row, area)
        if drawn or before != [getattr(area, name) for name in _FIELDS if name != "boundary"]:
            self.changed.append(area)

    def _place(self, row: AreaRow, area: Area) -> bool:
        """Point and boundary, where the row has them; a row without leaves what is drawn."""
        if row.longitude is not None and row.latitude is not None:
            area.longitude, area.latitude = rules.check_point(
                row.longitude, row.latitude, self.layout.frame
            )
        if row.boundary is None:
            return False
        drawn = rules.rounded(rules.check_boundary(row.boundary, self.layout.frame))
        if area.boundary == drawn:
            return False
        area.boundary, area.boundary_source = drawn, row.boundary_source
        return True

    def _name(self, row: AreaRow, area: Area) -> None:
        if not self.layout.kind(row.kind).private:
            forms = rules.spoken_forms(row.name, row.kind, row.aliases, self.layout)
            forms |= {normal(row.short_name)} - {""}
            self.names += [AreaName(area=area, name=form[:60]) for form in sorted(forms)]

    def _note(self, area: Area, kind: str, on: date, before: str = "", after: str = "") -> None:
        self.changes.append(
            AreaChange(
                area=area, kind=kind, on=on, before=before, after=after, recorded_at=self.now
            )
        )
