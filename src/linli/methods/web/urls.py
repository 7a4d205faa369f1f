from __future__ import annotations

from django.urls import path

from linli.methods.web import desk, editing, trying, views

app_name = "methods"
_DRAFT = "methods/desk/<uuid:draft_id>/"
urlpatterns = [
    path("methods/", views.current, name="current"),
    path("methods/procedures/<slug:key>/", views.procedure, name="procedure"),
    path("methods/procedures/<slug:key>.bpmn", views.diagram, name="diagram"),
    path("methods/desk/", desk.desk, name="desk"),
    path("methods/desk/begin/", desk.begin, name="begin"),
    path("methods/desk/roll-back/", desk.roll_back, name="roll-back"),
    path("methods/desk/revision.zip", desk.download_revision, name="download-revision"),
    path(_DRAFT, desk.draft, name="draft"),
    path(f"{_DRAFT}changes/", desk.changes, name="changes"),
    path(f"{_DRAFT}publish/", desk.publish, name="publish"),
    path(f"{_DRAFT}drop/", desk.drop, name="drop"),
    path(f"{_DRAFT}method.zip", desk.download, name="download"),
    path(f"{_DRAFT}stories/", trying.stories, name="stories"),
    path(f"{_DRAFT}trial/", trying.trial, name="trial"),
    path(f"{_DRAFT}add/", editing.add, name="add"),
    path(f"{_DRAFT}english/", editing.english, name="english"),
    path(f"{_DRAFT}text/<path:file>", editing.text, name="text"),
    path(f"{_DRAFT}remove/<path:file>", editing.remove, name="remove"),
    path(f"{_DRAFT}raw/<path:file>", editing.raw, name="raw"),
    path(f"{_DRAFT}model/<path:file>", editing.model, name="model"),
    path(f"{_DRAFT}decision/<path:file>", editing.decision, name="decision"),
    path(f"{_DRAFT}entries/<path:file>", editing.entries_of, name="entries"),
]
