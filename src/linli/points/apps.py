from django.apps import AppConfig


class PointsConfig(AppConfig):
    name = "linli.points"
    label = "points"

    def ready(self) -> None:
        from linli.points import effects, jobs, measures, method, stories  # noqa: F401, PLC0415 - apps are loaded now

        effects.register()
        jobs.register()
        measures.register()
        method.register()
