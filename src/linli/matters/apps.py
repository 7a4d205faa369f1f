from django.apps import AppConfig


class MattersConfig(AppConfig):
    name = "linli.matters"
    label = "matters"

    def ready(self) -> None:
        from linli.matters import effects, jobs, measures, method, stories  # noqa: PLC0415 - apps are loaded now
        from linli.matters.services.intake import START_DATA  # noqa: PLC0415
        from linli.matters.terms import SUBJECT  # noqa: PLC0415
        from linli.procedures.services import declare_subject  # noqa: PLC0415

        declare_subject(SUBJECT, START_DATA)
        effects.register()
        jobs.register()
        measures.register()
        method.register()
        stories.register()
