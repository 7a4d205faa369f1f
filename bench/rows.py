"""What a measurement gives: rows for a table, as JSON between processes."""

from __future__ import annotations

import json
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Row:
    """One figure. `budget` is what the design promises, in words; `held` is None where there is no
    budget, or where the run was too small to judge. `absolute` are (name, figure with unit).
    """

    measure: str
    what: str
    figure: str
    budget: str = ""
    held: bool | None = None
    absolute: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = field(default=())

    @property
    def verdict(self) -> str:
        return "–" if self.held is None else ("held" if self.held else "**missed**")


def store(path: Path, rows: Sequence[Row]) -> None:
    path.write_text(json.dumps([asdict(row) for row in rows], ensure_ascii=False, indent=1))


def restore(path: Path) -> list[Row]:
    found = json.loads(path.read_text())
    for one in found:
        one["absolute"] = tuple((name, figure) for name, figure in one["absolute"])
        one["notes"] = tuple(one["notes"])
    return [Row(**one) for one in found]


def milliseconds(seconds: float) -> str:
    """Three figures are more than a noisy machine can promise."""
    value = seconds * 1000
    return f"{value:.2f} ms" if value < 10 else f"{value:.0f} ms"


def median(values: Sequence[float]) -> float:
    return statistics.median(values)


def quantile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` of all values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
