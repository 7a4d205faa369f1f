from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeliberationConfig(AppConfig):
    name = "linli.deliberation"
    label = "deliberation"

    def ready(self) -> None:
        from linli.deliberation import effects, jobs, measures, method, stories  # noqa: F401, PLC0415 - apps are loaded now
        from linli.deliberation.terms import SEE  # noqa: PLC0415 - apps are loaded now
        from linli.deliberation.web import feeds  # noqa: PLC0415
        from linli.kernel.registry import NavigationEntry, navigation  # noqa: PLC0415

        effects.register()
        feeds.register()
        jobs.register()
        measures.register()
        method.register()
        navigation.add(
            "deliberation",
            NavigationEntry(_("会议"), "gatherings", (SEE,), 60, "work", "people"),
        )
