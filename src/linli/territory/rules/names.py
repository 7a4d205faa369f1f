"""Names as people write them: `炉峰社区` for 炉峰居委会, `朱口王坑村` for one of two 王坑.

Never a guess: where several areas fit equally well, all of them are the answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from uuid import UUID

from linli.territory.terms import Area, Layout, Suffix, normal

MOST = 20  # candidates that a chooser can still show


def short_name(name: str, kind: str, layout: Layout) -> str:
    """What people call it: the official ending, if any, replaced by the spoken one."""
    for suffix in layout.suffixes:
        if suffix.kind == kind and suffix.spoken:
            stem = _stem(name, suffix)
            if stem != name and not stem.endswith(suffix.spoken):
                return stem + suffix.spoken
            return stem
    return name


def spoken_forms(name: str, kind: str, aliases: Iterable[str], layout: Layout) -> frozenset[str]:
    """Every normalised form under which an area is found: name, stem, stem + spoken, aliases."""
    forms = {normal(name), normal(short_name(name, kind, layout))}
    for one in (name, *aliases):
        forms.add(normal(one))
        for suffix in layout.suffixes:
            if suffix.kind == kind:
                stem = normal(_stem(one, suffix))
                if not stem.isdigit():  # 3号楼 is not found by 3
                    forms.add(stem)
                forms.update(stem + normal(ending) for ending in suffix.official)
    return frozenset(form for form in forms if form)


def _stem(name: str, suffix: Suffix) -> str:
    """The name without its official ending; the name itself if nothing of it would be left."""
    for ending in suffix.official:
        if name.endswith(ending) and len(name) > len(ending):
            return name[: -len(ending)]
    return name


def _splits_number(text: str, at: int) -> bool:
    return 0 < at < len(text) and text[at - 1].isdigit() and text[at].isdigit()


def _prefixes(path: str) -> Iterator[str]:
    """The path and those of all areas around it, outermost first."""
    end = path.find(".")
    while end >= 0:
        yield path[: end + 1]
        end = path.find(".", end + 1)


class Gazetteer:
    """All names of open areas, for finding. Built once per version of the territory."""

    def __init__(self, areas: Mapping[UUID, Area], names: Iterable[tuple[UUID, str]]) -> None:
        self._areas = areas
        self._by_name: dict[str, list[Area]] = {}
        for area_id, name in names:
            self._by_name.setdefault(name, []).append(areas[area_id])

    def find(self, text: str, within: str = "") -> tuple[Area, ...]:
        """Exact names first; then places inside a longer address, the one that explains most of
        the text; then names that begin with or contain the text. At most 20, in tree order.
        """
        wanted = normal(text)[:100]
        if not wanted:
            return ()
        exact = [area for area in self._by_name.get(wanted, ()) if area.path.startswith(within)]
        found = exact or self._inside(wanted, within) or self._containing(wanted, within)
        return tuple(sorted(set(found), key=lambda area: area.path)[:MOST])

    def _inside(self, wanted: str, within: str) -> list[Area]:
        """The areas whose own and ancestors' names cover most of the text; deepest of these."""
        marks: dict[str, int] = {}  # path -> which characters its names cover, as bits
        candidates: dict[str, Area] = {}
        for start in range(len(wanted)):
            for end in range(start + 2, len(wanted) + 1):
                if _splits_number(wanted, start) or _splits_number(wanted, end):
                    continue  # 13号楼 is not 3号楼
                for area in self._by_name.get(wanted[start:end], ()):
                    bits = ((1 << (end - start)) - 1) << start
                    marks[area.path] = marks.get(area.path, 0) | bits
                    candidates[area.path] = area
        scores: dict[str, int] = {}
        for path in candidates:
            if path.startswith(within):
                covered = 0
                for outer in _prefixes(path):
                    covered |= marks.get(outer, 0)
                scores[path] = covered.bit_count()
        best = max(scores.values(), default=0)
        paths = {path for path, score in scores.items() if score == best}
        # What explains no more of the text than an area around it says nothing: keep the outermost.
        return [
            candidates[path]
            for path in paths
            if not any(outer in paths for outer in _prefixes(path) if outer != path)
        ]

    def _containing(self, wanted: str, within: str) -> list[Area]:
        begins: list[Area] = []
        contains: list[Area] = []
        for name, areas in self._by_name.items():
            if wanted in name:
                group = begins if name.startswith(wanted) else contains
                group.extend(area for area in areas if area.path.startswith(within))
        return begins or contains
