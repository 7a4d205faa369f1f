"""The sentences of golden stories that speak of matters; `methods/<county>/stories/README.md`
lists them with their meaning."""

from __future__ import annotations


def register() -> None:
    """Importing the modules registers their phrases."""
    from linli.matters.stories import doing, found, listing, registering, scene, seeing, talking  # noqa: F401, PLC0415
