from django.apps import AppConfig


class DemonstrationConfig(AppConfig):
    name = "linli.demonstration"
    label = "demonstration"
