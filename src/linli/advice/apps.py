from django.apps import AppConfig


class AdviceConfig(AppConfig):
    name = "linli.advice"
    label = "advice"

    def ready(self) -> None:
        from linli.advice import checks, method  # noqa: PLC0415 - apps are loaded now

        checks.register()
        method.register()
