"""One measurement in this process: `python -m bench.one NAME OUT [--quick]`."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

from bench import rows, setting


def main() -> int:
    name, out, *rest = sys.argv[1:]
    entered = setting.enter(quick="--quick" in rest)
    if name == "prepare":
        setting.prepare(entered)
        found: list[rows.Row] = []
    else:
        found = importlib.import_module(f"bench.measures.{name}").measure(entered)
        setting.leave()
    rows.store(Path(out), found)
    return 0


if __name__ == "__main__":
    sys.exit(main())
