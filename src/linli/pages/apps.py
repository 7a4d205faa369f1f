from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PagesConfig(AppConfig):
    name = "linli.pages"
    label = "pages"

    def ready(self) -> None:
        from linli.kernel.registry import NavigationEntry, navigation  # noqa: PLC0415

        entries = (
            ("work", NavigationEntry(_("工作台"), "work", order=10)),
            ("matters", NavigationEntry(_("事项"), "matters", ("matters.see",), order=20)),
            ("lists", NavigationEntry(_("清单"), "lists", ("matters.see",), order=25)),
            ("triage", NavigationEntry(_("研判"), "triage", ("matters.triage",), order=30)),
            ("county", NavigationEntry(_("全县"), "county", ("county.view",), order=40)),
        )
        for name, entry in entries:
            navigation.add(name, entry)
