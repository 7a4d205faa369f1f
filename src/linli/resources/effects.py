"""What a county's procedures may set off in resources, and what others ask of it by name."""


def register() -> None:
    """Each topic adds its own."""
