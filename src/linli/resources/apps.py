from django.apps import AppConfig


class ResourcesConfig(AppConfig):
    name = "linli.resources"
    label = "resources"

    def ready(self) -> None:
        from linli.resources import effects, jobs, measures, method, stories  # noqa: F401, PLC0415 - apps are loaded now

        effects.register()
        jobs.register()
        measures.register()
        method.register()
