"""The sentences of golden stories that speak of matters; `methods/<county>/stories/README.md`
lists them with their meaning."""

from __future__ import annotations


def register() -> None:
    """Importing the modules registers their phrases."""
    from linli.matters.stories import (  # noqa: F401, PLC0415
        advising,
        county,
        doing,
        found,
        listing,
        registering,
        scene,
        seeing,
        talking,
    )
