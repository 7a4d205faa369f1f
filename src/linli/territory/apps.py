from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from linli.kernel import registry


class TerritoryConfig(AppConfig):
    name = "linli.territory"
    label = "territory"

    def ready(self) -> None:
        from linli.territory import method  # noqa: PLC0415 - models are loaded now

        registry.method_parts.add("territory", method.TerritoryPart())
        registry.method_parts.add("calendar", method.CalendarPart())
        registry.navigation.add(
            "territory",
            registry.NavigationEntry(
                _("区域与日历"), "territory:areas", ("territory.see",), 510, "registers", "map"
            ),
        )
