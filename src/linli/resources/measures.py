"""Figures of resources, by name."""


def register() -> None:
    """Each topic adds its own."""
