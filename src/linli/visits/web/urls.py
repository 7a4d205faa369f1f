from django.urls import path

from linli.visits.web import desk, field, patrols

urlpatterns = [
    path("field", field.page, name="field"),
    path("field/sync", field.sync, name="field-sync"),
    path("field/manifest.webmanifest", field.manifest, name="field-manifest"),
    path("field-worker.js", field.worker, name="field-worker"),
    path("visits", desk.index, name="visits"),
    path("visits/plan", desk.plan, name="visits-plan"),
    path("visits/patrols", patrols.index, name="patrols"),
    path("visits/patrols/<uuid:patrol_id>/end", patrols.end, name="patrol-end"),
    path("visits/subjects", desk.subjects, name="visits-subjects"),
    path("visits/households", desk.households, name="visits-households"),
    path("visits/subjects/<uuid:subject_id>/end", desk.end, name="visits-end"),
    path("visits/<uuid:visit_id>", desk.show, name="visit"),
    path("visits/<uuid:visit_id>/settle", desk.settle, name="visit-settle"),
    path("findings/council", desk.council, name="council-list"),
]
