from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PagesConfig(AppConfig):
    name = "linli.pages"
    label = "pages"

    def ready(self) -> None:
        from linli.kernel.registry import NavigationEntry, navigation  # noqa: PLC0415
        from linli.organisations.selectors import is_registered  # noqa: PLC0415 - apps are loaded now
        from linli.pages import stories  # noqa: F401, PLC0415 - its sentences register themselves

        see, triage = ("matters.see",), ("matters.triage",)
        entries = (
            ("work", NavigationEntry(_("工作台"), "work", (), 10, "work", "check")),
            ("county", NavigationEntry(_("全县"), "county", ("county.view",), 15, "work", "chart")),
            ("matters", NavigationEntry(_("事项"), "matters", see, 20, "work", "building")),
            ("lists", NavigationEntry(_("清单"), "lists", see, 26, "work", "list")),
            (
                "errands",
                NavigationEntry(_("党建超市"), "errands", (), 28, "work", "heart", is_registered),
            ),
            ("triage", NavigationEntry(_("研判"), "triage", triage, 30, "triage", "filter")),
            ("hot-spots", NavigationEntry(_("热点"), "hot-spots", triage, 36, "triage", "pin")),
            (
                "precedents",
                NavigationEntry(_("先例和职责清单"), "precedents", triage, 38, "triage", "star"),
            ),
        )
        for name, entry in entries:
            navigation.add(name, entry)
