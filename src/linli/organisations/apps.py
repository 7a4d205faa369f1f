from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "linli.organisations"
    label = "organisations"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _  # noqa: PLC0415 - apps are loaded now

        from linli.kernel.registry import NavigationEntry, method_parts, navigation  # noqa: PLC0415
        from linli.organisations.method import OrganisationsPart  # noqa: PLC0415

        method_parts.add("organisations", OrganisationsPart())
        navigation.add(
            "organisations",
            NavigationEntry(_("人与组织"), "organisations", ("organisations.see",), 500),
        )
