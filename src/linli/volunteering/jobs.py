"""What the worker does for volunteering."""


def register() -> None:
    """Each topic adds its own."""
