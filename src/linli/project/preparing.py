"""What a county's installation holds after its first start: its method and, where wanted, its
demonstration."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings

from linli.demonstration import selectors as demonstrations
from linli.demonstration import services as demonstration_services
from linli.kernel import clock
from linli.kernel.actor import SYSTEM
from linli.kernel.versions import unit_of_work
from linli.methods import services as methods


def first_content(county: str, *, demonstration: bool, say: Callable[[str], None]) -> list[str]:
    """Load the county's method if its files changed; build the demonstration if there is none.
    Returns the demonstration's logins, a line each."""
    now = clock.now()
    with unit_of_work():
        say("Method / 方法")
        methods.load_folder(settings.LINLI_METHODS / county, actor=SYSTEM, now=now)
        if not demonstration:
            return []
        if not demonstrations.is_built():
            say("Demonstration / 演示数据")
            demonstration_services.build(
                seed=1,
                today=clock.local(now).date(),
                folder=settings.LINLI_METHODS / county,
                say=say,
            )
        return [f"  {one.role}: {one.username} / {one.password}" for one in demonstrations.logins()]
