from django.apps import AppConfig


class MattersConfig(AppConfig):
    name = "linli.matters"
    label = "matters"

    def ready(self) -> None:
        from linli.matters import effects, jobs, method, stories  # noqa: PLC0415 - apps are loaded now

        effects.register()
        jobs.register()
        method.register()
        stories.register()
