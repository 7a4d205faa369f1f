from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "linli.organisations"
    label = "organisations"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _  # noqa: PLC0415 - apps are loaded now

        from linli.kernel.registry import (  # noqa: PLC0415
            NavigationEntry,
            method_parts,
            navigation,
            related_things,
        )
        from linli.organisations import selectors  # noqa: PLC0415
        from linli.organisations.method import OrganisationsPart  # noqa: PLC0415

        method_parts.add("organisations", OrganisationsPart())
        related_things.add("organisations", selectors.related)
        navigation.add(
            "organisations",
            NavigationEntry(
                _("人与组织"), "organisations", ("organisations.see",), 500, "registers", "people"
            ),
        )
        navigation.add(
            "organisations.registrations",
            NavigationEntry(
                _("报到名册"), "registrations", (), 505, "registers", holds=selectors.is_manager
            ),
        )
        navigation.add(
            "organisations.registering",
            NavigationEntry(
                _("双报到"), "registering", (), 29, "work", "hand",
                holds=lambda actor: selectors.may_register(actor) or selectors.is_registered(actor),
            ),
        )  # fmt: skip
        navigation.add(
            "api.keys",
            NavigationEntry(
                _("接口密钥"), "api-keys", ("api.issue", "api.manage"), 920, "manage", "lock"
            ),
        )
