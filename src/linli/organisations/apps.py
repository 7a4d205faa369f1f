from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "linli.organisations"
    label = "organisations"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from linli.kernel.registry import NavigationEntry, method_parts, navigation
        from linli.organisations.method import OrganisationsPart

        method_parts.add("organisations", OrganisationsPart())
        navigation.add(
            "organisations",
            NavigationEntry(_("人与组织"), "organisations", ("organisations.see",), 500),
        )
