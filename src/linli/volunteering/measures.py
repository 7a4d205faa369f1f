"""Figures of volunteering, by name."""


def register() -> None:
    """Each topic adds its own."""
