from django.apps import AppConfig


class VolunteeringConfig(AppConfig):
    name = "linli.volunteering"
    label = "volunteering"

    def ready(self) -> None:
        from linli.volunteering import effects, jobs, measures, method, stories  # noqa: F401, PLC0415 - apps are loaded now
        from linli.volunteering.web import activity_feeds  # noqa: PLC0415

        effects.register()
        activity_feeds.register()
        jobs.register()
        measures.register()
        method.register()
