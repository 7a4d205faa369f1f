from django.apps import AppConfig


class VisitsConfig(AppConfig):
    name = "linli.visits"
    label = "visits"

    def ready(self) -> None:
        from linli.visits import effects, jobs, measures, method, stories  # noqa: F401, PLC0415 - apps are loaded now

        effects.register()
        jobs.register()
        measures.register()
        method.register()
