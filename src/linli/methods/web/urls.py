from __future__ import annotations

from django.urls import path

from linli.methods.web import views

app_name = "methods"
urlpatterns = [
    path("methods/", views.current, name="current"),
    path("methods/procedures/<slug:key>/", views.procedure, name="procedure"),
    path("methods/procedures/<slug:key>.bpmn", views.diagram, name="diagram"),
]
