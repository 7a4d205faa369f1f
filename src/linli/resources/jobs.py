"""What the worker does for resources."""


def register() -> None:
    """Each topic adds its own."""
