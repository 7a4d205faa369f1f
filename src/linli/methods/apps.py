from django.apps import AppConfig


class MethodsConfig(AppConfig):
    name = "linli.methods"
    label = "methods"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _  # noqa: PLC0415 - apps are ready first

        from linli.kernel.registry import (  # noqa: PLC0415 - apps are ready first
            NavigationEntry,
            job_handlers,
            method_parts,
            navigation,
        )
        from linli.methods import phrases  # noqa: F401, PLC0415 - importing registers them
        from linli.methods.method import HeadPart, WordsPart  # noqa: PLC0415 - apps are ready first
        from linli.methods.services import trying  # noqa: PLC0415 - models are loaded now

        method_parts.add("method", HeadPart())
        method_parts.add("words", WordsPart())
        job_handlers.add(trying.HANDLER, trying.play_trial)
        navigation.add(
            "methods", NavigationEntry(_("县域工作法"), "methods:current", ("methods.see",), 900)
        )
