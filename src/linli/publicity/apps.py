from django.apps import AppConfig


class PublicityConfig(AppConfig):
    name = "linli.publicity"
    label = "publicity"

    def ready(self) -> None:
        from linli.publicity import effects, jobs, stories  # noqa: F401, PLC0415 - apps are loaded now

        effects.register()
        jobs.register()
