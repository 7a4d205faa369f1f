"""Figures of points, by name."""


def register() -> None:
    """Each topic adds its own."""
