from django.apps import AppConfig


class MethodsConfig(AppConfig):
    name = "linli.methods"
    label = "methods"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _  # noqa: PLC0415 - apps are ready first

        from linli.kernel.registry import NavigationEntry, method_parts, navigation  # noqa: PLC0415 - apps are ready first
        from linli.methods import phrases  # noqa: F401, PLC0415 - importing registers them
        from linli.methods.method import HeadPart, WordsPart  # noqa: PLC0415 - apps are ready first

        method_parts.add("method", HeadPart())
        method_parts.add("words", WordsPart())
        navigation.add(
            "methods", NavigationEntry(_("县域工作法"), "methods:current", ("methods.see",), 900)
        )
