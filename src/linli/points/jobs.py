"""What the worker does for points."""


def register() -> None:
    """Each topic adds its own."""
