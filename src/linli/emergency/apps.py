from django.apps import AppConfig


class EmergencyConfig(AppConfig):
    name = "linli.emergency"
    label = "emergency"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _  # noqa: PLC0415 - apps are loaded now

        from linli.emergency import selectors, stories  # noqa: F401, PLC0415 - stories register themselves
        from linli.emergency.method import EmergencyPart  # noqa: PLC0415
        from linli.kernel.registry import (  # noqa: PLC0415
            NavigationEntry,
            method_parts,
            navigation,
            related_things,
        )

        method_parts.add("emergency", EmergencyPart())
        related_things.add("emergency", selectors.related)
        navigation.add(
            "emergency",
            NavigationEntry(_("应急"), "emergencies", ("organisations.see",), 120, "work", "alert"),
        )
